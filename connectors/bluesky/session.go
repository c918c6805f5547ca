package bluesky

import (
	"context"
	"fmt"
	"net/http"

	"github.com/pantau/pantau/connectors/sdk"
)

// session is a login: a token for some hours, and one that renews it for some
// weeks. It is never written anywhere.
type session struct {
	Access  sdk.Secret `json:"accessJwt"`
	Refresh sdk.Secret `json:"refreshJwt"`
	DID     string     `json:"did"`
	Handle  string     `json:"handle"`
}

// signIn makes a session from the app password. Servers allow 30 of these in
// five minutes and 300 a day, so it is done only when there is no session to
// keep or renew.
func (x *client) signIn(ctx context.Context) error {
	h := sdk.NewHTTP(x.set.BaseURL)
	in := map[string]string{"identifier": x.set.Identifier, "password": x.set.AppPassword.Reveal()}
	var s session
	_, err := h.PostJSON(ctx, "/xrpc/com.atproto.server.createSession", in, &s)
	x.signed += h.Requests()
	if err != nil {
		return signInError(x.set.Identifier, err)
	}
	return x.keep(&s)
}

func signInError(who string, err error) error {
	refused := func(advice string) error {
		return sdk.Errorf(sdk.Auth, "signing in as %s: %s: %w", who, advice, err)
	}
	switch said(err).Name {
	case "AuthFactorTokenRequired":
		return refused("the server asks for a code sent by e-mail, as it does for the account's own password; set app_password to an app password")
	case "AccountTakedown":
		return refused("the account was taken down by its server")
	case "AuthenticationRequired":
		return refused("check identifier and app_password; a revoked app password must be made anew")
	}
	if sdk.Status(err) == http.StatusUnauthorized {
		return refused("check identifier and app_password")
	}
	return fmt.Errorf("signing in as %s: %w", who, classify(err))
}

// keep takes a session into use.
func (x *client) keep(s *session) error {
	if s.Access == "" || s.DID == "" {
		return sdk.Errorf(sdk.Permanent, "signing in as %s: the server's answer holds no session: is base_url a Bluesky server?", x.set.Identifier)
	}
	x.session = s
	x.http.Bearer(s.Access)
	return nil
}

// renew replaces a session that has run out, by signing in anew if need be.
func (x *client) renew(ctx context.Context) error {
	h := sdk.NewHTTP(x.set.BaseURL)
	h.Bearer(x.session.Refresh)
	var s session
	_, err := h.PostJSON(ctx, "/xrpc/com.atproto.server.refreshSession", nil, &s)
	x.signed += h.Requests()
	switch kind := sdk.KindOf(err); {
	case err == nil:
		return x.keep(&s)
	case kind == sdk.RateLimited, kind == sdk.Transient:
		return fmt.Errorf("renewing the session of %s: %w", x.session.Handle, err)
	}
	x.session = nil
	return x.signIn(ctx)
}

// sessionEnded says whether a request failed because the session's token is no
// longer good.
func sessionEnded(err error) bool {
	switch said(err).Name {
	case "ExpiredToken", "InvalidToken":
		return true
	}
	return false
}
