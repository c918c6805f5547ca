//go:build linux && !race

package faults

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sim"
	"github.com/pantau/pantau/connectors/youtube/youtubesim"
)

// project is a simulated YouTube whose accounts share one project's quota. It counts
// what it was asked for, and who asked last.
type project struct {
	handler http.Handler
	zone    *time.Location

	mu      sync.Mutex
	used    map[string]int // calls that cost a unit, by day of the quota
	refused int            // for want of quota
	by      int            // collector that asked last
	at      time.Time
}

func newProject(t testing.TB, accounts, quota int) *project {
	t.Helper()
	zone, err := time.LoadLocation("America/Los_Angeles") // its days are the quota's
	require.NoError(t, err)
	var all []*sim.Account
	now := time.Now().Truncate(time.Second)
	for i := range accounts {
		a := &sim.Account{Platform: youtubesim.Platform, Handle: fmt.Sprintf("kanal%d", i), Name: "Kanal", Followers: func(time.Time) int { return 900 }}
		for k := range 6 {
			at := now.Add(-time.Duration(6-k) * time.Hour)
			a.Posts = append(a.Posts, &sim.Post{ID: ident(at, k, i), Type: "video", Published: at, Text: "Vaksinasi", Final: sim.Counters{Likes: 9, Views: 90}})
		}
		all = append(all, a)
	}
	world := sim.New(time.Now, all...)
	return &project{
		handler: youtubesim.Handler(world, youtubesim.Options{Keys: []string{"key-of-the-project"}, Quota: quota}),
		zone:    zone, used: map[string]int{}, by: -1,
	}
}

// front is a collector's own address of the platform.
func (p *project) front(t testing.TB, collector int) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		units := strings.HasPrefix(r.URL.Path, youtubesim.DataPath) && !strings.HasSuffix(r.URL.Path, ":batchGetStats")
		answer := httptest.NewRecorder()
		p.mu.Lock()
		p.by, p.at = collector, time.Now()
		if units {
			p.used[time.Now().In(p.zone).Format(time.DateOnly)]++
		}
		p.mu.Unlock()
		p.handler.ServeHTTP(answer, r)
		if strings.Contains(answer.Body.String(), "quotaExceeded") {
			p.mu.Lock()
			p.refused++
			p.mu.Unlock()
		}
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes()) // the connector may have gone
	}))
	t.Cleanup(server.CloseClientConnections)
	t.Cleanup(server.Close)
	return server.URL
}

// state gives the calls of the day that has most, who asked last, and when.
func (p *project) state() (used, by int, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, n := range p.used {
		used = max(used, n)
	}
	return used, p.by, p.at
}

// TestThreeCollectorsKeepOneQuota lets three collectors share a project's quota until
// it is used up. The one that reads is cut off from the NATS servers while it can
// still ask the platform, and the next is killed: by the platform's own count all of
// them together never ask for more, and what was asked by one who is gone is not
// forgotten.
func TestThreeCollectorsKeepOneQuota(t *testing.T) {
	t.Parallel()
	began := time.Now()
	const accounts, quota = 4, 1200
	p := newProject(t, accounts, quota)
	c := &shared{office: newOffice(t, size{accounts: 3, posts: 2, comments: 1}), witness: &witness{asked: map[string][]question{}}, machines: newMachines(t, 2*three)}
	c.more = func(collector int) string {
		front, lines := c.machines.reach(t, p.front(t, collector)), ""
		for i := range accounts {
			lines += fmt.Sprintf("  - {connector: youtube, account: \"@kanal%d\", base_url: \"%s/youtube/v3\", allow_private: true, api_key: key-of-the-project, quota: %d, interval: 1s, history: 30d}\n", i, front, quota)
		}
		return lines
	}
	c.open(t)
	for i := range three {
		c.collect(t, i)
	}
	await(t, time.Minute, "all run", func() bool {
		return !slices.ContainsFunc(c.collectors[:], func(p *process) bool { return !health.MatchString(p.said.String()) })
	}, c.collectors[:]...)
	asks := func(but ...int) (collector int) {
		t.Helper()
		since := time.Now()
		before, _, _ := p.state()
		await(t, 2*time.Minute, fmt.Sprintf("another than %v asks", but), func() bool {
			used, by, at := p.state()
			collector = by
			return by >= 0 && !slices.Contains(but, by) && at.After(since) && used > before+10
		}, c.running(left(but))...)
		return collector
	}
	first := asks()
	c.cut(t, first, true)
	second := asks(first)
	c.collectors[second].kill(t)
	third := asks(first, second)
	atTakeover, _, _ := p.state()
	require.Less(t, atTakeover, quota*9/10, "there was little left to share")
	c.cut(t, first, false)
	await(t, 5*time.Minute, "the quota is used up", func() bool {
		used, _, at := p.state()
		return used >= quota*9/10 && time.Since(at) > 5*time.Second
	}, c.collectors[first], c.collectors[third])
	for day, used := range p.used {
		require.LessOrEqual(t, used, quota, "on %s", day)
	}
	require.Zero(t, p.refused, "the platform had to refuse")
	used, _, _ := p.state()
	table.note(t, began, 1, "%d of %d units by the platform's count; one reader cut off, the next killed, %d units by then; none refused", used, quota, atTakeover)
}

// left are the collectors but some.
func left(gone []int) (out []int) {
	for i := range three {
		if !slices.Contains(gone, i) {
			out = append(out, i)
		}
	}
	return out
}
