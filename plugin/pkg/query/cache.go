package query

import (
	"sync"
	"time"
)

// Limits of the cache, a data source. A cell is one value of one field.
const (
	maxCached      = 256
	maxCachedCells = 2_000_000
)

// cache keeps answers for a short time, so that twenty wall screens cost one
// query. It belongs to one instance of the data source, and so dies with its
// settings: no key needs to name the server or the bucket.
type cache struct {
	mu      sync.Mutex
	entries map[string]cached
	cells   int
}

type cached struct {
	answer  *Answer
	cells   int
	expires time.Time
}

func newCache() *cache { return &cache{entries: map[string]cached{}} }

func (c *cache) find(key string, now time.Time) (*Answer, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[key]
	if !ok || !now.Before(e.expires) {
		return nil, false
	}
	return e.answer, true
}

func (c *cache) keep(key string, a *Answer, now time.Time, ttl time.Duration) {
	cells := 0
	for _, f := range a.Frames {
		cells += f.Rows() * len(f.Fields)
	}
	if ttl <= 0 || cells > maxCachedCells/4 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop(key)
	for k, e := range c.entries {
		if !now.Before(e.expires) {
			c.drop(k)
		}
	}
	for len(c.entries) > 0 && (len(c.entries) >= maxCached || c.cells+cells > maxCachedCells) {
		c.drop(c.oldest())
	}
	c.entries[key] = cached{answer: a, cells: cells, expires: now.Add(ttl)}
	c.cells += cells
}

func (c *cache) drop(key string) {
	c.cells -= c.entries[key].cells
	delete(c.entries, key)
}

func (c *cache) oldest() string {
	var key string
	var first time.Time
	for k, e := range c.entries {
		if key == "" || e.expires.Before(first) {
			key, first = k, e.expires
		}
	}
	return key
}

// lifetime is how long an answer stays good: the past changes only when late
// data arrives, the present with every poll.
func lifetime(to, now time.Time) time.Duration {
	if to.Before(now.Add(-time.Hour)) {
		return 5 * time.Minute
	}
	return 10 * time.Second
}

// align widens a time range to whole steps, so that the same panel on two
// screens asks the same question. Nothing of the range is lost.
func align(from, to time.Time) (time.Time, time.Time) {
	grain := time.Second
	switch length := to.Sub(from); {
	case length >= 6*time.Hour:
		grain = time.Minute
	case length >= time.Hour:
		grain = 10 * time.Second
	}
	start, end := from.Truncate(grain), to.Truncate(grain)
	if end.Before(to) {
		end = end.Add(grain)
	}
	return start.UTC(), end.UTC()
}
