package xsim

import (
	"maps"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// userLimits are requests in 15 minutes with a user's token:
// https://docs.x.com/x-api/fundamentals/rate-limits.
var userLimits = map[string]int{
	"users/me": 75, "users/by": 900, "users/by/username/:username": 900, "users/:id/tweets": 900, "users/:id/mentions": 300,
	"tweets": 5000, "tweets/search/recent": 300, "tweets/counts/recent": 300,
}

const window = 15 * time.Minute

// limiter counts requests in windows that begin with a first request, for each
// endpoint and token.
type limiter struct {
	limits map[string]int

	mu     sync.Mutex
	ends   time.Time
	counts map[[2]string]int
}

func newLimiter(exceptions map[string]int) *limiter {
	l := &limiter{limits: maps.Clone(userLimits)}
	maps.Copy(l.limits, exceptions)
	return l
}

// take counts one request, states the limit in the headers, and tells whether
// the request is within it.
func (l *limiter) take(header http.Header, endpoint, token string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := time.Now(); !now.Before(l.ends) {
		l.ends = now.Add(window)
		l.counts = map[[2]string]int{}
	}
	key := [2]string{endpoint, token}
	l.counts[key]++
	header.Set("x-rate-limit-limit", strconv.Itoa(l.limits[endpoint]))
	header.Set("x-rate-limit-remaining", strconv.Itoa(max(l.limits[endpoint]-l.counts[key], 0)))
	header.Set("x-rate-limit-reset", strconv.FormatInt(l.ends.Unix(), 10))
	return l.counts[key] <= l.limits[endpoint]
}
