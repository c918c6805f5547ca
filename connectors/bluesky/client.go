package bluesky

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"github.com/pantau/pantau/connectors/sdk"
)

// client asks the server for one run. It signs in when there is an app
// password and no session yet, and renews a session that has run out.
type client struct {
	*Connector
	http   *sdk.HTTP
	signed int // requests made to sign in, on connections of their own
}

func (c *Connector) newClient() *client {
	x := &client{Connector: c, http: sdk.NewHTTP(c.set.BaseURL)}
	if c.session != nil {
		x.http.Bearer(c.session.Access)
	}
	return x
}

func (x *client) requests() int { return x.http.Requests() + x.signed }

// query calls a method and decodes its answer into out.
func (x *client) query(ctx context.Context, method string, params url.Values, out any) error {
	if x.session == nil && x.set.AppPassword != "" {
		if err := x.signIn(ctx); err != nil {
			return err
		}
	}
	_, err := x.http.JSON(ctx, "/xrpc/"+method, params, out)
	if x.session != nil && sessionEnded(err) {
		if err := x.renew(ctx); err != nil {
			return err
		}
		_, err = x.http.JSON(ctx, "/xrpc/"+method, params, out)
	}
	return classify(err)
}

// xrpcError is the body of an answer that says no.
type xrpcError struct {
	Name    string `json:"error"`
	Message string `json:"message"`
}

// said gives what the server said, or the zero value.
func said(err error) xrpcError {
	var out xrpcError
	if e, ok := errors.AsType[*sdk.StatusError](err); ok && json.Unmarshal(e.Body, &out) != nil {
		return xrpcError{}
	}
	return out
}

// classify corrects the kind of an error where the protocol's own names say
// more than the HTTP status: a bad token comes as 400.
func classify(err error) error {
	switch said(err).Name {
	case "ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired":
		return &sdk.Error{Kind: sdk.Auth, Err: err}
	case "RateLimitExceeded":
		if sdk.KindOf(err) != sdk.RateLimited {
			return &sdk.Error{Kind: sdk.RateLimited, Err: err}
		}
	}
	if sdk.Status(err) == http.StatusNotImplemented {
		return sdk.Errorf(sdk.Permanent, "the server does not offer this, another base_url may: %w", err)
	}
	return err
}

// profile reads the account's profile.
func (x *client) profile(ctx context.Context) (profile, error) {
	var p profile
	err := x.query(ctx, "app.bsky.actor.getProfile", url.Values{"actor": {x.set.Account}}, &p)
	if err == nil && repository("at://"+p.DID) == "" {
		return p, sdk.Errorf(sdk.Permanent, "account %s: the server's profile has no DID: is base_url a Bluesky server?", x.set.Account)
	}
	if sdk.Status(err) == http.StatusBadRequest && sdk.KindOf(err) == sdk.Permanent {
		err = sdk.Errorf(sdk.Permanent, "account %s: %w", x.set.Account, err)
	}
	return p, err
}
