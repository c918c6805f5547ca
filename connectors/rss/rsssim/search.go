package rsssim

import (
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// mostFound is how many items a search shows.
const mostFound = 100

// search answers GET /rss/search?q=…&hl=id&gl=ID&ceid=ID:id as Google News is
// seen to (it documents nothing): the outlet stands behind each headline and in
// the source element; link and guid are Google's own and lead to the article by
// way of a page; the summary repeats headline and outlet as HTML.
func (s *server) search(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query().Get("q")
	if q == "" {
		http.Error(w, "Bad Request", http.StatusBadRequest)
		return
	}
	c := rssChannel{Title: `"` + q + `" - Google Berita`, Link: "https://news.google.com/search?q=" + q, Description: "Google Berita", Language: "id"}
	for _, i := range s.found(parseQuery(q, s.world.Now())) {
		token := "CBMi" + base64.RawURLEncoding.EncodeToString([]byte(i.link))
		link := "https://news.google.com/rss/articles/" + token + "?oc=5"
		c.Items = append(c.Items, rssItem{
			Title: i.title + " - " + i.outlet, Link: link, PubDate: i.created.UTC().Format(http.TimeFormat),
			GUID: rssGUID{Value: token}, Source: rssSource{URL: "https://" + site(i.outlet), Title: i.outlet},
			Description: fmt.Sprintf(`<a href="%s" target="_blank">%s</a>&nbsp;&nbsp;<font color="#6f6f6f">%s</font>`,
				link, html.EscapeString(i.title), html.EscapeString(i.outlet)),
		})
	}
	body, err := xml.Marshal(rssFeed{Version: "2.0", Channel: c})
	if err != nil {
		http.Error(w, "encoding the feed: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	_, _ = w.Write(append([]byte(xml.Header), body...)) // the client may have gone
}

// found gives what matches, the newest first.
func (s *server) found(q query) []item {
	var all []item
	for _, a := range s.world.Accounts {
		if a.Platform != "rss" {
			continue
		}
		for _, i := range s.page(a).items {
			if q.matches(i) {
				all = append(all, i)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b item) int { return b.created.Compare(a.created) })
	return all[:min(len(all), mostFound)]
}

// query is what is searched: every group must match with one of its terms.
type query struct {
	groups [][]string
	since  time.Time
}

var (
	terms = regexp.MustCompile(`"[^"]*"|\S+`)
	when  = regexp.MustCompile(`^when:(\d+)([hd])$`)
)

// parseQuery reads words, "phrases", OR between neighbours, and when:7d.
func parseQuery(raw string, now time.Time) (q query) {
	or := false
	for _, term := range terms.FindAllString(raw, -1) {
		if m := when.FindStringSubmatch(term); m != nil {
			n, _ := strconv.Atoi(m[1]) // digits; too many: 0
			length := map[string]time.Duration{"h": time.Hour, "d": 24 * time.Hour}[m[2]]
			q.since = now.Add(-time.Duration(n) * length)
			continue
		}
		term = strings.ToLower(strings.Trim(term, `"`))
		switch last := len(q.groups) - 1; {
		case term == "or":
			or = last >= 0
		case or:
			q.groups[last], or = append(q.groups[last], term), false
		default:
			q.groups = append(q.groups, []string{term})
		}
	}
	return q
}

func (q query) matches(i item) bool {
	text := strings.ToLower(i.title + " " + i.summary)
	for _, group := range q.groups {
		if !slices.ContainsFunc(group, func(term string) bool { return strings.Contains(text, term) }) {
			return false
		}
	}
	return !i.created.Before(q.since)
}
