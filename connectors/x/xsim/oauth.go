package xsim

import (
	"fmt"
	"net/http"
)

// tokenReply is a token that lives two hours:
// https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token.
type tokenReply struct {
	Type    string `json:"token_type"`
	Expires int    `json:"expires_in"`
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	Scope   string `json:"scope"`
}

// token renews a token. A refresh token works once. The consent page is left
// out: a code of any kind is refused.
func (s *Sim) token(w http.ResponseWriter, r *http.Request) {
	refresh := r.PostFormValue("refresh_token")
	s.mu.Lock()
	defer s.mu.Unlock()
	handle, known := s.renew[refresh]
	if r.PostFormValue("grant_type") != "refresh_token" || !known {
		answer(w, http.StatusBadRequest, map[string]string{
			"error": "invalid_request", "error_description": "Value passed for the token was invalid.",
		})
		return
	}
	delete(s.renew, refresh)
	s.issued++
	t := tokenReply{
		Type: "bearer", Expires: 7200, Scope: "tweet.read users.read offline.access",
		Access: fmt.Sprintf("access-%s-%d", handle, s.issued), Refresh: fmt.Sprintf("refresh-%s-%d", handle, s.issued),
	}
	s.users[t.Access], s.renew[t.Refresh] = handle, handle
	answer(w, http.StatusOK, t)
}
