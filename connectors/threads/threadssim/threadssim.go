// Package threadssim answers as Meta's Threads API does, for the accounts of a
// simulated world on the platform "threads". It follows the official
// documentation of April 2026, developers.facebook.com/documentation/threads.
package threadssim

import (
	"net/http"
	"time"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sim"
)

// Platform is the platform whose accounts are served.
const Platform = "threads"

// Options are what differs between accounts, and how the server misbehaves.
type Options struct {
	metasim.Options

	Reposts      map[string]bool // posts that are somebody else's, which the account reposted
	Deleted      map[string]bool // posts that are gone
	Private      map[string]bool // people whose handles are not given
	Late         time.Duration   // by which insights lag
	NotApproved  bool            // searches go through the account's own posts, and others' mentions are kept back
	MostSearches int             // in 24 hours; 0: 2,200
}

// server serves one world.
type server struct {
	world    *sim.World
	o        Options
	index    *index
	gate     *metasim.Gate
	zone     *time.Location // in which insights have their days
	searches *searches
}

// Handler answers as Threads does for the world. It looks at the world's people
// once; what they do comes to light as the world's clock moves.
func Handler(w *sim.World, o Options) http.Handler {
	o.WithoutProof = true // Threads has none
	s := &server{
		world: w, o: o, index: newIndex(w), zone: metasim.Pacific(), searches: newSearches(o.MostSearches),
		gate: metasim.NewGate(o.Options, w.Now, Platform),
	}
	graph := http.NewServeMux()
	graph.HandleFunc("GET /v1.0/keyword_search", s.keywordSearch)
	graph.HandleFunc("GET /v1.0/{id}", s.node)
	graph.HandleFunc("GET /v1.0/{id}/threads", s.posts)
	graph.HandleFunc("GET /v1.0/{id}/mentions", s.mentions)
	graph.HandleFunc("GET /v1.0/{id}/threads_insights", s.accountInsights)
	graph.HandleFunc("GET /v1.0/{id}/insights", s.insights)
	graph.HandleFunc("GET /v1.0/{id}/replies", s.replies)
	graph.HandleFunc("GET /v1.0/{id}/conversation", s.replies)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /oauth/access_token", s.gate.OAuth)
	mux.HandleFunc("GET /access_token", s.gate.Exchange)
	mux.HandleFunc("GET /refresh_access_token", s.gate.Renew)
	mux.Handle("/", s.gate.Guard(s.basic(graph)))
	return mux
}

// basic refuses everything without the permission that all calls need.
func (s *server) basic(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if may(w, r, "threads_basic") {
			next.ServeHTTP(w, r)
		}
	})
}

// may tells whether a call has a permission; else it is refused.
func may(w http.ResponseWriter, r *http.Request, scope string) bool {
	if metasim.TokenOf(r).May(scope) {
		return true
	}
	metasim.NoPermission(w, scope)
	return false
}

// owner is the account of a call's token; nil if the world has none.
func (s *server) owner(r *http.Request) *sim.Account {
	return s.world.Account(Platform, metasim.TokenOf(r).User)
}

// own is the account of an edge, if it is the token's own; else the call is
// refused.
func (s *server) own(w http.ResponseWriter, r *http.Request) *sim.Account {
	a, id := s.owner(r), r.PathValue("id")
	if a == nil || id != "me" && id != userID(a.Handle) {
		metasim.NoObject(w, id)
		return nil
	}
	return a
}

// node is one object by its id: the account, one of its posts, or a reply to one
// (…/threads/reference/user and …/threads/retrieve-and-discover-posts/retrieve-posts).
func (s *server) node(w http.ResponseWriter, r *http.Request) {
	id, owner := r.PathValue("id"), s.owner(r)
	p, reply := s.index.posts[id], s.index.replies[id]
	switch {
	case owner != nil && (id == "me" || id == userID(owner.Handle)):
		metasim.Answer(w, http.StatusOK, metasim.Pick(r, map[string]any{
			"id": userID(owner.Handle), "username": owner.Handle, "name": owner.Name, "is_verified": false,
		}))
	case p.Post != nil && s.shown(p) && p.account == owner:
		metasim.Answer(w, http.StatusOK, metasim.Pick(r, s.post(p)))
	case reply != nil && !reply.Created.After(s.world.Now()) && s.index.under[id].account == owner:
		metasim.Answer(w, http.StatusOK, metasim.Pick(r, s.said(reply)))
	default:
		metasim.NoObject(w, id)
	}
}
