package sdk

import (
	"net/http"
	"strconv"
	"time"
)

// retryAt is when the server allows another request: Retry-After (RFC 9110),
// else the reset of its rate limit, else zero.
func (h *HTTP) retryAt(header http.Header) time.Time {
	if raw := header.Get("Retry-After"); raw != "" {
		if seconds, err := strconv.Atoi(raw); err == nil && seconds >= 0 {
			return time.Now().Add(time.Duration(seconds) * time.Second)
		}
		if at, err := http.ParseTime(raw); err == nil {
			return at
		}
	}
	if h.budget != nil && h.budget.Remaining == 0 {
		return h.budget.Reset
	}
	return resetTime(firstOf(header, "X-RateLimit-Reset", "RateLimit-Reset"))
}

// noteBudget reads the two spellings of the rate-limit headers that are in use.
func (h *HTTP) noteBudget(header http.Header) {
	remaining, err := strconv.Atoi(firstOf(header, "X-RateLimit-Remaining", "RateLimit-Remaining"))
	if err != nil {
		return
	}
	limit, _ := strconv.Atoi(firstOf(header, "X-RateLimit-Limit", "RateLimit-Limit")) // 0: not stated
	h.budget = &Budget{
		Limit: limit, Remaining: max(remaining, 0),
		Reset: resetTime(firstOf(header, "X-RateLimit-Reset", "RateLimit-Reset")),
	}
}

func firstOf(header http.Header, names ...string) string {
	for _, name := range names {
		if v := header.Get(name); v != "" {
			return v
		}
	}
	return ""
}

// resetTime reads a reset in the three forms platforms use: a time stamp,
// seconds since 1970, or seconds from now.
func resetTime(raw string) time.Time {
	if at, err := time.Parse(time.RFC3339Nano, raw); err == nil {
		return at
	}
	seconds, err := strconv.ParseInt(raw, 10, 64)
	const year2001 = 1_000_000_000
	switch {
	case err != nil || seconds < 0:
		return time.Time{}
	case seconds > year2001:
		return time.Unix(seconds, 0)
	default:
		return time.Now().Add(time.Duration(seconds) * time.Second)
	}
}
