package bluesky_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/bluesky/atprototest"
	"github.com/pantau/pantau/connectors/sdk"
)

// network is a running one, with what is known to stand in it.
type network struct{ atprototest.Network }

// TestAtprotoNetwork reads a real network: PDS, AppView and what is below them,
// started for this test.
func TestAtprotoNetwork(t *testing.T) {
	n := network{atprototest.Start(t)}
	t.Run("with an app password", func(t *testing.T) { testSignedIn(t, n) })
	t.Run("without a login", func(t *testing.T) { testPublic(t, n) })
	t.Run("rate limit", func(t *testing.T) { testRealRateLimit(t, n) })
}

// settings are those for the network's PDS.
func (n network) settings(extra string) string {
	return fmt.Sprintf("base_url: %s\naccount: %s\napp_password: %s\n%s", n.PDS, n.Office.Handle, n.Office.AppPassword, extra)
}

func testSignedIn(t *testing.T, n network) {
	c := configured(t, n.settings("hashtags: ["+n.Hashtag+"]\n"))
	first := collect(t, c, sdk.Request{Now: time.Now()})
	require.Empty(t, first.Failures)
	require.Empty(t, first.Notices)
	require.Equal(t, float64(n.Office.Followers), first.account.Metrics[schema.MetricFollowers].Value)
	require.Equal(t, float64(n.Office.Following), first.account.Metrics[schema.MetricFollowing].Value)
	n.samePosts(t, first)
	n.sameMentions(t, first, schema.KindReply, schema.KindMention, schema.KindHashtag)
	require.Len(t, first.Budgets, 1)
	require.Equal(t, 3000.0, first.Budgets[0].Limit)

	again := collect(t, c, sdk.Request{Now: time.Now(), Cursor: first.Cursor})
	require.Equal(t, first.lines(), again.lines(), "reading twice changes nothing")

	since := time.Now().Add(-72 * time.Hour)
	overlap := collect(t, c, sdk.Request{Now: time.Now(), Cursor: again.Cursor, Since: since, Reread: []string{n.Posts[0].URI, n.Gone[0]}})
	require.Equal(t, n.Gone, overlap.Gone)
	require.Contains(t, overlap.posts, n.Posts[0].URI)
	require.Less(t, overlap.Requests, first.Requests)
	for uri, line := range overlap.byID() {
		require.Equal(t, first.byID()[uri], line)
	}
}

func testPublic(t *testing.T, n network) {
	c := configured(t, fmt.Sprintf("base_url: %s\naccount: '@%s'\n", n.AppView, n.Office.Handle))
	got := collect(t, c, sdk.Request{Now: time.Now()})
	require.Empty(t, got.Failures)
	n.samePosts(t, got)
	n.sameMentions(t, got, schema.KindReply)
}

// testRealRateLimit signs in wrongly until the server has had enough of it: 30
// times in five minutes.
func testRealRateLimit(t *testing.T, n network) {
	c := configured(t, fmt.Sprintf("base_url: %s\naccount: %s\nidentifier: %s\napp_password: wrong-wrong-wrong\n",
		n.PDS, n.Office.Handle, n.People[0].Handle))
	for range 30 {
		_, err := c.Check(t.Context())
		require.Equal(t, sdk.Auth, sdk.KindOf(err), "%v", err)
		require.ErrorContains(t, err, "app_password")
	}
	_, err := c.Collect(t.Context(), sdk.Request{Now: time.Now()}, func(...sdk.Record) error { return nil })
	require.Equal(t, sdk.RateLimited, sdk.KindOf(err), "%v", err)
	require.WithinRange(t, afterOf(err), time.Now(), time.Now().Add(5*time.Minute+time.Second))
}

// samePosts checks that the posts are exactly those of the network, with the
// right counters.
func (n network) samePosts(t *testing.T, got collected) {
	t.Helper()
	require.Len(t, got.posts, len(n.Posts))
	for _, want := range n.Posts {
		p, ok := got.posts[want.URI]
		require.True(t, ok, "post %s is missing", want.URI)
		require.Equal(t, want.Text, p.Text)
		require.Equal(t, want.Type, p.Type)
		require.Equal(t, want.CreatedAt, p.Published.Format("2006-01-02T15:04:05.000Z"))
		for metric, count := range map[string]int{
			schema.MetricLikes: want.Likes, schema.MetricShares: want.Reposts,
			schema.MetricComments: want.Replies, schema.MetricQuotes: want.Quotes, schema.MetricSaves: 0,
		} {
			require.Equal(t, sdk.Number(count), p.Metrics[metric], "%s of %s", metric, want.URI)
		}
	}
}

// sameMentions checks that the mentions are exactly those of the network that
// are of the kinds given.
func (n network) sameMentions(t *testing.T, got collected, kinds ...string) {
	t.Helper()
	var want []string
	for _, m := range n.Mentions {
		if slices.Contains(kinds, m.Kind) {
			want = append(want, strings.Join([]string{m.URI, m.Kind, m.Post, m.Author, m.Text, m.CreatedAt}, " "))
		}
	}
	var have []string
	for _, m := range got.mentions {
		if !slices.Contains(kinds, m.MentionKind) {
			continue
		}
		require.Equal(t, "id", m.Language)
		have = append(have, strings.Join([]string{m.ID, m.MentionKind, m.Post, m.Author, m.Text, m.Created.Format("2006-01-02T15:04:05.000Z")}, " "))
	}
	require.NotEmpty(t, want)
	require.ElementsMatch(t, want, have)
}
