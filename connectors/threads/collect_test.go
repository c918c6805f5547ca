package threads

import (
	"errors"
	"fmt"
	"maps"
	"slices"
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
			var got sdktest.Gathered
			got.Collect(t, p.connect(t, noMentions), sdk.Request{})
			got.Good(t)
			require.Len(t, got.Posts, 253)
			require.Len(t, got.Mentions, sdktest.Comments(w))
			require.Less(t, len(got.Result.Cursor), 60<<10)
			for _, uri := range p.Asked("/v1.0/") {
				require.NotContains(t, uri, sdktest.Token)
			}
		})
	}
}

func TestMetricsAreThoseOfTheWorld(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 5)
	var got sdktest.Gathered
	got.Collect(t, newPlatform(t, w, threadssim.Options{}).connect(t, ""), sdk.Request{})
	got.Good(t)
	last := w.Accounts[0].Posts[4]
	now := last.At(sdktest.Now)
	metrics := got.Posts[last.ID].Metrics
	require.Equal(t, sdk.Number(float64(now.Views)), metrics[schema.MetricViews])
	require.Equal(t, sdk.Number(float64(now.Likes)), metrics[schema.MetricLikes])
	require.Equal(t, sdk.Number(float64(now.Shares)), metrics[schema.MetricShares])
	require.Equal(t, sdk.Number(float64(now.Quotes)), metrics[schema.MetricQuotes])
	require.Equal(t, sdk.Number(4), metrics[schema.MetricComments])
	require.Equal(t, sdk.Number(1204), got.Account.Metrics[schema.MetricFollowers])
	require.Equal(t, "link", got.Posts[w.Accounts[0].Posts[3].ID].Type)
}

func TestSecondRunReadsTheRecentAgainAndAlike(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 100)
	p := newPlatform(t, w, threadssim.Options{})
	c := p.connect(t, "")
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	first := maps.Clone(got.Posts)
	p.Asked("")
	got.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)})
	got.Good(t)
	require.Equal(t, first, got.Posts)
	requests := p.Asked("")
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
			p.Break(sdktest.After(nth, metasim.Outage("")))
			var got sdktest.Gathered
			got.Collect(t, c, sdk.Request{})
			require.NotEmpty(t, got.Result.Failures)
			p.Mend()
			got.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)})
			got.Good(t)
			require.Len(t, got.Posts, 150)
			require.Len(t, got.Mentions, sdktest.Comments(w)+len(w.Accounts[0].Mentions))
		})
	}
}

func TestAPostWhoseInsightsKeepFailingHoldsNothingUp(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 20)
	p := newPlatform(t, w, threadssim.Options{})
	c := p.connect(t, "")
	bad := w.Accounts[0].Posts[10].ID
	p.Break(metasim.Outage(bad + "/insights"))
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	require.Len(t, got.Posts, 9)
	got.Next(t, c, sdk.Request{})
	require.Len(t, got.Posts, 20)
	require.Equal(t, sdk.NotAvailable(schema.NotRead), got.Posts[bad].Metrics[schema.MetricViews])
	require.Len(t, got.Result.Failures, 1)
}

func TestBackfillWaitsWhenMuchOfTheLimitIsUsed(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 150)
	limited := threadssim.Options{Options: metasim.Options{Limit: 100, Regain: 17 * time.Minute}}
	p := newPlatform(t, w, limited)
	c := p.connect(t, noMentions)
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{}) // the collector's first run has the whole history
	require.Less(t, len(got.Posts), 150)
	runs := 1
	for ; len(got.Posts) < 150 && runs < 8; runs++ {
		p.Show(simulated(w, limited))
		got.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)})
		require.Empty(t, got.Result.Failures)
		require.Equal(t, "threads", got.Result.Budgets[0].Name)
		require.Greater(t, got.Result.Budgets[0].Remaining, 10.0)
	}
	require.Len(t, got.Posts, 150)
	require.Greater(t, runs, 2)
}

func TestThrottledRunsStopAndSayUntilWhen(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 20)
	for i, post := range w.Accounts[0].Posts { // all of them recent
		post.Published = sdktest.Now.Add(time.Duration(i-20) * time.Hour)
	}
	p := newPlatform(t, w, threadssim.Options{Options: metasim.Options{Limit: 10, Regain: 17 * time.Minute}})
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, ""), sdk.Request{})
	require.Len(t, got.Result.Failures, 1)
	require.Equal(t, sdk.RateLimited, sdk.KindOf(got.Result.Failures[0]))
	require.Len(t, p.Asked("/v1.0/"), 10)
}

func TestRepostsAreSomebodyElses(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 10)
	theirs := w.Accounts[0].Posts[3].ID
	p := newPlatform(t, w, threadssim.Options{Reposts: map[string]bool{theirs: true}})
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, ""), sdk.Request{})
	got.Good(t)
	require.Len(t, got.Posts, 9)
	require.NotContains(t, got.Posts, theirs)
	require.Empty(t, p.Asked(theirs))
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
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	require.NotContains(t, got.Mentions, "1773999999")
	now := sdktest.Now.Add(time.Hour)
	w.StopAt(now)
	got.Next(t, c, sdk.Request{Now: now, Since: now.AddDate(0, 0, -7)})
	got.Good(t)
	require.Equal(t, "Masih buka?", got.Mentions["1773999999"].Text)
	require.Equal(t, post.ID, got.Mentions["1773999999"].Post)
	require.Empty(t, got.Mentions["1773999999"].Author, "a private person")
	require.NotContains(t, got.Mentions, "1773999998", "the account's own")
	p.Asked("")
	got.Next(t, c, sdk.Request{Now: now, Since: now.AddDate(0, 0, -7)})
	require.Empty(t, p.Asked("/conversation"), "nothing is new")
}

func TestRepliesThatFailAreTriedAgain(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 10)
	p := newPlatform(t, w, threadssim.Options{})
	c := p.connect(t, noMentions)
	p.Break(metasim.Outage("/conversation"))
	var got sdktest.Gathered
	for range 5 {
		got.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -30)})
	}
	require.Contains(t, got.Result.Notices[0].Message, "given up")
	p.Mend()
	got.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -30)})
	got.Good(t)
	require.Len(t, got.Mentions, sdktest.Comments(w))
}

// A post beyond the list whose replies failed is looked for by itself, and no
// longer once there is nothing to read.
func TestRepliesOfOlderPostsAreTriedAgain(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 60)
	old := w.Accounts[0].Posts[4]
	p := newPlatform(t, w, threadssim.Options{})
	c := p.connect(t, noMentions)
	p.Break(metasim.Outage(old.ID + "/conversation"))
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	p.Mend()
	old.Comments = nil // deleted meanwhile
	recent := sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)}
	for range 2 {
		p.Asked("")
		got.Next(t, c, recent)
		got.Good(t)
	}
	require.Empty(t, p.Asked(old.ID))
}

func TestLateInsightsAreNotZero(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 10)
	p := newPlatform(t, w, threadssim.Options{Late: 24 * time.Hour})
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, ""), sdk.Request{})
	got.Good(t)
	require.Equal(t, sdk.NotAvailable(schema.NotReady), got.Posts[w.Accounts[0].Posts[9].ID].Metrics[schema.MetricViews])
	require.Empty(t, got.Posts[w.Accounts[0].Posts[0].ID].Metrics[schema.MetricViews].Reason)
	require.Empty(t, got.Account.Metrics["profile_visits"].Reason, "a day that is counted")
	require.Empty(t, got.Account.Metrics["interactions"].Reason)
}

func TestADeadMetricTakesNoOtherWithIt(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 10)
	p := newPlatform(t, w, threadssim.Options{Options: metasim.Options{Dead: []string{"views", "reposts"}}})
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, ""), sdk.Request{})
	require.Empty(t, got.Result.Failures)
	for id, post := range got.Posts {
		require.Equal(t, sdk.NotAvailable(schema.Removed), post.Metrics[schema.MetricViews], id)
		require.Empty(t, post.Metrics[schema.MetricLikes].Reason, id)
	}
	require.Equal(t, sdk.NotAvailable(schema.Removed), got.Account.Metrics["interactions"], "a sum of which a part is missing")
	require.Empty(t, got.Account.Metrics[schema.MetricFollowers].Reason)
}

func TestMentionsAreTheSameWhicheverListHasThem(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 5)
	reply := w.Accounts[0].Posts[4].Comments[0]
	reply.Text += " @dinas tergenang"
	kinds := func(settings string) map[string]string {
		var got sdktest.Gathered
		got.Collect(t, newPlatform(t, w, threadssim.Options{}).connect(t, settings), sdk.Request{})
		got.Good(t)
		out := map[string]string{}
		for id, m := range got.Mentions {
			out[id] = m.MentionKind
		}
		return out
	}
	both, listed := kinds("keywords: [tergenang]\n"), kinds("")
	require.Len(t, both, sdktest.Comments(w)+7)
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
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	got.Good(t)
	require.Len(t, got.Mentions, 7)
	spent := func() float64 {
		i := slices.IndexFunc(got.Result.Budgets, func(b sdk.Budget) bool { return b.Name == budgetSearch })
		require.GreaterOrEqual(t, i, 0)
		return mostSearches - got.Result.Budgets[i].Remaining
	}
	require.Equal(t, 2.0, spent(), "what found nothing is not counted")
	got.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)})
	require.Equal(t, sdk.RateLimited, sdk.KindOf(errors.Join(got.Result.Failures...)), "the platform's own limit holds too")

	full := newLedger(own, c.config.Account)
	require.NoError(t, full.Take(sdktest.Now, budgetSearch, mostSearches-spent()))
	p.Asked("")
	got.Collect(t, c, sdk.Request{})
	require.Equal(t, budgetSearch, sdk.Exhausted(errors.Join(got.Result.Failures...)))
	require.Empty(t, p.Asked("keyword_search"), "none is asked for in vain")
	require.NotEmpty(t, got.Audience, "everything else is read")
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
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	require.Len(t, got.Mentions, mostFound)
	require.Equal(t, 2194.0, got.Result.Budgets[len(got.Result.Budgets)-1].Remaining, "each page is one")
	got.Next(t, c, sdk.Request{Since: sdktest.Now})
	got.Good(t)
	require.Len(t, got.Mentions, mostFound+130)
}

func TestSearchesWithoutApprovalFindTheAccountsOwn(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 5)
	p := newPlatform(t, w, threadssim.Options{NotApproved: true})
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, "keywords: [layanan]\n"), sdk.Request{})
	require.Empty(t, got.Result.Failures)
	require.Len(t, got.Mentions, sdktest.Comments(w))
	require.Contains(t, got.Result.Notices[0].Message, permissionSearch)
}

func TestMissingPermissionsLeaveTheRest(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 5)
	o := threadssim.Options{}
	o.Tokens = map[string]metasim.Token{sdktest.Token: {User: "dinas", Scopes: []string{permissionBasic}}}
	var got sdktest.Gathered
	got.Collect(t, newPlatform(t, w, o).connect(t, "keywords: [banjir]\n"), sdk.Request{})
	require.Empty(t, got.Result.Failures)
	require.Len(t, got.Posts, 5)
	require.Empty(t, got.Mentions)
	require.Len(t, got.Result.Notices, 4, "%v", got.Result.Notices)
	require.Equal(t, sdk.NotAvailable(schema.Permission), got.Posts[w.Accounts[0].Posts[0].ID].Metrics[schema.MetricViews])
}

func TestAudienceIsReadOnceADayAndOnlyOfLargerAccounts(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 1)
	p := newPlatform(t, w, threadssim.Options{})
	c := p.connect(t, "")
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	perDimension, shares := map[string]int{}, map[string]float64{}
	for _, a := range got.Audience {
		perDimension[a.Dimension]++
		shares[a.Dimension] += a.Share
	}
	require.Equal(t, map[string]int{"age": 7, "gender": 3, "country": 3, "city": 45}, perDimension)
	require.InDelta(t, 1, shares["gender"], 1e-9)
	require.Zero(t, shares["city"], "the whole is not known")
	got.Next(t, c, sdk.Request{})
	require.Empty(t, got.Audience)
	w.Accounts[0].Followers = func(time.Time) int { return 99 }
	p.Asked("")
	got.Collect(t, c, sdk.Request{})
	require.Empty(t, got.Audience)
	require.Empty(t, p.Asked("breakdown"))
}

// Threads refuses times that are still to come by its own clock, which may be
// behind, and those from before it opened.
func TestOnlyTimesThatThreadsTakesAreAskedFor(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(threadssim.Platform, 10)
	c := newPlatform(t, w, threadssim.Options{}).connect(t, "keywords: [banjir]\n")
	for _, since := range []time.Time{{}, time.Unix(1500000000, 0), sdktest.Now.Add(-time.Hour)} {
		var got sdktest.Gathered
		got.Collect(t, c, sdk.Request{Now: sdktest.Now.Add(10 * time.Minute), Since: since})
		got.Good(t)
	}
}

func TestEmitsErrorEndsTheRun(t *testing.T) {
	t.Parallel()
	c := newPlatform(t, sdktest.WorldOf(threadssim.Platform, 10), threadssim.Options{}).connect(t, "")
	sdktest.Full(t, c, 5)
}
