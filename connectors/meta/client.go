package meta

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// Client asks one Graph host with one token. The token goes in a header, never
// in an address. Use it from one goroutine at a time.
type Client struct {
	http  *sdk.HTTP
	token sdk.Secret
	proof string // of appsecret_proof; empty: not sent
	usage usage
}

// New makes a client for a host's address with the version of the API, such as
// https://graph.facebook.com/v25.0. With the app's secret, which may be empty,
// each request proves that it comes from the app
// (developers.facebook.com/docs/graph-api/guides/secure-requests).
func New(base string, token, appSecret sdk.Secret) *Client {
	c := &Client{http: sdk.NewHTTP(base), token: token, usage: usage{}}
	c.http.Bearer(token)
	c.http.Classify = c.classify
	if appSecret != "" {
		mac := hmac.New(sha256.New, []byte(appSecret.Reveal()))
		mac.Write([]byte(token.Reveal()))
		c.proof = hex.EncodeToString(mac.Sum(nil))
	}
	return c
}

// Requests is how many requests were made so far.
func (c *Client) Requests() int { return c.http.Requests() }

// Get asks for a path, such as /me/media, and decodes the answer into out. Once
// the platform has said that a limit is used up nothing more is asked: the error
// is of kind RateLimited.
func (c *Client) Get(ctx context.Context, path string, query url.Values, out any) error {
	if err := c.usage.exhausted(); err != nil {
		return err
	}
	if c.proof != "" {
		query = cloned(query)
		query.Set("appsecret_proof", c.proof)
	}
	header, err := c.http.JSON(ctx, path, query, out)
	c.usage.note(header, time.Now())
	return err
}

// Budgets is what the platform last said of its limits, in percent.
func (c *Client) Budgets() []sdk.Budget { return c.usage.budgets() }

// Busy tells whether so much of a limit is used that a run should leave what can
// wait to the next one.
func (c *Client) Busy() bool { return c.usage.highest() >= busyPercent }

// classify turns an error answer into an *sdk.Error around an *Error.
func (c *Client) classify(said *sdk.StatusError, header http.Header) error {
	now := time.Now()
	c.usage.note(header, now)
	e := decodeError(said, c.token)
	if e == nil {
		return nil
	}
	err := &sdk.Error{Kind: e.kind(c.usage), Err: e}
	switch {
	case err.Kind == sdk.Auth:
		err.Err = e.withRemedy()
	case err.Kind == sdk.RateLimited && e.Code == codeHashtags:
		err.Budget = BudgetHashtags
	case err.Kind == sdk.RateLimited:
		err.After = c.usage.regain(retryAfter(header, now))
	}
	return err
}
