package x

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// refusal is an error with what X said.
type refusal struct {
	problem problem
	status  *sdk.StatusError
}

// Error implements error. The address is left to the status.
func (r *refusal) Error() string {
	if said := r.problem.String(); said != "" {
		return fmt.Sprintf("X refused (%d): %s", r.status.Status, said)
	}
	return r.status.Error()
}

// Unwrap gives the HTTP status behind it.
func (r *refusal) Unwrap() error { return r.status }

// refused tells whether an error is a problem of the given name.
func refused(err error, name string) bool {
	r, ok := errors.AsType[*refusal](err)
	return ok && r.problem.name() == name
}

// ask makes a request to an endpoint, under whose name X counts its requests. It
// makes none where X has said that it would be refused.
func (c *connector) ask(ctx context.Context, endpoint, path string, query url.Values, out any) error {
	if err := c.waits(endpoint); err != nil {
		return err
	}
	c.asking = endpoint
	header, err := c.http.JSON(ctx, path, query, out)
	if err == nil {
		c.noteLimit(header)
		return nil
	}
	c.remember(err)
	return err
}

// keptPause is the name under which is kept until when X has no money for us.
const keptPause = "no_money_until"

// pause is X's refusal to go on.
type pause struct {
	Until time.Time `json:"until"`
	Said  string    `json:"said"`
}

// paused tells whether X has said that there is no money for us now.
func (c *connector) paused() (p pause, yes bool) {
	yes = c.own.Get(keptPause, &p) && c.now.Before(p.Until)
	return p, yes
}

// waits gives the error of an endpoint that would refuse.
func (c *connector) waits(endpoint string) error {
	if p, paused := c.paused(); paused {
		return &sdk.Error{Kind: sdk.RateLimited, After: p.Until, Budget: budgetMoney, Err: errors.New(p.Said)}
	}
	if b, known := c.limits[endpoint]; known && b.Remaining == 0 && time.Now().Before(b.Reset) {
		return &sdk.Error{
			Kind: sdk.RateLimited, After: b.Reset, Budget: endpoint,
			Err: fmt.Errorf("the limit of %.0f requests to %s of X is used up", b.Limit, endpoint),
		}
	}
	return nil
}

// remember keeps X's refusal to go on, also over a restart.
func (c *connector) remember(err error) {
	if sdk.Exhausted(err) == budgetMoney {
		_ = c.own.Put(keptPause, pause{Until: sdk.RetryAt(err), Said: err.Error()}) // two texts always encode
	}
}

// noteLimit reads what X says of the endpoint's limit.
func (c *connector) noteLimit(header http.Header) {
	remaining, err := strconv.Atoi(header.Get("X-Rate-Limit-Remaining"))
	if err != nil {
		return
	}
	limit, _ := strconv.Atoi(header.Get("X-Rate-Limit-Limit")) // 0: not stated
	c.limits[c.asking] = sdk.Budget{
		Name: c.asking, Unit: "requests", Limit: float64(limit), Remaining: float64(max(0, remaining)), Reset: resetTime(header),
	}
}

// longestLimit is the most that a header is believed: X's longest window.
const longestLimit = 24 * time.Hour

// resetTime is when an endpoint may be asked again; zero if X does not say.
func resetTime(header http.Header) time.Time {
	if seconds, err := strconv.ParseInt(header.Get("X-Rate-Limit-Reset"), 10, 64); err == nil && seconds > 0 {
		if at := time.Unix(seconds, 0).UTC(); time.Until(at) < longestLimit {
			return at
		}
		return time.Now().Add(longestLimit).UTC()
	}
	return time.Time{}
}

// classify turns X's errors into the SDK's kinds; nil leaves one to its status.
func (c *connector) classify(said *sdk.StatusError, header http.Header) error {
	c.noteLimit(header)
	r := &refusal{problem: readProblem(said.Body), status: said}
	switch {
	case said.Status == http.StatusPaymentRequired, said.Status < 500 && r.problem.aboutMoney():
		return &sdk.Error{Kind: sdk.RateLimited, After: r.problem.moneyBack(c.now), Budget: budgetMoney, Err: r}
	case said.Status == http.StatusTooManyRequests:
		return c.tooMany(r, header)
	case said.Status == http.StatusForbidden && r.problem.Reason == "client-not-enrolled",
		said.Status == http.StatusForbidden && r.problem.name() == problemClientForbidden:
		return sdk.Errorf(sdk.Auth, "%w; put the app into a project in the X developer console, or buy access", r)
	case said.Status == http.StatusUnauthorized, said.Status == http.StatusForbidden:
		return &sdk.Error{Kind: sdk.Auth, Err: r}
	case said.Status == http.StatusBadRequest, said.Status == http.StatusNotFound:
		return &sdk.Error{Kind: sdk.Permanent, Err: r}
	}
	return nil
}

// tooMany is the error of an endpoint's limit. Where X does not say until when,
// the SDK reads Retry-After.
func (c *connector) tooMany(r *refusal, header http.Header) error {
	at := resetTime(header)
	if at.IsZero() {
		return nil
	}
	return &sdk.Error{Kind: sdk.RateLimited, After: at, Budget: c.asking, Err: r}
}
