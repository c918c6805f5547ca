package tiktok

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
	"github.com/pantau/pantau/connectors/tiktok/tiktoksim"
)

func TestFirstRunReadsTheWholeHistory(t *testing.T) {
	t.Parallel()
	for _, settings := range []string{overDisplay, overBusiness} {
		for _, empty := range []bool{false, true} {
			t.Run(settings[:13]+strconv.FormatBool(empty), func(t *testing.T) {
				t.Parallel()
				w := sdktest.WorldOf(tiktoksim.Platform, 153)
				p := newPlatform(t, w, tiktoksim.Options{EmptyPages: empty})
				var got sdktest.Gathered
				got.Collect(t, p.connect(t, settings, nil), sdk.Request{})
				got.Whole(t)
				require.Equal(t, expect(w, sdktest.Now, settings == overBusiness), got.Names())
				require.Len(t, p.Asked(""), got.Result.Requests)
				require.Empty(t, got.Result.Notices)
				require.Less(t, len(got.Result.Cursor), 50<<10)
			})
		}
	}
}

func TestLaterRunReadsTheRecentAgainAndAlike(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(tiktoksim.Platform, 153)
	p := newPlatform(t, w, tiktoksim.Options{})
	c := p.connect(t, overBusiness, nil)
	require.Len(t, sdktest.Alike(t, p.Server, c), 2+6, "the account, a page, and the comments of six fresh videos")
}

func TestNewCommentsComeBeforeTheirCounter(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(tiktoksim.Platform, 10)
	p := newPlatform(t, w, tiktoksim.Options{Late: 48 * time.Hour})
	last := w.Accounts[0].Posts[9]
	w.StopAt(last.Published.Add(90 * time.Second)) // in the middle of its comments
	c := p.connect(t, overBusiness, nil)
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{Now: w.Now()})
	require.Contains(t, got.Lines["post "+last.ID], "views=!not_ready")
	w.StopAt(sdktest.Now)
	got.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)})
	got.Whole(t)
	require.Equal(t, expect(w, sdktest.Now, true), got.Names())
}

// A thread of many comments is read to its end, and later only its top.
func TestLongThreads(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(tiktoksim.Platform, 1)
	post := w.Accounts[0].Posts[0]
	post.Comments = nil
	for i := range 100 {
		at := post.Published.Add(time.Duration(i+1) * time.Minute)
		post.Comments = append(post.Comments, &sim.Comment{ID: strconv.FormatInt(at.Unix(), 10), Author: "warga", Created: at, Text: "ya"})
	}
	for i := range 5 { // more answers than come along
		at := post.Published.Add(2*time.Hour + time.Duration(i)*time.Second)
		post.Comments = append(post.Comments, &sim.Comment{
			ID: strconv.FormatInt(at.Unix(), 10), Author: "warga", Created: at, Text: "benar", ReplyTo: post.Comments[98].ID,
		})
	}
	p := newPlatform(t, w, tiktoksim.Options{})
	c := p.connect(t, overBusiness, nil)
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	require.Equal(t, expect(w, sdktest.Now, true), got.Names())
	p.Asked("")
	got.Next(t, c, sdk.Request{})
	require.Less(t, len(p.Asked("")), 7, "account, videos, the comments of the last hour and the answers among them")
}

// A run that is cut off in its history goes on there, however short the next
// ones are.
func TestNothingIsLostAtTheRateLimit(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(tiktoksim.Platform, 153)
	p := newPlatform(t, w, tiktoksim.Options{})
	c := p.connect(t, overBusiness, nil)
	var got sdktest.Gathered
	var since time.Time // as the collector asks: history first, then the last days
	for runs := 0; ; runs++ {
		require.Less(t, runs, 30, "it never ends")
		p.Show(simulated(w, tiktoksim.Options{Limit: 3})) // requests to each endpoint
		got.Next(t, c, sdk.Request{Since: since})
		since = sdktest.Now.AddDate(0, 0, -3)
		if len(got.Result.Failures) == 0 {
			break
		}
		require.Equal(t, sdk.RateLimited, sdk.KindOf(got.Result.Failures[0]))
		require.Equal(t, sdktest.Now.Add(time.Minute), sdk.RetryAt(got.Result.Failures[0]))
		if readCursor(got.Result.Cursor).Gap == nil && len(readCursor(got.Result.Cursor).Due) < 7 {
			break // only the fresh videos' comments are left, which every run reads again
		}
	}
	var missing []string
	for n := range expect(w, sdktest.Now, true) {
		if got.Lines[n] == "" && strings.HasPrefix(n, "post ") {
			missing = append(missing, n)
		}
	}
	require.Empty(t, missing)
}

func TestTheConnectorKeepsToTheLimitItself(t *testing.T) {
	t.Parallel()
	w := sdktest.World(tiktoksim.Platform)
	p := newPlatform(t, w, tiktoksim.Options{})
	c := p.connect(t, overDisplay, nil)
	for range perMinute - 1 {
		require.NoError(t, c.ledger.Take(sdktest.Now, endpointVideos, 1))
	}
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	require.Len(t, got.Result.Failures, 1)
	require.Equal(t, endpointVideos, sdk.Exhausted(got.Result.Failures[0]))
	require.Len(t, p.Asked(""), 2, "the account, and the last request of the minute")
}

func TestRemovedFields(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(tiktoksim.Platform, 45)
	p := newPlatform(t, w, tiktoksim.Options{Removed: []string{"reach", "profile_views"}})
	c := p.connect(t, overBusiness, nil)
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	got.Whole(t)
	require.Equal(t, expect(w, sdktest.Now, true), got.Names())
	video := got.Lines["post "+w.Accounts[0].Posts[0].ID]
	require.Contains(t, video, "reach=!removed")
	require.Contains(t, video, "profile_visits=!removed")
	require.NotContains(t, video, "views=!")
	require.Contains(t, got.Lines["account"], "profile_visits=!removed")
	require.Contains(t, got.Lines["account"], "accounts_engaged=6")
	p.Asked("")
	got.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)})
	lists := slices.DeleteFunc(p.Asked(""), func(r string) bool { return !strings.Contains(r, "/video/list/") || strings.Contains(r, "reach") })
	require.NotEmpty(t, lists, "what is known to be gone is not asked for")
}

func TestMissingScopes(t *testing.T) {
	t.Parallel()
	w := sdktest.World(tiktoksim.Platform)
	p := newPlatform(t, w, tiktoksim.Options{Without: []string{"video.insights", "user.insights", "comment.list"}})
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, overBusiness, nil), sdk.Request{})
	got.Whole(t)
	require.Contains(t, got.Lines["account"], "profile_visits=!permission")
	require.Contains(t, got.Lines["account"], "followers=1204")
	require.Contains(t, got.Lines["post "+w.Accounts[0].Posts[0].ID], "watch_time_s=!permission")
	require.Len(t, got.Result.Notices, 3, "profile, videos, comments: %v", got.Result.Notices)

	p.Show(simulated(w, tiktoksim.Options{Without: []string{"video.list"}}))
	got = sdktest.Gathered{}
	got.Collect(t, p.connect(t, overDisplay, nil), sdk.Request{})
	require.Len(t, got.Result.Failures, 1)
	require.Equal(t, sdk.Auth, sdk.KindOf(got.Result.Failures[0]))
	require.Contains(t, got.Lines["account"], "followers=1204")
}

func TestGoneVideos(t *testing.T) {
	t.Parallel()
	for _, settings := range []string{overDisplay, overBusiness} {
		w := sdktest.WorldOf(tiktoksim.Platform, 60)
		old := w.Accounts[0].Posts[:30]
		p := newPlatform(t, w, tiktoksim.Options{Deleted: []string{old[3].ID}})
		var ids []string
		for _, post := range old {
			ids = append(ids, post.ID)
		}
		var got sdktest.Gathered
		got.Collect(t, p.connect(t, settings, nil), sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3), Reread: ids})
		got.Whole(t)
		require.Equal(t, []string{old[3].ID}, got.Result.Gone)
		for _, post := range old {
			require.Equal(t, post != old[3], got.Lines["post "+post.ID] != "", post.ID)
		}
	}
}

func TestBrokenCommentsAreGivenUpInTheEnd(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(tiktoksim.Platform, 60)
	p := newPlatform(t, w, tiktoksim.Options{})
	old := w.Accounts[0].Posts[9]
	p.Break(func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.Contains(r.URL.RawQuery, "video_id="+old.ID) {
			return false
		}
		_, _ = w.Write([]byte(`{"code":50002,"message":"busy"}`))
		return true
	})
	c := p.connect(t, overBusiness, nil)
	var got sdktest.Gathered
	for i := range mostTries - 1 {
		got.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -60+i*50)})
		require.Len(t, got.Result.Failures, 1, i)
	}
	got.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)})
	require.Empty(t, got.Result.Failures)
	require.Len(t, got.Result.Notices, 1)
	want := expect(w, sdktest.Now, true)
	for _, comment := range old.Comments {
		delete(want, "reply "+comment.ID+" under "+old.ID)
	}
	require.Equal(t, want, got.Names())
}

func TestEmitsErrorEndsTheRun(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(tiktoksim.Platform), tiktoksim.Options{})
	sdktest.Full(t, p.connect(t, overBusiness, nil), 3)
}
