package rss

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// settings are what the operator writes for one source of news.
type settings struct {
	Account  string   `yaml:"account" jsonschema:"required,description=A name for this source\\, such as antara"`
	BaseURL  string   `yaml:"base_url,omitempty" jsonschema:"description=Address of the feed; with feeds: what their paths are joined to"`
	Feeds    []string `yaml:"feeds,omitempty" jsonschema:"description=Several feeds of one source: paths under base_url or whole addresses"`
	Keywords []string `yaml:"keywords,omitempty" jsonschema:"description=Keep only items with one of these words or phrases in title\\, summary or categories; empty: all"`
	Search   []string `yaml:"search,omitempty" jsonschema:"description=Queries for Google News\\, in its language: words\\, \"phrases\"\\, OR\\, when:7d"`
	// SearchReason stands for the operator's decision, as the reason of an
	// exception from a platform's terms does.
	SearchReason string `yaml:"search_reason,omitempty" jsonschema:"description=With search: why the office may use a feed that Google allows to personal readers only"`
	SearchURL    string `yaml:"search_url,omitempty" jsonschema:"description=Another address of the search\\, for tests,default=https://news.google.com/rss/search"`
	Own          bool   `yaml:"own,omitempty" jsonschema:"description=The office's own site: items are its posts\\, not articles about it,default=false"`
}

// Validate is called by sdk.Decode.
func (s *settings) Validate() error {
	if strings.TrimSpace(s.Account) == "" {
		return errors.New("account: give this source a name, such as antara")
	}
	for i, k := range s.Keywords {
		if len(words(k)) == 0 {
			return fmt.Errorf("keywords[%d]: %q has no letter or digit", i, k)
		}
	}
	return s.validateSearch()
}

// source is one feed to read.
type source struct {
	name    string // for messages: the address, without its query, which may hold a key
	address string
	server  string // scheme and host: what a rate limit counts for
	key     string // in the cursor
	found   bool   // made by a search engine, for a query
}

// sources lists the feeds: base_url itself, or every entry of feeds; then those
// of the searches.
func (s *settings) sources() ([]source, error) {
	var all []source
	if len(s.Feeds) == 0 && (s.BaseURL != "" || len(s.Search) == 0) {
		src, err := newSource("base_url", s.BaseURL)
		if err != nil {
			return nil, err
		}
		all = append(all, src)
	}
	for i, feed := range s.Feeds {
		field := fmt.Sprintf("feeds[%d]", i)
		address, err := s.join(field, feed)
		if err != nil {
			return nil, err
		}
		src, err := newSource(field, address)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(all, func(other source) bool { return other.address == src.address }) {
			return nil, fmt.Errorf("%s: %s is listed twice", field, src.name)
		}
		if slices.ContainsFunc(all, func(other source) bool { return other.name == src.name }) {
			src.name += " (" + field + ")"
		}
		all = append(all, src)
	}
	searches, err := s.searches()
	return append(all, searches...), err
}

// join makes the whole address of an entry of feeds.
func (s *settings) join(field, feed string) (string, error) {
	switch {
	case strings.TrimSpace(feed) == "":
		return "", fmt.Errorf("%s: is empty; write a path under base_url or a whole address", field)
	case strings.Contains(feed, "://"):
		return feed, nil
	case s.BaseURL == "":
		return "", fmt.Errorf("%s: %q is a path; set base_url to the server's address", field, feed)
	case strings.ContainsAny(s.BaseURL, "?#"):
		return "", errors.New("base_url: leave out query and fragment where feeds holds paths")
	}
	return strings.TrimRight(s.BaseURL, "/") + "/" + strings.TrimLeft(feed, "/"), nil
}

// newSource checks a feed's address. Unlike that of an API it may have a query.
func newSource(field, address string) (source, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		address, _, _ = strings.Cut(address, "?") // there may be a key behind it
		if at := strings.LastIndexByte(address, '@'); at >= 0 {
			address = "…" + address[at:]
		}
		return source{}, fmt.Errorf("%s: %q is no address of a feed; write it like https://example.org/feed", field, address)
	}
	if u.User != nil || u.Fragment != "" {
		return source{}, fmt.Errorf("%s: leave out user name, password and fragment", field)
	}
	name := u.Scheme + "://" + u.Host + u.Path
	if u.RawQuery != "" {
		name += "?…"
	}
	return source{name: name, address: address, server: u.Scheme + "://" + u.Host, key: hashOf(address)}, nil
}
