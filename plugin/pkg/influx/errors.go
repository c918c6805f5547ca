package influx

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"unicode/utf8"

	ihttp "github.com/influxdata/influxdb-client-go/v2/api/http"
)

// Kind is what went wrong with a query, so that the health check can say what
// to do and the dispatcher whose fault it is.
type Kind string

// Kinds of error.
const (
	Unreachable    Kind = "unreachable"      // no connection
	Unauthorised   Kind = "unauthorised"     // wrong token, or it may not read the bucket
	BucketNotFound Kind = "bucket_not_found" // no such bucket (database)
	Timeout        Kind = "timeout"          // too slow
	TooLarge       Kind = "too_large"        // more rows than we take
	NotInflux      Kind = "not_influxdb"     // something else answered at this URL
	Refused        Kind = "refused"          // InfluxDB answered with another error
)

// Error is a failed query. Its text never holds the token: the token travels in
// a header, and a URL with a password in it is refused in the settings.
type Error struct {
	Kind   Kind
	Status int // of HTTP, 0 where there was no answer
	Err    error
}

// Error says what happened.
func (e *Error) Error() string { return fmt.Sprintf("influxdb: %s: %v", e.Kind, e.Err) }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

func fail(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Err: fmt.Errorf(format, args...)}
}

// classify turns what client-go reports into an Error.
func classify(ctx context.Context, e *ihttp.Error) *Error {
	if e.StatusCode == 0 {
		return classifyTransport(ctx, e.Err)
	}
	text := cut(e.Message, 300)
	if text == "" || !utf8.ValidString(text) { // the message of a server that answers in MessagePack
		text = cut(e.Header.Get("X-Influxdb-Error"), 300)
	}
	if text == "" {
		text = http.StatusText(e.StatusCode)
	}
	out := &Error{Kind: kindOfText(text), Status: e.StatusCode, Err: fmt.Errorf("status %d: %s", e.StatusCode, text)}
	switch e.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
		out.Kind = Unauthorised
	case http.StatusRequestTimeout, http.StatusGatewayTimeout:
		out.Kind = Timeout
	case http.StatusRequestEntityTooLarge:
		out.Kind = TooLarge
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		if out.Kind != BucketNotFound {
			out.Kind = NotInflux
		}
	}
	return out
}

func classifyTransport(ctx context.Context, err error) *Error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	var network net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network) && network.Timeout() {
		return &Error{Kind: Timeout, Err: err}
	}
	if errors.Is(err, context.Canceled) || ctx.Err() != nil {
		return &Error{Kind: Timeout, Err: fmt.Errorf("the request was given up: %w", err)}
	}
	return &Error{Kind: Unreachable, Err: err}
}

// kindOfText reads InfluxDB's own wording: 1.8 answers 200 with the error in
// the body where 2.x has a status.
func kindOfText(text string) Kind {
	lower := strings.ToLower(text)
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(lower, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has("database not found", "bucket not found", "no dbrp mapping", "could not find bucket"):
		return BucketNotFound
	case has("not authorized", "authorization failed", "unauthorized", "insufficient permission"):
		return Unauthorised
	case has("query-timeout", "timeout", "query interrupted"):
		return Timeout
	case has("max-select", "max-row", "too many"):
		return TooLarge
	}
	return Refused
}

func cut(s string, n int) string {
	if len(s) > n {
		return strings.ToValidUTF8(s[:n], "") + "…"
	}
	return s
}
