// Package blueskysim is a Bluesky server over the fictional public sphere of
// package sim. It answers the methods that the connector asks, as their
// lexicons and the server's documentation say: sessions, rate limits and
// refusals included.
package blueskysim

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// Platform is the name of the accounts in a World that this server has.
const Platform = "bluesky"

// Options are what differs from server to server. The zero value is a server
// that behaves as the public one does.
type Options struct {
	// AppPassword is the password of every account; empty: any will do.
	AppPassword string
	// Limit is how many requests are allowed in Window; 0: 3000 in 5 minutes;
	// negative: no limit. The window runs by the real clock, since clients wait
	// by it.
	Limit  int
	Window time.Duration
	// SessionLife is how long an access token is good, by the World's clock; 0:
	// 2 hours.
	SessionLife time.Duration
	// OpenSearch lets anyone search; the public server wants a login.
	OpenSearch bool
	// MaxDepth is the most levels of replies in one answer; 0: 1000.
	MaxDepth int
	// Gone says which posts have been deleted, by their id in the World.
	Gone func(id string) bool
}

// Handler serves the accounts of platform "bluesky". What happens in the World
// is indexed now, once; only what has happened by the World's clock is shown.
func Handler(w *sim.World, o Options) http.Handler {
	if o.Limit == 0 {
		o.Limit = 3000
	}
	if o.Window == 0 {
		o.Window = 5 * time.Minute
	}
	if o.SessionLife == 0 {
		o.SessionLife = 2 * time.Hour
	}
	if o.MaxDepth == 0 {
		o.MaxDepth = 1000
	}
	if o.Gone == nil {
		o.Gone = func(string) bool { return false }
	}
	s := &server{world: w, o: o, index: newIndex(w), limit: newLimiter(o.Limit, o.Window), sessions: newSessions(o)}
	s.methods = s.table()
	return s
}

type server struct {
	world    *sim.World
	o        Options
	index    *index
	limit    *limiter // nil: none
	sessions *sessions
	methods  map[string]method
}

type method func(call) (any, *failure)

// call is one request: who asks, and when.
type call struct {
	*http.Request
	header http.Header // of the answer
	now    time.Time
	viewer string // DID; empty without a session
}

// failure is an answer that says no.
type failure struct {
	status        int
	name, message string
}

func invalid(message string) *failure {
	return &failure{http.StatusBadRequest, "InvalidRequest", message}
}

func (s *server) table() map[string]method {
	return map[string]method{
		"GET app.bsky.actor.getProfile":               s.getProfile,
		"GET app.bsky.feed.getAuthorFeed":             s.getAuthorFeed,
		"GET app.bsky.feed.getPosts":                  s.getPosts,
		"GET app.bsky.feed.getPostThread":             s.getPostThread,
		"GET app.bsky.feed.searchPosts":               s.searchPosts,
		"GET app.bsky.notification.listNotifications": s.listNotifications,
		"POST com.atproto.server.createSession":       s.createSession,
		"POST com.atproto.server.refreshSession":      s.refreshSession,
	}
}

// ServeHTTP implements http.Handler.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.limit.allow(w.Header()) {
		reply(w, nil, &failure{http.StatusTooManyRequests, "RateLimitExceeded", "Rate Limit Exceeded"})
		return
	}
	answerTo, ok := s.methods[r.Method+" "+strings.TrimPrefix(r.URL.Path, "/xrpc/")]
	if !ok {
		reply(w, nil, &failure{http.StatusNotImplemented, "MethodNotImplemented", "Method Not Implemented"})
		return
	}
	c := call{Request: r, header: w.Header(), now: s.world.Now()}
	var refused *failure
	if c.viewer, refused = s.sessions.viewer(r, c.now); refused != nil {
		reply(w, nil, refused)
		return
	}
	answer, refused := answerTo(c)
	reply(w, answer, refused)
}

func reply(w http.ResponseWriter, answer any, refused *failure) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if refused != nil {
		w.WriteHeader(refused.status)
		answer = map[string]string{"error": refused.name, "message": refused.message}
	}
	_ = json.NewEncoder(w).Encode(answer) // the client may have gone
}
