package threads

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
	"github.com/pantau/pantau/connectors/threads/threadssim"
)

const noMentions = "mentions: false\n"

func TestFirstRunReadsTheWholeHistory(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]metasim.Options{
		"plain": {}, "first page empty": {EmptyPage: true}, "small pages only": {MostEntries: 7},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := sdktest.WorldOf(threadssim.Platform, 253)
			p := newPlatform(t, w, threadssim.Options{Options: o})
			var got collected
			got.collect(t, p.connect(t, noMentions), sdk.Request{})
			got.good(t)
			require.Len(t, got.posts, 253)
			require.Len(t, got.mentions, replies(w))
			require.Less(t, len(got.result.Cursor), 60<<10)
			for _, uri := range p.asked("/v1.0/") {
				require.NotContains(t, uri, sdktest.Token)
			}
		})
	}
}

func TestMetricsAreThoseOfTheWorld(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 5)
	var got collected
	got.collect(t, newPlatform(t, w, threadssim.Options{}).connect(t, ""), sdk.Request{})
	got.good(t)
	last := w.Accounts[0].Posts[4]
	now := last.At(sdktest.Now)
	metrics := got.posts[last.ID].Metrics
	require.Equal(t, sdk.Number(float64(now.Views)), metrics[schema.MetricViews])
	require.Equal(t, sdk.Number(float64(now.Likes)), metrics[schema.MetricLikes])
	require.Equal(t, sdk.Number(float64(now.Shares)), metrics[schema.MetricShares])
	require.Equal(t, sdk.Number(float64(now.Quotes)), metrics[schema.MetricQuotes])
	require.Equal(t, sdk.Number(4), metrics[schema.MetricComments])
	require.Equal(t, sdk.Number(1204), got.account.Metrics[schema.MetricFollowers])
	require.Equal(t, "link", got.posts[w.Accounts[0].Posts[3].ID].Type)
}

func TestSecondRunReadsTheRecentAgainAndAlike(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 100)
	p := newPlatform(t, w, threadssim.Options{})
	c := p.connect(t, "")
	var got collected
	got.collect(t, c, sdk.Request{})
	first := maps.Clone(got.posts)
	p.asked("")
	got.collect(t, c, sdk.Request{Cursor: got.result.Cursor, Since: sdktest.Now.AddDate(0, 0, -3)})
	got.good(t)
	require.Equal(t, first, got.posts)
	requests := p.asked("")
	require.Len(t, requests, 1+1+1+1+6, "the account, its insights, the list, mentions, six posts: %s", requests)
}

// Whatever breaks off a run, later ones bring the rest, also where the collector
// then asks for the last days only.
func TestWhatARunLeftOverIsReadLater(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 150)
	for _, nth := range []int{3, 4, 60, 120, 180, 184} {
		t.Run(fmt.Sprint(nth), func(t *testing.T) {
			t.Parallel()
			p := newPlatform(t, w, threadssim.Options{})
			c := p.connect(t, "keywords: [tergenang]\n")
			n := 0
			p.breaks(func(string) bool { n++; return n > nth })
			var got collected
			got.collect(t, c, sdk.Request{})
			require.NotEmpty(t, got.result.Failures)
			p.breaks(nil)
			got.collect(t, c, sdk.Request{Cursor: got.result.Cursor, Since: sdktest.Now.AddDate(0, 0, -3)})
			got.good(t)
			require.Len(t, got.posts, 150)
			require.Len(t, got.mentions, replies(w)+len(w.Accounts[0].Mentions))
		})
	}
}

func TestAPostWhoseInsightsKeepFailingHoldsNothingUp(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 20)
	p := newPlatform(t, w, threadssim.Options{})
	c := p.connect(t, "")
	bad := w.Accounts[0].Posts[10].ID
	p.breaks(func(uri string) bool { return strings.Contains(uri, bad+"/insights") })
	var got collected
	got.collect(t, c, sdk.Request{})
	require.Len(t, got.posts, 9)
	got.collect(t, c, sdk.Request{Cursor: got.result.Cursor})
	require.Len(t, got.posts, 20)
	require.Equal(t, sdk.NotAvailable(schema.NotRead), got.posts[bad].Metrics[schema.MetricViews])
	require.Len(t, got.result.Failures, 1)
}

func TestBackfillWaitsWhenMuchOfTheLimitIsUsed(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 150)
	limited := threadssim.Options{Options: metasim.Options{Limit: 100, Regain: 17 * time.Minute}}
	p := newPlatform(t, w, limited)
	c := p.connect(t, noMentions)
	var got collected
	got.collect(t, c, sdk.Request{}) // the collector's first run has the whole history
	require.Less(t, len(got.posts), 150)
	runs := 1
	for ; len(got.posts) < 150 && runs < 8; runs++ {
		p.show(w, limited)
		got.collect(t, c, sdk.Request{Cursor: got.result.Cursor, Since: sdktest.Now.AddDate(0, 0, -3)})
		require.Empty(t, got.result.Failures)
		require.Equal(t, "threads", got.result.Budgets[0].Name)
		require.Greater(t, got.result.Budgets[0].Remaining, 10.0)
	}
	require.Len(t, got.posts, 150)
	require.Greater(t, runs, 2)
}

func TestThrottledRunsStopAndSayUntilWhen(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 20)
	for i, post := range w.Accounts[0].Posts { // all of them recent
		post.Published = sdktest.Now.Add(time.Duration(i-20) * time.Hour)
	}
	p := newPlatform(t, w, threadssim.Options{Options: metasim.Options{Limit: 10, Regain: 17 * time.Minute}})
	var got collected
	got.collect(t, p.connect(t, ""), sdk.Request{})
	require.Len(t, got.result.Failures, 1)
	require.Equal(t, sdk.RateLimited, sdk.KindOf(got.result.Failures[0]))
	require.Len(t, p.asked("/v1.0/"), 10)
}

func TestRepostsAreSomebodyElses(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 10)
	theirs := w.Accounts[0].Posts[3].ID
	p := newPlatform(t, w, threadssim.Options{Reposts: map[string]bool{theirs: true}})
	var got collected
	got.collect(t, p.connect(t, ""), sdk.Request{})
	got.good(t)
	require.Len(t, got.posts, 9)
	require.NotContains(t, got.posts, theirs)
	require.Empty(t, p.asked(theirs))
}

func TestRepliesThatComeLaterAreRead(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 10)
	post := w.Accounts[0].Posts[4]
	post.Comments = append(post.Comments, &sim.Comment{
		ID: "1773999999", Author: "warga8", Created: sdktest.Now.Add(30 * time.Minute), Text: "Masih buka?", ReplyTo: post.Comments[0].ID,
	}, &sim.Comment{ID: "1773999998", Author: "dinas", Created: sdktest.Now.Add(40 * time.Minute), Text: "Masih"})
	p := newPlatform(t, w, threadssim.Options{Private: map[string]bool{"warga8": true}})
	c := p.connect(t, "")
	var got collected
	got.collect(t, c, sdk.Request{})
	require.NotContains(t, got.mentions, "1773999999")
	now := at(w, time.Hour)
	got.collect(t, c, sdk.Request{Now: now, Cursor: got.result.Cursor, Since: now.AddDate(0, 0, -7)})
	got.good(t)
	require.Equal(t, "Masih buka?", got.mentions["1773999999"].Text)
	require.Equal(t, post.ID, got.mentions["1773999999"].Post)
	require.Empty(t, got.mentions["1773999999"].Author, "a private person")
	require.NotContains(t, got.mentions, "1773999998", "the account's own")
	p.asked("")
	got.collect(t, c, sdk.Request{Now: now, Cursor: got.result.Cursor, Since: now.AddDate(0, 0, -7)})
	require.Empty(t, p.asked("/conversation"), "nothing is new")
}

func TestRepliesThatFailAreTriedAgain(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 10)
	p := newPlatform(t, w, threadssim.Options{})
	c := p.connect(t, noMentions)
	p.breaks(func(uri string) bool { return strings.Contains(uri, "/conversation") })
	var got collected
	for range 5 {
		got.collect(t, c, sdk.Request{Cursor: got.result.Cursor, Since: sdktest.Now.AddDate(0, 0, -30)})
	}
	require.Contains(t, got.result.Notices[0].Message, "given up")
	p.breaks(nil)
	got.collect(t, c, sdk.Request{Cursor: got.result.Cursor, Since: sdktest.Now.AddDate(0, 0, -30)})
	got.good(t)
	require.Len(t, got.mentions, replies(w))
}

// A post beyond the list whose replies failed is looked for by itself, and no
// longer once there is nothing to read.
func TestRepliesOfOlderPostsAreTriedAgain(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 60)
	old := w.Accounts[0].Posts[4]
	p := newPlatform(t, w, threadssim.Options{})
	c := p.connect(t, noMentions)
	p.breaks(func(uri string) bool { return strings.Contains(uri, old.ID+"/conversation") })
	var got collected
	got.collect(t, c, sdk.Request{})
	p.breaks(nil)
	old.Comments = nil // deleted meanwhile
	recent := sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)}
	for range 2 {
		p.asked("")
		recent.Cursor = got.result.Cursor
		got.collect(t, c, recent)
		got.good(t)
	}
	require.Empty(t, p.asked(old.ID))
}

func TestLateInsightsAreNotZero(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 10)
	p := newPlatform(t, w, threadssim.Options{Late: 24 * time.Hour})
	var got collected
	got.collect(t, p.connect(t, ""), sdk.Request{})
	got.good(t)
	require.Equal(t, sdk.NotAvailable(schema.NotReady), got.posts[w.Accounts[0].Posts[9].ID].Metrics[schema.MetricViews])
	require.Empty(t, got.posts[w.Accounts[0].Posts[0].ID].Metrics[schema.MetricViews].Reason)
	require.Empty(t, got.account.Metrics["profile_visits"].Reason, "a day that is counted")
	require.Empty(t, got.account.Metrics["interactions"].Reason)
}

func TestADeadMetricTakesNoOtherWithIt(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 10)
	p := newPlatform(t, w, threadssim.Options{Options: metasim.Options{Dead: []string{"views", "reposts"}}})
	var got collected
	got.collect(t, p.connect(t, ""), sdk.Request{})
	require.Empty(t, got.result.Failures)
	for id, post := range got.posts {
		require.Equal(t, sdk.NotAvailable(schema.Removed), post.Metrics[schema.MetricViews], id)
		require.Empty(t, post.Metrics[schema.MetricLikes].Reason, id)
	}
	require.Equal(t, sdk.NotAvailable(schema.Removed), got.account.Metrics["interactions"], "a sum of which a part is missing")
	require.Empty(t, got.account.Metrics[schema.MetricFollowers].Reason)
}

func TestMentionsAreTheSameWhicheverListHasThem(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 5)
	reply := w.Accounts[0].Posts[4].Comments[0]
	reply.Text += " @dinas tergenang"
	kinds := func(settings string) map[string]string {
		var got collected
		got.collect(t, newPlatform(t, w, threadssim.Options{}).connect(t, settings), sdk.Request{})
		got.good(t)
		out := map[string]string{}
		for id, m := range got.mentions {
			out[id] = m.MentionKind
		}
		return out
	}
	both, listed := kinds("keywords: [tergenang]\n"), kinds("")
	require.Len(t, both, replies(w)+7)
	for id, kind := range listed {
		require.Equal(t, kind, both[id])
	}
	require.Equal(t, schema.KindReply, both[reply.ID], "what stands under an own post is a reply")
	counts := map[string]int{}
	for _, kind := range both {
		counts[kind]++
	}
	require.Equal(t, map[string]int{schema.KindReply: 4, schema.KindMention: 4, schema.KindHashtag: 3}, counts)
}

func TestSearchesKeepToTheirLimit(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 1)
	p := newPlatform(t, w, threadssim.Options{MostSearches: 3})
	own := sdk.NewMemory(nil, nil)
	c := p.connect(t, noMentions+"keywords: [tergenang, tidakada]\ntopics: [banjir]\n")
	c.Keep(own, nil)
	var got collected
	got.collect(t, c, sdk.Request{})
	got.good(t)
	require.Len(t, got.mentions, 7)
	spent := func() float64 {
		i := slices.IndexFunc(got.result.Budgets, func(b sdk.Budget) bool { return b.Name == budgetSearch })
		require.GreaterOrEqual(t, i, 0)
		return mostSearches - got.result.Budgets[i].Remaining
	}
	require.Equal(t, 2.0, spent(), "what found nothing is not counted")
	got.collect(t, c, sdk.Request{Cursor: got.result.Cursor, Since: sdktest.Now.AddDate(0, 0, -3)})
	require.Equal(t, sdk.RateLimited, sdk.KindOf(errors.Join(got.result.Failures...)), "the platform's own limit holds too")

	full := newLedger(own, c.config.Account)
	require.NoError(t, full.Take(sdktest.Now, budgetSearch, mostSearches-spent()))
	p.asked("")
	got.collect(t, c, sdk.Request{})
	require.Equal(t, budgetSearch, sdk.Exhausted(errors.Join(got.result.Failures...)))
	require.Empty(t, p.asked("keyword_search"), "none is asked for in vain")
	require.NotEmpty(t, got.audience, "everything else is read")
}

func TestLongSearchesGoOnInTheNextRun(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 1)
	a := w.Accounts[0]
	a.Mentions = nil
	for i := range mostFound + 130 {
		created := sdktest.Now.Add(time.Duration(i-2000) * time.Minute)
		a.Mentions = append(a.Mentions, &sim.Comment{ID: fmt.Sprint(1700000000 + i), Author: "warga", Created: created, Text: "Hujan"})
	}
	p := newPlatform(t, w, threadssim.Options{})
	c := p.connect(t, noMentions+"keywords: [hujan]\n")
	var got collected
	got.collect(t, c, sdk.Request{})
	require.Len(t, got.mentions, mostFound)
	require.Equal(t, 2194.0, got.result.Budgets[len(got.result.Budgets)-1].Remaining, "each page is one")
	got.collect(t, c, sdk.Request{Cursor: got.result.Cursor, Since: sdktest.Now})
	got.good(t)
	require.Len(t, got.mentions, mostFound+130)
}

func TestSearchesWithoutApprovalFindTheAccountsOwn(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 5)
	p := newPlatform(t, w, threadssim.Options{NotApproved: true})
	var got collected
	got.collect(t, p.connect(t, "keywords: [layanan]\n"), sdk.Request{})
	require.Empty(t, got.result.Failures)
	require.Len(t, got.mentions, replies(w))
	require.Contains(t, got.result.Notices[0].Message, permissionSearch)
}

func TestMissingPermissionsLeaveTheRest(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 5)
	o := threadssim.Options{}
	o.Tokens = map[string]metasim.Token{sdktest.Token: {User: "dinas", Scopes: []string{permissionBasic}}}
	var got collected
	got.collect(t, newPlatform(t, w, o).connect(t, "keywords: [banjir]\n"), sdk.Request{})
	require.Empty(t, got.result.Failures)
	require.Len(t, got.posts, 5)
	require.Empty(t, got.mentions)
	require.Len(t, got.result.Notices, 4, "%v", got.result.Notices)
	require.Equal(t, sdk.NotAvailable(schema.Permission), got.posts[w.Accounts[0].Posts[0].ID].Metrics[schema.MetricViews])
}

func TestAudienceIsReadOnceADayAndOnlyOfLargerAccounts(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 1)
	p := newPlatform(t, w, threadssim.Options{})
	c := p.connect(t, "")
	var got collected
	got.collect(t, c, sdk.Request{})
	perDimension, shares := map[string]int{}, map[string]float64{}
	for _, a := range got.audience {
		perDimension[a.Dimension]++
		shares[a.Dimension] += a.Share
	}
	require.Equal(t, map[string]int{"age": 7, "gender": 3, "country": 3, "city": 45}, perDimension)
	require.InDelta(t, 1, shares["gender"], 1e-9)
	require.Zero(t, shares["city"], "the whole is not known")
	got.collect(t, c, sdk.Request{Cursor: got.result.Cursor})
	require.Empty(t, got.audience)
	w.Accounts[0].Followers = func(time.Time) int { return 99 }
	p.asked("")
	got.collect(t, c, sdk.Request{})
	require.Empty(t, got.audience)
	require.Empty(t, p.asked("breakdown"))
}

// Threads refuses times that are still to come by its own clock, which may be
// behind, and those from before it opened.
func TestOnlyTimesThatThreadsTakesAreAskedFor(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 10)
	c := newPlatform(t, w, threadssim.Options{}).connect(t, "keywords: [banjir]\n")
	for _, since := range []time.Time{{}, time.Unix(1500000000, 0), sdktest.Now.Add(-time.Hour)} {
		var got collected
		got.collect(t, c, sdk.Request{Now: sdktest.Now.Add(10 * time.Minute), Since: since})
		got.good(t)
	}
}

func TestEmitsErrorEndsTheRun(t *testing.T) {
	t.Parallel()
	c := newPlatform(t, sdktest.WorldOf(threadssim.Platform, 10), threadssim.Options{}).connect(t, "")
	full := errors.New("disk full")
	n := 0
	_, err := c.Collect(t.Context(), sdk.Request{Now: sdktest.Now}, func(...sdk.Record) error {
		if n++; n == 5 {
			return full
		}
		return nil
	})
	require.ErrorIs(t, err, full)
	require.Equal(t, 5, n)
}
