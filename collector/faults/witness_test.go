//go:build linux

package faults

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// witness stands before the platform and notes which collector asks for which
// account, and when.
type witness struct {
	mu    sync.Mutex
	asked map[string][]question // by account
	woken []question            // whom, and until when a question that was begun before a halt is excused
}

type question struct {
	by       int
	from, to time.Time
}

func (q question) String() string {
	const clock = "15:04:05.000"
	return fmt.Sprintf("%d asked from %s to %s", q.by, q.from.UTC().Format(clock), q.to.UTC().Format(clock))
}

// front gives a collector an address of its own at the platform.
func (w *witness) front(t testing.TB, platform string, collector int) string {
	t.Helper()
	target, err := url.Parse(platform)
	require.NoError(t, err)
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		q := question{by: collector, from: time.Now()}
		proxy.ServeHTTP(out, r)
		q.to = time.Now()
		account := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer tok-")
		w.mu.Lock()
		defer w.mu.Unlock()
		w.asked[account] = append(w.asked[account], q)
	}))
	t.Cleanup(server.CloseClientConnections)
	t.Cleanup(server.Close)
	return server.URL
}

// excuse lets a collector that stood still ask what it was about to ask: no clock
// of its own can keep it from that.
func (w *witness) excuse(collector int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.woken = append(w.woken, question{by: collector, from: time.Now(), to: time.Now().Add(2 * time.Second)})
}

func (w *witness) excused(q question) bool {
	return slices.ContainsFunc(w.woken, func(e question) bool { return e.by == q.by && q.from.After(e.from) && q.from.Before(e.to) })
}

// reader says who has asked for an account last, and when.
func (w *witness) reader(account string) (by int, at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := w.asked[account]
	if len(all) == 0 {
		return -1, at
	}
	return all[len(all)-1].by, all[len(all)-1].from
}

// since gives the first question of another than these after a time; zero if there
// is none.
func (w *witness) since(account string, after time.Time, but []int) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, q := range w.asked[account] {
		if q.from.After(after) && !slices.Contains(but, q.by) {
			return q.from
		}
	}
	return time.Time{}
}

// requireOneAtATime fails where two collectors asked for an account at once, or by
// turns: within so short a time nobody may get it back.
func (w *witness) requireOneAtATime(t testing.TB) (changes int) {
	t.Helper()
	const tooSoon = time.Second
	w.mu.Lock()
	defer w.mu.Unlock()
	for account, all := range w.asked {
		all = slices.DeleteFunc(all, w.excused)
		slices.SortFunc(all, func(a, b question) int { return a.from.Compare(b.from) })
		left := map[int]time.Time{} // when each was followed by another
		for i := 1; i < len(all); i++ {
			before, now := all[i-1], all[i]
			if before.by == now.by {
				continue
			}
			changes++
			require.False(t, now.from.Before(before.to), "%s: %s while %s; woken: %s", account, now, before, w.woken)
			left[before.by] = now.from
			if at, was := left[now.by]; was {
				require.Greater(t, now.from.Sub(at), tooSoon, "%s: %d and %d ask by turns", account, before.by, now.by)
			}
		}
	}
	return changes
}
