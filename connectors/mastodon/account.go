package mastodon

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// ask makes a request unless the server has said that none is left. A reset
// that is hours away is not believed: Mastodon's windows are minutes.
func (c *connector) ask(ctx context.Context, path string, query url.Values, out any) (http.Header, error) {
	if b := c.http.Budget(); b != nil && b.Remaining == 0 {
		if wait := time.Until(b.Reset); wait > 0 && wait < time.Hour {
			return nil, sdk.RateLimitedUntil(b.Reset, "the server's limit of %.0f requests is used up", b.Limit)
		}
	}
	return c.http.JSON(ctx, path, query, out)
}

// lookup finds the configured account. Servers that lack the direct way are
// asked by way of the token's owner, then of the search.
func (c *connector) lookup(ctx context.Context) (accountJSON, error) {
	var found accountJSON
	_, err := c.ask(ctx, "/api/v1/accounts/lookup", url.Values{"acct": {c.config.Account}}, &found)
	switch {
	case err == nil && found.ID != "":
		return found, nil
	case err != nil && !missing(err):
		return accountJSON{}, err
	}
	if owner, err := c.owner(ctx); err == nil && c.means(owner) {
		return owner, nil
	}
	var hits []accountJSON
	_, err = c.ask(ctx, "/api/v1/accounts/search", url.Values{"q": {c.config.Account}, "limit": {"10"}}, &hits)
	if err != nil && !missing(err) && sdk.KindOf(err) != sdk.Auth {
		return accountJSON{}, err
	}
	for _, hit := range hits {
		if c.means(hit) {
			return hit, nil
		}
	}
	return accountJSON{}, sdk.Errorf(sdk.Permanent, "account: %s knows no account %q; write the handle as its profile page shows it",
		c.config.BaseURL, c.config.Account)
}

// owner is the account that the token belongs to.
func (c *connector) owner(ctx context.Context) (accountJSON, error) {
	if c.config.Token == "" {
		return accountJSON{}, sdk.Errorf(sdk.Auth, "token: there is none")
	}
	var owner accountJSON
	_, err := c.ask(ctx, "/api/v1/accounts/verify_credentials", nil, &owner)
	return owner, err
}

// means tells whether a is the configured account.
func (c *connector) means(a accountJSON) bool {
	return a.ID != "" && strings.EqualFold(a.Acct, c.config.Account)
}

// missing tells whether an error means that the server has no such thing, or no
// such call.
func missing(err error) bool {
	switch sdk.Status(err) {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone,
		http.StatusUnprocessableEntity, http.StatusNotImplemented:
		return true
	}
	return false
}

// forbidden tells whether an error means that this token, or none, may not read
// something, or that the server does not offer it.
func forbidden(err error) bool { return missing(err) || sdk.KindOf(err) == sdk.Auth }
