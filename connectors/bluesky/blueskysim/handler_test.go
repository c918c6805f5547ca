package blueskysim_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/bluesky/blueskysim"
	"github.com/pantau/pantau/connectors/sim"
)

var now = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

// world has posts, oldest first, the last of them tomorrow; under the first, a
// chain of ten replies.
func world(posts int) (*sim.World, *sim.Account) {
	a := &sim.Account{Platform: blueskysim.Platform, Handle: "dinas", Followers: func(time.Time) int { return 5 }}
	for i := range posts {
		a.Posts = append(a.Posts, &sim.Post{
			ID: fmt.Sprint(i), Type: "text", Text: "Posting", Published: now.Add(time.Duration(i-posts+2) * 24 * time.Hour), Final: sim.Counters{Likes: 9},
		})
	}
	for i := range 10 {
		c := &sim.Comment{ID: fmt.Sprint("c", i), Author: "warga", Created: a.Posts[0].Published.Add(time.Minute), Text: "Halo"}
		if i > 0 {
			c.ReplyTo = fmt.Sprint("c", i-1)
		}
		a.Posts[0].Comments = append(a.Posts[0].Comments, c)
	}
	a.Mentions = []*sim.Comment{
		{ID: "m1", Author: "warga", Created: now.Add(-time.Hour), Text: "Jalan rusak"},
		{ID: "m2", Author: "warga", Created: now.Add(time.Hour), Text: "Besok"},
	}
	return sim.New(func() time.Time { return now }, a), a
}

// ask makes a request and gives status, headers and what was answered.
func ask(h http.Handler, method, path, token string) (int, http.Header, map[string]any) {
	r := httptest.NewRequest(method, "/xrpc/"+path, nil)
	if method == http.MethodPost && strings.HasSuffix(path, "createSession") {
		r = httptest.NewRequest(method, "/xrpc/"+path, strings.NewReader(`{"identifier":"dinas.bsky.social","password":"`+token+`"}`))
	} else if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var answer map[string]any
	_ = json.Unmarshal(w.Body.Bytes(), &answer) // an unreadable answer fails the test by its emptiness
	return w.Code, w.Header(), answer
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	w, _ := world(3)
	h := blueskysim.Handler(w, blueskysim.Options{AppPassword: "benar"})
	for _, c := range []struct {
		method, path, token string
		status              int
		name                string
	}{
		{"GET", "app.bsky.actor.getProfile?actor=nobody", "", 400, "InvalidRequest"},
		{"GET", "app.bsky.feed.getAuthorFeed?actor=nobody", "", 400, "InvalidRequest"},
		{"GET", "app.bsky.feed.getAuthorFeed?actor=dinas&limit=101", "", 400, "InvalidRequest"},
		{"GET", "app.bsky.feed.getAuthorFeed?actor=dinas&cursor=x", "", 400, "InvalidRequest"},
		{"GET", "app.bsky.feed.getPosts?" + strings.Repeat("uris=at://x&", 26), "", 400, "InvalidRequest"},
		{"GET", "app.bsky.feed.getPostThread?uri=at://x", "", 400, "NotFound"},
		{"GET", "app.bsky.feed.getPostThread?uri=at://x&depth=1001", "", 400, "InvalidRequest"},
		{"GET", "app.bsky.feed.searchPosts?q=a", "", 403, "Forbidden"},
		{"GET", "app.bsky.notification.listNotifications", "", 401, "AuthMissing"},
		{"GET", "app.bsky.actor.getProfile?actor=dinas", "made-up", 400, "InvalidToken"},
		{"POST", "com.atproto.server.createSession", "salah", 401, "AuthenticationRequired"},
		{"POST", "com.atproto.server.refreshSession", "", 401, "AuthMissing"},
		{"GET", "app.bsky.feed.getTimeline", "", 501, "MethodNotImplemented"},
	} {
		status, _, answer := ask(h, c.method, c.path, c.token)
		require.Equal(t, c.status, status, c.path)
		require.Equal(t, c.name, answer["error"], c.path)
	}
}

func TestShowsOnlyWhatHasHappened(t *testing.T) {
	t.Parallel()
	w, a := world(3)
	h := blueskysim.Handler(w, blueskysim.Options{OpenSearch: true})
	_, _, answer := ask(h, "GET", "app.bsky.feed.getAuthorFeed?actor=dinas.bsky.social", "")
	require.Len(t, answer["feed"], 2)
	_, _, answer = ask(h, "GET", "app.bsky.feed.getPosts?uris="+blueskysim.PostURI(a, a.Posts[2])+"&uris="+blueskysim.PostURI(a, a.Posts[0]), "")
	require.Len(t, answer["posts"], 1)
	_, _, answer = ask(h, "GET", "app.bsky.feed.searchPosts?q=@dinas", "")
	require.Len(t, answer["posts"], 1)
}

func TestThreadIsCutAtItsDepth(t *testing.T) {
	t.Parallel()
	w, a := world(3)
	h := blueskysim.Handler(w, blueskysim.Options{})
	uri := "app.bsky.feed.getPostThread?uri=" + blueskysim.PostURI(a, a.Posts[0])
	for query, want := range map[string]int{"": 6, "&depth=0": 0, "&depth=1000": 10} {
		_, _, answer := ask(h, "GET", uri+query, "")
		levels := 0
		node := answer["thread"].(map[string]any)
		for {
			replies, given := node["replies"].([]any)
			if !given || len(replies) == 0 {
				require.Equal(t, levels == 10, given, "no replies at all only below the last level asked for")
				break
			}
			node = replies[0].(map[string]any)
			levels++
		}
		require.Equal(t, want, levels, query)
	}
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	w, _ := world(3)
	h := blueskysim.Handler(w, blueskysim.Options{Limit: 2})
	for _, left := range []string{"1", "0"} {
		status, header, _ := ask(h, "GET", "app.bsky.actor.getProfile?actor=dinas", "")
		require.Equal(t, 200, status)
		require.Equal(t, left, header.Get("RateLimit-Remaining"))
		require.Equal(t, "2;w=300", header.Get("RateLimit-Policy"))
	}
	status, header, answer := ask(h, "GET", "app.bsky.actor.getProfile?actor=dinas", "")
	require.Equal(t, 429, status)
	require.Equal(t, "RateLimitExceeded", answer["error"])
	require.NotEmpty(t, header.Get("Retry-After"))
}

func TestSignInsAreRationed(t *testing.T) {
	t.Parallel()
	w, _ := world(3)
	h := blueskysim.Handler(w, blueskysim.Options{})
	for range 30 {
		status, _, _ := ask(h, "POST", "com.atproto.server.createSession", "apa saja")
		require.Equal(t, 200, status)
	}
	status, header, _ := ask(h, "POST", "com.atproto.server.createSession", "apa saja")
	require.Equal(t, 429, status)
	require.NotEmpty(t, header.Get("Retry-After"))
}

// BenchmarkFeed reads the feed of a busy year, 100 posts at a time.
func BenchmarkFeed(b *testing.B) {
	w, _ := world(2000)
	h := blueskysim.Handler(w, blueskysim.Options{Limit: -1})
	for b.Loop() {
		for cursor := ""; ; {
			_, _, answer := ask(h, "GET", "app.bsky.feed.getAuthorFeed?actor=dinas&limit=100&cursor="+cursor, "")
			next, more := answer["cursor"].(string)
			if !more {
				break
			}
			cursor = next
		}
	}
}
