package gdelt

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/gdelt/gdeltsim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

// platform is a simulator that a test can interfere with.
type platform struct{ *sdktest.Server }

func serve(t *testing.T, h http.Handler) *platform {
	t.Helper()
	return &platform{sdktest.Serve(t, h)}
}

// tooMuch answers every request with 429.
var tooMuch = sdktest.Refuse("", http.StatusTooManyRequests, "")

func (p *platform) connect(t *testing.T, settings string) sdk.Connector {
	t.Helper()
	c := unpaced()
	require.NoError(t, c.Configure(sdk.Settings("account: berita\nbase_url: "+p.URL+"\n"+settings)))
	return c
}

// collected is what runs gave together.
type collected struct {
	lines  map[string]string // by id
	result sdk.Result
	err    error
}

func (g *collected) collect(t *testing.T, c sdk.Connector, req sdk.Request) {
	t.Helper()
	if g.lines == nil {
		g.lines = map[string]string{}
	}
	if req.Now.IsZero() {
		req.Now = sdktest.Now
	}
	inRun := map[string]bool{}
	g.result, g.err = c.Collect(t.Context(), req, func(records ...sdk.Record) error {
		for _, r := range records {
			m, ok := r.(sdk.Mention)
			require.True(t, ok)
			require.False(t, inRun[m.ID], "%s came twice in a run", m.ID)
			inRun[m.ID] = true
			line := sdktest.Line(r)
			if before, known := g.lines[m.ID]; known {
				require.Equal(t, before, line)
			}
			g.lines[m.ID] = line
		}
		return nil
	})
}

func (g *collected) good(t *testing.T) {
	t.Helper()
	require.NoError(t, errors.Join(append(g.result.Failures, g.err)...))
}

func TestMoreThanOneAnswerLists(t *testing.T) {
	t.Parallel()
	p := serve(t, gdeltsim.Handler(news(1500, time.Hour), gdeltsim.Options{}))
	var got collected
	got.collect(t, p.connect(t, "queries: [dinas kesehatan]\n"), sdk.Request{})
	got.good(t)
	require.Len(t, got.lines, 1500)
	require.Empty(t, got.result.Notices)
	require.Len(t, p.Asked(""), got.result.Requests)
	require.LessOrEqual(t, got.result.Requests, 25)
}

func TestNextRunReadsOnlyTheLastHours(t *testing.T) {
	t.Parallel()
	w := news(300, time.Hour)
	p := serve(t, gdeltsim.Handler(w, gdeltsim.Options{}))
	now := sdktest.Now.Add(-48 * time.Hour)
	w.StopAt(now)
	c := p.connect(t, "queries: [dinas kesehatan]\n")
	var got collected
	got.collect(t, c, sdk.Request{Now: now})
	got.good(t)
	require.Len(t, got.lines, 252)
	w.StopAt(sdktest.Now)
	got.collect(t, c, sdk.Request{Cursor: got.result.Cursor, Since: now})
	got.good(t)
	require.Len(t, got.lines, 300)
	require.Equal(t, 1, got.result.Requests)
	again := got.result.Cursor
	got.collect(t, c, sdk.Request{Cursor: again})
	got.good(t)
	require.Equal(t, again, got.result.Cursor)
}

// GDELT stops in the middle, again and again: nothing is lost, and it ends.
func TestRateLimitInMidRunLosesNothing(t *testing.T) {
	t.Parallel()
	p := serve(t, gdeltsim.Handler(news(1500, time.Hour), gdeltsim.Options{}))
	var got collected
	runs := 0
	for limited := true; limited; runs++ {
		require.Less(t, runs, 20, "it never ends")
		p.Break(sdktest.After(3, tooMuch))
		got.collect(t, p.connect(t, "queries: [dinas kesehatan]\n"), sdk.Request{Cursor: got.result.Cursor})
		require.NoError(t, got.err)
		limited = len(got.result.Failures) > 0
		if limited {
			require.Equal(t, sdk.RateLimited, sdk.KindOf(got.result.Failures[0]))
			require.False(t, sdk.RetryAt(got.result.Failures[0]).IsZero())
		}
	}
	require.Greater(t, runs, 3)
	require.Len(t, got.lines, 1500)
}

func TestMaxRequestsLeavesTheRestToTheNextRun(t *testing.T) {
	t.Parallel()
	p := serve(t, gdeltsim.Handler(news(1500, time.Hour), gdeltsim.Options{}))
	c := p.connect(t, "queries: [dinas kesehatan]\nmax_requests: 4\n")
	var got collected
	for runs := 0; runs == 0 || len(got.result.Failures) > 0; runs++ {
		require.Less(t, runs, 20, "it never ends")
		got.collect(t, c, sdk.Request{Cursor: got.result.Cursor})
		require.NoError(t, got.err)
		require.LessOrEqual(t, got.result.Requests, 4)
		for _, f := range got.result.Failures {
			require.Equal(t, sdk.BudgetRequests, sdk.Exhausted(f), "a backfill goes on, and the account is not made to wait")
		}
	}
	require.Len(t, got.lines, 1500)
}

func TestCrowdedHourIsSaid(t *testing.T) {
	t.Parallel()
	p := serve(t, gdeltsim.Handler(news(400, 10*time.Second), gdeltsim.Options{}))
	var got collected
	got.collect(t, p.connect(t, "queries: [dinas kesehatan]\n"), sdk.Request{Since: sdktest.Now.Add(-24 * time.Hour)})
	got.good(t)
	require.GreaterOrEqual(t, len(got.lines), most)
	require.Less(t, len(got.lines), 400)
	require.Len(t, got.result.Notices, 1)
	require.Equal(t, sdk.NoticeTruncated, got.result.Notices[0].Kind)
}

// One query that GDELT refuses does not stop the others; it is asked again in
// the next run.
func TestRefusedQueryLeavesTheOthersAlone(t *testing.T) {
	t.Parallel()
	settings := "queries: ["
	for i := range 12 { // too long for one query
		settings += fmt.Sprintf("nama instansi nomor %d, ", i)
	}
	settings += "dinas kesehatan]\n"
	sim := gdeltsim.Handler(news(20, time.Hour), gdeltsim.Options{})
	refuse := true
	p := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if refuse && !strings.Contains(r.URL.Query().Get("query"), "dinas kesehatan") {
			fmt.Fprint(w, "Your query was too short or too long.")
			return
		}
		sim.ServeHTTP(w, r)
	}))
	c := p.connect(t, settings)
	var got collected
	got.collect(t, c, sdk.Request{Since: sdktest.Now.Add(-72 * time.Hour)})
	require.NoError(t, got.err)
	require.Len(t, got.lines, 20)
	require.Len(t, got.result.Failures, 1)
	require.Equal(t, sdk.Permanent, sdk.KindOf(got.result.Failures[0]))
	require.ErrorContains(t, got.result.Failures[0], "queries: ")
	refuse = false
	p.Asked("")
	got.collect(t, c, sdk.Request{Cursor: got.result.Cursor})
	got.good(t)
	require.Len(t, p.Asked(""), 2)
}

func TestHistoryEndsAfterThreeMonths(t *testing.T) {
	t.Parallel()
	p := serve(t, gdeltsim.Handler(news(3, time.Hour), gdeltsim.Options{}))
	var got collected
	got.collect(t, p.connect(t, "queries: [dinas kesehatan]\n"), sdk.Request{Since: sdktest.Now.AddDate(-1, 0, 0)})
	got.good(t)
	require.Len(t, got.result.Notices, 1)
	require.Equal(t, sdk.NoticeGap, got.result.Notices[0].Kind)
	require.Len(t, got.lines, 3)
}

func TestEmitsErrorEndsTheRun(t *testing.T) {
	t.Parallel()
	p := serve(t, gdeltsim.Handler(news(1500, time.Hour), gdeltsim.Options{}))
	sdktest.Full(t, p.connect(t, "queries: [dinas kesehatan]\n"), 3)
}

func TestCheck(t *testing.T) {
	t.Parallel()
	w := news(30, time.Hour)
	recent := time.Since(sdktest.Now)
	for _, m := range w.Accounts[0].Mentions { // Check asks by this machine's clock
		m.Created = m.Created.Add(recent)
	}
	w.SetClock(time.Now)
	p := serve(t, gdeltsim.Handler(w, gdeltsim.Options{}))
	report, err := p.connect(t, "queries: [dinas kesehatan]\n").Check(t.Context())
	require.NoError(t, err)
	require.Contains(t, report.Summary, "match: ")
	require.True(t, report.Findings[0].OK)
	report, err = p.connect(t, "queries: [health office]\n").Check(t.Context())
	require.NoError(t, err)
	require.False(t, report.Findings[0].OK)
	require.Contains(t, report.Findings[0].Detail, "English")
}
