package rsssim

import (
	"encoding/xml"
	"time"
)

// wib is the zone that Indonesian sites write their dates in.
var wib = time.FixedZone("WIB", 7*60*60)

type rssFeed struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	Description string    `xml:"description"`
	Language    string    `xml:"language"`
	Built       string    `xml:"lastBuildDate,omitempty"`
	Items       []rssItem `xml:"item"`
}

type rssItem struct {
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	Description string    `xml:"description,omitempty"`
	PubDate     string    `xml:"pubDate"`
	GUID        rssGUID   `xml:"guid"`
	Source      rssSource `xml:"source"`
}

type rssGUID struct {
	IsPermaLink bool   `xml:"isPermaLink,attr"`
	Value       string `xml:",chardata"`
}

type rssSource struct {
	URL   string `xml:"url,attr"`
	Title string `xml:",chardata"`
}

func asRSS(p page) any {
	home := "https://" + site(p.handle) + "/"
	c := rssChannel{Title: p.name, Link: home, Description: "Berita tentang " + p.name, Language: "id"}
	if at := p.modified(); !at.IsZero() {
		c.Built = at.In(wib).Format(time.RFC1123Z)
	}
	for _, i := range p.items {
		c.Items = append(c.Items, rssItem{
			Title: i.title, Link: i.link, Description: i.summary, PubDate: i.created.In(wib).Format(time.RFC1123Z),
			GUID: rssGUID{Value: i.id}, Source: rssSource{URL: home, Title: i.outlet},
		})
	}
	return rssFeed{Version: "2.0", Channel: c}
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  atomAuthor  `xml:"author"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Link      atomLink   `xml:"link"`
	Published string     `xml:"published"`
	Updated   string     `xml:"updated"`
	Summary   string     `xml:"summary,omitempty"`
	Source    atomSource `xml:"source"`
}

type atomSource struct {
	Title string `xml:"title"`
}

func asAtom(p page) any {
	home := "https://" + site(p.handle) + "/"
	f := atomFeed{
		ID: home, Title: p.name, Updated: p.modified().UTC().Format(time.RFC3339),
		Author: atomAuthor{Name: p.name},
		Links:  []atomLink{{Rel: "alternate", Href: home}, {Rel: "self", Href: home + "atom.xml"}},
	}
	for _, i := range p.items {
		at := i.created.In(wib).Format(time.RFC3339)
		f.Entries = append(f.Entries, atomEntry{
			ID: i.id, Title: i.title, Link: atomLink{Rel: "alternate", Href: i.link},
			Published: at, Updated: at, Summary: i.summary, Source: atomSource{Title: i.outlet},
		})
	}
	return f
}
