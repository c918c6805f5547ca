package rss

import (
	"bytes"
	"fmt"
	"mime"
	"net/url"
	"strings"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"

	"github.com/pantau/pantau/connectors/sdk"
)

// document is a feed that was read, and where it stood after redirects.
type document struct {
	feed  *gofeed.Feed
	at    *url.URL
	found bool // by a search engine
}

// decode reads a feed of any kind and encoding. Its errors are Permanent: the
// same bytes will not be read better next time.
func decode(body []byte, contentType string, at *url.URL) (document, error) {
	text, err := toUTF8(body, contentType)
	if err != nil {
		return document{}, err
	}
	if err := withinLimits(text); err != nil {
		return document{}, err
	}
	if gofeed.DetectFeedType(bytes.NewReader(text[:min(len(text), detectBytes)])) == gofeed.FeedTypeUnknown {
		return document{}, notAFeed(text, contentType, at)
	}
	feed, err := parse(text)
	if err != nil {
		return document{}, sdk.Errorf(sdk.Permanent, "unreadable or cut off: %s", shorten(err.Error(), maxComplaint))
	}
	if feed.FeedType == "json" && !strings.Contains(feed.FeedVersion, "jsonfeed.org") {
		return document{}, sdk.Errorf(sdk.Permanent, "answered JSON that is no JSON Feed: is this the address of the feed itself?")
	}
	return document{feed: feed, at: at}, nil
}

const (
	detectBytes  = 4096 // how far the parser looks for the root element
	maxComplaint = 200  // characters of the parser's errors, which quote the feed
)

// parse runs the parser. It panics on some malformed feeds (a JSON Feed with null
// among its items), which must not end the reading of the other feeds.
func parse(text []byte) (feed *gofeed.Feed, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the parser gave up: %v", r)
		}
	}()
	p := gofeed.NewParser()
	p.KeepOriginalFeed = true // for the outlet of an item, which the common form lacks
	p.RSSTranslator = &gofeed.DefaultRSSTranslator{DisableContentImageScan: true}
	return p.Parse(bytes.NewReader(text))
}

// notAFeed says what was answered instead of a feed.
func notAFeed(text []byte, contentType string, at *url.URL) error {
	start := bytes.ToLower(bytes.TrimSpace(text[:min(len(text), 512)]))
	kind, _, _ := mime.ParseMediaType(contentType) // unreadable: no hint
	switch {
	case len(start) == 0:
		return sdk.Errorf(sdk.Permanent, "answered nothing, not a feed")
	case kind != "text/html" && !bytes.HasPrefix(start, []byte("<!doctype html")) && !bytes.HasPrefix(start, []byte("<html")):
		return sdk.Errorf(sdk.Permanent, "answered no RSS, Atom or JSON Feed")
	}
	if link := feedOfPage(text, at); link != "" {
		return sdk.Errorf(sdk.Permanent, "answered a web page, not a feed; the page names this feed: %s", link)
	}
	return sdk.Errorf(sdk.Permanent, "answered a web page, not a feed: is base_url the address of the feed itself?")
}

// feedOfPage finds the feed that a web page names in its head, if any.
func feedOfPage(page []byte, at *url.URL) string {
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			attr := map[string]string{}
			for _, a := range t.Attr {
				attr[a.Key] = strings.ToLower(a.Val)
				if a.Key == "href" {
					attr[a.Key] = a.Val
				}
			}
			if t.Data == "link" && attr["rel"] == "alternate" && isFeedType(attr["type"]) {
				return sdk.CanonicalURL(attr["href"], at)
			}
		}
	}
}

func isFeedType(kind string) bool {
	return kind == "application/rss+xml" || kind == "application/atom+xml" || kind == "application/feed+json"
}
