package threadssim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// get asks a server with one account, "dinas", as its owner.
func get(t *testing.T, h http.Handler, address string) map[string]any {
	t.Helper()
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/v1.0"+address, http.NoBody)
	r.Header.Set("Authorization", "Bearer good")
	h.ServeHTTP(w, r)
	var body map[string]any
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body), w.Body.String())
	return body
}

func handler(w *sim.World, o Options, scopes ...string) http.Handler {
	o.Tokens = map[string]metasim.Token{"good": {User: "dinas", Scopes: scopes}}
	return Handler(w, o)
}

// code gives the code of an error; zero if there is none.
func code(body map[string]any) float64 {
	e, _ := body["error"].(map[string]any)
	n, _ := e["code"].(float64)
	return n
}

func rows(body map[string]any) (rows []map[string]any) {
	data, _ := body["data"].([]any)
	for _, entry := range data {
		row, _ := entry.(map[string]any)
		rows = append(rows, row)
	}
	return rows
}

func TestOnlyTheOwnersAccountIsShown(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(Platform, 3)
	theirs := &sim.Post{ID: "99", Published: sdktest.Now.Add(-time.Hour), Type: "text"}
	w.Accounts = append(w.Accounts, &sim.Account{Platform: Platform, Handle: "lain", Followers: func(time.Time) int { return 1 }, Posts: []*sim.Post{theirs}})
	h := handler(w, Options{})
	me := get(t, h, "/me?fields=id,username")
	require.Equal(t, "dinas", me["username"])
	require.Len(t, rows(get(t, h, fmt.Sprintf("/%s/threads", me["id"]))), 3)
	for _, path := range []string{"/" + userID("lain"), "/" + userID("lain") + "/threads", "/99", "/99/insights?metric=views", "/99/conversation"} {
		require.EqualValues(t, 100, code(get(t, h, path)), path)
	}
	require.EqualValues(t, 10, code(get(t, handler(w, Options{}, "threads_manage_insights"), "/me")), "threads_basic is needed always")
}

func TestPostsOfAStretchOfTime(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(Platform, 10)
	posts := w.Accounts[0].Posts
	h := handler(w, Options{Reposts: map[string]bool{posts[4].ID: true}})
	found := rows(get(t, h, "/me/threads?fields=id,media_type,owner&since="+posts[3].ID+"&until="+posts[5].ID)) // ids are seconds
	require.Len(t, found, 3)
	require.Equal(t, posts[5].ID, found[0]["id"], "the newest first")
	require.Equal(t, "REPOST_FACADE", found[1]["media_type"])
	require.Equal(t, map[string]any{"id": userID("dinas")}, found[0]["owner"])
	require.NotContains(t, found[0], "text", "not asked for")
	now := sdktest.Now.Unix()
	for _, bad := range []string{"since=1688540399", fmt.Sprint("until=", now+1), fmt.Sprintf("since=%d&until=%d", now-5, now-5)} {
		for _, list := range []string{"/me/threads?", "/me/mentions?", "/keyword_search?q=a&"} {
			require.EqualValues(t, 100, code(get(t, h, list+bad)), list+bad)
		}
	}
}

func TestConversationsAreFlat(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(Platform, 5)
	post := w.Accounts[0].Posts[4]
	h := handler(w, Options{Private: map[string]bool{"warga0": true}})
	require.Len(t, rows(get(t, h, "/"+post.ID+"/replies")), 3)
	all := rows(get(t, h, "/"+post.ID+"/conversation?fields=id,username,is_reply,root_post{id},replied_to{id}&reverse=false"))
	require.Len(t, all, 4)
	require.NotContains(t, all[0], "username")
	require.Equal(t, "warga1", all[1]["username"])
	require.Equal(t, map[string]any{"id": post.Comments[1].ID}, all[2]["replied_to"])
	require.Equal(t, map[string]any{"id": post.ID}, all[2]["root_post"])
	newest := rows(get(t, h, "/"+post.ID+"/conversation"))
	require.Equal(t, post.Comments[3].ID, newest[0]["id"], "unless asked otherwise")
	require.EqualValues(t, 10, code(get(t, handler(w, Options{}, "threads_basic"), "/"+post.ID+"/conversation")))
}

func TestInsightsAreRefusedAsDocumented(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(Platform, 5)
	posts := w.Accounts[0].Posts
	h := handler(w, Options{Reposts: map[string]bool{posts[0].ID: true}})
	require.Len(t, rows(get(t, h, "/"+posts[1].ID+"/insights?metric=views,shares")), 2)
	require.Empty(t, rows(get(t, h, "/"+posts[0].ID+"/insights?metric=views")))
	for _, path := range []string{
		"/" + posts[1].ID + "/insights?metric=views,clicks", "/me/threads_insights?metric=reach", "/me/threads_insights",
		"/me/threads_insights?metric=likes&since=1712991599", "/me/threads_insights?metric=follower_demographics",
		"/me/threads_insights?metric=follower_demographics&breakdown=age&since=1773000000",
	} {
		require.EqualValues(t, 100, code(get(t, h, path)), path)
	}
	require.EqualValues(t, 10, code(get(t, handler(w, Options{}, "threads_basic"), "/me/threads_insights?metric=views")))
}

// Views of an account are by day, in Pacific Time, which was 8 hours behind until
// 8 March and 7 hours after; the other metrics are of the whole stretch.
func TestAccountInsightsOfAStretch(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(Platform, 45)
	h := handler(w, Options{})
	body := rows(get(t, h, "/me/threads_insights?metric=views,likes,followers_count&since=1772865000&until=1773126000"))
	require.Len(t, body, 3)
	values, _ := body[0]["values"].([]any)
	var ends []any
	for _, v := range values {
		day, _ := v.(map[string]any)
		ends = append(ends, day["end_time"])
	}
	require.Equal(t, []any{"2026-03-07T08:00:00+0000", "2026-03-08T08:00:00+0000", "2026-03-09T07:00:00+0000", "2026-03-10T07:00:00+0000"}, ends)
	require.Contains(t, body[1], "total_value")
	require.Equal(t, map[string]any{"value": 1204.0}, body[2]["total_value"])
	late := rows(get(t, handler(w, Options{Late: 24 * time.Hour}), "/me/threads_insights?metric=likes,followers_count"))
	require.Len(t, late, 1, "what is not counted yet is left out")
}

func TestSmallAccountsHaveNoAudience(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(Platform, 1)
	h := handler(w, Options{})
	const path = "/me/threads_insights?metric=follower_demographics&breakdown=age"
	require.Len(t, rows(get(t, h, path)), 1)
	w.Accounts[0].Followers = func(time.Time) int { return 99 }
	body := get(t, h, path)
	require.NotNil(t, body["data"])
	require.Empty(t, rows(body), "200, and nothing")
}

func TestSearches(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(Platform, 3)
	h := handler(w, Options{MostSearches: 3})
	require.Len(t, rows(get(t, h, "/keyword_search?q=TERGENANG")), 7)
	require.Len(t, rows(get(t, h, "/keyword_search?q=banjir&search_mode=TAG&fields=id,owner")), 7)
	for range 5 {
		require.Empty(t, rows(get(t, h, "/keyword_search?q=tergenang&search_mode=TAG")), "no topic, and not counted")
	}
	require.Len(t, rows(get(t, h, "/keyword_search?q=layanan")), 3)
	require.EqualValues(t, 613, code(get(t, h, "/keyword_search?q=layanan")))
	tomorrow := sdktest.Now.Add(24 * time.Hour)
	w.SetClock(func() time.Time { return tomorrow })
	require.Len(t, rows(get(t, h, "/keyword_search?q=layanan")), 3)
	require.EqualValues(t, 100, code(get(t, h, "/keyword_search?q=")))

	own := handler(w, Options{NotApproved: true})
	require.Empty(t, rows(get(t, own, "/keyword_search?q=tergenang")))
	require.Len(t, rows(get(t, own, "/keyword_search?q=layanan")), 3)
	require.Empty(t, rows(get(t, own, "/me/mentions")))
}

func TestMentionsNameTheAccount(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(Platform, 5)
	w.Accounts[0].Posts[4].Comments[0].Text = "@dinas terima kasih"
	found := rows(get(t, handler(w, Options{}), "/me/mentions?fields=id,is_reply,text,owner"))
	require.Len(t, found, 5)
	replies := 0
	for _, m := range found {
		if m["is_reply"] == true {
			replies++
		}
		require.Contains(t, m["text"], "@dinas")
		require.NotContains(t, m, "owner", "given of own posts only")
	}
	require.Equal(t, 1, replies)
	require.EqualValues(t, 10, code(get(t, handler(w, Options{}, "threads_basic"), "/me/mentions")))
}
