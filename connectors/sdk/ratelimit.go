package sdk

import (
	"net/http"
	"strconv"
	"time"
)

// longestWait is the most that a server is believed. Limits count by the day at
// most; a mistaken header must not stop an account for ever.
const longestWait = 24 * time.Hour

// retryAt is when the server allows another request: Retry-After (RFC 9110),
// else the reset of its rate limit, else zero; at most longestWait away.
func (h *HTTP) retryAt(header http.Header) time.Time {
	at := h.statedRetry(header)
	if latest := time.Now().Add(longestWait); at.After(latest) {
		return latest
	}
	return at
}

func (h *HTTP) statedRetry(header http.Header) time.Time {
	if raw := header.Get("Retry-After"); raw != "" {
		if seconds, err := strconv.Atoi(raw); err == nil && seconds >= 0 {
			return inSeconds(int64(seconds))
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
		Name: BudgetRequests, Unit: "requests", Limit: float64(limit), Remaining: float64(max(remaining, 0)),
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
		return inSeconds(seconds)
	}
}

// inSeconds is a number of seconds from now, at most a little over longestWait
// (a Duration holds 292 years; headers can hold more).
func inSeconds(seconds int64) time.Time {
	return time.Now().Add(time.Duration(min(seconds, int64(2*longestWait/time.Second))) * time.Second)
}
