package blueskysim

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// limiter counts requests in a window that starts with the first of them.
type limiter struct {
	limit  int
	window time.Duration

	mu    sync.Mutex
	used  int
	reset time.Time
}

// newLimiter makes a limiter; nil for a negative limit.
func newLimiter(limit int, window time.Duration) *limiter {
	if limit < 0 {
		return nil
	}
	return &limiter{limit: limit, window: window}
}

// allow counts a request, states the limit in the answer's header and says
// whether the request is within it.
func (l *limiter) allow(header http.Header) bool {
	if l == nil {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if now.After(l.reset) {
		l.used, l.reset = 0, now.Add(l.window)
	}
	l.used++
	header.Set("RateLimit-Limit", strconv.Itoa(l.limit))
	header.Set("RateLimit-Remaining", strconv.Itoa(max(l.limit-l.used, 0)))
	header.Set("RateLimit-Reset", strconv.FormatInt(l.reset.Unix(), 10))
	header.Set("RateLimit-Policy", fmt.Sprintf("%d;w=%d", l.limit, int(l.window.Seconds())))
	if l.used <= l.limit {
		return true
	}
	header.Set("Retry-After", strconv.Itoa(int(math.Ceil(time.Until(l.reset).Seconds()))))
	return false
}
