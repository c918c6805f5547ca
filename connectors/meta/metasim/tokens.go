package metasim

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// Codes that the consent page gives are access tokens with this in front; short
// tokens too, with the other.
const (
	CodePrefix  = "code-"
	ShortPrefix = "short-"
)

// longLived is how long the tokens live that these endpoints give.
const longLived = 60 * 24 * time.Hour

// OAuth serves the endpoint that takes a consent's code, and on Facebook also the
// exchange for a long-lived token (developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived).
func (g *Gate) OAuth(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.FormValue("client_id") != g.o.App || r.FormValue("client_secret") != g.o.AppSecret:
		Refuse(w, Fault{Code: 1, Message: "Error validating client secret."})
	case r.FormValue("grant_type") == "fb_exchange_token":
		g.lengthen(w, r.FormValue("fb_exchange_token"))
	default:
		token, ok := strings.CutPrefix(r.FormValue("code"), CodePrefix)
		if _, known := g.o.Tokens[token]; !ok || !known {
			Refuse(w, Fault{Code: 100, Subcode: 36007, Message: "This authorization code has been used."})
			return
		}
		Answer(w, http.StatusOK, map[string]any{"access_token": ShortPrefix + token, "token_type": "bearer", "user_id": 17841400000000000})
	}
}

// Exchange serves /access_token of Instagram and Threads, for which both names
// of the grant type are taken (…/instagram-platform/reference/access_token).
func (g *Gate) Exchange(w http.ResponseWriter, r *http.Request) {
	grants := []string{"ig_exchange_token", "th_exchange_token"}
	if r.FormValue("client_secret") != g.o.AppSecret || !slices.Contains(grants, r.FormValue("grant_type")) {
		Refuse(w, Fault{Code: 1, Message: "Error validating client secret."})
		return
	}
	g.lengthen(w, r.FormValue("access_token"))
}

func (g *Gate) lengthen(w http.ResponseWriter, short string) {
	token, ok := strings.CutPrefix(short, ShortPrefix)
	if _, known := g.o.Tokens[token]; !ok || !known {
		Refuse(w, Fault{Code: 190, Message: "Invalid OAuth access token."})
		return
	}
	Answer(w, http.StatusOK, map[string]any{"access_token": token, "token_type": "bearer", "expires_in": int(longLived / time.Second)})
}

// Renew serves /refresh_access_token of Instagram and Threads
// (…/instagram-platform/reference/refresh_access_token).
func (g *Gate) Renew(w http.ResponseWriter, r *http.Request) {
	access := r.FormValue("access_token")
	t, known := g.o.Tokens[access]
	if !known || !t.Expires.IsZero() && !g.now().Before(t.Expires) {
		Refuse(w, Fault{Code: 190, Message: "Error validating access token: Session has expired."})
		return
	}
	answer := map[string]any{"access_token": access, "token_type": "bearer", "expires_in": int(longLived / time.Second)}
	if t.Scopes != nil {
		answer["permissions"] = strings.Join(t.Scopes, ",")
	}
	Answer(w, http.StatusOK, answer)
}

// Debug serves /debug_token (…/facebook-login/guides/access-tokens/debugging).
func (g *Gate) Debug(w http.ResponseWriter, r *http.Request) {
	t, known := g.o.Tokens[r.FormValue("input_token")]
	asker := accessToken(r)
	if _, own := g.o.Tokens[asker]; !own && asker != g.o.App+"|"+g.o.AppSecret {
		Refuse(w, Fault{Code: 100, Message: "(#100) You must provide an app access token, or a user access token that is an owner or developer of the app"})
		return
	}
	data := map[string]any{"is_valid": known, "app_id": g.o.App, "type": "USER", "expires_at": 0, "data_access_expires_at": 0}
	if !t.Expires.IsZero() {
		data["expires_at"] = t.Expires.Unix()
	}
	if t.Scopes != nil {
		data["scopes"] = t.Scopes
	}
	Answer(w, http.StatusOK, map[string]any{"data": data})
}
