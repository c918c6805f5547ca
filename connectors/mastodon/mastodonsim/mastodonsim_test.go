package mastodonsim_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	client "github.com/mattn/go-mastodon"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/mastodon/mastodonsim"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
)

const token = "token-of-dinas"

// start serves a world and gives an independent client of it.
func start(t *testing.T, w *sim.World, accessToken string) *client.Client {
	t.Helper()
	server := httptest.NewServer(mastodonsim.Handler(w, mastodonsim.Options{Tokens: map[string]string{token: "dinas"}, Limit: 10_000}))
	t.Cleanup(server.Close)
	return client.NewClient(&client.Config{Server: server.URL, AccessToken: accessToken})
}

func TestIndependentClientReadsTheWorld(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(mastodonsim.Platform, 93)
	dinas := w.Accounts[0]
	c := start(t, w, "")

	account, err := c.AccountLookup(t.Context(), "dinas")
	require.NoError(t, err)
	require.EqualValues(t, 1204, account.FollowersCount)
	require.EqualValues(t, 93, account.StatusesCount)

	statuses := all(t, func(pg *client.Pagination) ([]*client.Status, error) {
		return c.GetAccountStatuses(t.Context(), account.ID, pg)
	})
	require.Len(t, statuses, 93)
	for i, s := range statuses { // newest first
		post := dinas.Posts[92-i]
		require.EqualValues(t, post.ID, s.ID)
		require.True(t, post.Published.Equal(s.CreatedAt))
		require.EqualValues(t, len(comments(post, "")), s.RepliesCount)
		require.EqualValues(t, post.At(sdktest.Now).Likes, s.FavouritesCount)

		thread, err := c.GetStatusContext(t.Context(), s.ID)
		require.NoError(t, err)
		require.Len(t, thread.Descendants, len(post.Comments))
	}

	tagged := all(t, func(pg *client.Pagination) ([]*client.Status, error) {
		return c.GetTimelineHashtag(t.Context(), "banjir", false, pg)
	})
	require.Len(t, tagged, len(dinas.Mentions))
	own := all(t, func(pg *client.Pagination) ([]*client.Status, error) {
		return c.GetTimelineHashtag(t.Context(), "Layanan", false, pg)
	})
	require.Len(t, own, 93)
}

func TestNotificationsNeedTheToken(t *testing.T) {
	t.Parallel()
	w := sdktest.World(mastodonsim.Platform)
	_, err := start(t, w, "").GetNotifications(t.Context(), nil)
	require.ErrorContains(t, err, "401")
	_, err = start(t, w, "wrong").AccountLookup(t.Context(), "dinas")
	require.ErrorContains(t, err, "The access token is invalid")

	c := start(t, w, token)
	me, err := c.GetAccountCurrentUser(t.Context())
	require.NoError(t, err)
	require.Equal(t, "dinas", me.Acct)
	notifications := all(t, func(pg *client.Pagination) ([]*client.Notification, error) {
		return c.GetNotifications(t.Context(), pg)
	})
	require.Len(t, notifications, 9*4+4, "every comment, and the mentions that name the account")
}

// all pages through a list by the server's Link headers.
func all[T any](t *testing.T, page func(*client.Pagination) ([]T, error)) []T {
	t.Helper()
	var out []T
	for pg := (&client.Pagination{Limit: 40}); ; {
		got, err := page(pg)
		require.NoError(t, err)
		out = append(out, got...)
		if pg.MaxID == "" {
			return out
		}
		*pg = client.Pagination{MaxID: pg.MaxID, Limit: 40}
	}
}

func comments(p *sim.Post, replyTo string) []*sim.Comment {
	var out []*sim.Comment
	for _, c := range p.Comments {
		if c.ReplyTo == replyTo {
			out = append(out, c)
		}
	}
	return out
}

func TestOnlyWhatHasHappenedIsVisible(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(mastodonsim.Platform, 10)
	c := start(t, w, "")
	account, err := c.AccountLookup(t.Context(), "dinas")
	require.NoError(t, err)

	fifth := w.Accounts[0].Posts[4]
	w.SetClock(func() time.Time { return fifth.Published.Add(90 * time.Second) })
	statuses, err := c.GetAccountStatuses(t.Context(), account.ID, nil)
	require.NoError(t, err)
	require.Len(t, statuses, 5)
	require.EqualValues(t, 1, statuses[0].RepliesCount, "the second comment comes after two minutes")
	_, err = c.GetStatus(t.Context(), client.ID(w.Accounts[0].Posts[5].ID))
	require.ErrorContains(t, err, "404")
}

func TestForwardPagingByMinID(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(mastodonsim.Platform, 10)
	c := start(t, w, "")
	posts := w.Accounts[0].Posts
	account, err := c.AccountLookup(t.Context(), "dinas")
	require.NoError(t, err)
	ids := func(pg client.Pagination) []string {
		statuses, err := c.GetAccountStatuses(t.Context(), account.ID, &pg)
		require.NoError(t, err)
		var out []string
		for _, s := range statuses {
			out = append(out, string(s.ID))
		}
		return out
	}
	first := client.ID(posts[0].ID)
	require.Equal(t, []string{posts[2].ID, posts[1].ID}, ids(client.Pagination{MinID: first, Limit: 2}), "right above it")
	require.Equal(t, []string{posts[9].ID, posts[8].ID}, ids(client.Pagination{SinceID: first, Limit: 2}), "the newest")
	require.Equal(t, []string{posts[3].ID}, ids(client.Pagination{MaxID: client.ID(posts[4].ID), Limit: 1}))
}

func TestThreadIsShortWithoutToken(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(mastodonsim.Platform, 5)
	post := w.Accounts[0].Posts[4]
	last := post.Comments[len(post.Comments)-1].Created
	for i := range 70 {
		at := last.Add(time.Duration(i+1) * time.Second)
		post.Comments = append(post.Comments, &sim.Comment{ID: at.Format("20060102150405"), Author: "warga", Created: at, Text: "ya"})
	}
	thread, err := start(t, w, "").GetStatusContext(t.Context(), client.ID(post.ID))
	require.NoError(t, err)
	require.Len(t, thread.Descendants, 60)
	thread, err = start(t, w, token).GetStatusContext(t.Context(), client.ID(post.ID))
	require.NoError(t, err)
	require.Len(t, thread.Descendants, 74)
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(mastodonsim.Handler(sdktest.World(mastodonsim.Platform), mastodonsim.Options{Limit: 2, Window: time.Hour}))
	t.Cleanup(server.Close)
	ask := func() (*http.Response, string) {
		resp, err := server.Client().Get(server.URL + "/api/v2/instance")
		require.NoError(t, err)
		defer func() { require.NoError(t, resp.Body.Close()) }()
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp, string(body)
	}
	first, _ := ask()
	require.Equal(t, "1", first.Header.Get("X-RateLimit-Remaining"))
	ask()
	refused, body := ask()
	require.Equal(t, http.StatusTooManyRequests, refused.StatusCode)
	require.JSONEq(t, `{"error":"Too many requests"}`, body)
	reset, err := time.Parse(time.RFC3339Nano, refused.Header.Get("X-RateLimit-Reset"))
	require.NoError(t, err)
	require.WithinDuration(t, time.Now(), reset, time.Hour)
}

func TestContentIsHTML(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(mastodonsim.Platform, 1)
	w.Accounts[0].Posts[0].Text = "Jalan <A & B> ditutup\nlihat #InfoBanjir dari @dinas"
	c := start(t, w, "")
	s, err := c.GetStatus(t.Context(), client.ID(w.Accounts[0].Posts[0].ID))
	require.NoError(t, err)
	require.Contains(t, s.Content, "<p>Jalan &lt;A &amp; B&gt; ditutup<br />lihat <a href=")
	require.Contains(t, s.Content, `class="mention hashtag" rel="tag">#<span>InfoBanjir</span></a>`)
	require.Contains(t, s.Content, `class="u-url mention">@<span>dinas</span></a>`)
}

// One thread of 60 comments.
func BenchmarkThreads(b *testing.B) {
	w := sdktest.WorldOf(mastodonsim.Platform, 5)
	post := w.Accounts[0].Posts[4]
	post.Comments = nil
	for i := range 60 {
		at := post.Published.Add(time.Duration(i+1) * time.Second)
		post.Comments = append(post.Comments, &sim.Comment{ID: at.Format("20060102150405"), Author: "warga", Created: at, Text: "Terima kasih @dinas #layanan"})
	}
	h := mastodonsim.Handler(w, mastodonsim.Options{Limit: 1 << 40})
	for b.Loop() {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/api/v1/statuses/"+post.ID+"/context", nil))
	}
}
