// Package tiktoksim answers as TikTok's Display API (under /v2) and its API for
// Business (under /open_api/v1.3) do, for the accounts of a simulated world on
// the platform "tiktok". It follows https://developers.tiktok.com (September
// 2026) and, since https://business-api.tiktok.com/portal/docs needs a sign-in,
// what public clients quote of it.
package tiktoksim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// Platform is the platform whose accounts are served.
const Platform = "tiktok"

// Options are what differs between applications, and how TikTok misbehaves.
type Options struct {
	// Tokens maps access tokens to the handles of their accounts. Any other
	// token is refused.
	Tokens map[string]string
	// Refresh maps refresh tokens to handles. Each works once.
	Refresh map[string]string
	// Without are scopes that the owners did not consent to, such as
	// user.info.stats or video.insights.
	Without []string
	// Removed are fields that TikTok no longer knows.
	Removed []string
	// Limit is how many requests an endpoint takes in a minute; zero: 600.
	// Minutes pass in real time.
	Limit int
	// EmptyPages puts an empty page with a next one between two pages of videos.
	EmptyPages bool
	// Deleted are ids of videos that are gone.
	Deleted []string
	// Late is how old a video must be to have counters in the API for Business.
	Late time.Duration
}

// Sim is one TikTok.
type Sim struct {
	world *sim.World
	o     Options
	mux   *http.ServeMux

	mu     sync.Mutex
	calls  map[string][]time.Time // by endpoint, within the last minute
	tokens map[string]string
	renew  map[string]string
	issued int
}

var _ http.Handler = (*Sim)(nil)

// New makes a TikTok of the world.
func New(w *sim.World, o Options) *Sim {
	s := &Sim{world: w, o: o, mux: http.NewServeMux(), calls: map[string][]time.Time{}, tokens: map[string]string{}, renew: map[string]string{}}
	for token, handle := range o.Tokens {
		s.tokens[token] = handle
	}
	for token, handle := range o.Refresh {
		s.renew[token] = handle
	}
	s.mux.HandleFunc("POST /v2/oauth/token/", s.displayToken)
	s.mux.HandleFunc("GET /v2/user/info/", s.display("user.info.basic", (*displayRequest).userInfo))
	s.mux.HandleFunc("POST /v2/video/list/", s.display("video.list", (*displayRequest).videoList))
	s.mux.HandleFunc("POST /v2/video/query/", s.display("video.list", (*displayRequest).videoQuery))
	const business = "/open_api/v1.3"
	s.mux.HandleFunc("POST "+business+"/tt_user/oauth2/token/", s.businessToken)
	s.mux.HandleFunc("POST "+business+"/tt_user/oauth2/refresh_token/", s.businessToken)
	s.mux.HandleFunc("GET "+business+"/business/get/", s.business("user.info.basic", (*businessRequest).get))
	s.mux.HandleFunc("GET "+business+"/business/video/list/", s.business("video.list", (*businessRequest).videoList))
	s.mux.HandleFunc("GET "+business+"/business/comment/list/", s.business("comment.list", (*businessRequest).commentList))
	s.mux.HandleFunc("GET "+business+"/business/comment/reply/list/", s.business("comment.list", (*businessRequest).replyList))
	return s
}

// ServeHTTP implements http.Handler.
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// whose gives the account of a token; nil if it is no good.
func (s *Sim) whose(token string) *sim.Account {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.world.Account(Platform, s.tokens[token])
}

// take counts one request in the last minute, which slides:
// https://developers.tiktok.com/doc/tiktok-api-v2-rate-limit.
func (s *Sim) take(endpoint string) bool {
	limit := s.o.Limit
	if limit == 0 {
		limit = 600
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	recent := slices.DeleteFunc(s.calls[endpoint], func(at time.Time) bool { return now.Sub(at) > time.Minute })
	if len(recent) >= limit {
		s.calls[endpoint] = recent
		return false
	}
	s.calls[endpoint] = append(recent, now)
	return true
}

// consented tells whether the owner allowed a scope.
func (s *Sim) consented(scope string) bool { return !slices.Contains(s.o.Without, scope) }

// field is a field of an object: the scope it needs, and its value.
type field struct {
	scope string
	value any
}

// pick gives the fields asked for. unknown is the first that there is none of,
// and denied the first scope that is missing.
func (s *Sim) pick(all map[string]field, names []string) (out object, unknown, denied string) {
	out = object{}
	for _, name := range names {
		f, ok := all[name]
		switch {
		case !ok || slices.Contains(s.o.Removed, name):
			return nil, name, ""
		case !s.consented(f.scope):
			return nil, "", f.scope
		case f.value != nil:
			out[name] = f.value
		}
	}
	return out, "", ""
}

// page gives up to count posts published before a time in milliseconds, new to
// old, the cursor of the next page and whether there is one. The cursor is a
// time: https://developers.tiktok.com/doc/tiktok-api-v2-video-list.
func (s *Sim) page(a *sim.Account, before int64, count int) (posts []*sim.Post, cursor int64, more bool) {
	if count <= 0 || count > 20 {
		count = 20
	}
	if s.o.EmptyPages && before%2 == 0 && before > 0 {
		return nil, before - 1, true // the next one has an odd cursor
	}
	all := s.visible(a)
	for _, p := range all {
		switch at := p.Published.UnixMilli(); {
		case before > 0 && at >= before:
		case len(posts) < count:
			posts = append(posts, p)
			cursor = at
		default:
			return posts, cursor, true
		}
	}
	return posts, cursor, false
}

// visible are the posts that there are by now, new to old.
func (s *Sim) visible(a *sim.Account) []*sim.Post {
	posts := slices.DeleteFunc(slices.Clone(a.PostsBy(s.world.Now())), func(p *sim.Post) bool { return slices.Contains(s.o.Deleted, p.ID) })
	slices.Reverse(posts)
	return posts
}

func shareURL(a *sim.Account, p *sim.Post) string {
	return "https://www.tiktok.com/@" + a.Handle + "/video/" + p.ID + "?utm_campaign=tt4d_open_api&utm_source=aw1"
}

// caption is a text with its hashtags, as people write them.
func caption(p *sim.Post) string {
	text := p.Text
	for _, tag := range p.Tags {
		text += " #" + tag
	}
	return text
}

type object = map[string]any

func answer(w http.ResponseWriter, status int, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // our own types always encode
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(raw) // the client may have gone
}

func splitFields(raw string) []string {
	if raw == "" {
		return nil
	}
	return strings.Split(raw, ",")
}
