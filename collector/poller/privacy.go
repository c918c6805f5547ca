package poller

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/pantau/pantau/collector/enrich/scrub"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

// Privacy takes personal data out of records before anything is stored, the
// spool included.
type Privacy struct {
	// Key is the office's own secret for the hashes of authors.
	Key []byte
	// Forgotten are the authors, as keyed hashes, who are not collected.
	Forgotten map[string]bool
	// Scrubber masks texts; it knows the names that stay readable.
	Scrubber scrub.Scrubber
	Meters   *Meters
}

// Strip masks texts and addresses, replaces authors by keyed hashes and ids that
// name anybody by hashes, and drops the addresses of what persons say, in place:
// those hold their names.
func (p *Privacy) Strip(platform string, records []*wire.Record) {
	for _, r := range records {
		switch what := r.GetWhat().(type) {
		case *wire.Record_Post:
			what.Post.Text, what.Post.Url, what.Post.Id = p.mask(what.Post.GetText()), p.mask(what.Post.GetUrl()), p.bare(what.Post.GetId())
		case *wire.Record_Mention:
			m := what.Mention
			m.Text, m.Url, m.Post, m.Id = p.mask(m.GetText()), p.mask(m.GetUrl()), p.bare(m.GetPost()), p.bare(m.GetId())
			if m.GetKind() != schema.KindArticle {
				m.Url, m.Id = "", nameless(m.GetId(), m.GetAuthor())
			}
			if m.GetAuthor() != "" {
				m.Author = scrub.AuthorKey(p.Key, platform, m.GetAuthor())
			}
		}
	}
}

// nameless is an id, or its hash where the platform has made it of the author's, as
// a DID stands in an at:// address, in whatever case. The hash has no key: with
// another one a comment that is read again would be a second one.
func nameless(id, author string) string {
	author = strings.ToLower(strings.TrimPrefix(author, "@"))
	if author == "" {
		return id
	}
	rest := strings.ToLower(id)
	for before := ""; ; {
		at := strings.Index(rest, author)
		if at < 0 {
			return id
		}
		before, rest = rest[:at], rest[at+len(author):]
		if !inWord(before, len(before)-1) && !inWord(rest, 0) {
			break
		}
	}
	return hashed(id)
}

// bare is an id, or its hash where an address or a telephone number stands in it, as
// in the ids of feeds. Those of digits only are a platform's own, whatever they look
// like, and so are longer numbers.
func (p *Privacy) bare(id string) string {
	if strings.Trim(id, "0123456789_/-") == "" {
		return id
	}
	if _, found := p.Scrubber.Text(id); found[scrub.Email]+found[scrub.Phone] == 0 {
		return id
	}
	return hashed(id)
}

func hashed(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:16])
}

func inWord(s string, i int) bool {
	return i >= 0 && i < len(s) && ('0' <= s[i] && s[i] <= '9' || 'a' <= s[i]|0x20 && s[i]|0x20 <= 'z')
}

// quiet takes personal data out of what a run says: platforms quote in their
// answers what people have written.
func (p *Privacy) quiet(result sdk.Result, err error) (sdk.Result, error) {
	for i, n := range result.Notices {
		result.Notices[i].Message = p.unnamed(n.Message)
	}
	for i, f := range result.Failures {
		result.Failures[i] = sdk.Reworded(f, p.unnamed)
	}
	for i, id := range result.Gone {
		result.Gone[i] = p.bare(id) // as it was kept
	}
	return result, sdk.Reworded(err, p.unnamed)
}

// unnamed masks what a platform said, which is not counted as what people write is.
func (p *Privacy) unnamed(text string) string {
	text, _ = p.Scrubber.Text(text)
	return text
}

// Without leaves out the mentions by forgotten authors. Strip comes first.
func (p *Privacy) Without(records []*wire.Record) []*wire.Record {
	return slices.DeleteFunc(records, func(r *wire.Record) bool { return p.Forgotten[r.GetMention().GetAuthor()] })
}

func (p *Privacy) mask(text string) string {
	text, counts := p.Scrubber.Text(text)
	p.Meters.masked(counts)
	return text
}
