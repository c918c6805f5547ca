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
	first, result := collect(t, c, sdk.Request{})
	var reel sdk.Post
	for _, r := range first {
		if post, ok := r.(sdk.Post); ok && post.Type == kindReel {
			reel = post
		}
	}
	require.NotEmpty(t, reel.ID)
	later, _ := collect(t, c, sdk.Request{Cursor: result.Cursor, Since: sdktest.Now, Reread: []string{reel.ID}})
	require.Equal(t, reel, later["post "+reel.ID])
}

func TestReelsThatCantBeListed(t *testing.T) {
	t.Parallel()
	o := healthy()
	o.NoReelsList = true
	_, result := collect(t, start(t, o).connect(t, ""), sdk.Request{})
	require.Empty(t, result.Failures)
	require.Contains(t, result.Notices[0].Message, "reels that are not among the posts are not read")
}

// What was left out because much of the limit is used comes in later runs.
func TestBusyRunsReadEverythingInTheEnd(t *testing.T) {
	t.Parallel()
	whole, _ := collect(t, start(t, healthy()).connect(t, ""), sdk.Request{})
	got := map[string]sdk.Record{}
	req := sdk.Request{Since: sdktest.Now.Add(-365 * 24 * time.Hour)}
	runs := 0
	c := start(t, healthy()).connect(t, "")
	for range 40 {
		runs++
		o := healthy()
		o.Limit, o.Regain = 40, time.Hour
		c.config.BaseURL = start(t, o).url // a new window of the limit
		some, result := collect(t, c, req)
		for k, r := range some {
			got[k] = r
		}
		req = sdk.Request{Cursor: result.Cursor, Since: sdktest.Now.Add(-time.Hour)}
		if len(got) == len(whole) {
			break
		}
	}
	require.Equal(t, whole, got)
	require.Greater(t, runs, 1)
}

func TestAuthorsMayBeMissing(t *testing.T) {
	t.Parallel()
	o := healthy()
	o.HideAuthors = true
	got, _ := collect(t, start(t, o).connect(t, ""), sdk.Request{})
	replies := 0
	for _, r := range got {
		if m, ok := r.(sdk.Mention); ok {
			require.Empty(t, m.Author)
			replies++
		}
	}
	require.Positive(t, replies)
}

func TestWhatIsNotWantedIsNotAsked(t *testing.T) {
	t.Parallel()
	p := start(t, healthy())
	got, _ := collect(t, p.connect(t, "comments: false\ntagged: false\n"), sdk.Request{})
	for _, r := range got {
		require.NotEqual(t, sdk.KindMention, r.Kind())
	}
	for _, path := range p.asked {
		require.NotRegexp(t, "/(comments|tagged)$", path)
	}
}

// Tokens whose permissions are known are not asked for more.
func TestKnownPermissions(t *testing.T) {
	t.Parallel()
	o := healthy()
	o.Tokens = map[string]metasim.Token{sdktest.Token: {User: "dinas", Scopes: []string{permissionList, permissionRead}}}
	p := start(t, o)
	got, result := collect(t, p.connect(t, ""), sdk.Request{})
	require.Empty(t, result.Failures)
	require.Equal(t, sdk.NotAvailable(schema.Permission), got["account"].(sdk.Account).Metrics[schema.MetricViews])
	for _, path := range p.asked {
		require.NotRegexp(t, "/(comments|tagged|insights)$", path)
	}
}

// An insight's value that is an object is added up.
func TestViewsOfAdvertisementsCount(t *testing.T) {
	t.Parallel()
	world := sdktest.World(facebooksim.Platform).Accounts[0]
	got, _ := collect(t, start(t, healthy()).connect(t, ""), sdk.Request{})
	post := world.Posts[0] // of type text
	record := got["post "+facebooksim.PageID("dinas")+"_"+post.ID].(sdk.Post)
	require.Equal(t, sdk.Number(post.At(sdktest.Now).Views), record.Metrics[schema.MetricViews])
}
