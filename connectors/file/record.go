package file

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// Kinds of row.
const (
	rowPost    = "post"
	rowMention = "mention"
	rowAccount = "account"
)

// lifetime is what exports call counters over a post's whole life. Rows of
// single days are refused: adding them up is not ours to guess.
var lifetime = []string{"", "lifetime", "selamanya", "seumur hidup", "sepanjang waktu"}

// record makes the record of a row.
func (r *reading) record(row []string) (sdk.Record, error) {
	if span := r.table.cell(row, fieldSpan); !slices.Contains(lifetime, plain(span)) {
		return nil, fmt.Errorf("column date: the row counts a span of time (%s); export it with the range Lifetime", short(span))
	}
	switch kind := plain(r.table.cell(row, fieldKind)); kind {
	case "", rowPost:
		return r.post(row)
	case rowMention:
		return r.mention(row)
	case rowAccount:
		if r.table.cell(row, fieldPublished) != "" {
			return nil, errors.New("column published: an account's counters are those of now; leave it empty")
		}
		metrics, err := r.metrics(row, schema.AccountMetrics)
		return sdk.Account{Metrics: metrics}, err
	default:
		return nil, fmt.Errorf("column kind: %q is unknown; write post, mention or account", short(kind))
	}
}

func (r *reading) post(row []string) (sdk.Record, error) {
	t := r.table
	p := sdk.Post{
		ID: t.cell(row, fieldID), URL: t.cell(row, fieldURL), Type: postType(t.cell(row, fieldType), r.usual),
		Text: longer(t.cell(row, fieldText), t.cell(row, fieldTitle)),
	}
	// The Pages API prefixes a post's id with the Page's; Meta's exports do not.
	if page := t.cell(row, fieldPage); page != "" && p.ID != "" && !strings.Contains(p.ID, "_") {
		p.ID = page + "_" + p.ID
	}
	var err error
	if p.Published, err = r.when(row); err != nil {
		return nil, fmt.Errorf("column published: %w", err)
	}
	p.ID = cmp.Or(p.ID, idIn(p.URL), fingerprint(p.Published.String()+p.Text))
	p.Metrics, err = r.metrics(row, schema.PostMetrics, []string{"follows", "watch_time_s", "average_watch_s"})
	return p, err
}

func (r *reading) mention(row []string) (sdk.Record, error) {
	t := r.table
	m := sdk.Mention{
		ID: t.cell(row, fieldID), URL: t.cell(row, fieldURL), MentionKind: schema.KindMention, Post: t.cell(row, fieldPost),
		Author: t.cell(row, fieldAuthor), Text: t.cell(row, fieldText), Language: t.cell(row, fieldLanguage),
	}
	if m.Post != "" {
		m.MentionKind = schema.KindReply
	}
	if m.Text == "" {
		return nil, errors.New("column text: it is empty")
	}
	var err error
	if m.Created, err = r.when(row); err != nil {
		return nil, fmt.Errorf("column published: %w", err)
	}
	m.ID = cmp.Or(m.ID, idIn(m.URL), fingerprint(m.Created.String()+m.Author+m.Text))
	return m, nil
}

// metrics reads the counters of a row. What has no column, or nothing in it, was
// not read: an export does not say why.
func (r *reading) metrics(row []string, names ...[]string) (sdk.Metrics, error) {
	out := sdk.Metrics{}
	for _, name := range slices.Concat(names...) {
		cell := r.table.cell(row, name)
		if cell == "" {
			out[name] = sdk.NotAvailable(schema.NotRead)
			continue
		}
		read := number
		if name == "watch_time_s" || name == "average_watch_s" {
			read = seconds
		}
		v, err := read(cell)
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", name, err)
		}
		out[name] = sdk.Number(v)
	}
	return out, nil
}

// when is the time of a row.
func (r *reading) when(row []string) (time.Time, error) {
	return when(r.table.cell(row, fieldPublished), r.order, r.table.day0, r.zone)
}

// longer picks the whole text: Meta puts it into the title or the description,
// depending on the type of post, and a part of it into the other.
func longer(a, b string) string {
	if len(b) > len(a) {
		return b
	}
	return a
}

// types are the words of exports for types of post, and ours.
var types = map[string]string{
	"image": "image", "photo": "image", "photos": "image", "foto": "image", "ig image": "image", "ig carousel": "image", "carousel": "image",
	"video": "video", "videos": "video", "reel": "video", "reels": "video", "ig reel": "video", "ig video": "video",
	"link": "link", "links": "link", "article": "article", "text": "text", "status": "text", "teks": "text",
	"story": "story", "ig story": "story", "cerita": "story", "live": "live", "poll": "poll",
}

// usualTypes are the types of posts of platforms whose exports need not say them.
var usualTypes = map[string]string{"tiktok": "video", "youtube": "video"}

// postType is one of a small set; where no word is known it is the platform's
// usual one, or a post.
func postType(cell, usual string) string { return cmp.Or(types[plain(cell)], usual, "post") }

// idIn is the last part of an address's path, which all these platforms make
// the post's id.
func idIn(address string) string {
	address, _, _ = strings.Cut(address, "?")
	address = strings.TrimRight(address, "/")
	_, last, found := strings.Cut(address, "://")
	if !found {
		return ""
	}
	at := strings.LastIndexByte(last, '/')
	if at < 0 {
		return ""
	}
	return last[at+1:]
}

// fingerprint stands in for an id where the export has none.
func fingerprint(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "file-" + hex.EncodeToString(sum[:10])
}
