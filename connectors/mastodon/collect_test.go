package mastodon

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/mastodon/mastodonsim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
)

const everything = "token: " + sdktest.Token + "\nhashtags: [banjir, layanan]\n"

func TestFirstRunReadsTheWholeHistory(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(mastodonsim.Platform, 153)
	p := newPlatform(t, w)
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, everything), sdk.Request{})
	got.Whole(t)
	require.Equal(t, expect(w, sdktest.Now, true), got.Names())
	require.LessOrEqual(t, got.Most, notificationPage, "records are handed over page by page")
	require.Len(t, p.Asked(""), got.Result.Requests)
	require.Less(t, len(got.Result.Cursor), 20<<10)
}

func TestSecondRunReadsTheRecentAgainAndAlike(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(mastodonsim.Platform, 153)
	p := newPlatform(t, w)
	c := p.connect(t, everything)
	require.LessOrEqual(t, len(sdktest.Alike(t, p.Server, c)), 8, "only the recent is read again")
}

func TestCountersGrowAndTheNewComesIn(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(mastodonsim.Platform, 60)
	now := w.Accounts[0].Posts[39].Published.Add(90 * time.Second) // in the middle of its comments
	w.SetClock(func() time.Time { return now })
	p := newPlatform(t, w)
	c := p.connect(t, everything)
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{Now: now})
	require.Equal(t, expect(w, now, true), got.Names())
	before := got.Lines["post "+w.Accounts[0].Posts[39].ID]
	require.Contains(t, before, "comments=1,")

	now = now.Add(12 * time.Hour)
	got.Next(t, c, sdk.Request{Now: now, Since: now.AddDate(0, 0, -3)})
	require.Equal(t, expect(w, now, true), got.Names())
	after := got.Lines["post "+w.Accounts[0].Posts[39].ID]
	require.Contains(t, after, "comments=3,", "direct replies; the fourth answers one of them")
	require.NotEqual(t, before, after)

	// The collector was down for longer than it reads again.
	now = sdktest.Now
	got.Next(t, c, sdk.Request{Now: now, Since: now.AddDate(0, 0, -3)})
	require.Equal(t, expect(w, now, true), got.Names())
}

func TestSinceBoundsTheFirstRun(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(mastodonsim.Platform, 153)
	since := sdktest.Now.AddDate(0, 0, -30)
	var got sdktest.Gathered
	got.Collect(t, newPlatform(t, w).connect(t, "replies: false\n"), sdk.Request{Since: since})
	want := map[string]bool{"account": true}
	for _, post := range w.Accounts[0].Posts {
		if !post.Published.Before(since) {
			want["post "+post.ID] = true
		}
	}
	require.Equal(t, want, got.Names())
}

// A server that allows few requests at a time: each run goes on where the last
// one stopped, nothing is lost, and it comes to an end.
func TestRateLimitInMidRunLosesNothing(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(mastodonsim.Platform, 153)
	p := newPlatform(t, w)
	c := p.connect(t, everything)
	var got sdktest.Gathered
	runs := 0
	since := sdktest.Now.AddDate(-1, 0, 0) // as the collector asks: history first, then the last days
	for limited := true; limited; runs++ {
		require.Less(t, runs, 40, "it never ends")
		p.Break(sdktest.After(12, tooMany))
		got.Next(t, c, sdk.Request{Since: since})
		since = sdktest.Now.AddDate(0, 0, -3)
		limited = len(got.Result.Failures) > 0
		if limited {
			require.Equal(t, sdk.RateLimited, sdk.KindOf(got.Result.Failures[0]))
		}
	}
	require.Greater(t, runs, 3)
	require.Equal(t, expect(w, sdktest.Now, true), got.Names())
}

func TestRateLimitAtOnceIsAnError(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(mastodonsim.Platform))
	p.Break(tooMany)
	var got sdktest.Gathered
	require.Equal(t, sdk.RateLimited, sdk.KindOf(got.Try(t, p.connect(t, ""), sdk.Request{})))
	require.Empty(t, got.Result.Cursor)
}

// When the headers say that nothing is left, nothing more is asked.
func TestNothingIsAskedOfAnExhaustedServer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		reset time.Duration
		asks  bool
	}{
		"soon":            {5 * time.Minute, false},
		"past":            {-time.Minute, true},
		"not to be meant": {100 * time.Hour, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reset := time.Now().Add(test.reset).Truncate(time.Second)
			inner := simulated(sdktest.World(mastodonsim.Platform))
			p := &platform{sdktest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				inner.ServeHTTP(exhausted{w, reset}, r)
			}))}
			var got sdktest.Gathered
			got.Collect(t, p.connect(t, ""), sdk.Request{})
			if test.asks {
				require.Empty(t, got.Result.Failures)
				return
			}
			require.Len(t, p.Asked(""), 1)
			require.Len(t, got.Result.Failures, 1)
			e, ok := errors.AsType[*sdk.Error](got.Result.Failures[0])
			require.True(t, ok)
			require.Equal(t, sdk.RateLimited, e.Kind)
			require.True(t, reset.Equal(e.After))
		})
	}
}

// exhausted says that no request is left.
type exhausted struct {
	http.ResponseWriter
	reset time.Time
}

// WriteHeader implements http.ResponseWriter.
func (e exhausted) WriteHeader(status int) {
	e.Header().Set("X-RateLimit-Remaining", "0")
	e.Header().Set("X-RateLimit-Reset", e.reset.Format(time.RFC3339))
	e.ResponseWriter.WriteHeader(status)
}

func TestGonePostsAreReported(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(mastodonsim.Platform, 60)
	p := newPlatform(t, w)
	c := p.connect(t, "")
	old := w.Accounts[0].Posts[:30]
	without := *w.Accounts[0]
	without.Posts = slices.Concat(w.Accounts[0].Posts[:3], w.Accounts[0].Posts[4:])
	p.Show(simulated(sim.New(w.Now, &without)))
	p.Asked("")
	var ids []string
	for _, post := range old {
		ids = append(ids, post.ID)
	}
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3), Reread: ids})
	got.Whole(t)
	require.Equal(t, []string{old[3].ID}, got.Result.Gone)
	for _, post := range old {
		require.Equal(t, post != old[3], got.Lines["post "+post.ID] != "", post.ID)
	}
	require.Len(t, p.Asked("/api/v1/statuses?"), 2, "30 posts are asked for in two requests")
}

// A thread that the server can't show must neither stop the others nor be
// tried for ever.
func TestBrokenThreadIsGivenUpInTheEnd(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(mastodonsim.Platform, 60)
	p := newPlatform(t, w)
	c := p.connect(t, "")
	bad := w.Accounts[0].Posts[9]
	path := "/api/v1/statuses/" + bad.ID + "/context"
	p.Break(sdktest.Refuse(path, http.StatusInternalServerError, ""))
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	want := expect(w, sdktest.Now, false)
	for _, comment := range bad.Comments {
		delete(want, "reply "+comment.ID+" under "+bad.ID)
	}
	require.Equal(t, want, got.Names())
	require.Len(t, got.Result.Failures, 1)

	next := sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)}
	for range mostTries - 2 {
		got.Next(t, c, next)
		require.Len(t, got.Result.Failures, 1)
	}
	got.Next(t, c, next)
	require.Empty(t, got.Result.Failures)
	require.Len(t, got.Result.Notices, 1)
	p.Asked("")
	got.Next(t, c, next)
	require.Empty(t, got.Result.Notices)
	require.NotContains(t, p.Asked(""), path)
}

func TestThreadIsReadOnceTheServerRecovers(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(mastodonsim.Platform, 60)
	p := newPlatform(t, w)
	c := p.connect(t, "")
	p.Break(sdktest.Refuse("/api/v1/statuses/"+w.Accounts[0].Posts[9].ID, http.StatusInternalServerError, ""))
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	p.Mend()
	got.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)})
	require.Equal(t, expect(w, sdktest.Now, false), got.Names())
}

// The collector may have enough in the middle of a run.
func TestEmitsErrorEndsTheRun(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.WorldOf(mastodonsim.Platform, 153))
	sdktest.Full(t, p.connect(t, everything), 3)
	require.LessOrEqual(t, len(p.Asked("")), 3)
}

// Statuses from other servers arrive late, and stand where they belong by then.
func TestLateStatusesAreFound(t *testing.T) {
	t.Parallel()
	w := sdktest.World(mastodonsim.Platform)
	p := newPlatform(t, w)
	c := p.connect(t, "hashtags: [banjir]\n")
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	a := w.Accounts[0]
	at := a.Mentions[6].Created.Add(-time.Hour)
	late := &sim.Comment{ID: strconv.FormatInt(at.Unix(), 10), Author: "jauh", Created: at, Text: "Banjir", Tags: []string{"banjir"}}
	a.Mentions = slices.Insert(a.Mentions, 6, late)
	p.Show(simulated(w))
	got.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)})
	require.Equal(t, expect(w, sdktest.Now, true), got.Names())
}

// plain is a server of statuses without Link headers.
func plain(pages bool) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/v1/accounts/lookup", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"id":"1"}`)) })
	mux.HandleFunc("/api/v1/accounts/1/statuses", func(w http.ResponseWriter, r *http.Request) {
		from := 100
		if max := r.URL.Query().Get("max_id"); max != "" && pages {
			from, _ = strconv.Atoi(max)
		}
		var page []string
		for id := from - 1; id > 0 && len(page) < pageSize; id-- {
			page = append(page, fmt.Sprintf(`{"id":"%d","created_at":"2026-03-01T00:00:%02dZ","account":{"id":"1"},"replies_count":0}`, id, id%60))
		}
		_, _ = fmt.Fprintf(w, "[%s]", strings.Join(page, ","))
	})
	return mux
}

func TestServersWithoutLinkHeader(t *testing.T) {
	t.Parallel()
	for pages, want := range map[bool]int{true: 99, false: pageSize} {
		p := newPlatform(t, sdktest.World(mastodonsim.Platform))
		p.Show(plain(pages))
		var got sdktest.Gathered
		got.Collect(t, p.connect(t, ""), sdk.Request{})
		got.Whole(t)
		require.Len(t, got.Lines, 1+want)
		require.LessOrEqual(t, len(p.Asked("")), 4)
	}
}

// Servers that leave out what the reader has muted give pages without entries;
// the link says whether there is more.
func TestEmptyPagesWithANextOne(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ empty, want int }{"some": {2, 1}, "for ever": {1 << 30, 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlatform(t, sdktest.World(mastodonsim.Platform))
			whole := http.NewServeMux()
			whole.HandleFunc("GET /api/v1/accounts/lookup", func(w http.ResponseWriter, _ *http.Request) {
				_, _ = fmt.Fprint(w, `{"id":1,"acct":"dinas","followers_count":"17","following_count":null}`)
			})
			whole.HandleFunc("GET /api/v1/accounts/1/statuses", func(w http.ResponseWriter, r *http.Request) {
				n, _ := strconv.Atoi(r.URL.Query().Get("max_id")) // none at first
				if n < test.empty {
					w.Header().Set("Link", fmt.Sprintf(`</api/v1/accounts/1/statuses?max_id=%d>; rel="next"`, n+1))
					_, _ = fmt.Fprint(w, `[]`)
					return
				}
				_, _ = fmt.Fprint(w, `[{"id":"01J","created_at":"2026-03-01T00:00:00Z","account":{"id":"1"},"replies_count":"0","favourites_count":3.0}]`)
			})
			p.Show(whole)
			var got sdktest.Gathered
			got.Collect(t, p.connect(t, ""), sdk.Request{})
			got.Whole(t)
			require.Len(t, got.Lines, 1+test.want)
			require.LessOrEqual(t, len(p.Asked("")), 1+mostEmpty+1)
		})
	}
}

// With the token, an answer deep in an old thread comes as a notification and
// leads to the thread.
func TestDeepAnswersUnderOldPosts(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(mastodonsim.Platform, 60)
	p := newPlatform(t, w)
	c := p.connect(t, everything)
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{Now: sdktest.Now})

	old, late := w.Accounts[0].Posts[4], sdktest.Now.Add(time.Hour)
	for i := range 3 {
		at := late.Add(time.Duration(i) * time.Second)
		old.Comments = append(old.Comments, &sim.Comment{
			ID: strconv.FormatInt(at.Unix(), 10), Author: "warga9", Created: at, Text: "masih berlaku?", ReplyTo: old.Comments[i].ID,
		})
	}
	now := late.Add(time.Hour)
	w.StopAt(now)
	p.Show(simulated(w))
	p.Asked("")
	got.Next(t, c, sdk.Request{Now: now, Since: now.AddDate(0, 0, -3)})
	got.Whole(t)
	require.Equal(t, expect(w, now, true), got.Names())
	require.LessOrEqual(t, len(p.Asked("/context")), 3, "one look upwards and one at the thread settle all three")
}

// A year with two posts a day and 20,000 comments, as a demonstration reads it.
func BenchmarkFirstRun(b *testing.B) {
	w := sdktest.WorldOf(mastodonsim.Platform, 730)
	for _, post := range w.Accounts[0].Posts {
		post.Comments = nil
		for i := range 27 {
			at := post.Published.Add(time.Duration(i+1) * time.Second)
			post.Comments = append(post.Comments, &sim.Comment{
				ID: strconv.FormatInt(at.Unix(), 10), Author: "warga", Created: at, Text: "Terima kasih @dinas #layanan",
			})
		}
	}
	server := httptest.NewServer(mastodonsim.Handler(w, mastodonsim.Options{Limit: 1 << 30}))
	b.Cleanup(server.Close)
	for b.Loop() {
		c := New()
		require.NoError(b, c.Configure(sdk.Settings("base_url: "+server.URL+"\naccount: dinas\n")))
		n := 0
		_, err := c.Collect(b.Context(), sdk.Request{Now: sdktest.Now}, func(records ...sdk.Record) error { n += len(records); return nil })
		require.NoError(b, err)
		require.Equal(b, 1+730*28, n)
	}
}
