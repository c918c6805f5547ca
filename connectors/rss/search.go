package rss

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// googleNews answers a query with a feed. Google documents neither the address
// nor the language of queries; both are widely used.
const googleNews = "https://news.google.com/rss/search"

func (s *settings) validateSearch() error {
	switch {
	case len(s.Search) == 0 && s.SearchURL == "" && s.SearchReason == "":
		return nil
	case len(s.Search) == 0:
		return errors.New("search: is empty; list queries, or leave out search_reason and search_url")
	case s.Own:
		return errors.New("search: leave it out with own: what a search finds are not the office's posts")
	case strings.TrimSpace(s.SearchReason) == "":
		return errors.New("search_reason: Google allows its news feeds to personal, non-commercial readers only; " +
			"write why your office may use them, or search with the connector gdelt")
	}
	for i, q := range s.Search {
		if len(words(q)) == 0 {
			return fmt.Errorf("search[%d]: %q has no letter or digit", i, q)
		}
		if slices.Contains(s.Search[:i], q) {
			return fmt.Errorf("search[%d]: %s is listed twice", i, q)
		}
	}
	return nil
}

// searches lists the feeds that a search engine makes for the queries, from
// Indonesian media.
func (s *settings) searches() ([]source, error) {
	var all []source
	for _, q := range s.Search {
		base := cmp.Or(s.SearchURL, googleNews)
		query := url.Values{"q": {q}, "hl": {"id"}, "gl": {"ID"}, "ceid": {"ID:id"}}
		src, err := newSource("search_url", base+"?"+query.Encode())
		if err != nil {
			return nil, err
		}
		src.name, src.found = base+"?q="+q, true
		all = append(all, src)
	}
	return all, nil
}

// tidy takes the outlet's name out of a headline that a search engine has put
// it behind, and drops the summary, which repeats both.
func (a *article) tidy() {
	if headline, repeated := strings.CutSuffix(a.title, " - "+a.outlet); repeated && headline != "" {
		a.title = headline
	}
	if a.title != "" {
		a.summary = ""
	}
}
