// Package facebooksim answers as Facebook's Graph API does for Pages: those of
// the accounts of a simulated world on the platform "facebook". It follows
// developers.facebook.com/docs/graph-api, version 25, and what Pages were seen to
// answer in September 2026.
package facebooksim

import (
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sim"
)

// Platform is the platform whose accounts are served.
const Platform = "facebook"

// PagePrefix stands before a person's token in the token of the Page that it
// gives.
const PagePrefix = "page-"

// Options are what differs between Pages, and how the server misbehaves.
type Options struct {
	metasim.Options

	Reels       map[string]bool // posts that are reels, beside those of type reel
	ReelsApart  bool            // reels are in their own list only, and don't say that they are
	NoReelsList bool            // the list of reels can't be read
	Deleted     map[string]bool // posts that are gone
	HideAuthors bool            // comments come without their authors
	Late        time.Duration   // by which insights lag
}

// server serves one world.
type server struct {
	world *sim.World
	o     Options
	index *index
	gate  *metasim.Gate
	zone  *time.Location // in which insights have their days
}

// Handler answers as Facebook does for the world. It looks at the world's people
// once; what they do comes to light as the world's clock moves.
func Handler(w *sim.World, o Options) http.Handler {
	o.Tokens = withPageTokens(o.Tokens)
	s := &server{world: w, o: o, index: newIndex(w), zone: metasim.Pacific(), gate: metasim.NewGate(o.Options, w.Now, "pages")}
	graph := http.NewServeMux()
	graph.HandleFunc("GET /{version}/me/accounts", s.pages)
	graph.HandleFunc("GET /{version}/me", s.me)
	graph.HandleFunc("GET /{version}/{id}", s.node)
	graph.HandleFunc("GET /{version}/{id}/posts", s.posts)
	graph.HandleFunc("GET /{version}/{id}/video_reels", s.reels)
	graph.HandleFunc("GET /{version}/{id}/tagged", s.tagged)
	graph.HandleFunc("GET /{version}/{id}/comments", s.comments)
	graph.HandleFunc("GET /{version}/{id}/insights", s.insights)
	graph.HandleFunc("GET /{version}/{id}/video_insights", s.videoInsights)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{version}/debug_token", s.gate.Debug)
	mux.HandleFunc("POST /{version}/oauth/access_token", s.gate.OAuth)
	mux.Handle("/", s.gate.Guard(graph))
	return mux
}

// withPageTokens adds the tokens of the Pages, which do not end.
func withPageTokens(tokens map[string]metasim.Token) map[string]metasim.Token {
	all := maps.Clone(tokens)
	for access, t := range tokens {
		t.Expires = time.Time{}
		all[PagePrefix+access] = t
	}
	return all
}

// owner is the account of a call's token; nil if the world has none.
func (s *server) owner(r *http.Request) *sim.Account {
	return s.world.Account(Platform, metasim.TokenOf(r).User)
}

func may(r *http.Request, scope string) bool { return metasim.TokenOf(r).May(scope) }

// pageToken is the token of the Page that a call's own gives.
func pageToken(r *http.Request) string {
	access, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !found {
		access = r.FormValue("access_token")
	}
	return PagePrefix + strings.TrimPrefix(access, PagePrefix)
}

// pages lists the Pages that a person works on
// (…/graph-api/reference/user/accounts).
func (s *server) pages(w http.ResponseWriter, r *http.Request) {
	var all []any
	if a := s.owner(r); a != nil && may(r, "pages_show_list") {
		all = append(all, metasim.Pick(r, s.page(r, a)))
	}
	s.gate.Page(w, r, all, metasim.Edge{Usual: 25, Most: 100})
}

// me is whoever the token belongs to: a Page, or a person.
func (s *server) me(w http.ResponseWriter, r *http.Request) {
	a := s.owner(r)
	if a == nil {
		metasim.NoObject(w, "me")
		return
	}
	body := s.page(r, a)
	if "Bearer "+pageToken(r) != r.Header.Get("Authorization") && pageToken(r) != r.FormValue("access_token") {
		body = map[string]any{"id": "122" + pageID(a.Handle), "name": "Petugas"}
	}
	metasim.Answer(w, http.StatusOK, metasim.Pick(r, body))
}

// page is a Page (…/graph-api/reference/page).
func (s *server) page(r *http.Request, a *sim.Account) map[string]any {
	n := a.Followers(s.world.Now())
	return map[string]any{
		"id": pageID(a.Handle), "name": a.Name, "username": a.Handle, "followers_count": n, "fan_count": n * 9 / 10,
		"access_token": pageToken(r), "link": webHost + "/" + a.Handle,
	}
}

// node is one object by its id: a Page or a post.
func (s *server) node(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	a, p := s.index.pages[id], s.index.posts[id]
	switch {
	case a != nil && a == s.owner(r) && may(r, "pages_read_engagement"):
		metasim.Answer(w, http.StatusOK, metasim.Pick(r, s.page(r, a)))
	case a != nil && a == s.owner(r):
		metasim.NoPermission(w, "pages_read_engagement")
	case p.Post != nil && s.shown(p) && p.account == s.owner(r):
		if s.allowed(w, r) {
			metasim.Answer(w, http.StatusOK, s.post(r, p))
		}
	default:
		metasim.NoObject(w, id)
	}
}
