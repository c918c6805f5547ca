package linkedin

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/linkedin/linkedinsim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
)

func TestFirstRunReadsTheWholeHistory(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]linkedinsim.Options{"full pages": {}, "empty pages between": {EmptyPages: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := sdktest.WorldOf(linkedinsim.Platform, 253)
			p := newPlatform(t, w, o)
			var got sdktest.Gathered
			got.Collect(t, p.connect(t, "", nil), sdk.Request{})
			got.Whole(t)
			require.Equal(t, expect(w, sdktest.Now), got.Names())
			require.Len(t, p.Asked(""), got.Result.Requests)
			require.Less(t, len(got.Result.Cursor), 40<<10)
		})
	}
}

func TestLaterRunReadsTheRecentAgainAndAlike(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(linkedinsim.Platform, 253)
	p := newPlatform(t, w, linkedinsim.Options{})
	c := p.connect(t, "", nil)
	require.Len(t, sdktest.Alike(t, p.Server, c), 5, "followers, gains, one page of posts and two kinds of statistics: the audience and unchanged comments are not asked for again")
}

// The addresses are those that LinkedIn's own JavaScript client 0.3.0 makes of
// the same questions, but for the order of the parameters.
func TestAddressesAreThoseOfLinkedInsClient(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(linkedinsim.Platform, 4)
	p := newPlatform(t, w, linkedinsim.Options{})
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, "", nil), sdk.Request{})
	urn, posts := "urn%3Ali%3Aorganization%3A1280000", w.Accounts[0].Posts
	require.Equal(t, []string{
		"/rest/networkSizes/" + urn + "?edgeType=COMPANY_FOLLOWED_BY_MEMBER",
		"/rest/organizationalEntityFollowerStatistics?q=organizationalEntity&organizationalEntity=" + urn +
			"&timeIntervals=(timeRange:(start:1772755200000,end:1773100800000),timeGranularityType:DAY)&start=0&count=100",
		"/rest/posts?q=author&author=" + urn + "&sortBy=CREATED&start=0&count=100",
		"/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=" + urn +
			"&shares=List(urn%3Ali%3Ashare%3A" + posts[3].ID + ",urn%3Ali%3Ashare%3A" + posts[1].ID + ",urn%3Ali%3Ashare%3A" + posts[0].ID + ")&start=0&count=100",
		"/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=" + urn +
			"&ugcPosts=List(urn%3Ali%3AugcPost%3A" + posts[2].ID + ")&start=0&count=100",
		"/rest/organizationalEntityFollowerStatistics?q=organizationalEntity&organizationalEntity=" + urn + "&start=0&count=100",
	}, p.Asked("")[:6])
}

func TestTheNewComesIn(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(linkedinsim.Platform, 60)
	p := newPlatform(t, w, linkedinsim.Options{})
	last := w.Accounts[0].Posts[59]
	w.StopAt(last.Published.Add(90 * time.Second)) // in the middle of its comments
	c := p.connect(t, "", nil)
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{Now: w.Now()})
	require.Equal(t, expect(w, w.Now()), got.Names())
	before := got.Lines["post urn:li:share:"+last.ID]
	require.Contains(t, before, "comments=1,")

	w.StopAt(last.Published.Add(3 * time.Hour))
	got.Next(t, c, sdk.Request{Now: w.Now(), Since: w.Now().AddDate(0, 0, -3)})
	require.Subset(t, slices.Collect(maps.Keys(got.Names())), slices.Collect(maps.Keys(expect(w, w.Now()))))
	require.Contains(t, got.Lines["post urn:li:share:"+last.ID], "comments=4,")
}

// A run that is cut off in its history goes on there, however short the next
// ones are.
func TestNothingIsLostWhenTheBudgetEnds(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(linkedinsim.Platform, 553)
	p := newPlatform(t, w, linkedinsim.Options{})
	stored := &sdktest.Stored{}
	var got sdktest.Gathered
	var since time.Time // as the collector asks: history first, then the last days
	for days := 0; ; days++ {
		require.Less(t, days, 10, "it never ends")
		got.Next(t, p.connect(t, "daily_requests: 10", stored), sdk.Request{Now: w.Now(), Since: since})
		since = w.Now().AddDate(0, 0, -3)
		if len(got.Result.Failures) == 0 {
			break
		}
		for _, f := range got.Result.Failures {
			require.Equal(t, sdk.BudgetRequests, sdk.Exhausted(f))
			require.Equal(t, midnight(w.Now()).AddDate(0, 0, 1), sdk.RetryAt(f).UTC())
		}
		w.StopAt(w.Now().AddDate(0, 0, 1))
	}
	var missing []string
	for n := range expect(w, sdktest.Now) {
		if got.Lines[n] == "" && strings.HasPrefix(n, "post ") {
			missing = append(missing, n)
		}
	}
	require.Empty(t, missing)
}

// Comments leave what the other runs of the day need.
func TestCommentsLeaveBudgetForTheDay(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(linkedinsim.Platform, 60)
	for _, post := range w.Accounts[0].Posts[50:] {
		post.Comments = []*sim.Comment{{ID: post.ID + "1", Author: "warga", Created: post.Published.Add(time.Minute), Text: "ya"}}
	}
	p := newPlatform(t, w, linkedinsim.Options{})
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, "daily_requests: 40", nil), sdk.Request{})
	got.Whole(t)
	require.Len(t, got.Result.Notices, 1)
	require.Contains(t, got.Result.Notices[0].Message, "wait for tomorrow's budget")
	require.GreaterOrEqual(t, got.Result.Budgets[0].Remaining, 25.0, "09:00 UTC: five more runs of five requests")
	require.NotEmpty(t, readCursor(got.Result.Cursor).Due)
}

func TestTheDaysLimitEndsAtMidnight(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(linkedinsim.Platform), linkedinsim.Options{Daily: 4})
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, "", nil), sdk.Request{})
	require.Len(t, got.Result.Failures, 1)
	require.Equal(t, sdk.RateLimited, sdk.KindOf(got.Result.Failures[0]))
	require.Equal(t, time.Date(2026, 3, 11, 0, 0, 0, 0, time.UTC), sdk.RetryAt(got.Result.Failures[0]))
}

func TestThrottledUntil(t *testing.T) {
	t.Parallel()
	c := &connector{now: sdktest.Now}
	require.Equal(t, sdktest.Now.Add(5*time.Minute), c.throttledUntil("throttle APPLICATION MINUTE limit"))
	require.Equal(t, sdktest.Now.Add(time.Hour), c.throttledUntil("throttle MEMBER HOUR limit"))
	require.Equal(t, time.Date(2026, 3, 11, 0, 0, 0, 0, time.UTC), c.throttledUntil(""))
}

func TestMissingRoles(t *testing.T) {
	t.Parallel()
	w := sdktest.World(linkedinsim.Platform)
	p := newPlatform(t, w, linkedinsim.Options{NotAdmin: []string{"dinas"}})
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, "", nil), sdk.Request{})
	got.Whole(t)
	require.Contains(t, got.Lines["account"], "followers=1204,")
	require.Contains(t, got.Lines["account"], "follows_gained=!permission")
	require.Contains(t, got.Lines["post urn:li:share:"+w.Accounts[0].Posts[0].ID], "views=!permission")
	require.Len(t, got.Result.Notices, 2, "follower statistics, and statistics of posts")

	p.Show(simulated(w, linkedinsim.Options{NoSocial: []string{"dinas"}}))
	got = sdktest.Gathered{}
	got.Collect(t, p.connect(t, "", nil), sdk.Request{})
	require.Len(t, got.Result.Failures, 1)
	require.Equal(t, sdk.Auth, sdk.KindOf(got.Result.Failures[0]))
	require.Contains(t, got.Names(), "audience country", "what needs another permission goes on")
}

// One post that the statistics can't find must not cost the others theirs.
func TestOneUnknownPostDoesNotSpoilTheStatistics(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(linkedinsim.Platform, 20)
	p := newPlatform(t, w, linkedinsim.Options{})
	bad := "urn%3Ali%3Ashare%3A" + w.Accounts[0].Posts[4].ID
	p.Break(func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.Contains(r.URL.Path, "ShareStatistics") || !strings.Contains(r.URL.RawQuery, bad) {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"status":404,"code":"NOT_FOUND","message":"Could not find entity"}`))
		return true
	})
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, "", nil), sdk.Request{})
	got.Whole(t)
	for i, post := range w.Accounts[0].Posts {
		if line := got.Lines["post urn:li:share:"+post.ID]; line != "" {
			require.Equal(t, i == 4, strings.Contains(line, "views=!not_ready"), line)
		}
	}
}

func TestGonePostsAndNegativeCounts(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(linkedinsim.Platform, 60)
	old := w.Accounts[0].Posts
	p := newPlatform(t, w, linkedinsim.Options{Deleted: []string{old[3].ID}, Sponsored: []string{old[1].ID}})
	var ids []string
	for _, post := range old[:3] {
		ids = append(ids, "urn:li:share:"+post.ID)
	}
	ids[2] = "urn:li:ugcPost:" + old[2].ID
	ids = append(ids, "urn:li:share:"+old[3].ID)
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, "", nil), sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3), Reread: ids})
	got.Whole(t)
	require.Equal(t, []string{"urn:li:share:" + old[3].ID}, got.Result.Gone)
	for _, id := range ids[:3] {
		require.Contains(t, got.Lines, "post "+id)
	}
	require.Contains(t, got.Lines["post "+ids[1]], "likes=!not_offered", "minus three likes are none")
}

// Comments that can't be read are tried again, and given up in the end.
func TestBrokenCommentsAreGivenUpInTheEnd(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(linkedinsim.Platform, 10)
	p := newPlatform(t, w, linkedinsim.Options{})
	p.Break(sdktest.Refuse("/comments", http.StatusInternalServerError, `{"message":"broken","status":500}`))
	c := p.connect(t, "", nil)
	var got sdktest.Gathered
	for range mostTries - 1 {
		got.Next(t, c, sdk.Request{})
		require.Len(t, got.Result.Failures, 2, "two posts have comments")
	}
	got.Next(t, c, sdk.Request{})
	require.Empty(t, got.Result.Failures)
	require.Len(t, got.Result.Notices, 2)
	p.Asked("")
	got.Next(t, c, sdk.Request{})
	require.Empty(t, p.Asked("/comments"))
}

func TestEmitsErrorEndsTheRun(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(linkedinsim.Platform), linkedinsim.Options{})
	sdktest.Full(t, p.connect(t, "", nil), 2)
}
