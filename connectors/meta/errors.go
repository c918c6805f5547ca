package meta

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// BudgetHashtags is the limit of hashtags that an account may look for.
const BudgetHashtags = "hashtags"

// Codes that decide (developers.facebook.com/docs/graph-api/guides/error-handling
// and …/overview/rate-limiting).
const (
	codeUnknown    = 1  // or: too much data asked for
	codeService    = 2  // down for a moment
	codePermission = 10 // or: too few viewers
	codeHashtags   = 18 // of 30 in seven days
	codeNoResource = 24 // such as a hashtag that nobody uses
	codeParameter  = 100
	codeSession    = 102
	codeToken      = 190
	codeBlocked    = 368 // for breaking policies, for some time
	codeNoAlias    = 803 // an object that is asked for by a name
)

// codesThrottled are those of the limits: of the app, the user, the page, a
// custom one, and of business use cases (Pages 80001, Instagram 80002, others
// of the family, Threads among them).
var codesThrottled = []int{4, 17, 32, 341, 613, codeBlocked, 80000, 80001, 80002, 80003, 80004, 80005, 80006, 80008, 80009, 80014}

// Subcodes of codeParameter.
const (
	subcodeNoObject     = 33      // not there, or not visible; seen for throttling too
	subcodeBeforeConv   = 2108006 // media from before the account became a professional one
	subcodeNotCrossPost = 2207086 // the media is not shared to Facebook
)

// Error is what the platform says in the body of an error.
type Error struct {
	Code      int
	Subcode   int
	Type      string
	Message   string
	Detail    string // for people, in their language; may be empty
	Transient bool   // the platform says that trying again helps
	Trace     string // by which Meta's support finds the request

	cause *sdk.StatusError
}

// Error implements error.
func (e *Error) Error() string {
	text := fmt.Sprintf("%v: %s (code %d", e.cause, e.Message, e.Code)
	if e.Subcode != 0 {
		text += "/" + strconv.Itoa(e.Subcode)
	}
	text += ")"
	if e.Detail != "" && !strings.Contains(e.Message, e.Detail) {
		text += ": " + e.Detail
	}
	return text
}

// Unwrap gives the HTTP status.
func (e *Error) Unwrap() error { return e.cause }

// decodeError reads the body of an error answer; nil if it is not in Meta's
// form. The token is taken out of what is said.
func decodeError(said *sdk.StatusError, token sdk.Secret) *Error {
	var body struct {
		Error struct {
			Message   string `json:"message"`
			Type      string `json:"type"`
			Code      int    `json:"code"`
			Subcode   int    `json:"error_subcode"`
			Detail    string `json:"error_user_msg"`
			Transient bool   `json:"is_transient"`
			Trace     string `json:"fbtrace_id"`
		} `json:"error"`
	}
	if json.Unmarshal(said.Body, &body) != nil || body.Error.Code == 0 && body.Error.Message == "" {
		return nil
	}
	const most = 300
	conceal := func(text string) string {
		if token != "" {
			text = strings.ReplaceAll(text, token.Reveal(), token.String())
		}
		return strings.ToValidUTF8(text[:min(len(text), most)], "")
	}
	b := body.Error
	return &Error{
		Code: b.Code, Subcode: b.Subcode, Type: b.Type, Message: conceal(b.Message), Detail: conceal(b.Detail),
		Transient: b.Transient, Trace: b.Trace, cause: said,
	}
}

// kind sorts an error into the four kinds. What the usage headers say decides
// where a code has two meanings.
func (e *Error) kind(u usage) sdk.ErrorKind {
	switch {
	case slices.Contains(codesThrottled, e.Code), e.Code == codeHashtags, e.cause.Status == http.StatusTooManyRequests:
		return sdk.RateLimited
	case e.Code == codeParameter && e.Subcode == subcodeNoObject && u.highest() >= fullPercent:
		return sdk.RateLimited
	case e.Code == codeToken, e.Code == codeSession:
		return sdk.Auth
	case e.threshold():
		return sdk.Permanent
	case e.Code == codePermission, e.Code == 3, e.Code >= 200 && e.Code <= 299, e.missingPermission():
		return sdk.Auth
	case e.Transient, e.Code == codeUnknown, e.Code == codeService, e.cause.Status >= http.StatusInternalServerError:
		return sdk.Transient
	case e.cause.Status == http.StatusUnauthorized:
		return sdk.Auth
	default:
		return sdk.Permanent
	}
}

// withRemedy adds what the operator can do.
func (e *Error) withRemedy() error {
	switch {
	case e.Code == codeToken && e.Subcode == 463:
		return fmt.Errorf("token: it has expired; run `pantau auth`, or set a new one (%w)", e)
	case e.Code == codeToken && e.Subcode == 460:
		return fmt.Errorf("token: its owner has changed the password; run `pantau auth`, or set a new one (%w)", e)
	case e.Code == codeToken, e.Code == codeSession:
		return fmt.Errorf("token: it is refused; run `pantau auth`, or set a new one (%w)", e)
	default:
		return fmt.Errorf("the token may not read this; `pantau check` says which permission is missing (%w)", e)
	}
}

func (e *Error) threshold() bool {
	return e.Code == codePermission && strings.Contains(strings.ToLower(e.Message), "not enough")
}

// missingPermission is how Threads says it: (#100) Missing Permission. That an
// object is not there is said with these words too.
func (e *Error) missingPermission() bool {
	return e.Code == codeParameter && e.Subcode != subcodeNoObject && strings.Contains(strings.ToLower(e.Message), "missing permission")
}

// tooMuch tells whether a smaller page would help.
func (e *Error) tooMuch() bool {
	return strings.Contains(strings.ToLower(e.Message), "reduce the amount of data")
}

// said is the platform's error behind an error, or nil.
func said(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return nil
}

// BelowThreshold tells whether the platform hides numbers that are too small.
func BelowThreshold(err error) bool {
	e := said(err)
	return e != nil && e.threshold()
}

// NotFound tells whether an object is not there, or not visible to the token,
// which the platform does not tell apart.
func NotFound(err error) bool {
	e := said(err)
	if e == nil || sdk.KindOf(err) != sdk.Permanent {
		return false
	}
	return e.Code == codeParameter && e.Subcode == subcodeNoObject || e.Code == codeNoResource || e.Code == codeNoAlias || e.cause.Status == http.StatusNotFound
}

// NoInsights tells whether an object has no insights at all: it is from before
// the account became a professional one.
func NoInsights(err error) bool {
	e := said(err)
	return e != nil && e.Subcode == subcodeBeforeConv
}

// NoPermission tells whether the token lacks a permission. Other Auth errors are
// about the token itself.
func NoPermission(err error) bool {
	e := said(err)
	return e != nil && sdk.KindOf(err) == sdk.Auth && e.Code != codeToken && e.Code != codeSession && e.cause.Status != http.StatusUnauthorized
}

// Refused says whether an error is about a metric that was asked for; it is the
// Refused of an sdk.Insights. All such errors have code 100, so the words decide
// (seen in github.com/airbytehq/airbyte, source-instagram and
// source-facebook-pages).
func Refused(err error) sdk.Refusal {
	e := said(err)
	if e == nil || e.Code != codeParameter {
		return sdk.RefusalNone
	}
	words := strings.ToLower(e.Message)
	switch {
	case e.Subcode == subcodeNotCrossPost,
		strings.Contains(words, "does not support the"), // … metric for this media product type
		strings.Contains(words, "not supported for this media"),
		strings.Contains(words, "not available for this media"),
		strings.Contains(words, "incompatible metrics"):
		return sdk.RefusalNotHere
	case strings.Contains(words, "valid insights metric"),
		strings.Contains(words, "metric[") && strings.Contains(words, "must be one of"),
		strings.Contains(words, "metric is no longer supported"):
		return sdk.RefusalUnknown
	}
	return sdk.RefusalNone
}

// namedAsElsewhere tells whether an error names a metric as one that this object
// does not have: "does not support the follows, profile_visits metric for …".
func namedAsElsewhere(err error, metric string) bool {
	if Refused(err) != sdk.RefusalNotHere {
		return false
	}
	_, list, _ := strings.Cut(said(err).Message, "does not support the ")
	list, _, ok := strings.Cut(list, " metric")
	return ok && slices.Contains(strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }), metric)
}

// retryAfter reads a Retry-After in seconds; zero if there is none.
func retryAfter(header http.Header, now time.Time) time.Time {
	seconds, err := strconv.Atoi(header.Get("Retry-After"))
	const day = 24 * 60 * 60
	if err != nil || seconds < 0 {
		return time.Time{}
	}
	return now.Add(time.Duration(min(seconds, day)) * time.Second)
}
