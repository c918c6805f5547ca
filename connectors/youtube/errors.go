package youtube

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// apiError is an error as Google's APIs describe it.
type apiError struct {
	reason  string // of the first of the errors: quotaExceeded
	message string
	cause   *sdk.StatusError
}

// Error implements error.
func (e *apiError) Error() string {
	return e.cause.Error() + ": " + strings.Trim(e.reason+": "+e.message, ": ")
}

// Unwrap gives the status.
func (e *apiError) Unwrap() error { return e.cause }

// errorJSON is the body of an error. The old list of errors is still there; the
// details are of Google's newer form.
type errorJSON struct {
	Error struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
		Status  string `json:"status"`
		Errors  []struct {
			Reason string `json:"reason"`
		} `json:"errors"`
		Details []struct {
			Reason string `json:"reason"`
		} `json:"details"`
	} `json:"error"`
}

// decodeError reads an error's body; nil if it is none of Google's.
func decodeError(said *sdk.StatusError) *apiError {
	var body errorJSON
	if json.Unmarshal(said.Body, &body) != nil || body.Error.Code == 0 {
		return nil
	}
	e := &apiError{message: sdk.PlainText(body.Error.Message), cause: said}
	if len(body.Error.Errors) > 0 {
		e.reason = body.Error.Errors[0].Reason
	}
	for _, d := range body.Error.Details {
		if d.Reason != "" && slices.Contains([]string{"", "badRequest", "forbidden"}, e.reason) {
			e.reason = d.Reason // says more
		}
	}
	return e
}

// remedies are what to do about reasons that need people.
var remedies = map[string]string{
	"keyInvalid":                      "api_key: Google does not know it; copy it again from APIs & Services, Credentials",
	"API_KEY_INVALID":                 "api_key: Google does not know it; copy it again from APIs & Services, Credentials",
	"keyExpired":                      "api_key: it has expired; make a new one under APIs & Services, Credentials",
	"ipRefererBlocked":                "api_key: it is not allowed from this address; mend its restrictions",
	"API_KEY_IP_ADDRESS_BLOCKED":      "api_key: it is not allowed from this address; mend its restrictions",
	"API_KEY_SERVICE_BLOCKED":         "api_key: it is not allowed for YouTube Data API v3; mend its restrictions",
	"accessNotConfigured":             "enable YouTube Data API v3 and YouTube Analytics API for the project",
	"SERVICE_DISABLED":                "enable YouTube Data API v3 and YouTube Analytics API for the project",
	"authError":                       "the token is no longer good; run `pantau auth`",
	"required":                        "this needs the owner's consent; run `pantau auth`",
	"insufficientPermissions":         "the consent lacks a scope; run `pantau auth` and tick all boxes",
	"ACCESS_TOKEN_SCOPE_INSUFFICIENT": "the consent lacks a scope; run `pantau auth` and tick all boxes",
	"forbidden":                       "these credentials may not read it; run `pantau auth` as the channel's owner",
	"youtubeSignupRequired":           "that Google account has no channel; run `pantau auth` with the one that owns the channel",
}

// classify turns Google's errors into the four kinds. Reasons:
// developers.google.com/youtube/v3/docs/errors and …/docs/core_errors.
func classify(said *sdk.StatusError, header http.Header) error {
	e := decodeError(said)
	if e == nil {
		return nil
	}
	switch e.reason {
	case "quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg":
		return &sdk.Error{Kind: sdk.RateLimited, Err: e} // ask says until when
	case "rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED":
		if e.daily() {
			return &sdk.Error{Kind: sdk.RateLimited, Err: e}
		}
		return &sdk.Error{Kind: sdk.RateLimited, After: time.Now().Add(shortWait(header)), Err: e}
	case "commentsDisabled", "invalidPageToken":
		return &sdk.Error{Kind: sdk.Permanent, Err: e}
	case "processingFailure":
		return &sdk.Error{Kind: sdk.Transient, Err: e}
	}
	if fix := remedies[e.reason]; fix != "" {
		return sdk.Errorf(sdk.Auth, "%s (%w)", fix, e)
	}
	switch {
	case said.Status == http.StatusUnauthorized, said.Status == http.StatusForbidden:
		return &sdk.Error{Kind: sdk.Auth, Err: e}
	case said.Status < 500 && said.Status != http.StatusTooManyRequests && said.Status != http.StatusRequestTimeout:
		return &sdk.Error{Kind: sdk.Permanent, Err: e}
	}
	return nil
}

// shortWait is how long to wait when too many requests came at once. YouTube's
// rate limits count by the minute.
func shortWait(header http.Header) time.Duration {
	if s, err := strconv.Atoi(header.Get("Retry-After")); err == nil && s > 0 && s < 3600 {
		return time.Duration(s) * time.Second
	}
	return time.Minute
}

// daily tells whether a day's quota is used up. With the buckets of June 2026
// Google says so in its newer form too, where only the text tells.
func (e *apiError) daily() bool {
	switch e.reason {
	case "quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg":
		return true
	}
	return strings.Contains(strings.ToLower(e.message), "per day")
}

// reasonOf gives Google's reason for an error, or "".
func reasonOf(err error) string {
	if e, ok := errors.AsType[*apiError](err); ok {
		return e.reason
	}
	return ""
}

// outOfQuota tells whether the server says that a day's quota is used up.
func outOfQuota(err error) bool {
	e, ok := errors.AsType[*apiError](err)
	return ok && sdk.KindOf(err) == sdk.RateLimited && e.daily()
}

// refusedMetric says what an error of the Analytics API is about. It names a
// metric that it does not know, but not one that a report lacks.
func refusedMetric(err error) sdk.Refusal {
	e, ok := errors.AsType[*apiError](err)
	if !ok || e.cause.Status != http.StatusBadRequest {
		return sdk.RefusalNone
	}
	switch {
	case strings.Contains(e.message, "Unknown identifier"):
		return sdk.RefusalUnknown
	case strings.Contains(e.message, "query is not supported"):
		return sdk.RefusalNotHere
	}
	return sdk.RefusalNone
}
