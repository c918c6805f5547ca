package query

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeStore counts what is asked, and answers nothing, an error, or late.
type fakeStore struct {
	asked   atomic.Int64
	running atomic.Int64
	most    atomic.Int64
	err     error
	wait    chan struct{}
	panics  bool
}

func (s *fakeStore) Query(ctx context.Context, q influx.Query) (*influx.Result, error) {
	_, rules := q.(influx.Batch)
	if of, ok := q.(influx.Select); rules || ok && of.From == schema.Days {
		return &influx.Result{}, nil // a look at the rules, not at the data
	}
	s.asked.Add(1)
	if now := s.running.Add(1); now > s.most.Load() {
		s.most.Store(now)
	}
	defer s.running.Add(-1)
	if s.panics {
		panic("a bug")
	}
	if s.wait != nil {
		select {
		case <-s.wait:
		case <-ctx.Done():
			return nil, &influx.Error{Kind: influx.Timeout, Err: ctx.Err()}
		}
	}
	return &influx.Result{}, s.err
}

var testNow = time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC)

func newTestDispatcher(s Store) *Dispatcher {
	return NewDispatcher(Options{Store: s, Zone: time.UTC, Language: catalogue.English, Now: func() time.Time { return testNow }})
}

func ask(refID, model string) backend.DataQuery {
	return backend.DataQuery{
		RefID: refID, JSON: json.RawMessage(model), MaxDataPoints: 100, Interval: time.Minute,
		TimeRange: backend.TimeRange{From: testNow.AddDate(0, 0, -7), To: testNow},
	}
}

func request(queries ...backend.DataQuery) *backend.QueryDataRequest {
	return &backend.QueryDataRequest{Queries: queries}
}

// one asks a single query and gives its response.
func one(t *testing.T, d *Dispatcher, model string) backend.DataResponse {
	t.Helper()
	return d.QueryData(t.Context(), request(ask("A", model))).Responses["A"]
}

func TestErrorsAreOfOneQueryOnly(t *testing.T) {
	t.Parallel()
	d := newTestDispatcher(&fakeStore{})
	out := d.QueryData(t.Context(), request(
		ask("A", `{"queryType":"sentiment"}`),
		ask("B", `{"queryType":"sentimen"}`),
		ask("C", `{"queryType":"sentiment","params":{"topic":"x"}}`),
		ask("D", `{"queryType":"sentiment","params":`),
	)).Responses
	require.NoError(t, out["A"].Error)
	require.EqualError(t, out["B"].Error, `queryType: "sentimen" is not a query type; choose one of `+
		strings.Join(slices.Sorted(maps.Keys(types)), ", "))
	require.EqualError(t, out["C"].Error, `params.topic: sentiment has no such parameter; it has `+
		`accounts, by, coordinated, format, interval, measure, platforms, topics`)
	require.ErrorContains(t, out["D"].Error, "not the JSON of a query")
	for _, refID := range []string{"B", "C", "D"} {
		require.Equal(t, backend.ErrorSourceDownstream, out[refID].ErrorSource)
		require.Equal(t, backend.StatusBadRequest, out[refID].Status)
	}
}

func TestAQueryMayHaveALanguageOfItsOwn(t *testing.T) {
	t.Parallel()
	d := newTestDispatcher(&fakeStore{})
	formula := func(query string) string {
		got := one(t, d, query)
		require.NoError(t, got.Error)
		return got.Frames[0].Meta.Custom.(details).Formula
	}
	own := formula(`{"queryType":"sentiment"}`)
	require.Equal(t, own, formula(`{"queryType":"sentiment","language":"en"}`))
	require.NotEqual(t, own, formula(`{"queryType":"sentiment","language":"id"}`), "answered in the language of the query before")
	require.Equal(t, own, formula(`{"queryType":"sentiment","language":""}`))
	require.EqualError(t, one(t, d, `{"queryType":"sentiment","language":"fr"}`).Error,
		`language: "fr" is not a language of answers; write id or en, or leave it out`)
}

func TestTimeRangeIsChecked(t *testing.T) {
	t.Parallel()
	d := newTestDispatcher(&fakeStore{})
	for name, span := range map[string]backend.TimeRange{
		"unset":     {},
		"backwards": {From: testNow, To: testNow.Add(-1)},
		"empty":     {From: testNow, To: testNow},
		"too old":   {From: time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), To: testNow},
		"too far":   {From: testNow, To: testNow.AddDate(500, 0, 0)},
	} {
		q := ask("A", `{"queryType":"sentiment"}`)
		q.TimeRange = span
		got := d.QueryData(t.Context(), request(q)).Responses["A"]
		require.ErrorContains(t, got.Error, "time range", name)
		require.Equal(t, backend.StatusBadRequest, got.Status)
	}
}

func TestErrorSource(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		store  *fakeStore
		source backend.ErrorSource
		status backend.Status
	}{
		"server away":  {&fakeStore{err: &influx.Error{Kind: influx.Unreachable, Err: errors.New("x")}}, backend.ErrorSourceDownstream, backend.StatusBadGateway},
		"wrong token":  {&fakeStore{err: &influx.Error{Kind: influx.Unauthorised, Err: errors.New("x")}}, backend.ErrorSourceDownstream, backend.StatusUnauthorized},
		"no bucket":    {&fakeStore{err: &influx.Error{Kind: influx.BucketNotFound, Err: errors.New("x")}}, backend.ErrorSourceDownstream, backend.StatusNotFound},
		"slow":         {&fakeStore{err: &influx.Error{Kind: influx.Timeout, Err: errors.New("x")}}, backend.ErrorSourceDownstream, backend.StatusTimeout},
		"too large":    {&fakeStore{err: &influx.Error{Kind: influx.TooLarge, Err: errors.New("x")}}, backend.ErrorSourceDownstream, backend.StatusValidationFailed},
		"unclassified": {&fakeStore{err: errors.New("x")}, backend.ErrorSourcePlugin, backend.StatusInternal},
		"panic":        {&fakeStore{panics: true}, backend.ErrorSourcePlugin, backend.StatusInternal},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newTestDispatcher(tc.store)
			got := one(t, d, `{"queryType":"engagement_rate"}`)
			require.Error(t, got.Error)
			require.Equal(t, tc.source, got.ErrorSource)
			require.Equal(t, tc.status, got.Status)
			asked := tc.store.asked.Load()
			one(t, d, `{"queryType":"engagement_rate"}`)
			require.Greater(t, tc.store.asked.Load(), asked, "a failure must not be cached")
		})
	}
}

func TestEqualQueriesRunOnce(t *testing.T) {
	t.Parallel()
	s := &fakeStore{wait: make(chan struct{})}
	d := newTestDispatcher(s)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			q := ask(fmt.Sprint(i), `{"queryType":"sentiment","params":{"topics":"b,a"}}`)
			q.TimeRange.To = q.TimeRange.To.Add(-time.Duration(i) * time.Second) // each screen opened at its own moment
			require.NoError(t, d.QueryData(t.Context(), request(q)).Responses[fmt.Sprint(i)].Error)
		})
	}
	require.Eventually(t, func() bool { return s.asked.Load() > 0 }, time.Second, time.Millisecond)
	close(s.wait)
	wg.Wait()
	require.Equal(t, int64(1), s.asked.Load())
	one(t, d, `{"queryType":"sentiment","params":{"topics":["a","b","a"],"by":"none"}}`)
	require.Equal(t, int64(1), s.asked.Load(), "the same question in other words comes from the cache")
	one(t, d, `{"queryType":"sentiment","params":{"topics":["a"]}}`)
	require.Equal(t, int64(2), s.asked.Load(), "another question does not")
}

func TestCacheEnds(t *testing.T) {
	t.Parallel()
	s, now := &fakeStore{}, testNow
	d := NewDispatcher(Options{Store: s, Zone: time.UTC, Language: catalogue.English, Now: func() time.Time { return now }})
	q := ask("A", `{"queryType":"sentiment"}`)
	for _, tc := range []struct {
		end  time.Time
		stay time.Duration
	}{{testNow, 10 * time.Second}, {testNow.Add(-2 * time.Hour), 5 * time.Minute}} {
		now, q.TimeRange.To = testNow, tc.end
		before := s.asked.Load()
		for range 2 {
			d.QueryData(t.Context(), request(q))
		}
		require.Equal(t, before+1, s.asked.Load())
		now = now.Add(tc.stay - 1)
		d.QueryData(t.Context(), request(q))
		require.Equal(t, before+1, s.asked.Load())
		now = now.Add(1)
		d.QueryData(t.Context(), request(q))
		require.Equal(t, before+2, s.asked.Load())
	}
}

func TestAlertsAndPanelsAreAskedApart(t *testing.T) {
	t.Parallel()
	s := &fakeStore{}
	d := newTestDispatcher(s)
	plain := request(ask("A", `{"queryType":"sentiment"}`))
	require.False(t, asksForAll(plain))
	d.QueryData(t.Context(), plain)
	for i, headers := range []map[string]string{{"FromAlert": "true"}, {"http_X-Grafana-From-Expr": "true"}} {
		req := request(ask("A", `{"queryType":"sentiment"}`))
		req.Headers = headers
		require.True(t, asksForAll(req), headers)
		d.QueryData(t.Context(), req)
		require.Equal(t, int64(2), s.asked.Load(), "request %d", i)
	}
}

func TestOnlySoManyRunAtOnce(t *testing.T) {
	t.Parallel()
	s := &fakeStore{wait: make(chan struct{})}
	d := NewDispatcher(Options{Store: s, Zone: time.UTC, Language: catalogue.English, Parallel: 3})
	var queries []backend.DataQuery
	for i := range 12 {
		queries = append(queries, ask(fmt.Sprint(i), fmt.Sprintf(`{"queryType":"sentiment","params":{"topics":"t%d"}}`, i)))
	}
	done := make(chan struct{})
	go func() { defer close(done); d.QueryData(t.Context(), request(queries...)) }()
	require.Eventually(t, func() bool { return s.running.Load() == 3 }, time.Second, time.Millisecond)
	close(s.wait)
	<-done
	require.Equal(t, int64(12), s.asked.Load())
	require.Equal(t, int64(3), s.most.Load())
}

func TestWhoLeavesDoesNotTakeTheAnswerAlong(t *testing.T) {
	t.Parallel()
	s := &fakeStore{wait: make(chan struct{})}
	d := newTestDispatcher(s)
	leaving, leave := context.WithCancel(t.Context())
	gone := make(chan backend.DataResponse)
	go func() {
		gone <- d.QueryData(leaving, request(ask("A", `{"queryType":"sentiment"}`))).Responses["A"]
	}()
	require.Eventually(t, func() bool { return s.running.Load() == 1 }, time.Second, time.Millisecond)
	leave()
	got := <-gone
	require.ErrorIs(t, got.Error, context.Canceled)
	require.Equal(t, backend.ErrorSourceDownstream, got.ErrorSource)
	close(s.wait)
	require.NoError(t, one(t, d, `{"queryType":"sentiment"}`).Error)
	require.Equal(t, int64(1), s.asked.Load())
}

func TestSlowQueriesEnd(t *testing.T) {
	t.Parallel()
	s := &fakeStore{wait: make(chan struct{})}
	d := NewDispatcher(Options{Store: s, Zone: time.UTC, Language: catalogue.English, Timeout: 20 * time.Millisecond})
	got := one(t, d, `{"queryType":"sentiment"}`)
	require.Equal(t, backend.StatusTimeout, got.Status)
	require.Equal(t, backend.ErrorSourceDownstream, got.ErrorSource)
}

// Responses share the cached columns, but each has frames of its own.
func TestResponsesDoNotShareFrames(t *testing.T) {
	t.Parallel()
	d := newTestDispatcher(&fakeStore{})
	out := d.QueryData(t.Context(), request(ask("A", `{"queryType":"sentiment"}`), ask("B", `{"queryType":"sentiment"}`))).Responses
	out["A"].Frames[0].RefID = "A"
	require.Empty(t, out["B"].Frames[0].RefID)
	meta := out["B"].Frames[0].Meta
	require.Contains(t, meta.ExecutedQueryString, `FROM "sentiment_1h"`)
	require.Equal(t, "sentiment", meta.Custom.(details).QueryType)
}

func TestCacheIsBounded(t *testing.T) {
	t.Parallel()
	c := newCache()
	answer := func(rows int) *Answer {
		return &Answer{Frames: data.Frames{data.NewFrame("", data.NewField("value", nil, make([]float64, rows)))}}
	}
	for i := range 3 * maxCached {
		c.keep(fmt.Sprint(i), answer(10), testNow.Add(time.Duration(i)*time.Millisecond), time.Minute)
	}
	require.Len(t, c.entries, maxCached)
	_, ok := c.find("0", testNow)
	require.False(t, ok, "the oldest went first")
	_, ok = c.find(fmt.Sprint(3*maxCached-1), testNow)
	require.True(t, ok)
	for i := range 30 {
		c.keep("large"+fmt.Sprint(i), answer(maxCachedCells/5), testNow, time.Minute)
		require.LessOrEqual(t, c.cells, maxCachedCells)
	}
	c.keep("huge", answer(maxCachedCells), testNow, time.Minute)
	_, ok = c.find("huge", testNow)
	require.False(t, ok, "what would push out everything else is not kept")
	sum := 0
	for _, e := range c.entries {
		sum += e.cells
	}
	require.Equal(t, sum, c.cells)
}

func TestRegisterPanicsOnMistakes(t *testing.T) {
	t.Parallel()
	run := func(context.Context, *Request, sentimentParams) (*Answer, error) { return nil, nil }
	require.PanicsWithValue(t, `query type "": the id is empty or taken`, func() { register(Descriptor{}, run) })
	require.PanicsWithValue(t, `query type "sentiment": the id is empty or taken`, func() { register(Descriptor{ID: "sentiment"}, run) })
	require.PanicsWithValue(t, "query type new: no format", func() { register(Descriptor{ID: "new"}, run) })
	require.Panics(t, func() { register(Descriptor{ID: "no_texts", Formats: []Format{Table}}, run) })
	d := Descriptor{ID: "sentiment", Formats: []Format{Table}, Params: []Param{list("platforms")}}
	d.describe()
	require.ErrorContains(t, matches[sentimentParams](d), "the params struct has accounts, by, coordinated, format, interval, measure, platforms, topics, the descriptor format, platforms")
}

func TestWindows(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("WIB", 7*3600)
	at := time.Date(2026, 3, 4, 13, 37, 5, 9, zone) // a Wednesday
	for step, want := range map[time.Duration]string{
		10 * time.Minute: "2026-03-04 13:30", time.Hour: "2026-03-04 13:00", 3 * time.Hour: "2026-03-04 12:00",
		12 * time.Hour: "2026-03-04 12:00", day: "2026-03-04 00:00", week: "2026-03-02 00:00",
	} {
		start := windowStart(at.UTC(), step, zone)
		require.Equal(t, want, start.Format("2006-01-02 15:04"), step)
		require.True(t, nextWindow(start, step).After(at), step)
		require.Equal(t, start, windowStart(start, step, zone), "a window starts in itself")
	}
	require.Equal(t, "2026-03-02", windowStart(time.Date(2026, 3, 8, 23, 0, 0, 0, zone), week, zone).Format("2006-01-02"), "Sunday ends the week")
}

func TestStep(t *testing.T) {
	t.Parallel()
	r := &Request{From: testNow.AddDate(0, 0, -7), To: testNow, Interval: time.Minute, MaxPoints: 1000}
	require.Equal(t, 30*time.Minute, r.step("auto", 10*time.Minute), "168 h in 1000 points is 10.08 minutes")
	require.Equal(t, day, r.step("auto", day))
	require.Equal(t, time.Hour, r.step("hour", day), "what is named is taken")
	r.Interval = 2 * time.Hour
	require.Equal(t, 3*time.Hour, r.step("auto", time.Hour))
	r.Interval = 30 * day
	require.Equal(t, week, r.step("auto", time.Hour))
}

func TestAlignLosesNothing(t *testing.T) {
	t.Parallel()
	for _, length := range []time.Duration{time.Minute, 2 * time.Hour, 30 * day} {
		from := testNow.Add(12345678 * time.Nanosecond)
		start, end := align(from, from.Add(length))
		require.False(t, start.After(from))
		require.False(t, end.Before(from.Add(length)))
		require.LessOrEqual(t, end.Sub(start)-length, 2*time.Minute)
		again, same := align(start, end)
		require.Equal(t, []time.Time{start, end}, []time.Time{again, same})
	}
}

// The schema's measurements and the metrics that people see have names in both
// languages.
func TestMetricsHaveNames(t *testing.T) {
	t.Parallel()
	for _, m := range append(append([]string{}, schema.PostMetrics...), schema.AccountMetrics...) {
		require.True(t, catalogue.Has("metric."+m), m)
	}
	for key := range catalogue.Section("query.") {
		for _, lang := range catalogue.Languages {
			require.False(t, strings.HasPrefix(catalogue.Text(lang, key), "query."), key)
		}
	}
}
