package blueskysim

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Sign-ins are rationed apart from other requests, per account.
const (
	signIns      = 30
	signInWindow = 5 * time.Minute
	refreshLife  = 60 * 24 * time.Hour
)

// sessions are the tokens given out. Tokens are opaque to clients.
type sessions struct {
	password string
	life     time.Duration

	mu     sync.Mutex
	issued int
	tokens map[string]token
	limits map[string]*limiter // by identifier
}

type token struct {
	did     string
	refresh bool
	expires time.Time
}

func newSessions(o Options) *sessions {
	return &sessions{password: o.AppPassword, life: o.SessionLife, tokens: map[string]token{}, limits: map[string]*limiter{}}
}

// viewer is who asks, by the token in the request.
func (s *sessions) viewer(r *http.Request, now time.Time) (did string, refused *failure) {
	raw, given := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !given {
		return "", nil
	}
	s.mu.Lock()
	t, known := s.tokens[raw]
	s.mu.Unlock()
	wantRefresh := strings.HasSuffix(r.URL.Path, ".refreshSession")
	switch {
	case !known:
		return "", &failure{http.StatusBadRequest, "InvalidToken", "Token could not be verified"}
	case t.refresh != wantRefresh:
		return "", &failure{http.StatusBadRequest, "InvalidToken", "Bad token scope"}
	case now.After(t.expires):
		return "", &failure{http.StatusBadRequest, "ExpiredToken", "Token has expired"}
	}
	return t.did, nil
}

type sessionAnswer struct {
	Access  string `json:"accessJwt"`
	Refresh string `json:"refreshJwt"`
	DID     string `json:"did"`
	Handle  string `json:"handle"`
	Active  bool   `json:"active"`
}

func (s *sessions) issue(a *author, now time.Time) sessionAnswer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.issued++
	out := sessionAnswer{
		Access: fmt.Sprintf("access-%d", s.issued), Refresh: fmt.Sprintf("refresh-%d", s.issued),
		DID: a.did, Handle: a.handle, Active: true,
	}
	s.tokens[out.Access] = token{did: a.did, expires: now.Add(s.life)}
	s.tokens[out.Refresh] = token{did: a.did, refresh: true, expires: now.Add(refreshLife)}
	return out
}

// maySignIn counts a try and states the limit in the answer's header.
func (s *sessions) maySignIn(identifier string, header http.Header) bool {
	s.mu.Lock()
	l := s.limits[identifier]
	if l == nil {
		l = newLimiter(signIns, signInWindow)
		s.limits[identifier] = l
	}
	s.mu.Unlock()
	return l.allow(header)
}

func (s *server) createSession(c call) (any, *failure) {
	var in struct{ Identifier, Password string }
	if err := json.NewDecoder(c.Body).Decode(&in); err != nil {
		return nil, invalid("Input must be an object")
	}
	if !s.sessions.maySignIn(in.Identifier, c.header) {
		return nil, &failure{http.StatusTooManyRequests, "RateLimitExceeded", "Rate Limit Exceeded"}
	}
	a := s.index.author(in.Identifier)
	if a == nil || in.Password == "" || s.sessions.password != "" && in.Password != s.sessions.password {
		return nil, &failure{http.StatusUnauthorized, "AuthenticationRequired", "Invalid identifier or password"}
	}
	return s.sessions.issue(a, c.now), nil
}

func (s *server) refreshSession(c call) (any, *failure) {
	if n, _ := io.Copy(io.Discard, c.Body); n > 0 {
		return nil, invalid("A request body was provided when none was expected")
	}
	if c.viewer == "" {
		return nil, &failure{http.StatusUnauthorized, "AuthMissing", "Authentication Required"}
	}
	s.sessions.revoke(c.Header.Get("Authorization"))
	return s.sessions.issue(s.index.author(c.viewer), c.now), nil
}

// revoke ends a refresh token: each is good for one renewal.
func (s *sessions) revoke(authorization string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.tokens, strings.TrimPrefix(authorization, "Bearer "))
}
