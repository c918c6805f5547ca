package rss

import (
	"cmp"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/rss"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

const (
	maxID      = 512 // bytes of an id; a longer one is hashed
	maxSummary = 500 // characters kept of a summary
	maxOutlet  = 200 // characters kept of a name
)

// article is one item of a feed.
type article struct {
	id         string // never empty, unless there is nothing to record
	link       string // canonical; empty: none
	title      string
	summary    string // whole, for the keywords; the record keeps its beginning
	categories []string
	outlet     string    // who publishes it
	stated     time.Time // zero: no readable date
}

// articles gives a feed's items, in its order. account stands in for the outlet
// of a feed without title.
func (d document) articles(account string) []article {
	out := make([]article, 0, len(d.feed.Items))
	outlets := d.outlets()
	common := cmp.Or(shorten(line(d.feed.Title), maxOutlet), account)
	for i, item := range d.feed.Items {
		a := d.article(item)
		a.outlet = cmp.Or(shorten(line(outlets[i]), maxOutlet), common)
		if d.found {
			a.tidy()
		}
		out = append(out, a)
	}
	return out
}

func (d document) article(item *gofeed.Item) article {
	a := article{title: line(item.Title), summary: line(item.Description), stated: date(item)}
	if a.title == "" && a.summary == "" {
		a.summary = line(item.Content) // a note without title: its text is all there is
	}
	for _, c := range item.Categories {
		a.categories = append(a.categories, line(c))
	}
	a.link = d.link(item)
	if a.link+a.title+a.summary != "" {
		a.id = d.id(item, a)
	}
	return a
}

// link is the first web address that an item gives, its guid among them: that
// is often the permanent link.
func (d document) link(item *gofeed.Item) string {
	for _, link := range append([]string{item.Link}, item.Links...) {
		if c := sdk.CanonicalURL(link, d.at); c != "" {
			return c
		}
	}
	if strings.Contains(item.GUID, "://") {
		return sdk.CanonicalURL(item.GUID, nil)
	}
	return ""
}

// id is the guid, else the link, else a hash of title and date. A guid that is
// no address is unique only within its site, so the site's name goes before it.
func (d document) id(item *gofeed.Item, a article) string {
	guid := strings.Map(printable, strings.TrimSpace(item.GUID))
	switch {
	case guid != "" && !strings.Contains(guid, ":"):
		guid = d.site(a.link) + ":" + guid
	case guid == "":
		guid = a.link
	}
	switch {
	case guid == "" && a.title == "" && a.summary == "":
		return ""
	case guid == "" && a.title == "":
		return "hash:" + longHashOf("", a.summary, item.Published, item.Updated)
	case guid == "":
		return "hash:" + longHashOf(a.title, "", item.Published, item.Updated)
	case len(guid) > maxID:
		return "hash:" + longHashOf(guid)
	}
	return guid
}

// site is the host of a link, or else of the feed.
func (d document) site(link string) string {
	if u, err := url.Parse(link); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return d.at.Hostname()
}

// outlets names the source of each item where the feed states one, as those of
// search engines do.
func (d document) outlets() []string {
	out := make([]string, len(d.feed.Items))
	switch original := d.feed.OriginalFeed().(type) {
	case *rss.Feed:
		for i, item := range original.Items {
			if item.Source != nil {
				out[i] = item.Source.Title
			}
		}
	case *atom.Feed:
		for i, entry := range original.Entries {
			if entry.Source != nil {
				out[i] = entry.Source.Title
			}
		}
	}
	return out
}

// record makes the record of an article. The language is left to be detected:
// what feeds state is too often a default of the software.
func (a article) record(at time.Time, own bool) sdk.Record {
	if own {
		return sdk.Post{ID: a.id, URL: a.link, Type: "article", Published: at, Text: a.text()}
	}
	return sdk.Mention{
		ID: a.id, URL: a.link, MentionKind: schema.KindArticle, Created: at, Author: a.outlet, Text: a.text(),
	}
}

// text is the title and, on a line of its own, the beginning of the summary.
func (a article) text() string {
	summary := shorten(a.summary, maxSummary)
	switch {
	case a.title == "":
		return summary
	case summary == "" || summary == a.title:
		return a.title
	}
	return a.title + "\n" + summary
}

// line makes one line of plain text of markup.
func line(markup string) string {
	text := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return printable(r)
	}, sdk.PlainText(markup))
	return strings.Join(strings.Fields(text), " ")
}

func printable(r rune) rune {
	if unicode.IsControl(r) {
		return -1
	}
	return r
}

// shorten cuts a text to at most n characters, at a space if there is one in
// the last fifth, and marks the cut.
func shorten(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	kept := string(runes[:n-1])
	if i := strings.LastIndexByte(kept, ' '); i >= len(kept)*4/5 {
		kept = kept[:i]
	}
	return kept + "…"
}
