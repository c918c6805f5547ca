package blueskysim

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// wanted is what a search asks for; everything in it must hold.
type wanted struct {
	words    []string // in the text, lower case
	tags     []string
	mentions string // DID
	author   string // DID
	since    time.Time
	until    time.Time
}

func (s *server) searchPosts(c call) (any, *failure) {
	if c.viewer == "" && !s.o.OpenSearch {
		return nil, &failure{http.StatusForbidden, "Forbidden", "Search needs a login"}
	}
	want, refused := s.wanted(c)
	if refused != nil {
		return nil, refused
	}
	var hits []*entry
	for _, e := range s.index.all[:by(s.index.all, c.now)] {
		if want.has(e) && !s.o.Gone(e.id) {
			hits = append(hits, e)
		}
	}
	part, cursor, refused := page(c, hits)
	if refused != nil {
		return nil, refused
	}
	posts := []any{}
	for _, e := range part {
		posts = append(posts, e.view(c.now, s.o.Gone))
	}
	return withCursor(map[string]any{"posts": posts, "hitsTotal": len(hits)}, cursor), nil
}

func (s *server) wanted(c call) (w wanted, refused *failure) {
	q := c.FormValue("q")
	if strings.TrimSpace(q) == "" {
		return w, &failure{http.StatusBadRequest, "BadQueryString", "q must not be empty"}
	}
	for _, word := range splitQuery(q) {
		switch {
		case strings.HasPrefix(word, "#"):
			w.tags = append(w.tags, word[1:])
		case strings.HasPrefix(word, "@"):
			w.mentions = s.didOf(word[1:])
		default:
			w.words = append(w.words, word)
		}
	}
	for _, tag := range c.URL.Query()["tag"] {
		w.tags = append(w.tags, strings.ToLower(tag))
	}
	if who := c.FormValue("mentions"); who != "" {
		w.mentions = s.didOf(who)
	}
	if who := c.FormValue("author"); who != "" {
		w.author = s.didOf(who)
	}
	for name, at := range map[string]*time.Time{"since": &w.since, "until": &w.until} {
		if raw := c.FormValue(name); raw != "" {
			var err error
			if *at, err = time.Parse(time.RFC3339Nano, raw); err != nil {
				return w, invalid(name + " must be a datetime")
			}
		}
	}
	return w, nil
}

// didOf finds somebody's DID; what nobody has finds nothing.
func (s *server) didOf(who string) string {
	if a := s.index.author(who); a != nil {
		return a.did
	}
	return "did:plc:nobody"
}

// splitQuery splits at spaces, except between quotation marks.
func splitQuery(q string) []string {
	var words []string
	for i, part := range strings.Split(strings.ToLower(q), `"`) {
		if i%2 == 1 {
			words = append(words, part)
			continue
		}
		words = append(words, strings.Fields(part)...)
	}
	return words
}

func (w wanted) has(e *entry) bool {
	switch {
	case e.created.Before(w.since), !w.until.IsZero() && !e.created.Before(w.until):
		return false
	case w.mentions != "" && (e.names == nil || e.names.did != w.mentions):
		return false
	case w.author != "" && e.by.did != w.author:
		return false
	}
	for _, tag := range w.tags {
		if !slices.ContainsFunc(e.tags, func(t string) bool { return strings.EqualFold(t, tag) }) {
			return false
		}
	}
	for _, word := range w.words {
		if !strings.Contains(e.lower, word) {
			return false
		}
	}
	return true
}

func (s *server) listNotifications(c call) (any, *failure) {
	if c.viewer == "" {
		return nil, &failure{http.StatusUnauthorized, "AuthMissing", "Authentication Required"}
	}
	reasons := c.URL.Query()["reasons"]
	all := s.index.author(c.viewer).notices
	var told []*entry
	for _, e := range all[:by(all, c.now)] {
		if !s.o.Gone(e.id) && (len(reasons) == 0 || slices.Contains(reasons, reasonOf(e))) {
			told = append(told, e)
		}
	}
	part, cursor, refused := page(c, told)
	if refused != nil {
		return nil, refused
	}
	out := []any{}
	for _, e := range part {
		v := e.view(c.now, s.o.Gone)
		out = append(out, map[string]any{
			"uri": v.URI, "cid": v.CID, "author": v.Author, "reason": reasonOf(e), "record": v.Record,
			"isRead": false, "indexedAt": v.IndexedAt,
		})
	}
	return withCursor(map[string]any{"notifications": out}, cursor), nil
}

func reasonOf(e *entry) string {
	if e.parent != nil {
		return "reply"
	}
	return "mention"
}
