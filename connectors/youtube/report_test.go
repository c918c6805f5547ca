package youtube

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/youtube/youtubesim"
)

// commentsRun is a run against a server that answers everything alike.
func commentsRun(t *testing.T, status int, body string) *run {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	c := &connector{}
	require.NoError(t, c.Configure(sdk.Settings(strings.ReplaceAll(publicOnly, "{{base_url}}", server.URL))))
	s, err := c.open(t.Context())
	require.NoError(t, err)
	return &run{session: s, Run: sdk.NewRun(sdk.Request{Now: sdktest.Now}, func(...sdk.Record) error { return nil }), cur: readCursor(nil), tried: map[string]bool{}}
}

func TestOwnerReadsMore(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(youtubesim.Platform, 30)
	posts := w.Accounts[0].Posts
	hidden := posts[3].ID
	p := newPlatform(t, w, youtubesim.Options{HiddenLikes: map[string]bool{hidden: true}})
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, withOwner+"comments: false\n"), sdk.Request{})
	got.Whole(t)
	counted := time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC) // the end of 7 March, Pacific: the clocks change on the 8th
	counted = counted.Add(time.Hour)
	fresh := 0
	for _, post := range posts {
		line := got.Lines["post "+post.ID]
		if post.Published.After(counted) {
			require.Contains(t, line, "shares=!not_ready", post.Published)
			fresh++
			continue
		}
		require.Contains(t, line, "watch_time_s="+number(60*youtubesim.Reported(post, "estimatedMinutesWatched", counted)), post.Published)
		require.Contains(t, line, "average_watch_s=30")
	}
	require.NotZero(t, fresh)
	require.Contains(t, got.Lines["post "+hidden], "likes="+number(youtubesim.Reported(posts[3], "likes", counted)))
	require.Contains(t, got.Lines["account"], "follows_gained=0")
	require.Contains(t, got.Lines["audience age_gender 25-34 female"], "share=0.33,value=!not_offered")
	require.Contains(t, got.Lines, "audience country ID")
	require.Contains(t, got.Lines, "audience city Jakarta")
}

func number(n int) string { raw, _ := json.Marshal(n); return string(raw) }

func TestFewViewersGiveNoBreakdown(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(youtubesim.Platform), youtubesim.Options{FewViewers: true})
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, withOwner), sdk.Request{})
	got.Whole(t)
	for n := range got.Lines {
		require.NotContains(t, n, "age_gender")
		require.NotContains(t, n, "country")
	}
}

func TestBreakdownsAreReadOnceADay(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(youtubesim.Platform), youtubesim.Options{})
	c := p.connect(t, withOwner+"comments: false\n")
	var got sdktest.Gathered
	for now := sdktest.Now; now.Before(sdktest.Now.Add(30 * time.Hour)); now = now.Add(6 * time.Hour) {
		got.Next(t, c, sdk.Request{Now: now})
		got.Whole(t)
	}
	require.Len(t, p.Asked("dimensions=country"), 2)
}

// The others keep flowing, and the operator hears of it.
func TestADeadMetricStopsNoOther(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(youtubesim.Platform, 20)
	p := newPlatform(t, w, youtubesim.Options{DeadMetric: "averageViewDuration"})
	c := p.connect(t, withOwner+"comments: false\n")
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	got.Whole(t)
	old := got.Lines["post "+w.Accounts[0].Posts[0].ID]
	require.Contains(t, old, "average_watch_s=!removed")
	require.Contains(t, old, "shares=5,")
	require.Len(t, p.Asked("dimensions=video"), 6)
	got.Next(t, c, sdk.Request{})
	require.Len(t, p.Asked("dimensions=video"), 1, "it is not asked for again")
}

// Reports that fail once hold the run's posts back; when they fail again, posts
// come without what the reports would have added.
func TestReportsThatFailDoNotStopTheCounters(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(youtubesim.Platform, 20)
	p := newPlatform(t, w, youtubesim.Options{})
	c := p.connect(t, withOwner+"comments: false\n")
	post := "post " + w.Accounts[0].Posts[0].ID
	p.Break(sdktest.Refuse(youtubesim.AnalyticsPath+"/", http.StatusServiceUnavailable, ""))
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	require.NotEmpty(t, got.Result.Failures)
	require.Empty(t, got.Lines[post])

	got.Next(t, c, sdk.Request{})
	require.Len(t, got.Result.Failures, 1)
	require.Contains(t, got.Lines[post], "shares=!not_read")
	require.Contains(t, got.Lines[post], "likes=40,")
	require.Contains(t, got.Lines["account"], "follows_gained=!not_read")

	p.Mend()
	got.Next(t, c, sdk.Request{})
	got.Whole(t)
	require.Contains(t, got.Lines[post], "shares=5,")
}

func TestTokenOfAnotherChannel(t *testing.T) {
	t.Parallel()
	w := sdktest.World(youtubesim.Platform)
	other := *w.Accounts[0]
	other.Handle = "kecamatan"
	w.Accounts = append(w.Accounts, &other)
	p := newPlatform(t, w, youtubesim.Options{})
	c := p.connect(t, strings.Replace(withOwner, "account: dinas", "account: kecamatan", 1)+"comments: false\n")
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	got.Whole(t)
	require.Contains(t, got.Lines["account"], "follows_gained=!permission")
	require.Contains(t, got.Result.Notices[0].Message, "as the channel's owner")

	report, err := c.Check(t.Context())
	require.NoError(t, err)
	require.Contains(t, report.Findings[0].Detail, "will be missing")
	require.False(t, report.Findings[0].OK)
}

func TestReportTables(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]table{
		`{}`: {},
		`{"columnHeaders":[{"name":"views","columnType":"METRIC"},{"name":"day","columnType":"DIMENSION"}],"rows":[[3,"2026-03-01"],[null,"2026-03-02"]]}`: {
			"2026-03-01": {"views": 3}, "2026-03-02": {},
		},
		`{"columnHeaders":[{"name":"a"},{"name":"b"},{"name":"m"}],"rows":[["x","y",0.5]]}`: {"x y": {"m": 0.5}},
	} {
		var said resultJSON
		require.NoError(t, json.Unmarshal([]byte(raw), &said), raw)
		got, err := said.table()
		require.NoError(t, err, raw)
		require.Equal(t, want, got, raw)
	}
	for _, raw := range []string{
		`{"columnHeaders":[{"name":"a"}],"rows":[["x",1]]}`,
		`{"columnHeaders":[{"name":"m","columnType":"METRIC"}],"rows":[["x"]]}`,
	} {
		var said resultJSON
		require.NoError(t, json.Unmarshal([]byte(raw), &said), raw)
		_, err := said.table()
		require.Equal(t, sdk.Permanent, sdk.KindOf(err), raw)
	}
}

func TestMissingRowsHaveAReason(t *testing.T) {
	t.Parallel()
	rows := table{"v1": {"shares": 0, "follows": -1}}
	require.Equal(t, sdk.NotAvailable(schema.Threshold), rows.metric("v1", "follows", nil, schema.Threshold))
	require.Equal(t, sdk.Number(0), rows.metric("v1", "shares", nil, schema.Threshold))
	require.Equal(t, sdk.NotAvailable(schema.Threshold), rows.metric("v2", "shares", nil, schema.Threshold))
	require.Equal(t, sdk.NotAvailable(schema.Removed),
		rows.metric("v1", "likes", map[string]schema.Reason{"likes": schema.Removed}, schema.Threshold))
}
