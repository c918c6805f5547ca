package tiktok

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// refusal is what TikTok says where it does not answer. The Display API has
// codes of words, the API for Business of numbers.
type refusal struct {
	word    string
	code    int
	message string
}

// Error implements error.
func (r *refusal) Error() string {
	code := r.word
	if code == "" {
		code = fmt.Sprint(r.code)
	}
	const most = 200
	text := strings.TrimRight(strings.TrimSpace(code+" "+r.message), ".")
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return "TikTok refused: " + text
}

// Codes of the Display API: https://developers.tiktok.com/doc/tiktok-api-v2-error-handling (H).
const (
	wordOK          = "ok"
	wordToken       = "access_token_invalid"
	wordScope       = "scope_not_authorized"
	wordScopeMissed = "scope_permission_missed"
	wordLimit       = "rate_limit_exceeded"
	wordInternal    = "internal_error"
)

// Codes of the API for Business:
// https://business-api.tiktok.com/portal/docs (M: quoted by
// several help pages and clients).
const (
	codePermission   = 40001
	codeParameter    = 40002
	codeLimit        = 40100
	codeTokenFirst   = 40101 // … to codeTokenLast: something is wrong with the token
	codeTokenLast    = 40106
	codeDailyLimit   = 40133
	codeServersFirst = 50000 // … to codeServersLast: TikTok's own trouble
	codeServersLast  = 59999
)

// perMinute is how many requests TikTok allows for each endpoint in a minute that
// slides: https://developers.tiktok.com/doc/tiktok-api-v2-rate-limit (H for the
// Display API). The same is kept to with the API for Business (L).
const perMinute = 600

// kind turns a refusal into an error of the SDK's kinds.
func (r *refusal) kind(now time.Time) error {
	switch {
	case r.word == wordToken, r.code >= codeTokenFirst && r.code <= codeTokenLast:
		return sdk.Errorf(sdk.Auth, "%w; run `pantau auth`, or set a new token", r)
	case r.word == wordScope, r.word == wordScopeMissed, r.code == codePermission:
		return sdk.Errorf(sdk.Auth, "%w; the consent lacks a scope: run `pantau auth` again and tick everything", r)
	case r.word == wordLimit, r.code == codeLimit:
		return &sdk.Error{Kind: sdk.RateLimited, After: now.Add(time.Minute), Err: r}
	case r.code == codeDailyLimit:
		return &sdk.Error{Kind: sdk.RateLimited, After: midnight(now).AddDate(0, 0, 1), Err: r}
	case r.word == wordInternal, r.code >= codeServersFirst && r.code <= codeServersLast:
		return &sdk.Error{Kind: sdk.Transient, Err: r}
	}
	return &sdk.Error{Kind: sdk.Permanent, Err: r}
}

// classify reads TikTok's form of error where the status says no; nil leaves it
// to the status.
func (c *connector) classify(status *sdk.StatusError, header http.Header) error {
	if status.Status == http.StatusTooManyRequests && header.Get("Retry-After") != "" {
		return nil
	}
	var word displayReply[json.RawMessage]
	if json.Unmarshal(status.Body, &word) == nil && word.Error != nil && word.Error.Code != "" {
		return word.Error.refusal().kind(c.now)
	}
	var number businessReply[json.RawMessage]
	if json.Unmarshal(status.Body, &number) == nil && number.Code != nil && *number.Code != 0 {
		return number.refusal().kind(c.now)
	}
	if status.Status == http.StatusTooManyRequests {
		return &sdk.Error{Kind: sdk.RateLimited, After: c.now.Add(time.Minute), Err: status}
	}
	return nil
}

// refused tells what an error says about the fields asked for. TikTok refuses the
// whole call for one that it does not know, or for whose scope there is no
// consent.
func refused(err error) sdk.Refusal {
	r, ok := errors.AsType[*refusal](err)
	switch {
	case !ok:
		return sdk.RefusalNone
	case lacksScope(err):
		return sdk.RefusalNotHere
	case (r.word == "invalid_params" || r.code == codeParameter) && strings.Contains(strings.ToLower(r.message), "field"):
		return sdk.RefusalUnknown
	}
	return sdk.RefusalNone
}

// lacksScope tells whether consent is missing for what was asked, while the token
// is good.
func lacksScope(err error) bool {
	r, ok := errors.AsType[*refusal](err)
	return ok && (r.word == wordScope || r.word == wordScopeMissed || r.code == codePermission)
}

// tokenRefused tells whether the token itself is no good, so that nothing else
// can be read.
func tokenRefused(err error) bool { return sdk.KindOf(err) == sdk.Auth && !lacksScope(err) }

// midnight is when a time's day began, in UTC.
func midnight(t time.Time) time.Time {
	y, m, d := t.UTC().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
