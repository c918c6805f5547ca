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
			var got collected
			got.collect(t, p.connect(t, noTags), sdk.Request{})
			got.good(t)
			require.Len(t, got.posts, 253)
			require.Len(t, got.mentions, comments(w))
			require.Less(t, len(got.result.Cursor), 60<<10)
			for _, uri := range p.asked("") {
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
	var got collected
	got.collect(t, c, sdk.Request{})
	first := maps.Clone(got.posts)
	p.asked("")
	got.collect(t, c, sdk.Request{Cursor: got.result.Cursor, Since: sdktest.Now.AddDate(0, 0, -3)})
	got.good(t)
	require.Equal(t, first, got.posts)
	requests := p.asked("")
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
			n := 0
			p.breaks(func(string) bool { n++; return n > nth })
			var got collected
			got.collect(t, c, sdk.Request{})
			require.NotEmpty(t, got.result.Failures)
			p.breaks(nil)
			got.collect(t, c, sdk.Request{Cursor: got.result.Cursor, Since: sdktest.Now.AddDate(0, 0, -3)})
			got.good(t)
			require.Len(t, got.posts, 150)
			require.Len(t, got.mentions, comments(w))
		})
	}
}

func TestAPostWhoseInsightsKeepFailingHoldsNothingUp(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 20)
	p := newPlatform(t, w, instagramsim.Options{})
	c := p.connect(t, noTags)
	bad := w.Accounts[0].Posts[10].ID
	p.breaks(func(uri string) bool { return strings.Contains(uri, bad+"/insights") })
	var got collected
	got.collect(t, c, sdk.Request{})
	require.Len(t, got.posts, 9)
	got.collect(t, c, sdk.Request{Cursor: got.result.Cursor})
	require.Len(t, got.posts, 20)
	require.Equal(t, sdk.NotAvailable(schema.NotRead), got.posts[bad].Metrics[schema.MetricReach])
	require.Len(t, got.result.Failures, 1)
}

func TestBackfillWaitsWhenMuchOfTheLimitIsUsed(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 150)
	p := newPlatform(t, w, instagramsim.Options{Options: metasim.Options{Limit: 100, Regain: 17 * time.Minute}})
	c := p.connect(t, noTags)
	var got collected
	runs := 0
	for ; len(got.posts) < 150 && runs < 8; runs++ {
		p.show(w, instagramsim.Options{Options: metasim.Options{Limit: 100, Regain: 17 * time.Minute}})
		got.collect(t, c, sdk.Request{Cursor: got.result.Cursor, Since: sdktest.Now.AddDate(0, 0, -3)})
		require.Empty(t, got.result.Failures)
		require.Equal(t, "instagram", got.result.Budgets[0].Name)
		require.Greater(t, got.result.Budgets[0].Remaining, 10.0)
		if runs == 0 { // the collector's first run has the whole history
			got = collected{}
			p.show(w, instagramsim.Options{Options: metasim.Options{Limit: 100, Regain: 17 * time.Minute}})
			got.collect(t, c, sdk.Request{})
		}
	}
	require.Len(t, got.posts, 150)
	require.Greater(t, runs, 2)
}

func TestThrottledRunsStopAndSayUntilWhen(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 20)
	for i, post := range w.Accounts[0].Posts { // all of them recent
		post.Published = sdktest.Now.Add(time.Duration(i-20) * time.Hour)
	}
	p := newPlatform(t, w, instagramsim.Options{Options: metasim.Options{Limit: 10, Page: 80002, Regain: 17 * time.Minute}})
	var got collected
	got.collect(t, p.connect(t, noTags), sdk.Request{})
	require.Len(t, got.result.Failures, 1)
	require.Equal(t, sdk.RateLimited, sdk.KindOf(got.result.Failures[0]))
	require.Len(t, p.asked("/"), 11, "with the question about the token, which is not limited")
}

func TestStoriesAreReadWhileTheyAreShown(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 10)
	story, quiet := w.Accounts[0].Posts[9], w.Accounts[0].Posts[8]
	story.Published, quiet.Published = sdktest.Now.Add(-3*time.Hour), sdktest.Now.Add(-2*time.Hour)
	quiet.Final = sim.Counters{Reach: 4}
	p := newPlatform(t, w, instagramsim.Options{Stories: map[string]bool{story.ID: true, quiet.ID: true}})
	c := p.connect(t, noTags)
	var got collected
	got.collect(t, c, sdk.Request{})
	got.good(t)
	require.Equal(t, "story", got.posts[story.ID].Type)
	require.Empty(t, got.posts[story.ID].Metrics[schema.MetricReach].Reason)
	require.Equal(t, sdk.NotAvailable(schema.Threshold), got.posts[quiet.ID].Metrics[schema.MetricReach])
	require.Equal(t, sdk.NotAvailable(schema.NotOffered), got.posts[story.ID].Metrics[schema.MetricSaves])

	now := at(w, 48*time.Hour)
	p.asked("")
	got.collect(t, c, sdk.Request{Now: now, Cursor: got.result.Cursor, Since: now, Reread: []string{story.ID}})
	got.good(t)
	require.Empty(t, got.result.Gone, "it is over, not deleted")
	require.Empty(t, p.asked(story.ID))
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
	var got collected
	got.collect(t, c, sdk.Request{})
	require.NotContains(t, got.mentions, "1773999999")
	now := at(w, time.Hour)
	got.collect(t, c, sdk.Request{Now: now, Cursor: got.result.Cursor, Since: now.AddDate(0, 0, -7)})
	got.good(t)
	require.Equal(t, "Masih buka?", got.mentions["1773999999"].Text)
	require.Equal(t, post.ID, got.mentions["1773999999"].Post)
	require.NotContains(t, got.mentions, "1773999998", "the account's own")
	p.asked("")
	got.collect(t, c, sdk.Request{Now: now, Cursor: got.result.Cursor, Since: now.AddDate(0, 0, -7)})
	require.Empty(t, p.asked("/comments"), "nothing is new")
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
	var got collected
	got.collect(t, newPlatform(t, w, instagramsim.Options{}).connect(t, noTags), sdk.Request{})
	got.good(t)
	require.Len(t, got.mentions, 134)
}

func TestCommentsThatFailAreTriedAgain(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 10)
	p := newPlatform(t, w, instagramsim.Options{})
	c := p.connect(t, noTags)
	p.breaks(func(uri string) bool { return strings.Contains(uri, "/comments") })
	var got collected
	for range 5 {
		got.collect(t, c, sdk.Request{Cursor: got.result.Cursor, Since: sdktest.Now.AddDate(0, 0, -30)})
	}
	require.Contains(t, got.result.Notices[0].Message, "given up")
	p.breaks(nil)
	got.collect(t, c, sdk.Request{Cursor: got.result.Cursor, Since: sdktest.Now.AddDate(0, 0, -30)})
	got.good(t)
	require.Len(t, got.mentions, comments(w))
}

func TestLateInsightsAreNotZero(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 10)
	p := newPlatform(t, w, instagramsim.Options{Late: 48 * time.Hour})
	var got collected
	got.collect(t, p.connect(t, noTags), sdk.Request{})
	got.good(t)
	require.Equal(t, sdk.NotAvailable(schema.NotReady), got.posts[w.Accounts[0].Posts[9].ID].Metrics[schema.MetricViews])
	require.Empty(t, got.posts[w.Accounts[0].Posts[0].ID].Metrics[schema.MetricViews].Reason)
	require.Empty(t, got.account.Metrics[schema.MetricReach].Reason, "a day that Instagram has counted")
}

func TestADeadMetricTakesNoOtherWithIt(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 10)
	p := newPlatform(t, w, instagramsim.Options{Options: metasim.Options{Dead: []string{"views", "profile_views"}}})
	var got collected
	got.collect(t, p.connect(t, noTags), sdk.Request{})
	require.Empty(t, got.result.Failures)
	for id, post := range got.posts {
		require.Equal(t, sdk.NotAvailable(schema.Removed), post.Metrics[schema.MetricViews], id)
		require.Empty(t, post.Metrics[schema.MetricReach].Reason, id)
	}
	require.Equal(t, sdk.NotAvailable(schema.Removed), got.account.Metrics[metricProfileVisits])
	require.Empty(t, got.account.Metrics[schema.MetricReach].Reason)
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
	var got collected
	got.collect(t, c, sdk.Request{})
	got.good(t)
	require.Len(t, p.asked("ig_hashtag_search"), mostHashtags)
	got.collect(t, c, sdk.Request{})
	require.Empty(t, p.asked("ig_hashtag_search"), "ids never change")

	other := p.connect(t, noTags+"hashtags: [banjir]\n") // the operator asks for another one
	other.Keep(own, nil)
	got.collect(t, other, sdk.Request{})
	require.Equal(t, "hashtags", sdk.Exhausted(errors.Join(got.result.Failures...)))
	require.Empty(t, p.asked("ig_hashtag_search"))
	require.Empty(t, got.mentions)
	now := at(w, 7*24*time.Hour+time.Minute)
	got.collect(t, other, sdk.Request{Now: now})
	require.Len(t, p.asked("ig_hashtag_search"), 1)
}

func TestRequestsAreProvenToComeFromTheApp(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 3)
	p := newPlatform(t, w, instagramsim.Options{Options: metasim.Options{App: "1234", AppSecret: "hush-hush"}})
	var got collected
	got.collect(t, p.connect(t, "app_id: \"1234\"\napp_secret: hush-hush\n"), sdk.Request{})
	got.good(t)
	require.Len(t, got.posts, 3)
	_, err := p.connect(t, "").Collect(t.Context(), sdk.Request{Now: sdktest.Now}, nil)
	require.ErrorContains(t, err, "appsecret_proof")
}

func TestAudienceIsReadOnceADayAndOnlyOfLargerAccounts(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(instagramsim.Platform, 1)
	p := newPlatform(t, w, instagramsim.Options{})
	c := p.connect(t, noTags)
	var got collected
	got.collect(t, c, sdk.Request{})
	perDimension := map[string]int{}
	for _, a := range got.audience {
		perDimension[a.Dimension]++
	}
	require.Equal(t, map[string]int{
		"age": 7, "gender": 3, "country": 3, "city": 45, "hour": 24,
		"engaged_age": 7, "engaged_gender": 3, "engaged_country": 3, "engaged_city": 45,
	}, perDimension)
	got.collect(t, c, sdk.Request{Cursor: got.result.Cursor})
	require.Empty(t, got.audience)
	w.Accounts[0].Followers = func(time.Time) int { return 99 }
	got.collect(t, c, sdk.Request{})
	require.Empty(t, got.audience)
	require.Equal(t, sdk.NotAvailable(schema.Threshold), got.account.Metrics["follows_gained"])
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
	p.breaks(func(uri string) bool { return strings.Contains(uri, "media.after") })
	var got collected
	got.collect(t, c, sdk.Request{})
	require.Len(t, got.result.Failures, 1)
	p.breaks(nil)
	got.collect(t, c, sdk.Request{Cursor: got.result.Cursor, Since: sdktest.Now.AddDate(0, 0, -3)})
	got.good(t)
	require.Len(t, got.posts, 120)
	require.Empty(t, got.mentions)
	require.Equal(t, 1204.0, got.account.Metrics[schema.MetricFollowers].Value)
	require.Equal(t, sdk.NotAvailable(schema.Permission), got.posts[other.Posts[0].ID].Metrics[schema.MetricReach])
}
