// Package youtubesim answers as the YouTube Data API v3 and the YouTube
// Analytics API v2 do, for the accounts of a simulated world on the platform
// "youtube". It follows the reference at developers.google.com/youtube as of
// November 2026; where a file says nothing else, that is its source.
package youtubesim

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// Platform is the platform whose accounts are served.
const Platform = "youtube"

// Where the two APIs and the token endpoint are.
const (
	DataPath      = "/youtube/v3"
	AnalyticsPath = "/v2"
	TokenPath     = "/token"
)

// Options are what differs between projects and channels, and how the server is
// to misbehave.
type Options struct {
	Keys          []string          // API keys; any other is refused
	RefreshTokens map[string]string // to the handles of the owners; access tokens are made of them
	Quota         int               // units a day; 0: 10,000
	SearchQuota   int               // searches a day; 0: 100
	ReportsLate   int               // days by which reports lag; 0: 3

	NoBatchStats      bool            // videos:batchGetStats is not known yet
	HiddenSubscribers bool            // the owner hides their number
	HiddenLikes       map[string]bool // videos whose owner hides the number
	CommentsOff       map[string]bool // videos without comments
	Private           map[string]bool // videos that are not public any more
	Deleted           map[string]bool // videos that are gone
	Live              map[string]bool // videos that were live streams
	EmptyPage         bool            // the first page of uploads is empty and has a next one
	FewViewers        bool            // too few for breakdowns
	DeadMetric        string          // that the Analytics API does not know any more
}

// server serves one world.
type server struct {
	world *sim.World
	o     Options
	index *index
	zone  *time.Location

	mu   sync.Mutex
	day  string
	used map[string]int // calls by bucket, today
}

// Handler answers as YouTube does for the world. It looks at the world's people
// once; what they do comes to light as the world's clock moves.
func Handler(w *sim.World, o Options) http.Handler {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		panic(err) // a machine without time zones runs no simulator
	}
	s := &server{world: w, o: o, index: newIndex(w), zone: zone, used: map[string]int{}}
	mux := http.NewServeMux()
	for name, handler := range map[string]http.HandlerFunc{
		"channels": s.channels, "playlistItems": s.playlistItems, "videos": s.videos,
		"commentThreads": s.commentThreads, "comments": s.comments,
	} {
		mux.Handle("GET "+DataPath+"/"+name, s.metered("units", orDefault(o.Quota, 10_000), handler))
	}
	if !o.NoBatchStats {
		mux.Handle("GET "+DataPath+"/videos:batchGetStats", s.metered("stats", 10_000, s.batchGetStats))
	}
	mux.Handle("GET "+DataPath+"/search", s.metered("search", orDefault(o.SearchQuota, 100), s.search))
	mux.HandleFunc("GET "+AnalyticsPath+"/reports", s.reports)
	mux.HandleFunc("POST "+TokenPath, s.token)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusNotFound, "notFound", "Method not found.")
	})
	return mux
}

func orDefault(n, usual int) int {
	if n == 0 {
		return usual
	}
	return n
}

// metered checks the credentials and counts the call, whatever becomes of it.
// Quotas start anew at midnight, Pacific Time
// (developers.google.com/youtube/v3/determine_quota_cost).
func (s *server) metered(bucket string, limit int, next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key, owner := s.credentials(r)
		switch {
		case owner == nil && r.Header.Get("Authorization") != "":
			refuse(w, http.StatusUnauthorized, "authError", "Invalid Credentials")
		case owner == nil && key == "":
			refuse(w, http.StatusForbidden, "forbidden", "Method doesn't allow unregistered callers (callers without established identity).")
		case owner == nil && !s.knownKey(key):
			refuseKey(w)
		case !s.take(bucket, limit):
			refuse(w, http.StatusForbidden, "quotaExceeded",
				`The request cannot be completed because you have exceeded your <a href="/youtube/v3/getting-started#quota">quota</a>.`)
		default:
			next(w, r)
		}
	})
}

func (s *server) take(bucket string, limit int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if day := s.world.Now().In(s.zone).Format(time.DateOnly); day != s.day {
		s.day, s.used = day, map[string]int{}
	}
	s.used[bucket]++
	return s.used[bucket] <= limit
}

// credentials are the API key and the account that an access token belongs to.
// The key may stand in the address or in the header.
func (s *server) credentials(r *http.Request) (key string, owner *sim.Account) {
	if key = r.Header.Get("X-Goog-Api-Key"); key == "" {
		key = r.URL.Query().Get("key")
	}
	return key, s.owner(r)
}

func (s *server) knownKey(key string) bool {
	for _, k := range s.o.Keys {
		if k == key {
			return true
		}
	}
	return false
}

// owner is the account that a request's access token belongs to; nil without
// one.
func (s *server) owner(r *http.Request) *sim.Account {
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	for refresh, handle := range s.o.RefreshTokens {
		if token == accessToken(refresh) {
			return s.world.Account(Platform, handle)
		}
	}
	return nil
}
