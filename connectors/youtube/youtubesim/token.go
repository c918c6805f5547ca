package youtubesim

import (
	"encoding/hex"
	"hash/fnv"
	"net/http"
	"slices"
)

// accessToken is the access token that a refresh token gives.
func accessToken(refresh string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(refresh)) // never fails
	return "ya29." + hex.EncodeToString(h.Sum(nil))
}

// Codes that the consent page of this server gives are the refresh tokens.

// token is Google's token endpoint
// (developers.google.com/identity/protocols/oauth2/web-server).
func (s *server) token(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_request"})
		return
	}
	refresh := r.PostForm.Get("refresh_token")
	said := map[string]any{
		"expires_in": 3599, "token_type": "Bearer",
		"scope": "https://www.googleapis.com/auth/youtube.readonly https://www.googleapis.com/auth/yt-analytics.readonly",
	}
	if r.PostForm.Get("grant_type") == "authorization_code" {
		refresh = r.PostForm.Get("code")
		said["refresh_token"] = refresh // Google gives it with a consent only
	}
	if _, known := s.o.RefreshTokens[refresh]; !known {
		answer(w, http.StatusBadRequest, map[string]string{
			"error": "invalid_grant", "error_description": "Token has been expired or revoked.",
		})
		return
	}
	said["access_token"] = accessToken(refresh)
	answer(w, http.StatusOK, said)
}

// mayReport tells whether the token's account is the channel of a report:
// channel==MINE or channel== its id.
func (s *server) mayReport(r *http.Request) (ok bool, channel string) {
	owner := s.owner(r)
	if owner == nil {
		return false, ""
	}
	id := channelID(owner.Handle)
	return slices.Contains([]string{"channel==MINE", "channel==" + id}, r.URL.Query().Get("ids")), id
}
