// Package mastodonsim answers as a Mastodon server does, for the accounts of a
// simulated world on the platform "mastodon". It follows the official
// documentation of the API, version 4.5.
package mastodonsim

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// Platform is the platform whose accounts are served.
const Platform = "mastodon"

// Options are what differs between servers.
type Options struct {
	// Tokens maps access tokens to the handles of their accounts. Any other
	// token is refused; requests without one may read what is public.
	Tokens map[string]string
	// Limit is how many requests one token, or everyone without one, may make
	// in Window. Zero: 300 in 5 minutes, as Mastodon has it. Windows pass in
	// real time, whatever the world's clock says.
	Limit  int
	Window time.Duration
}

// server serves one world.
type server struct {
	world   *sim.World
	tokens  map[string]string
	index   *index
	limiter *limiter
}

// Handler answers as a Mastodon server of the world. It looks at the world's
// people once; what they do comes to light as the world's clock moves.
func Handler(w *sim.World, o Options) http.Handler {
	s := &server{world: w, tokens: o.Tokens, index: newIndex(w), limiter: newLimiter(o.Limit, o.Window)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/accounts/lookup", s.lookup)
	mux.HandleFunc("GET /api/v1/accounts/verify_credentials", s.verifyCredentials)
	mux.HandleFunc("GET /api/v1/accounts/{id}", s.account)
	mux.HandleFunc("GET /api/v1/accounts/{id}/statuses", s.accountStatuses)
	mux.HandleFunc("GET /api/v1/statuses", s.statuses)
	mux.HandleFunc("GET /api/v1/statuses/{id}", s.status)
	mux.HandleFunc("GET /api/v1/statuses/{id}/context", s.context)
	mux.HandleFunc("GET /api/v1/timelines/tag/{tag}", s.tagTimeline)
	mux.HandleFunc("GET /api/v1/notifications", s.notifications)
	mux.HandleFunc("GET /api/v1/instance", s.instanceV1)
	mux.HandleFunc("GET /api/v2/instance", s.instanceV2)
	mux.HandleFunc("/", notFound)
	return s.guard(mux)
}

// guard counts the request and checks the token before anything else, in the
// order that Mastodon does.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := bearer(r)
		if !s.limiter.take(w.Header(), token) {
			answer(w, http.StatusTooManyRequests, failure{"Too many requests"})
			return
		}
		if _, known := s.tokens[token]; token != "" && !known {
			answer(w, http.StatusUnauthorized, failure{"The access token is invalid"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

func bearer(r *http.Request) string {
	return strings.TrimSpace(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer"))
}

// owner is the account that a request's token belongs to; nil without one.
func (s *server) owner(r *http.Request) *sim.Account {
	if handle, ok := s.tokens[bearer(r)]; ok {
		return s.world.Account(Platform, handle)
	}
	return nil
}

// failure is the body of an error.
type failure struct {
	Error string `json:"error"`
}

func notFound(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusNotFound, failure{"Record not found"})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client may have gone
}
