// Package metasim is what the simulators of Meta's platforms share: tokens,
// limits and their headers, errors, paging, metrics that kill a call, and the
// endpoints for tokens. It follows developers.facebook.com/docs/graph-api.
package metasim

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Token is what an access token stands for.
type Token struct {
	User    string    // handle of the account it belongs to
	Scopes  []string  // nil: everything
	Expires time.Time // zero: never
}

// May tells whether the token has a permission.
func (t Token) May(scope string) bool {
	if t.Scopes == nil {
		return true
	}
	for _, s := range t.Scopes {
		if s == scope {
			return true
		}
	}
	return false
}

// Options are what differs between servers, and how they misbehave.
type Options struct {
	Tokens    map[string]Token // by access token
	App       string           // its id
	AppSecret string           // where set, calls must bring appsecret_proof

	WithoutProof bool // calls need no appsecret_proof in spite of AppSecret

	Limit  int           // calls that one token may make before it is throttled; 0: any number
	Regain time.Duration // what a throttled caller is told to wait
	Page   int           // throttle code: 4 for the app, 32 for a page, 80001, 80002; 0: 4

	EmptyPage   bool     // lists begin with an empty page that has a next one
	MostEntries int      // more than this on a page is too much data; 0: any number
	Dead        []string // metrics that the platform no longer knows
}

// Gate is what every call has to pass.
type Gate struct {
	o       Options
	now     func() time.Time
	useCase string // of the business use case header: instagram, pages; empty: none

	mu    sync.Mutex
	calls map[string]int // by token
}

// NewGate makes a gate. now is the world's clock; useCase the name in the header
// of business use cases, or "".
func NewGate(o Options, now func() time.Time, useCase string) *Gate {
	return &Gate{o: o, now: now, useCase: useCase, calls: map[string]int{}}
}

type tokenKey struct{}

// TokenOf is the token that a call came with.
func TokenOf(r *http.Request) Token {
	t, _ := r.Context().Value(tokenKey{}).(Token)
	return t
}

// Guard checks token, proof and limit before a call is answered.
func (g *Gate) Guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		access := accessToken(r)
		token, known := g.o.Tokens[access]
		switch {
		case access == "":
			Refuse(w, Fault{Code: 2500, Type: "OAuthException", Message: "An active access token must be used to query information about the current user."})
		case !known:
			Refuse(w, Fault{Status: http.StatusUnauthorized, Code: 190, Message: "Invalid OAuth access token - Cannot parse access token"})
		case !token.Expires.IsZero() && !g.now().Before(token.Expires):
			Refuse(w, Fault{Code: 190, Subcode: 463, Message: "Error validating access token: Session has expired on " + token.Expires.Format(time.RFC1123) + "."})
		case g.o.AppSecret != "" && !g.o.WithoutProof && r.URL.Query().Get("appsecret_proof") != proof(g.o.AppSecret, access):
			Refuse(w, Fault{Code: 100, Message: "API calls from the server require an appsecret_proof argument"})
		case !g.take(w.Header(), access):
			Refuse(w, throttled(g.o.Page))
		default:
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), tokenKey{}, token)))
		}
	})
}

// accessToken is a call's token: in the header, or in the address, where the
// documentation's examples have it.
func accessToken(r *http.Request) string {
	if t, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return t
	}
	return r.FormValue("access_token")
}

// proof is the hash of developers.facebook.com/docs/graph-api/guides/secure-requests.
func proof(secret, token string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(token))
	return hex.EncodeToString(mac.Sum(nil))
}
