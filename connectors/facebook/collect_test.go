package facebook

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/facebook/facebooksim"
	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

// A reel that does not say so is one in later runs too: its type is part of its
// key.
func TestReelStaysOne(t *testing.T) {
	t.Parallel()
	p := start(t, healthy())
	c := p.connect(t, "")
	var first, later sdktest.Gathered
	first.Collect(t, c, sdk.Request{})
	var reel sdk.Post
	for _, post := range first.Posts {
		if post.Type == kindReel {
			reel = post
		}
	}
	require.NotEmpty(t, reel.ID)
	later.Collect(t, c, sdk.Request{Cursor: first.Result.Cursor, Since: sdktest.Now, Reread: []string{reel.ID}})
	require.Equal(t, reel, later.Posts[reel.ID])
}

func TestReelsThatCantBeListed(t *testing.T) {
	t.Parallel()
	o := healthy()
	o.NoReelsList = true
	var got sdktest.Gathered
	got.Collect(t, start(t, o).connect(t, ""), sdk.Request{})
	got.Whole(t)
	require.Contains(t, got.Result.Notices[0].Message, "reels that are not among the posts are not read")
}

// What was left out because much of the limit is used comes in later runs.
func TestBusyRunsReadEverythingInTheEnd(t *testing.T) {
	t.Parallel()
	var whole, got sdktest.Gathered
	whole.Collect(t, start(t, healthy()).connect(t, ""), sdk.Request{})
	req := sdk.Request{Since: sdktest.Now.Add(-365 * 24 * time.Hour)}
	runs := 0
	c := start(t, healthy()).connect(t, "")
	for range 40 {
		runs++
		o := healthy()
		o.Limit, o.Regain = 40, time.Hour
		c.config.BaseURL = start(t, o).URL // a new window of the limit
		got.Next(t, c, req)
		req.Since = sdktest.Now.Add(-time.Hour)
		if len(got.Posts) == len(whole.Posts) && len(got.Mentions) == len(whole.Mentions) {
			break
		}
	}
	require.Equal(t, whole.Posts, got.Posts)
	require.Equal(t, whole.Mentions, got.Mentions)
	require.Equal(t, whole.Account, got.Account)
	require.Greater(t, runs, 1)
}

func TestAuthorsMayBeMissing(t *testing.T) {
	t.Parallel()
	o := healthy()
	o.HideAuthors = true
	var got sdktest.Gathered
	got.Collect(t, start(t, o).connect(t, ""), sdk.Request{})
	for _, m := range got.Mentions {
		require.Empty(t, m.Author)
	}
	require.NotEmpty(t, got.Mentions)
}

func TestWhatIsNotWantedIsNotAsked(t *testing.T) {
	t.Parallel()
	p := start(t, healthy())
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, "comments: false\ntagged: false\n"), sdk.Request{})
	require.Empty(t, got.Mentions)
	for _, uri := range p.Asked("") {
		require.NotRegexp(t, `/(comments|tagged)(\?|$)`, uri)
	}
}

// Tokens whose permissions are known are not asked for more.
func TestKnownPermissions(t *testing.T) {
	t.Parallel()
	o := healthy()
	o.Tokens = map[string]metasim.Token{sdktest.Token: {User: "dinas", Scopes: []string{permissionList, permissionRead}}}
	p := start(t, o)
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, ""), sdk.Request{})
	got.Whole(t)
	require.Equal(t, sdk.NotAvailable(schema.Permission), got.Account.Metrics[schema.MetricViews])
	for _, uri := range p.Asked("") {
		require.NotRegexp(t, `/(comments|tagged|insights)(\?|$)`, uri)
	}
}

// An insight's value that is an object is added up.
func TestViewsOfAdvertisementsCount(t *testing.T) {
	t.Parallel()
	world := sdktest.World(facebooksim.Platform).Accounts[0]
	var got sdktest.Gathered
	got.Collect(t, start(t, healthy()).connect(t, ""), sdk.Request{})
	post := world.Posts[0] // of type text
	metrics := got.Posts[facebooksim.PageID("dinas")+"_"+post.ID].Metrics
	require.Equal(t, sdk.Number(post.At(sdktest.Now).Views), metrics[schema.MetricViews])
}

func TestEmitsErrorEndsTheRun(t *testing.T) {
	t.Parallel()
	sdktest.Full(t, start(t, healthy()).connect(t, ""), 3)
}
