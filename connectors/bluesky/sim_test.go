package bluesky_test

import (
	"maps"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/bluesky/blueskysim"
	"github.com/pantau/pantau/connectors/sdk"
)

const (
	password  = "abcd-efgh-ijkl-mnop"
	signedIn  = "account: " + officeHandle + "\napp_password: " + password + "\nhashtags: [banjir]\n"
	loggedOut = "account: " + officeHandle + "\nhashtags: [banjir]\n"
)

func TestReadsEverything(t *testing.T) {
	t.Parallel()
	w, a := office(&clock{start})
	address, asked := serve(t, blueskysim.Handler(w, blueskysim.Options{AppPassword: password}))
	c := configured(t, "base_url: "+address+"\n"+signedIn)
	first := collect(t, c, sdk.Request{Now: start})
	require.Empty(t, first.Failures)
	require.Empty(t, first.Notices)
	require.Equal(t, sdk.Number(1000), first.account.Metrics[schema.MetricFollowers])
	require.Len(t, first.posts, manyPosts+1)
	require.Equal(t, 2, asked.of("app.bsky.feed.getAuthorFeed"))
	require.Equal(t, threadsByStart-1, asked.of("app.bsky.feed.getPostThread"))
	for _, p := range a.PostsBy(start) {
		got := first.posts[blueskysim.PostURI(a, p)]
		want := p.At(start)
		require.Equal(t, p.Text, got.Text)
		require.Equal(t, p.Type, got.Type)
		require.Equal(t, p.Published, got.Published)
		require.Equal(t, sdk.Number(want.Likes), got.Metrics[schema.MetricLikes])
		require.Equal(t, sdk.Number(want.Shares), got.Metrics[schema.MetricShares])
		require.Equal(t, sdk.Number(want.Saves), got.Metrics[schema.MetricSaves])
		direct := 0
		for _, comment := range p.CommentsBy(start) {
			if comment.ReplyTo == "" {
				direct++
			}
		}
		require.Equal(t, sdk.Number(direct), got.Metrics[schema.MetricComments])
	}
	require.Equal(t, map[string]int{schema.KindReply: repliesByStart, schema.KindMention: mentionsByStart, schema.KindHashtag: hashtagsByStart}, kinds(first))

	again := collect(t, c, sdk.Request{Now: start, Cursor: first.Cursor})
	require.Equal(t, first.lines(), again.lines())
	require.Equal(t, 1, asked.of("com.atproto.server.createSession"), "the session is kept")
}

func kinds(c collected) map[string]int {
	out := map[string]int{}
	for _, m := range c.mentions {
		out[m.MentionKind]++
	}
	return out
}

func TestRepliesBelongToThePostTheThreadBeganWith(t *testing.T) {
	t.Parallel()
	w, a := office(&clock{start})
	address, _ := serve(t, blueskysim.Handler(w, blueskysim.Options{OpenSearch: true}))
	got := collect(t, configured(t, "base_url: "+address+"\n"+loggedOut), sdk.Request{Now: start})
	texts := map[string][]string{}
	for _, m := range got.mentions {
		if m.MentionKind == schema.KindReply {
			texts[m.Post] = append(texts[m.Post], strings.TrimPrefix(m.Text, "Balasan "))
			require.NotEqual(t, blueskysim.DID(officeHandle), m.Author)
		}
	}
	require.ElementsMatch(t, []string{"1 di bawah 3", "2 di bawah 3", "3 di bawah 3", "5 di bawah 3"}, texts[blueskysim.PostURI(a, a.Posts[3])])
	require.Equal(t, []string{"2 di bawah 10"}, texts[blueskysim.PostURI(a, a.Posts[10])], "also under the continuation")
	continued := 0
	for _, p := range got.posts {
		if p.Text == "Balasan 1 di bawah 10" {
			continued++
			require.Equal(t, sdk.Number(1), p.Metrics[schema.MetricComments])
		}
	}
	require.Equal(t, 1, continued)
}

func TestGoesDeeperThanTheServerAnswersAtOnce(t *testing.T) {
	t.Parallel()
	w, _ := office(&clock{start})
	whole, _ := serve(t, blueskysim.Handler(w, blueskysim.Options{OpenSearch: true}))
	shallow, asked := serve(t, blueskysim.Handler(w, blueskysim.Options{OpenSearch: true, MaxDepth: 2}))
	want := collect(t, configured(t, "base_url: "+whole+"\n"+loggedOut), sdk.Request{Now: start})
	got := collect(t, configured(t, "base_url: "+shallow+"\n"+loggedOut), sdk.Request{Now: start})
	require.Equal(t, want.lines(), got.lines())
	require.Greater(t, asked.of("app.bsky.feed.getPostThread"), threadsByStart)
}

func TestSeesWhatChanges(t *testing.T) {
	t.Parallel()
	now := &clock{start}
	w, a := office(now)
	address, asked := serve(t, blueskysim.Handler(w, blueskysim.Options{OpenSearch: true}))
	c := configured(t, "base_url: "+address+"\n"+loggedOut)
	first := collect(t, c, sdk.Request{Now: now.now})

	threads := asked.of("app.bsky.feed.getPostThread")
	now.forward(24 * time.Hour)
	old := blueskysim.PostURI(a, a.Posts[3])
	next := collect(t, c, sdk.Request{
		Now: now.now, Cursor: first.Cursor, Since: now.now.Add(-72 * time.Hour), Reread: []string{old},
	})
	latest := blueskysim.PostURI(a, a.Posts[manyPosts-1])
	require.Greater(t, next.posts[latest].Metrics[schema.MetricLikes].Value, first.posts[latest].Metrics[schema.MetricLikes].Value)
	require.Equal(t, first.posts[latest].Published, next.posts[latest].Published)
	require.Contains(t, next.posts, blueskysim.PostURI(a, a.Posts[manyPosts+3]), "made since")
	require.Len(t, next.posts, 100+1, "one page, and the one due")
	require.Contains(t, next.posts, old)
	replies := map[string]int{}
	for _, m := range next.mentions {
		if m.MentionKind == schema.KindReply {
			replies[m.Post]++
		}
	}
	require.Equal(t, map[string]int{
		blueskysim.PostURI(a, a.Posts[151]): 4, blueskysim.PostURI(a, a.Posts[155]): 4, latest: 4,
	}, replies, "those in the window")
	require.Equal(t, threads+3, asked.of("app.bsky.feed.getPostThread"))
}

func TestReadsFromTheLastRunWhereThatIsLongerAgo(t *testing.T) {
	t.Parallel()
	now := &clock{start.Add(-20 * 24 * time.Hour)}
	w, _ := office(now)
	address, _ := serve(t, blueskysim.Handler(w, blueskysim.Options{OpenSearch: true}))
	c := configured(t, "base_url: "+address+"\n"+loggedOut)
	first := collect(t, c, sdk.Request{Now: now.now})
	now.now = start
	next := collect(t, c, sdk.Request{Now: start, Cursor: first.Cursor, Since: start.Add(-72 * time.Hour)})
	all := collect(t, c, sdk.Request{Now: start})
	for id := range all.byID() {
		_, before := first.byID()[id]
		_, now := next.byID()[id]
		require.True(t, before || now, "%s was lost", id)
	}
}

func TestReportsDeletedPosts(t *testing.T) {
	t.Parallel()
	w, a := office(&clock{start})
	address, asked := serve(t, blueskysim.Handler(w, blueskysim.Options{
		OpenSearch: true, Gone: func(id string) bool { return id == "1003" || id == "1020" },
	}))
	c := configured(t, "base_url: "+address+"\n"+loggedOut)
	var reread []string
	for _, p := range a.Posts[:60] {
		reread = append(reread, blueskysim.PostURI(a, p))
	}
	foreign := "at://did:plc:somebodyelse/app.bsky.feed.post/3kaaaaaaaaa2a"
	got := collect(t, c, sdk.Request{Now: start, Since: start.Add(-24 * time.Hour), Reread: append(reread, reread[0], foreign, "not an address")})
	require.Equal(t, []string{reread[3], reread[20]}, got.Gone)
	require.Equal(t, 3, asked.of("app.bsky.feed.getPosts"), "25 at a time")
	require.Len(t, got.posts, 100+58+1, "one page, those due, and the continuation under one")
	collect(t, c, sdk.Request{Now: start, Since: start.Add(-24 * time.Hour), Reread: []string{blueskysim.PostURI(a, a.Posts[manyPosts-1])}})
	require.Equal(t, 3, asked.of("app.bsky.feed.getPosts"), "what the feed has brought is not asked for again")
}

func TestRateLimitEndsTheRun(t *testing.T) {
	t.Parallel()
	w, _ := office(&clock{start})
	address, _ := serve(t, blueskysim.Handler(w, blueskysim.Options{Limit: 3}))
	got := tryCollect(t, configured(t, "base_url: "+address+"\n"+signedIn), sdk.Request{Now: start})
	require.Equal(t, sdk.RateLimited, sdk.KindOf(got.err))
	require.WithinRange(t, afterOf(got.err), time.Now(), time.Now().Add(5*time.Minute+time.Second))
	require.Len(t, got.posts, 100, "the first page is kept")
	require.Nil(t, got.Cursor)
	require.Equal(t, 4, got.Requests)
}

// swap is a platform that can be replaced while it is served.
type swap struct{ atomic.Pointer[http.Handler] }

func (s *swap) use(h http.Handler) { s.Store(&h) }

func (s *swap) ServeHTTP(w http.ResponseWriter, r *http.Request) { (*s.Load()).ServeHTTP(w, r) }

// With a tight limit a run leaves threads to the next ones instead of running
// into the limit.
func TestLeavesThreadsToTheNextRuns(t *testing.T) {
	t.Parallel()
	w, _ := office(&clock{start})
	var platform swap
	window := func() { platform.use(blueskysim.Handler(w, blueskysim.Options{Limit: 30})) }
	window()
	address, asked := serve(t, &platform)
	c := configured(t, "base_url: "+address+"\n"+strings.Replace(signedIn, "[banjir]", "[banjir, lain]", 1))
	whole, _ := serve(t, blueskysim.Handler(w, blueskysim.Options{}))
	want := collect(t, configured(t, "base_url: "+whole+"\n"+signedIn), sdk.Request{Now: start}).byID()

	first := collect(t, c, sdk.Request{Now: start})
	got := first.byID()
	require.Len(t, first.Failures, 1)
	require.Equal(t, sdk.RateLimited, sdk.KindOf(first.Failures[0]), "a search had no room, and the next one was not tried")
	require.GreaterOrEqual(t, len(first.posts), manyPosts)

	threads := asked.of("app.bsky.feed.getPostThread")
	window()
	collect(t, configured(t, "base_url: "+address+"\nreplies: false\n"+loggedOut), sdk.Request{Now: start, Since: start, Cursor: first.Cursor})
	require.Equal(t, threads, asked.of("app.bsky.feed.getPostThread"), "nor are those left, where replies are not wanted any more")

	last := first
	for range 5 {
		if len(last.Notices) == 0 {
			break
		}
		require.Contains(t, last.Notices[0].Message, "left for the next runs")
		window()
		last = collect(t, c, sdk.Request{Now: start, Since: start, Cursor: last.Cursor})
		maps.Copy(got, last.byID())
	}
	require.Empty(t, last.Notices)
	require.Empty(t, last.Failures)
	require.Equal(t, want, got)
	require.Less(t, asked.of("app.bsky.feed.getPostThread"), 2*threadsByStart)
}
