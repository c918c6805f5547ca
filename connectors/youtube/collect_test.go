package youtube

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
	"github.com/pantau/pantau/connectors/youtube/youtubesim"
)

func TestFirstRunReadsTheWholeHistory(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(youtubesim.Platform, 153)
	p := newPlatform(t, w, youtubesim.Options{})
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, publicOnly), sdk.Request{})
	got.Whole(t)
	require.Equal(t, expect(w), got.Names())
	require.Less(t, len(got.Result.Cursor), 40<<10)
	require.Equal(t, got.Result.Requests, 10_000-int(got.Result.Budgets[0].Remaining))
	require.Len(t, p.Asked(""), got.Result.Requests)
}

// In later runs counters come from the quota of their own.
func TestSecondRunReadsTheRecentAgainAndAlike(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(youtubesim.Platform, 153)
	p := newPlatform(t, w, youtubesim.Options{})
	c := p.connect(t, publicOnly)
	paths := sdktest.Alike(t, p.Server, c)
	require.Len(t, paths, 3, "the channel, its uploads, their counters: %s", paths)
	require.Contains(t, paths[2], "/videos:batchGetStats?")
}

func TestWithoutBatchStatsVideosAreListed(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(youtubesim.Platform, 20)
	p := newPlatform(t, w, youtubesim.Options{NoBatchStats: true})
	c := p.connect(t, publicOnly)
	var got sdktest.Gathered
	for range 3 {
		got.Next(t, c, sdk.Request{})
		got.Whole(t)
	}
	require.Equal(t, expect(w), got.Names())
	require.Len(t, p.Asked("batchGetStats"), 1, "it is remembered")
}

func TestUsedUpBatchStatsAreNoFailure(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(youtubesim.Platform, 20)
	p := newPlatform(t, w, youtubesim.Options{})
	c := p.connect(t, publicOnly)
	require.NoError(t, c.ledger.Take(sdktest.Now, bucketStats, statsQuota))
	var got sdktest.Gathered
	for range 2 {
		got.Next(t, c, sdk.Request{})
		got.Whole(t)
	}
	require.Equal(t, expect(w), got.Names())
}

func TestCountersGrowAndTheNewComesIn(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(youtubesim.Platform, 60)
	post := w.Accounts[0].Posts[39]
	now := post.Published.Add(90 * time.Second) // in the middle of its comments
	w.SetClock(func() time.Time { return now })
	c := newPlatform(t, w, youtubesim.Options{}).connect(t, publicOnly)
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{Now: now})
	require.Equal(t, expect(w), got.Names())
	require.Contains(t, got.Lines["post "+post.ID], "comments=1,")

	for _, later := range []time.Time{now.Add(12 * time.Hour), sdktest.Now} { // the second after the collector was down
		now = later
		got.Next(t, c, sdk.Request{Now: now, Since: now.AddDate(0, 0, -3)})
		got.Whole(t)
		require.Equal(t, expect(w), got.Names())
		require.Contains(t, got.Lines["post "+post.ID], "comments=4,", "answers count too")
	}
}

// An answer to a comment of long ago changes the number of comments, and is
// looked for behind the threads that are read again.
func TestAnswersToOldCommentsAreFound(t *testing.T) {
	t.Parallel()
	now := sdktest.Now.AddDate(0, 0, -20)
	w := sdktest.WorldOf(youtubesim.Platform, 1)
	post := w.Accounts[0].Posts[0]
	post.Published, post.Comments = now.AddDate(0, 0, -40), nil
	for i := range 250 {
		created := post.Published.Add(time.Duration(i+1) * time.Minute)
		post.Comments = append(post.Comments, &sim.Comment{ID: fmt.Sprint(created.Unix()), Author: "warga", Created: created, Text: "x"})
	}
	late := &sim.Comment{
		ID: fmt.Sprint(sdktest.Now.Unix()), Author: "warga", Created: sdktest.Now.Add(-time.Hour), Text: "terlambat", ReplyTo: post.Comments[20].ID,
	}
	post.Comments = append(post.Comments, late)
	w.SetClock(func() time.Time { return now })
	p := newPlatform(t, w, youtubesim.Options{})
	c := p.connect(t, publicOnly)
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{Now: now})
	require.Len(t, p.Asked("commentThreads"), 3)

	now = sdktest.Now
	got.Next(t, c, sdk.Request{Now: now, Since: now.AddDate(0, 0, -3), Reread: []string{post.ID}})
	got.Whole(t)
	require.Equal(t, expect(w), got.Names())
	require.Len(t, p.Asked("commentThreads"), 3, "to the page of the old comment")

	got.Next(t, c, sdk.Request{Now: now, Since: now.AddDate(0, 0, -3), Reread: []string{post.ID}})
	require.Empty(t, p.Asked("commentThreads"), "nothing has changed")
}

// A day's quota in mid-run: each day goes on where the last one stopped.
func TestUsedUpQuotaLosesNothing(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(youtubesim.Platform, 153)
	now := sdktest.Now
	w.SetClock(func() time.Time { return now })
	p := newPlatform(t, w, youtubesim.Options{Quota: 12})
	c := p.connect(t, publicOnly+"quota: 1000\nsearch: [banjir]\n")
	var got sdktest.Gathered
	since := now.AddDate(-1, 0, 0)
	runs := 0
	for limited := true; limited; runs++ {
		require.Less(t, runs, 30, "it never ends")
		got.Next(t, c, sdk.Request{Now: now, Since: since})
		since = now.AddDate(0, 0, -3)
		if limited = len(got.Result.Failures) > 0; limited {
			require.Len(t, got.Result.Failures, 1)
			require.Equal(t, bucketUnits, sdk.Exhausted(got.Result.Failures[0]))
			require.Equal(t, c.midnight(now), sdk.RetryAt(got.Result.Failures[0]))
			now = c.midnight(now)
		}
	}
	require.Greater(t, runs, 3)
	have := got.Names()
	for want := range expect(w) {
		require.True(t, have[want], want)
	}
	require.Contains(t, strings.Join(slices.Collect(maps.Keys(have)), "\n"), "mention ", "searches have a quota of their own")
}

// The connector's own count keeps it from asking at all.
func TestOwnLedgerStopsBeforeTheServerDoes(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(youtubesim.Platform), youtubesim.Options{})
	c := p.connect(t, publicOnly+"quota: 3\n")
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	require.Len(t, got.Result.Failures, 1)
	require.Equal(t, bucketUnits, sdk.Exhausted(got.Result.Failures[0]))
	require.Len(t, p.Asked(""), 3)
	err := got.Try(t, c, sdk.Request{Cursor: got.Result.Cursor})
	require.Equal(t, sdk.RateLimited, sdk.KindOf(err))
	require.Empty(t, sdk.Exhausted(err), "without the channel the whole account waits")
	require.Equal(t, c.midnight(sdktest.Now), sdk.RetryAt(err))
	require.Empty(t, p.Asked(""))
}

func TestGoneVideosAreReported(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(youtubesim.Platform, 70)
	posts := w.Accounts[0].Posts
	p := newPlatform(t, w, youtubesim.Options{})
	c := p.connect(t, publicOnly+"comments: false\n")
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	p.Show(simulated(w, youtubesim.Options{Deleted: map[string]bool{posts[3].ID: true}, Private: map[string]bool{posts[68].ID: true}}))
	var old []string
	for _, post := range posts[:60] {
		old = append(old, post.ID)
	}
	got.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3), Reread: old})
	got.Whole(t)
	require.Equal(t, []string{posts[68].ID, posts[3].ID}, got.Result.Gone)
}

func TestEmptyPageIsNotTheLast(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(youtubesim.Platform, 120)
	var got sdktest.Gathered
	got.Collect(t, newPlatform(t, w, youtubesim.Options{EmptyPage: true}).connect(t, publicOnly), sdk.Request{})
	got.Whole(t)
	require.Equal(t, expect(w), got.Names())
}

func TestWhatOwnersHide(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(youtubesim.Platform, 10)
	likes, comments := w.Accounts[0].Posts[3].ID, w.Accounts[0].Posts[4].ID
	p := newPlatform(t, w, youtubesim.Options{
		HiddenSubscribers: true, HiddenLikes: map[string]bool{likes: true}, CommentsOff: map[string]bool{comments: true},
		Live: map[string]bool{likes: true},
	})
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, publicOnly), sdk.Request{})
	got.Whole(t)
	require.Contains(t, got.Lines["account"], "followers=!permission")
	require.Contains(t, got.Lines["post "+likes], "likes=!permission")
	require.Contains(t, got.Lines["post "+likes], "post,type=live ")
	require.Contains(t, got.Lines["post "+comments], "comments=!not_offered")
	for _, uri := range p.Asked("commentThreads") {
		require.NotContains(t, uri, comments, "there is nothing to ask for")
	}
}

// Comments that are switched off between the count and the reading.
func TestCommentsDisabledIsNoFailure(t *testing.T) {
	t.Parallel()
	r := commentsRun(t, http.StatusForbidden, `{"error":{"code":403,"message":"disabled","errors":[{"domain":"youtube.commentThread","reason":"commentsDisabled"}]}}`)
	five := count(5)
	require.NoError(t, r.comments(t.Context(), []video{{id: "v1", stats: statisticsJSON{Comments: &five}}}))
	require.Empty(t, r.Result.Failures)
	require.Equal(t, int64(5), r.read[0].Count, "not asked again until the number changes")
}

func TestSearchesArePaced(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(youtubesim.Platform, 5)
	p := newPlatform(t, w, youtubesim.Options{})
	c := p.connect(t, publicOnly+"comments: false\nsearch: [banjir, layanan, jalan]\n")
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	got.Whole(t)
	require.Len(t, p.Asked("/search?"), 3)
	hashtags := 0
	for n := range got.Lines {
		if strings.HasPrefix(n, "hashtag ") {
			hashtags++
		}
	}
	require.Equal(t, 3, hashtags, "the other four name the channel")

	now := sdktest.Now.Add(time.Hour)
	got.Next(t, c, sdk.Request{Now: now})
	require.Empty(t, p.Asked("/search?"), "a hundred calls must last the day")
	now = now.Add(time.Hour)
	got.Next(t, c, sdk.Request{Now: now})
	asked := p.Asked("/search?")
	require.Len(t, asked, 3)
	require.Contains(t, asked[0], "publishedAfter=2026-03-09T09%3A00%3A00Z", "a day behind the last search")
}

// Lists whose next page is the one before must end.
func TestPagesThatLeadBackEnd(t *testing.T) {
	t.Parallel()
	r := commentsRun(t, http.StatusOK, `{"items":[{"id":"UC1","snippet":{"topLevelComment":{"id":"c1"},"totalReplyCount":3}}],"nextPageToken":"P2"}`)
	r.looked, r.gone = map[string]bool{}, map[string]bool{}
	require.NoError(t, r.uploads(t.Context()))
	require.Equal(t, 2, r.data.Requests())
	require.NoError(t, r.commentsOn(t.Context(), "v1", nil))
	require.Equal(t, 2+2*(1+2), r.data.Requests(), "two pages of threads, each with two of answers")
}

func TestEmitsErrorEndsTheRun(t *testing.T) {
	t.Parallel()
	sdktest.Full(t, newPlatform(t, sdktest.World(youtubesim.Platform), youtubesim.Options{}).connect(t, withOwner), 3)
}
