package linkedinsim

import (
	"fmt"
	"net/http"
	"slices"
)

// whose is the handle of a token, or LinkedIn's refusal of it.
// https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow
func (s *Sim) whose(token string) (string, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	handle, known := s.tokens[token]
	switch {
	case slices.Contains(s.o.Expired, token):
		return "", &failure{http.StatusUnauthorized, 65602, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired"}
	case slices.Contains(s.o.Revoked, token):
		return "", &failure{http.StatusUnauthorized, 65601, "REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked by the user"}
	case !known:
		return "", &failure{http.StatusUnauthorized, 65600, "INVALID_ACCESS_TOKEN", "Invalid access token"}
	}
	return handle, nil
}

// token exchanges a refresh token, or a code, which is the handle behind
// "code-of-". Access tokens live 60 days and refresh tokens, which stay the
// same, 365: https://learn.microsoft.com/en-us/linkedin/shared/authentication/programmatic-refresh-tokens.
func (s *Sim) token(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var handle string
	switch r.PostFormValue("grant_type") {
	case "refresh_token":
		handle = s.o.Refresh[r.PostFormValue("refresh_token")]
	case "authorization_code":
		_, _ = fmt.Sscanf(r.PostFormValue("code"), "code-of-%s", &handle) // no handle: refused below
	}
	if handle == "" || r.PostFormValue("client_id") == "" || r.PostFormValue("client_secret") == "" {
		answer(w, http.StatusBadRequest, object{"error": "invalid_request", "error_description": "The provided authorization grant or refresh token is invalid, expired or revoked"})
		return
	}
	s.issued++
	access, refresh := fmt.Sprintf("access-%s-%d", handle, s.issued), r.PostFormValue("refresh_token")
	if refresh == "" {
		refresh = "refresh-" + handle
	}
	s.tokens[access] = handle
	answer(w, http.StatusOK, object{
		"access_token": access, "expires_in": 5184000, "refresh_token": refresh, "refresh_token_expires_in": 31536000,
		"scope": "r_organization_social,rw_organization_admin",
	})
}
