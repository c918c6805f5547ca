// Package xsim answers as the X API v2 does, for the accounts of a simulated
// world on the platform "x". It follows https://docs.x.com and X's OpenAPI
// document, both of 22 August 2026 (version 2.167).
package xsim

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// Platform is the platform whose accounts are served.
const Platform = "x"

// Options are what differs between applications, and how X misbehaves.
type Options struct {
	// Users maps user access tokens to the handles of their accounts, and Apps
	// are bearer tokens of applications. Any other token is refused.
	Users map[string]string
	Apps  []string
	// Owner is the handle of the account that the application belongs to: its
	// own reads are cheaper.
	Owner string
	// Refresh maps refresh tokens to handles. Each works once.
	Refresh map[string]string
	// Limits are requests in 15 minutes by endpoint, where they differ from X's.
	// Windows pass in real time, whatever the world's clock says.
	Limits map[string]int
	// Credits is what the account has paid in, in US dollars; zero: enough.
	Credits float64
	// Cap is the spending limit of the month, in US dollars; zero: none.
	Cap float64
	// Deleted are ids of posts that their authors deleted.
	Deleted []string
	// EmptyPages puts an empty page with a next one between two pages.
	EmptyPages bool
}

// Sim is one X.
type Sim struct {
	world   *sim.World
	o       Options
	index   *index
	limiter *limiter
	mux     *http.ServeMux

	mu     sync.Mutex
	bill   bill
	users  map[string]string // by token
	renew  map[string]string // by refresh token
	issued int
}

var _ http.Handler = (*Sim)(nil)

// New makes an X of the world, with its API under /2. It looks at the world's
// people once; what they do comes to light as the world's clock moves.
func New(w *sim.World, o Options) *Sim {
	s := &Sim{
		world: w, o: o, index: newIndex(w, o.Deleted), limiter: newLimiter(o.Limits), mux: http.NewServeMux(),
		bill: newBill(), users: map[string]string{}, renew: map[string]string{},
	}
	for token, handle := range o.Users {
		s.users[token] = handle
	}
	for token, handle := range o.Refresh {
		s.renew[token] = handle
	}
	s.mux.HandleFunc("POST /2/oauth2/token", s.token)
	for endpoint, serve := range map[string]func(*request){
		"users/me":                    (*request).me,
		"users/by":                    (*request).usersBy,
		"users/by/username/:username": (*request).byUsername,
		"users/:id/tweets":            (*request).userTweets,
		"users/:id/mentions":          (*request).userMentions,
		"tweets":                      (*request).tweets,
		"tweets/search/recent":        (*request).search,
		"tweets/counts/recent":        (*request).counts,
	} {
		s.mux.HandleFunc("GET /2/"+pattern(endpoint), s.serve(endpoint, serve))
	}
	s.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusNotFound, problem{Type: "about:blank", Title: "Not Found", Detail: "Not Found", Status: http.StatusNotFound})
	})
	return s
}

// ServeHTTP implements http.Handler.
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// pattern turns X's way of writing a path into the standard library's.
func pattern(endpoint string) string {
	parts := strings.Split(endpoint, "/")
	for i, part := range parts {
		if name, variable := strings.CutPrefix(part, ":"); variable {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

// request is one request to an endpoint.
type request struct {
	*Sim
	w        http.ResponseWriter
	r        *http.Request
	endpoint string
	now      time.Time
	user     *sim.Account // whose token it is; nil for an application's
}

// serve looks at token, limit, parameters and money before an endpoint does.
func (s *Sim) serve(endpoint string, next func(*request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := &request{Sim: s, w: w, r: r, endpoint: endpoint, now: s.world.Now().UTC()}
		token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		handle, app, known := s.whose(token)
		if !known {
			q.refuse(unauthorized())
			return
		}
		if !app {
			q.user = s.world.Account(Platform, handle)
		}
		if !s.limiter.take(w.Header(), endpoint, token) {
			q.refuse(tooMany())
			return
		}
		if p := q.checkParameters(); p != nil {
			q.refuse(*p)
			return
		}
		if p := s.broke(); p != nil {
			q.refuse(*p)
			return
		}
		next(q)
	}
}

func (s *Sim) whose(token string) (handle string, app, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if handle, known = s.users[token]; known {
		return handle, false, true
	}
	for _, t := range s.o.Apps {
		if t == token {
			return "", true, true
		}
	}
	return "", false, false
}
