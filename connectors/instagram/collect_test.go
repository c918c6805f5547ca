package instagram

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/instagram/instagramsim"
	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
)

const noTags = "tags: false\n"

func TestFirstRunReadsTheWholeHistory(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]metasim.Options{
		"plain": {}, "first page empty": {EmptyPage: true}, "small pages only": {MostEntries: 7},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := sdktest.WorldOf(instagramsim.Platform, 253)
			p := newPlatform(t, w, instagramsim.Options{Options: o})
			var got sdktest.Gathered
			got.Collect(t, p.connect(t, noTags), sdk.Request{})
			got.Good(t)
			require.Len(t, got.Posts, 253)
			require.Len(t, got.Mentions, sdktest.Comments(w))
			require.Less(t, len(got.Result.Cursor), 60<<10)
			for _, uri := range p.Asked("") {
				require.NotContains(t, uri, "access_token="+sdktest.Token)
			}
		})
	}
}

func TestSecondRunReadsTheRecentAgainAndAlike(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 100)
	p := newPlatform(t, w, instagramsim.Options{})
	c := p.connect(t, noTags)
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	first := maps.Clone(got.Posts)
	p.Asked("")
	got.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)})
	got.Good(t)
	require.Equal(t, first, got.Posts)
	requests := p.Asked("")
	require.Len(t, requests, 2+2+1+1+6, "the account, its insights, stories, the list, six posts: %s", requests)
}

// Whatever breaks off a run, later ones bring the rest, also where the collector
// then asks for the last days only.
func TestWhatARunLeftOverIsReadLater(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 150)
	for _, nth := range []int{6, 7, 60, 120, 180} {
		t.Run(fmt.Sprint(nth), func(t *testing.T) {
			t.Parallel()
			p := newPlatform(t, w, instagramsim.Options{})
			c := p.connect(t, noTags)
			p.Break(sdktest.After(nth, metasim.Outage("")))
			var got sdktest.Gathered
			got.Collect(t, c, sdk.Request{})
			require.NotEmpty(t, got.Result.Failures)
			p.Mend()
			got.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)})
			got.Good(t)
			require.Len(t, got.Posts, 150)
			require.Len(t, got.Mentions, sdktest.Comments(w))
		})
	}
}

func TestAPostWhoseInsightsKeepFailingHoldsNothingUp(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 20)
	p := newPlatform(t, w, instagramsim.Options{})
	c := p.connect(t, noTags)
	bad := w.Accounts[0].Posts[10].ID
	p.Break(metasim.Outage(bad + "/insights"))
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	require.Len(t, got.Posts, 9)
	got.Next(t, c, sdk.Request{})
	require.Len(t, got.Posts, 20)
	require.Equal(t, sdk.NotAvailable(schema.NotRead), got.Posts[bad].Metrics[schema.MetricReach])
	require.Len(t, got.Result.Failures, 1)
}

func TestBackfillWaitsWhenMuchOfTheLimitIsUsed(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 150)
	p := newPlatform(t, w, instagramsim.Options{Options: metasim.Options{Limit: 100, Regain: 17 * time.Minute}})
	c := p.connect(t, noTags)
	var got sdktest.Gathered
	runs := 0
	for ; len(got.Posts) < 150 && runs < 8; runs++ {
		p.Show(simulated(w, instagramsim.Options{Options: metasim.Options{Limit: 100, Regain: 17 * time.Minute}}))
		got.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)})
		require.Empty(t, got.Result.Failures)
		require.Equal(t, "instagram", got.Result.Budgets[0].Name)
		require.Greater(t, got.Result.Budgets[0].Remaining, 10.0)
		if runs == 0 { // the collector's first run has the whole history
			got = sdktest.Gathered{}
			p.Show(simulated(w, instagramsim.Options{Options: metasim.Options{Limit: 100, Regain: 17 * time.Minute}}))
			got.Collect(t, c, sdk.Request{})
		}
	}
	require.Len(t, got.Posts, 150)
	require.Greater(t, runs, 2)
}

func TestThrottledRunsStopAndSayUntilWhen(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 20)
	for i, post := range w.Accounts[0].Posts { // all of them recent
		post.Published = sdktest.Now.Add(time.Duration(i-20) * time.Hour)
	}
	p := newPlatform(t, w, instagramsim.Options{Options: metasim.Options{Limit: 10, Page: 80002, Regain: 17 * time.Minute}})
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, noTags), sdk.Request{})
	require.Len(t, got.Result.Failures, 1)
	require.Equal(t, sdk.RateLimited, sdk.KindOf(got.Result.Failures[0]))
	require.Len(t, p.Asked("/"), 11, "with the question about the token, which is not limited")
}

func TestStoriesAreReadWhileTheyAreShown(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 10)
	story, quiet := w.Accounts[0].Posts[9], w.Accounts[0].Posts[8]
	story.Published, quiet.Published = sdktest.Now.Add(-3*time.Hour), sdktest.Now.Add(-2*time.Hour)
	quiet.Final = sim.Counters{Reach: 4}
	p := newPlatform(t, w, instagramsim.Options{Stories: map[string]bool{story.ID: true, quiet.ID: true}})
	c := p.connect(t, noTags)
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	got.Good(t)
	require.Equal(t, "story", got.Posts[story.ID].Type)
	require.Empty(t, got.Posts[story.ID].Metrics[schema.MetricReach].Reason)
	require.Equal(t, sdk.NotAvailable(schema.Threshold), got.Posts[quiet.ID].Metrics[schema.MetricReach])
	require.Equal(t, sdk.NotAvailable(schema.NotOffered), got.Posts[story.ID].Metrics[schema.MetricSaves])

	now := sdktest.Now.Add(48 * time.Hour)
	w.StopAt(now)
	p.Asked("")
	got.Next(t, c, sdk.Request{Now: now, Since: now, Reread: []string{story.ID}})
	got.Good(t)
	require.Empty(t, got.Result.Gone, "it is over, not deleted")
	require.Empty(t, p.Asked(story.ID))
}

func TestCommentsThatComeLaterAreRead(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 10)
	post := w.Accounts[0].Posts[4]
	old := post.Comments[0]
	post.Comments = append(post.Comments, &sim.Comment{
		ID: "1773999999", Author: "warga8", Created: sdktest.Now.Add(30 * time.Minute), Text: "Masih buka?", ReplyTo: old.ID,
	}, &sim.Comment{ID: "1773999998", Author: "dinas", Created: sdktest.Now.Add(40 * time.Minute), Text: "Masih", ReplyTo: old.ID})
	p := newPlatform(t, w, instagramsim.Options{})
	c := p.connect(t, noTags)
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	require.NotContains(t, got.Mentions, "1773999999")
	now := sdktest.Now.Add(time.Hour)
	w.StopAt(now)
	got.Next(t, c, sdk.Request{Now: now, Since: now.AddDate(0, 0, -7)})
	got.Good(t)
	require.Equal(t, "Masih buka?", got.Mentions["1773999999"].Text)
	require.Equal(t, post.ID, got.Mentions["1773999999"].Post)
	require.NotContains(t, got.Mentions, "1773999998", "the account's own")
	p.Asked("")
	got.Next(t, c, sdk.Request{Now: now, Since: now.AddDate(0, 0, -7)})
	require.Empty(t, p.Asked("/comments"), "nothing is new")
}

func TestManyAnswersAreReadToTheLast(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 5)
	post := w.Accounts[0].Posts[4]
	for i := range 130 {
		post.Comments = append(post.Comments, &sim.Comment{
			ID: fmt.Sprint(1774000000 + i), Author: fmt.Sprint("warga", i), Created: post.Published.Add(time.Hour), Text: "Setuju", ReplyTo: post.Comments[1].ID,
		})
	}
	var got sdktest.Gathered
	got.Collect(t, newPlatform(t, w, instagramsim.Options{}).connect(t, noTags), sdk.Request{})
	got.Good(t)
	require.Len(t, got.Mentions, 134)
}

func TestCommentsThatFailAreTriedAgain(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 10)
	p := newPlatform(t, w, instagramsim.Options{})
	c := p.connect(t, noTags)
	p.Break(metasim.Outage("/comments"))
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

func TestLateInsightsAreNotZero(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 10)
	p := newPlatform(t, w, instagramsim.Options{Late: 48 * time.Hour})
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, noTags), sdk.Request{})
	got.Good(t)
	require.Equal(t, sdk.NotAvailable(schema.NotReady), got.Posts[w.Accounts[0].Posts[9].ID].Metrics[schema.MetricViews])
	require.Empty(t, got.Posts[w.Accounts[0].Posts[0].ID].Metrics[schema.MetricViews].Reason)
	require.Empty(t, got.Account.Metrics[schema.MetricReach].Reason, "a day that Instagram has counted")
}

func TestADeadMetricTakesNoOtherWithIt(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 10)
	p := newPlatform(t, w, instagramsim.Options{Options: metasim.Options{Dead: []string{"views", "profile_views"}}})
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, noTags), sdk.Request{})
	require.Empty(t, got.Result.Failures)
	for id, post := range got.Posts {
		require.Equal(t, sdk.NotAvailable(schema.Removed), post.Metrics[schema.MetricViews], id)
		require.Empty(t, post.Metrics[schema.MetricReach].Reason, id)
	}
	require.Equal(t, sdk.NotAvailable(schema.Removed), got.Account.Metrics[metricProfileVisits])
	require.Empty(t, got.Account.Metrics[schema.MetricReach].Reason)
}

func TestHashtagsKeepToThirtyInSevenDays(t *testing.T) {
	t.Parallel()
	var tags []string
	for i := range mostHashtags {
		tags = append(tags, fmt.Sprint("tag", i))
	}
	w := sdktest.WorldOf(instagramsim.Platform, 1)
	p := newPlatform(t, w, instagramsim.Options{})
	own := sdk.NewMemory(nil, nil)
	c := p.connect(t, noTags+"hashtags: ["+strings.Join(tags, ",")+"]\n")
	c.Keep(own, nil)
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	got.Good(t)
	require.Len(t, p.Asked("ig_hashtag_search"), mostHashtags)
	got.Collect(t, c, sdk.Request{})
	require.Empty(t, p.Asked("ig_hashtag_search"), "ids never change")

	other := p.connect(t, noTags+"hashtags: [banjir]\n") // the operator asks for another one
	other.Keep(own, nil)
	got.Collect(t, other, sdk.Request{})
	require.Equal(t, "hashtags", sdk.Exhausted(errors.Join(got.Result.Failures...)))
	require.Empty(t, p.Asked("ig_hashtag_search"))
	require.Empty(t, got.Mentions)
	now := sdktest.Now.Add(7*24*time.Hour + time.Minute)
	w.StopAt(now)
	got.Collect(t, other, sdk.Request{Now: now})
	require.Len(t, p.Asked("ig_hashtag_search"), 1)
}

func TestRequestsAreProvenToComeFromTheApp(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 3)
	p := newPlatform(t, w, instagramsim.Options{Options: metasim.Options{App: "1234", AppSecret: "hush-hush"}})
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, "app_id: \"1234\"\napp_secret: hush-hush\n"), sdk.Request{})
	got.Good(t)
	require.Len(t, got.Posts, 3)
	_, err := p.connect(t, "").Collect(t.Context(), sdk.Request{Now: sdktest.Now}, nil)
	require.ErrorContains(t, err, "appsecret_proof")
}

func TestAudienceIsReadOnceADayAndOnlyOfLargerAccounts(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 1)
	p := newPlatform(t, w, instagramsim.Options{})
	c := p.connect(t, noTags)
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	perDimension := map[string]int{}
	for _, a := range got.Audience {
		perDimension[a.Dimension]++
	}
	require.Equal(t, map[string]int{
		"age": 7, "gender": 3, "country": 3, "city": 45, "hour": 24,
		"engaged_age": 7, "engaged_gender": 3, "engaged_country": 3, "engaged_city": 45,
	}, perDimension)
	got.Next(t, c, sdk.Request{})
	require.Empty(t, got.Audience)
	w.Accounts[0].Followers = func(time.Time) int { return 99 }
	got.Collect(t, c, sdk.Request{})
	require.Empty(t, got.Audience)
	require.Equal(t, sdk.NotAvailable(schema.Threshold), got.Account.Metrics["follows_gained"])
}

func TestAnotherAccountIsReadThroughAnOwnOne(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 1)
	other := sdktest.WorldOf(instagramsim.Platform, 120).Accounts[0]
	other.Handle = "dinaslain"
	w.Accounts = append(w.Accounts, other)
	p := newPlatform(t, w, instagramsim.Options{})
	c := p.connect(t, "via: \"@dinas\"\n")
	c.config.Account = "@dinaslain"
	p.Break(metasim.Outage("media.after"))
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	require.Len(t, got.Result.Failures, 1)
	p.Mend()
	got.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)})
	got.Good(t)
	require.Len(t, got.Posts, 120)
	require.Empty(t, got.Mentions)
	require.Equal(t, 1204.0, got.Account.Metrics[schema.MetricFollowers].Value)
	require.Equal(t, sdk.NotAvailable(schema.Permission), got.Posts[other.Posts[0].ID].Metrics[schema.MetricReach])
}

func TestEmitsErrorEndsTheRun(t *testing.T) {
	t.Parallel()
	sdktest.Full(t, newPlatform(t, sdktest.World(instagramsim.Platform), instagramsim.Options{}).connect(t, noTags), 3)
}
