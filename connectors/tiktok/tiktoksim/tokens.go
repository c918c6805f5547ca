package tiktoksim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// openID is the account's id for this application; the API for Business calls it
// business_id.
func openID(a *sim.Account) string { return "_000" + a.Handle }

func followers(a *sim.Account, at time.Time) int {
	if a.Followers == nil {
		return 0
	}
	return a.Followers(at)
}

// issue makes tokens for a refresh token, which works once, or a code, which is
// the handle behind "code-of-". Access tokens live a day, refresh tokens a year.
func (s *Sim) issue(grant, refresh, code string) (object, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	handle := ""
	switch grant {
	case "refresh_token":
		handle = s.renew[refresh]
		delete(s.renew, refresh)
	case "authorization_code":
		handle, _ = strings.CutPrefix(code, "code-of-")
	}
	a := s.world.Account(Platform, handle)
	if a == nil {
		return nil, false
	}
	s.issued++
	access, next := fmt.Sprintf("act.%s.%d", handle, s.issued), fmt.Sprintf("rft.%s.%d", handle, s.issued)
	s.tokens[access], s.renew[next] = handle, handle
	return object{
		"open_id": openID(a), "scope": "user.info.basic,user.info.stats,video.list", "access_token": access, "expires_in": 86400,
		"refresh_token": next, "refresh_expires_in": 31536000, "refresh_token_expires_in": 31536000, "token_type": "Bearer",
	}, true
}

// displayToken is https://developers.tiktok.com/doc/oauth-user-access-token-management.
func (s *Sim) displayToken(w http.ResponseWriter, r *http.Request) {
	if r.PostFormValue("client_key") != "" && r.PostFormValue("client_secret") != "" {
		if t, ok := s.issue(r.PostFormValue("grant_type"), r.PostFormValue("refresh_token"), r.PostFormValue("code")); ok {
			answer(w, http.StatusOK, t)
			return
		}
	}
	answer(w, http.StatusBadRequest, object{
		"error": "invalid_grant", "error_description": "Refresh token is invalid or expired.", "log_id": "20260310090000010245080107186A1B2C",
	})
}

// businessToken is https://business-api.tiktok.com/portal/docs?id=1738084387220481.
func (s *Sim) businessToken(w http.ResponseWriter, r *http.Request) {
	q := &businessRequest{Sim: s, w: w, r: r}
	var in map[string]string
	if json.NewDecoder(r.Body).Decode(&in) != nil || in["client_id"] == "" || in["client_secret"] == "" {
		q.say(codeParameter, "client_id: Missing data for required field.", object{})
		return
	}
	t, ok := s.issue(in["grant_type"], in["refresh_token"], in["auth_code"])
	if !ok {
		q.say(codeParameter, "refresh_token: invalid or expired", object{})
		return
	}
	q.ok(t)
}
