package rss

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/rss/rsssim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
)

var start = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

// collect runs a connector and prints what it emits.
func collect(t *testing.T, c sdk.Connector, req sdk.Request) ([]string, sdk.Result) {
	t.Helper()
	var lines []string
	result, err := c.Collect(t.Context(), req, func(records ...sdk.Record) error {
		for _, r := range records {
			lines = append(lines, sdktest.Line(r))
		}
		return nil
	})
	require.NoError(t, err)
	return lines, result
}

func configured(t *testing.T, settings string) sdk.Connector {
	t.Helper()
	c := New()
	require.NoError(t, c.Configure(sdk.Settings(settings)))
	return c
}

// serve starts a server and gives its address.
func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

// hourly is an account about which something is written every hour.
func hourly(n int) *sim.Account {
	a := &sim.Account{Platform: "rss", Handle: "koran", Name: "Koran Kota"}
	for i := range n {
		a.Mentions = append(a.Mentions, &sim.Comment{
			ID: fmt.Sprint(100 + i), Author: "Koran " + fmt.Sprint(i%3), Created: start.Add(time.Duration(i) * time.Hour),
			Text: fmt.Sprintf("Berita ke-%d\nRingkasan <i>berita</i> & kabar ke-%d", i, i),
		})
	}
	return a
}

// The world's clock moves over 40 hours in steps of 3; every item must come
// out once, with the same text and time in both formats.
func TestMovingClock(t *testing.T) {
	t.Parallel()
	var all [2][]string
	for i, format := range []string{"rss.xml", "atom.xml"} {
		now := start
		w := sim.New(func() time.Time { return now }, hourly(41))
		c := configured(t, "account: koran\nbase_url: "+serve(t, rsssim.Handler(w, rsssim.Options{Items: 5}))+"/koran/"+format)
		var cursor []byte
		for range 14 {
			lines, result := collect(t, c, sdk.Request{Cursor: cursor, Now: now})
			all[i] = append(all[i], lines...)
			require.Empty(t, result.Notices)
			lines, again := collect(t, c, sdk.Request{Cursor: result.Cursor, Now: now})
			require.Empty(t, lines, "nothing has changed")
			require.Equal(t, result.Cursor, again.Cursor)
			require.Less(t, len(again.Cursor), 1000, "the cursor holds what the feed shows, no more")
			cursor, now = again.Cursor, now.Add(3*time.Hour)
		}
	}
	require.Len(t, all[0], 40)
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(all[0]))), 40)
	require.Equal(t, all[0], all[1])
	require.Equal(t, `mention,kind=article id="tag:koran.example,2026:100",url="https://koran.example/berita/100",`+
		`author="Koran 0",text="Berita ke-0\nRingkasan berita & kabar ke-0" 2026-03-10T09:00:00Z`, all[0][0])
}

// The same feed read from the start gives the same records, and from the cursor
// is answered with 304 and an empty body.
func TestConditionalGet(t *testing.T) {
	t.Parallel()
	w := sim.New(func() time.Time { return start }, hourly(1))
	feeds := rsssim.Handler(w, rsssim.Options{})
	var statuses []int
	var validators []string
	base := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		feeds.ServeHTTP(answer, r)
		statuses = append(statuses, answer.Code)
		validators = append(validators, r.Header.Get("If-None-Match")+" "+r.Header.Get("If-Modified-Since"))
		for k, v := range answer.Header() {
			w.Header()[k] = v
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}))
	c := configured(t, "account: koran\nbase_url: "+base+"/koran/rss.xml")
	first, result := collect(t, c, sdk.Request{Now: start})
	again, _ := collect(t, c, sdk.Request{Now: start.Add(time.Hour)})
	require.Equal(t, first, again)
	none, _ := collect(t, c, sdk.Request{Now: start.Add(time.Hour), Cursor: result.Cursor})
	require.Empty(t, none)
	require.Equal(t, []int{200, 200, 304}, statuses)
	require.Regexp(t, `^"[0-9a-f]+" Tue, 10 Mar 2026 09:00:00 GMT$`, validators[2], "both are sent: servers differ in which they read")
	require.Equal(t, []string{" ", " "}, validators[:2])
}

// The first sight of an undated item is remembered, whatever the clock says
// later, even over a moment in which the feed is empty.
func TestFirstSightIsRemembered(t *testing.T) {
	t.Parallel()
	const item = `<item><title>%s</title><guid>urn:x:1</guid></item>`
	var body atomic.Value
	base := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<rss version="2.0"><channel><title>T</title>%s</channel></rss>`, body.Load())
	}))
	c := configured(t, "account: desa\nbase_url: "+base)
	var cursor []byte
	var got []string
	for i, shows := range []string{fmt.Sprintf(item, "satu"), "", fmt.Sprintf(item, "dua"), fmt.Sprintf(item, "dua")} {
		body.Store(shows)
		lines, result := collect(t, c, sdk.Request{Cursor: cursor, Now: start.Add(time.Duration(i) * time.Hour)})
		got, cursor = append(got, lines...), result.Cursor
	}
	require.Equal(t, []string{
		`mention,kind=article id="urn:x:1",author="T",text="satu" 2026-03-10T09:00:00Z`,
		`mention,kind=article id="urn:x:1",author="T",text="dua" 2026-03-10T09:00:00Z`,
	}, got)
}

// New keywords apply at once to what the feed shows, though it has not changed.
func TestNewKeywordsReadAgain(t *testing.T) {
	t.Parallel()
	w := sim.New(func() time.Time { return start.Add(9 * time.Hour) }, hourly(10))
	settings := "account: koran\nbase_url: " + serve(t, rsssim.Handler(w, rsssim.Options{})) + "/koran/rss.xml\nkeywords: "
	req := sdk.Request{Now: start.Add(9 * time.Hour)}
	lines, result := collect(t, configured(t, settings+"[ke-3]"), req)
	require.Len(t, lines, 1)
	req.Cursor = result.Cursor
	lines, result = collect(t, configured(t, settings+"[ke-3, ke-4]"), req)
	require.Len(t, lines, 2)
	req.Cursor = result.Cursor
	lines, _ = collect(t, configured(t, settings+"[ke-4, ke-3]"), req)
	require.Empty(t, lines, "the order of keywords means nothing")
}

// A server that says wait is left alone until then, with all its feeds; the
// others are read.
func TestWaitIsKept(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	busy := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusTooManyRequests)
	}))
	good := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<rss version="2.0"><channel><item><title>x</title><guid>urn:x:1</guid></item></channel></rss>`)
	}))
	c := configured(t, fmt.Sprintf("account: k\nfeeds: [%s/a, %s/b, %s/c]", busy, good, busy))
	now := time.Now()
	lines, result := collect(t, c, sdk.Request{Now: now})
	require.Len(t, lines, 1)
	require.Len(t, result.Failures, 2)
	require.EqualValues(t, 1, asked.Load(), "the server's other feed is not asked after the first refusal")
	for _, f := range result.Failures {
		require.Equal(t, sdk.RateLimited, sdk.KindOf(f))
	}
	_, result = collect(t, c, sdk.Request{Now: now.Add(30 * time.Minute), Cursor: result.Cursor})
	require.EqualValues(t, 1, asked.Load(), "half an hour is not an hour")
	_, _ = collect(t, c, sdk.Request{Now: now.Add(2 * time.Hour), Cursor: result.Cursor})
	require.EqualValues(t, 2, asked.Load())
}

// Redirects lead to other servers; relative links start where the feed was found.
func TestRedirect(t *testing.T) {
	t.Parallel()
	there := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<rss version="2.0"><channel><item><title>x</title><link>../1</link></item></channel></rss>`)
	}))
	here := serve(t, http.RedirectHandler(there+"/a/b/feed", http.StatusMovedPermanently))
	lines, _ := collect(t, configured(t, "account: k\nbase_url: "+here), sdk.Request{Now: start})
	require.Len(t, lines, 1)
	require.Contains(t, lines[0], there+"/a/1")
}

// 40 MB are refused, not cut.
func TestHugeAnswerIsRefused(t *testing.T) {
	t.Parallel()
	base := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, `<rss version="2.0"><channel><title>`)
		block := make([]byte, 1<<20)
		for i := range block {
			block[i] = 'x'
		}
		for range 40 {
			_, _ = w.Write(block)
		}
		_, _ = fmt.Fprint(w, `</title></channel></rss>`)
	}))
	_, err := configured(t, "account: k\nbase_url: "+base).Collect(t.Context(), sdk.Request{Now: start}, nil)
	require.ErrorContains(t, err, "MiB")
	require.Equal(t, sdk.Permanent, sdk.KindOf(err))
}

func TestCheckNamesBadFeeds(t *testing.T) {
	t.Parallel()
	w := sim.New(func() time.Time { return start.Add(9 * time.Hour) }, hourly(10))
	base := serve(t, rsssim.Handler(w, rsssim.Options{}))
	c := configured(t, "account: koran\nbase_url: "+base+"\nfeeds: [koran/rss.xml, lain/rss.xml]\nkeywords: [ke-7]")
	report, err := c.Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, "1 of 2 feeds can be read: 10 items, 1 of them wanted", report.Summary)
	require.Len(t, report.Findings, 2)
	require.True(t, report.Findings[0].OK)
	require.False(t, report.Findings[1].OK)
	require.Contains(t, report.Findings[1].Detail, "404")
}
