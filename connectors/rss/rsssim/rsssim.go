// Package rsssim serves feeds of a simulated world: for an account of platform
// "rss", what others wrote about the office as RSS 2.0 at /<account>/rss.xml and
// as Atom at /<account>/atom.xml.
//
// At /rss/search it answers queries as Google News does.
//
// As real feeds do, they show only the newest items: what appears and goes
// between two reads is never seen. Set the world's clock forward in steps.
package rsssim

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"hash/fnv"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// Options set what the feeds are like. The zero value is fine.
type Options struct {
	Items int // most items a feed shows; 0: 50
}

// Handler serves the feeds of all accounts of platform "rss" in w.
func Handler(w *sim.World, opts Options) http.Handler {
	if opts.Items == 0 {
		opts.Items = 50
	}
	s := &server{world: w, opts: opts}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /rss/search", s.search)
	mux.HandleFunc("GET /{account}/rss.xml", s.serve("application/rss+xml; charset=utf-8", asRSS))
	mux.HandleFunc("GET /{account}/atom.xml", s.serve("application/atom+xml; charset=utf-8", asAtom))
	return mux
}

type server struct {
	world *sim.World
	opts  Options
}

// page is what a feed shows, whatever its format.
type page struct {
	handle, name string
	items        []item // newest first
}

type item struct {
	id, link, title, summary, outlet string
	created                          time.Time
}

// serve answers with a feed. ServeContent does the conditional part: 304 where
// ETag or date fit.
func (s *server) serve(contentType string, format func(page) any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		account := s.world.Account("rss", r.PathValue("account"))
		if account == nil {
			http.NotFound(w, r)
			return
		}
		p := s.page(account)
		body, err := xml.MarshalIndent(format(p), "", "  ")
		if err != nil {
			http.Error(w, "encoding the feed: "+err.Error(), http.StatusInternalServerError)
			return
		}
		body = append([]byte(xml.Header), body...)
		sum := fnv.New64a()
		_, _ = sum.Write(body) // never fails
		w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sum.Sum64()))
		w.Header().Set("Content-Type", contentType)
		http.ServeContent(w, r, "", p.modified(), bytes.NewReader(body))
	}
}

func (s *server) page(a *sim.Account) page {
	p := page{handle: a.Handle, name: a.Name}
	mentions := a.MentionsBy(s.world.Now())
	mentions = mentions[max(0, len(mentions)-s.opts.Items):]
	for _, m := range slices.Backward(mentions) {
		title, summary, _ := strings.Cut(m.Text, "\n")
		p.items = append(p.items, item{
			id:   "tag:" + site(a.Handle) + ",2026:" + m.ID,
			link: "https://" + site(a.Handle) + "/berita/" + m.ID, title: title, summary: summary,
			outlet: m.Author, created: m.Created,
		})
	}
	return p
}

func site(handle string) string { return handle + ".example" }

// modified is when the newest item came; zero for an empty feed.
func (p page) modified() time.Time {
	if len(p.items) == 0 {
		return time.Time{}
	}
	return p.items[0].created
}
