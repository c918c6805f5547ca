package poller

import (
	"slices"
	"strings"

	"github.com/pantau/pantau/collector/enrich/scrub"
	"github.com/pantau/pantau/collector/schema"
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

// Strip masks texts, replaces authors by keyed hashes, also within the ids that a
// platform makes of them, and drops the addresses of what persons say, in place:
// those hold their names.
func (p *Privacy) Strip(platform string, records []*wire.Record) {
	for _, r := range records {
		switch what := r.GetWhat().(type) {
		case *wire.Record_Post:
			what.Post.Text = p.mask(what.Post.GetText())
		case *wire.Record_Mention:
			m := what.Mention
			m.Text = p.mask(m.GetText())
			author, key := m.GetAuthor(), ""
			if author != "" {
				key = scrub.AuthorKey(p.Key, platform, author)
			}
			if m.GetKind() != schema.KindArticle {
				m.Url, m.Id = "", keyed(m.GetId(), author, key)
			}
			m.Author = key
		}
	}
}

// keyed replaces an author who stands as a whole in an id, as a DID does in an
// at:// address.
func keyed(id, author, key string) string {
	at := strings.Index(id, author)
	if author == "" || at < 0 {
		return id
	}
	before, after := id[:at], id[at+len(author):]
	if inWord(before, len(before)-1) || inWord(after, 0) {
		return id
	}
	return before + key + after
}

func inWord(s string, i int) bool {
	return i >= 0 && i < len(s) && (s[i] == '_' || '0' <= s[i] && s[i] <= '9' || 'a' <= s[i]|0x20 && s[i]|0x20 <= 'z')
}

// Without leaves out the mentions by forgotten authors. Strip comes first.
func (p *Privacy) Without(records []*wire.Record) []*wire.Record {
	return slices.DeleteFunc(records, func(r *wire.Record) bool { return p.Forgotten[r.GetMention().GetAuthor()] })
}

func (p *Privacy) mask(text string) string {
	masked, counts := p.Scrubber.Text(text)
	p.Meters.masked(counts)
	return masked
}
