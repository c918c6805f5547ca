package tiktoksim_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
	"github.com/pantau/pantau/connectors/tiktok/tiktoksim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// reader asks as TikTok's documentation does, without the connector's code.
type reader struct {
	t   *testing.T
	url string
}

func start(t *testing.T, w *sim.World, o tiktoksim.Options) reader {
	t.Helper()
	o.Tokens = map[string]string{"good": "dinas"}
	server := httptest.NewServer(tiktoksim.New(w, o))
	t.Cleanup(server.Close)
	return reader{t, server.URL}
}

type object = map[string]any

// ask makes a request with the token in both APIs' headers.
func (r reader) ask(method, path, body, token string, want int) object {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, strings.NewReader(body))
	require.NoError(r.t, err)
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Access-Token", token)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(r.t, err)
	defer func() { require.NoError(r.t, resp.Body.Close()) }()
	raw, err := io.ReadAll(resp.Body)
	require.NoError(r.t, err)
	require.Equal(r.t, want, resp.StatusCode, string(raw))
	var out object
	require.NoError(r.t, json.Unmarshal(raw, &out))
	return out
}

func inside(o object, name string) object {
	in, _ := o[name].(object)
	return in
}

func list(o object, name string) []any {
	all, _ := o[name].([]any)
	return all
}

func TestDisplayPagesToTheLast(t *testing.T) {
	t.Parallel()
	for _, empty := range []bool{false, true} {
		r := start(t, sdktest.WorldOf(tiktoksim.Platform, 45), tiktoksim.Options{EmptyPages: empty})
		met, cursor, empties := map[any]bool{}, "", 0
		for more := true; more; {
			page := inside(r.ask(http.MethodPost, "/v2/video/list/?fields=id,create_time", `{"max_count":20`+cursor+`}`, "good", http.StatusOK), "data")
			if len(list(page, "videos")) == 0 {
				empties++
			}
			for _, v := range list(page, "videos") {
				video, _ := v.(object)
				require.False(t, met[video["id"]], "twice")
				met[video["id"]] = true
				require.Len(t, video, 2, "only the fields asked for")
			}
			at, _ := page["cursor"].(float64)
			cursor = `,"cursor":` + strconv.FormatInt(int64(at), 10)
			more, _ = page["has_more"].(bool)
		}
		require.Len(t, met, 45)
		require.Equal(t, empty, empties > 0)
	}
}

func TestDisplayErrors(t *testing.T) {
	t.Parallel()
	r := start(t, sdktest.World(tiktoksim.Platform), tiktoksim.Options{Limit: 3, Without: []string{"user.info.stats"}})
	code := func(method, path, body, token string, want int) any {
		return inside(r.ask(method, path, body, token, want), "error")["code"]
	}
	require.Equal(t, "access_token_invalid", code(http.MethodGet, "/v2/user/info/?fields=open_id", "", "bad", http.StatusUnauthorized))
	require.Equal(t, "ok", code(http.MethodGet, "/v2/user/info/?fields=open_id", "", "good", http.StatusOK))
	require.Equal(t, "scope_not_authorized", code(http.MethodGet, "/v2/user/info/?fields=follower_count", "", "good", http.StatusUnauthorized))
	require.Equal(t, "invalid_params", code(http.MethodGet, "/v2/user/info/?fields=impressions", "", "good", http.StatusBadRequest))
	require.Equal(t, "rate_limit_exceeded", code(http.MethodGet, "/v2/user/info/?fields=open_id", "", "good", http.StatusTooManyRequests))
	require.Equal(t, "invalid_params", code(http.MethodPost, "/v2/video/list/?fields=id", `{"max_count":21}`, "good", http.StatusBadRequest))
	require.Equal(t, "ok", code(http.MethodPost, "/v2/video/list/?fields=id", `{}`, "good", http.StatusOK), "each endpoint has its own limit")
}

func TestDisplayQueryFindsOwnVideos(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(tiktoksim.Platform, 5)
	r := start(t, w, tiktoksim.Options{Deleted: []string{w.Accounts[0].Posts[1].ID}})
	body := `{"filters":{"video_ids":["` + w.Accounts[0].Posts[0].ID + `","` + w.Accounts[0].Posts[1].ID + `","1"]}}`
	require.Len(t, list(inside(r.ask(http.MethodPost, "/v2/video/query/?fields=id", body, "good", http.StatusOK), "data"), "videos"), 1)
}

// business asks the API for Business, which answers 200 whatever happens.
func (r reader) business(path string, query url.Values, token string) object {
	r.t.Helper()
	query.Set("business_id", "_000dinas")
	return r.ask(http.MethodGet, "/open_api/v1.3/business/"+path+"?"+query.Encode(), "", token, http.StatusOK)
}

func TestBusinessProfile(t *testing.T) {
	t.Parallel()
	w := sdktest.World(tiktoksim.Platform)
	fields := url.Values{"fields": {`["username","followers_count","audience_genders","video_views","audience_activity"]`}}
	data := inside(start(t, w, tiktoksim.Options{}).business("get/", fields, "good"), "data")
	require.EqualValues(t, 1204, data["followers_count"])
	require.Len(t, list(data, "audience_genders"), 3)
	require.Len(t, list(data, "metrics"), 7)

	w.Accounts[0].Followers = nil
	data = inside(start(t, w, tiktoksim.Options{}).business("get/", fields, "good"), "data")
	require.Empty(t, list(data, "audience_genders"), "fewer than 100 followers")
}

func TestBusinessErrors(t *testing.T) {
	t.Parallel()
	r := start(t, sdktest.World(tiktoksim.Platform), tiktoksim.Options{Without: []string{"video.insights", "comment.list"}})
	require.EqualValues(t, 40105, r.business("get/", url.Values{}, "bad")["code"])
	require.EqualValues(t, 40002, r.business("get/", url.Values{"fields": {`["impressions"]`}}, "good")["code"])
	require.EqualValues(t, 40002, r.business("video/list/", url.Values{"fields": {"likes"}}, "good")["code"])
	require.EqualValues(t, 40002, r.business("video/list/", url.Values{"fields": {`["likes"]`}}, "good")["code"], "item_id is required")
	require.EqualValues(t, 40001, r.business("video/list/", url.Values{"fields": {`["item_id","new_followers"]`}}, "good")["code"])
	require.EqualValues(t, 40001, r.business("comment/list/", url.Values{}, "good")["code"])
	require.EqualValues(t, 0, r.business("video/list/", url.Values{}, "good")["code"])
}

func TestBusinessComments(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(tiktoksim.Platform, 5)
	post := w.Accounts[0].Posts[4]
	r := start(t, w, tiktoksim.Options{})
	query := url.Values{"video_id": {post.ID}, "sort_field": {"create_time"}, "sort_order": {"desc"}, "include_replies": {"true"}, "max_count": {"2"}}
	first := inside(r.business("comment/list/", query, "good"), "data")
	require.Len(t, list(first, "comments"), 2)
	require.Equal(t, true, first["has_more"])
	newest, _ := list(first, "comments")[0].(object)
	require.Equal(t, post.Comments[3].ID, newest["comment_id"])
	second, _ := list(first, "comments")[1].(object)
	require.Len(t, list(second, "reply_list"), 1)
	answers := inside(r.business("comment/reply/list/", url.Values{"video_id": {post.ID}, "comment_id": {post.Comments[1].ID}}, "good"), "data")
	require.Len(t, list(answers, "comments"), 1)
	query.Set("cursor", "2")
	require.Len(t, list(inside(r.business("comment/list/", query, "good"), "data"), "comments"), 1)
}

func TestRefreshTokensWorkOnce(t *testing.T) {
	t.Parallel()
	r := start(t, sdktest.World(tiktoksim.Platform), tiktoksim.Options{Refresh: map[string]string{"r-1": "dinas"}})
	body := `{"client_id":"a","client_secret":"b","grant_type":"refresh_token","refresh_token":"r-1"}`
	const path = "/open_api/v1.3/tt_user/oauth2/refresh_token/"
	require.NotEmpty(t, inside(r.ask(http.MethodPost, path, body, "", http.StatusOK), "data")["access_token"])
	require.EqualValues(t, 40002, r.ask(http.MethodPost, path, body, "", http.StatusOK)["code"])
}
