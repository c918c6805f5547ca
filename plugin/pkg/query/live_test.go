package query

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// following is a dispatcher whose clock the test moves, and the path of a live
// query on it.
func following(t *testing.T, s Store, now *atomic.Pointer[time.Time]) (*Dispatcher, string) {
	t.Helper()
	start := testNow
	now.Store(&start)
	d := NewDispatcher(Options{Store: s, Zone: time.UTC, Language: catalogue.English, Now: func() time.Time { return *now.Load() }})
	req := request(ask("A", `{"queryType":"sentiment","live":true}`))
	req.PluginContext.DataSourceInstanceSettings = &backend.DataSourceInstanceSettings{UID: "uid-1"}
	got := d.QueryData(t.Context(), req).Responses["A"]
	require.NoError(t, got.Error)
	require.NotEmpty(t, got.Frames)
	channel := got.Frames[0].Meta.Channel
	require.True(t, strings.HasPrefix(channel, "ds/uid-1/"), channel)
	return d, strings.TrimPrefix(channel, "ds/uid-1/")
}

func TestLiveSendsWhatChanged(t *testing.T) {
	t.Parallel()
	s := &fakeStore{}
	var now atomic.Pointer[time.Time]
	d, path := following(t, s, &now)
	require.True(t, d.Follows(path))
	tick, sent := make(chan time.Time), make(chan *data.Frame, 10)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- d.Live(ctx, path, tick, func(f *data.Frame) error { sent <- f; return nil })
	}()
	first := <-sent
	require.NotEmpty(t, first.Meta.ExecutedQueryString)
	require.Empty(t, first.Meta.Channel)
	asked := s.asked.Load()
	tick <- time.Time{} // within the same minute: from the cache, and nothing new
	tick <- time.Time{}
	require.Equal(t, asked, s.asked.Load())
	require.Empty(t, sent)
	later := testNow.Add(time.Hour)
	now.Store(&later)
	tick <- time.Time{}
	require.NotEqual(t, first.Meta.ExecutedQueryString, (<-sent).Meta.ExecutedQueryString, "the range moves on")
	cancel()
	require.NoError(t, <-done)
}

func TestLiveEnds(t *testing.T) {
	t.Parallel()
	var now atomic.Pointer[time.Time]
	d, path := following(t, &fakeStore{}, &now)
	gone := errors.New("gone")
	require.ErrorIs(t, d.Live(t.Context(), path, nil, func(*data.Frame) error { return gone }), gone)
	for _, unknown := range []string{"", "x", "x/0", path + "1x", strings.Split(path, "/")[0] + "/-1"} {
		require.False(t, d.Follows(unknown), unknown)
		require.ErrorIs(t, d.Live(t.Context(), unknown, nil, nil), ErrNotLive)
	}
}

func TestOnlyWhatReachesToNowIsLive(t *testing.T) {
	t.Parallel()
	d := newTestDispatcher(&fakeStore{})
	channel := func(change func(*backend.QueryDataRequest)) string {
		req := request(ask("A", `{"queryType":"sentiment","live":true}`))
		req.PluginContext.DataSourceInstanceSettings = &backend.DataSourceInstanceSettings{UID: "u"}
		change(req)
		return d.QueryData(t.Context(), req).Responses["A"].Frames[0].Meta.Channel
	}
	require.NotEmpty(t, channel(func(*backend.QueryDataRequest) {}))
	require.Empty(t, channel(func(r *backend.QueryDataRequest) { r.Headers = map[string]string{"FromAlert": "true"} }))
	require.Empty(t, channel(func(r *backend.QueryDataRequest) {
		r.Queries[0].TimeRange.To = testNow.Add(-time.Hour)
	}))
	require.Empty(t, channel(func(r *backend.QueryDataRequest) { r.Queries[0].JSON = []byte(`{"queryType":"sentiment"}`) }))
}

func TestLiveQueriesAreBounded(t *testing.T) {
	t.Parallel()
	var l live
	first := ""
	for i := range maxLive + 10 {
		q := &liveQuery{kind: types["sentiment"], asked: testNow.Add(time.Duration(i) * time.Second)}
		q.like.From, q.like.To = testNow, testNow.Add(time.Duration(i+1)*time.Second)
		if path := l.remember(q); first == "" {
			first = path
		}
	}
	require.Len(t, l.queries, maxLive)
	require.NotContains(t, l.queries, first)
}
