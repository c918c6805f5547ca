package linkedinsim

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// Platform is the platform whose accounts are served.
const Platform = "linkedin"

// Options are what differs between applications, and how LinkedIn misbehaves.
type Options struct {
	// Tokens maps access tokens to the handles of the pages whose ADMINISTRATOR
	// consented. Any other token is refused.
	Tokens map[string]string
	// Expired and Revoked are tokens that once were good.
	Expired, Revoked []string
	// Refresh maps refresh tokens to handles.
	Refresh map[string]string
	// Versions are those that are active; empty: 202509 to 202608.
	Versions []string
	// NotAdmin are handles whose tokens may read posts but no statistics, and
	// NoSocial those whose consent lacks r_organization_social.
	NotAdmin, NoSocial []string
	// Daily is the limit of requests a day; zero: none.
	Daily int
	// EmptyPages puts an empty page with a next one between two pages of posts.
	EmptyPages bool
	// Sponsored are ids of posts whose likes were taken back, so that their
	// organic count is below zero.
	Sponsored []string
	// Deleted are ids of posts that are gone.
	Deleted []string
	// Late is how old a post must be to have statistics.
	Late time.Duration
}

// Sim is one LinkedIn.
type Sim struct {
	world *sim.World
	o     Options
	mux   *http.ServeMux

	mu     sync.Mutex
	day    string
	made   int // requests of that day
	tokens map[string]string
	issued int
}

var _ http.Handler = (*Sim)(nil)

// New makes a LinkedIn of the world, with its API under /rest and /v2 and its
// tokens under /oauth/v2.
func New(w *sim.World, o Options) *Sim {
	s := &Sim{world: w, o: o, mux: http.NewServeMux(), tokens: map[string]string{}}
	for token, handle := range o.Tokens {
		s.tokens[token] = handle
	}
	s.mux.HandleFunc("POST /oauth/v2/accessToken", s.token)
	for pattern, serve := range map[string]func(*request){
		"networkSizes/{urn}":                     (*request).networkSize,
		"posts":                                  (*request).posts,
		"posts/{urn}":                            (*request).post,
		"organizationalEntityShareStatistics":    (*request).shareStatistics,
		"organizationalEntityFollowerStatistics": (*request).followerStatistics,
		"socialActions/{urn}/comments":           (*request).comments,
	} {
		s.mux.HandleFunc("GET /rest/"+pattern, s.serve(serve, true))
	}
	s.mux.HandleFunc("GET /v2/geo", s.serve((*request).geo, false))
	s.mux.HandleFunc("GET /v2/industries", s.serve((*request).industries, false))
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fail(w, failure{http.StatusNotFound, 0, "RESOURCE_NOT_FOUND", "No virtual resource found"})
	})
	return s
}

// ServeHTTP implements http.Handler.
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// OrganizationURN is the URN of the page of an account.
func OrganizationURN(handle string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(handle)) // never fails
	return fmt.Sprintf("urn:li:organization:%d", 1_000_000+h.Sum32()%9_000_000)
}

// request is one request to the API.
type request struct {
	*Sim
	w      http.ResponseWriter
	r      *http.Request
	now    time.Time
	owner  *sim.Account // whose token it is
	params map[string]any
}

// serve looks at token, headers, limit and query before a resource does.
func (s *Sim) serve(next func(*request), versioned bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := &request{Sim: s, w: w, r: r, now: s.world.Now().UTC()}
		handle, refused := s.whose(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
		if refused != nil {
			fail(w, *refused)
			return
		}
		q.owner = s.world.Account(Platform, handle)
		if refused := s.headers(r, versioned); refused != nil {
			fail(w, *refused)
			return
		}
		if !s.take(q.now) {
			fail(w, failure{http.StatusTooManyRequests, 101, "TOO_MANY_REQUESTS", "Resource level throttle APPLICATION_AND_MEMBER DAY limit for calls to this resource is reached."})
			return
		}
		params, err := parseQuery(r.URL.RawQuery)
		if err != nil {
			q.bad("ILLEGAL_ARGUMENT", err.Error())
			return
		}
		q.params = params
		next(q)
	}
}

// headers checks those that every versioned request has:
// https://learn.microsoft.com/en-us/linkedin/marketing/versioning.
func (s *Sim) headers(r *http.Request, versioned bool) *failure {
	version := r.Header.Get("LinkedIn-Version")
	switch {
	case r.Header.Get("X-Restli-Protocol-Version") != "2.0.0":
		return &failure{http.StatusBadRequest, 0, "ILLEGAL_ARGUMENT", "X-RestLi-Protocol-Version 2.0.0 is required"}
	case !versioned:
		return nil
	case version == "":
		return &failure{http.StatusBadRequest, 0, "VERSION_MISSING", "A version must be present. Please specify a version by adding the LinkedIn-Version header."}
	case !s.active(version):
		return &failure{http.StatusUpgradeRequired, 0, "NONEXISTENT_VERSION", "Requested version " + version + "01 is not active"}
	}
	return nil
}

func (s *Sim) active(version string) bool {
	if len(s.o.Versions) == 0 {
		return version >= "202509" && version <= "202608"
	}
	for _, v := range s.o.Versions {
		if v == version {
			return true
		}
	}
	return false
}

// take counts one request; LinkedIn's days begin at midnight UTC, and no header
// tells what is left: https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/rate-limits.
func (s *Sim) take(now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if today := now.Format(time.DateOnly); s.day != today {
		s.day, s.made = today, 0
	}
	s.made++
	return s.o.Daily == 0 || s.made <= s.o.Daily
}
