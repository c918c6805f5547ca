package mastodonsim

import (
	"cmp"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// limiter counts requests in fixed windows, one count per token.
type limiter struct {
	limit  int
	window time.Duration

	mu     sync.Mutex
	ends   time.Time
	counts map[string]int
}

func newLimiter(limit int, window time.Duration) *limiter {
	return &limiter{limit: cmp.Or(limit, 300), window: cmp.Or(window, 5*time.Minute)}
}

// take counts one request, states the limit in the headers, and tells whether
// the request is within it.
func (l *limiter) take(header http.Header, token string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := time.Now(); !now.Before(l.ends) {
		l.ends = now.Truncate(l.window).Add(l.window)
		l.counts = map[string]int{}
	}
	l.counts[token]++
	header.Set("X-RateLimit-Limit", strconv.Itoa(l.limit))
	header.Set("X-RateLimit-Remaining", strconv.Itoa(max(l.limit-l.counts[token], 0)))
	header.Set("X-RateLimit-Reset", l.ends.UTC().Format("2006-01-02T15:04:05.000000Z"))
	return l.counts[token] <= l.limit
}
