package linkedin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// Methods of Rest.li, which LinkedIn's documentation sends with each request.
const (
	methodGet      = "GET"
	methodBatchGet = "BATCH_GET"
	methodFinder   = "FINDER"
)

// get makes one request, if the day's budget has one left.
func (c *connector) get(ctx context.Context, method, path string, out any) error {
	if err := c.ledger.Take(c.now, sdk.BudgetRequests, 1); err != nil {
		return err
	}
	c.http.Header("X-RestLi-Method", method)
	_, err := c.http.JSON(ctx, path, nil, out)
	return err
}

// walk reads a finder's pages from the given element on. take is told where the
// page after this one begins, -1 if there is none, and whether to go on is its
// answer. With an error comes the element from which on nothing was taken.
func (c *connector) walk(ctx context.Context, path string, size, start int, take func(p pageJSON) (more bool, err error)) (at int, err error) {
	const mostIdle = 8 // empty pages in a row: LinkedIn leaves out what it may not show
	join := "?"
	if strings.Contains(path, "?") {
		join = "&"
	}
	for idle := 0; idle < mostIdle; {
		var p pageJSON
		if err := c.get(ctx, methodFinder, fmt.Sprintf("%s%sstart=%d&count=%d", path, join, start, size), &p); err != nil {
			return start, err
		}
		if idle++; len(p.Elements) > 0 {
			idle = 0
		}
		more, err := take(p)
		if err != nil {
			return start, err
		}
		next := p.next(start, size)
		if !more || next <= start {
			return start, nil
		}
		start = next
	}
	return start, nil
}

// next is where the page after this one begins, -1 if this is the last. A page
// may be short, or empty, without being the last.
func (p pageJSON) next(start, size int) int {
	for _, link := range p.Paging.Links {
		if link.Rel != "next" {
			continue
		}
		if at, err := strconv.Atoi(startOf(link.Href)); err == nil {
			return at
		}
	}
	switch {
	case p.Paging.Total != nil && start+size < *p.Paging.Total, p.Paging.Total == nil && len(p.Elements) >= size:
		return start + size
	}
	return -1
}

// startOf is the parameter start of a link.
func startOf(href string) string {
	u, err := url.Parse(href)
	if err != nil {
		return ""
	}
	return u.Query().Get("start")
}

// refusal is an error with what LinkedIn said.
type refusal struct {
	said   errorJSON
	status *sdk.StatusError
}

// Error implements error.
func (r *refusal) Error() string {
	if r.said.Code == "" && r.said.Message == "" {
		return r.status.Error()
	}
	const most = 200
	text := strings.TrimSpace(r.said.Code + " " + r.said.Message)
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return fmt.Sprintf("LinkedIn refused (%d): %s", r.status.Status, text)
}

// Unwrap gives the HTTP status behind it.
func (r *refusal) Unwrap() error { return r.status }

// classify turns LinkedIn's errors into the SDK's kinds; nil leaves one to its
// status.
// https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/error-handling
func (c *connector) classify(status *sdk.StatusError, header http.Header) error {
	r := &refusal{status: status}
	_ = json.Unmarshal(status.Body, &r.said) // not LinkedIn's form of error: the status tells
	switch {
	case strings.Contains(r.said.Code, "NONEXISTENT_VERSION"), status.Status == http.StatusUpgradeRequired:
		return sdk.Errorf(sdk.Permanent, "version: LinkedIn has no version %s any more; set version to a newer one of %s: %w", c.config.Version, versionsPage, r)
	case status.Status == http.StatusTooManyRequests && header.Get("Retry-After") == "":
		return &sdk.Error{Kind: sdk.RateLimited, After: c.throttledUntil(r.said.Message), Err: r}
	case status.Status == http.StatusUnauthorized:
		return sdk.Errorf(sdk.Auth, "%w; run `pantau auth`, or set a new token", r)
	case status.Status == http.StatusForbidden:
		return sdk.Errorf(sdk.Auth, "%w; the member who consented must be ADMINISTRATOR of the page, and the app have the product Community Management API", r)
	case status.Status == http.StatusBadRequest, status.Status == http.StatusNotFound:
		return &sdk.Error{Kind: sdk.Permanent, Err: r}
	}
	return nil
}

// throttledUntil is when LinkedIn may be asked again. It tells the limit's
// length in words only ("… APPLICATION DAY limit …"); days begin at 00:00 UTC.
// Where it says nothing, the day's limit is what runs out.
func (c *connector) throttledUntil(message string) time.Time {
	now := c.now.UTC()
	switch {
	case strings.Contains(message, "MINUTE"), strings.Contains(message, "SECOND"):
		return now.Add(5 * time.Minute)
	case strings.Contains(message, "HOUR"):
		return now.Add(time.Hour)
	}
	return midnight(now).AddDate(0, 0, 1)
}

// midnight is when a time's day began, in UTC.
func midnight(t time.Time) time.Time {
	y, m, d := t.UTC().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// denied tells whether LinkedIn refused a part for lack of a role or product,
// which leaves the others readable.
func denied(err error) bool { return sdk.Status(err) == http.StatusForbidden }

// missing tells whether LinkedIn has no such thing.
func missing(err error) bool {
	_, ours := errors.AsType[*refusal](err)
	status := sdk.Status(err)
	return ours && (status == http.StatusNotFound || status == http.StatusGone)
}
