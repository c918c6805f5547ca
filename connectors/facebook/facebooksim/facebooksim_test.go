package facebooksim_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/facebook/facebooksim"
	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const token = "token-of-a-person"

var page = facebooksim.PageID("dinas")

// ask asks for a path as the documentation's examples do: the token is in the
// address.
func ask(t *testing.T, o facebooksim.Options, path string, query url.Values) (int, map[string]any) {
	t.Helper()
	if o.Tokens == nil {
		o.Tokens = map[string]metasim.Token{token: {User: "dinas"}}
	}
	h := facebooksim.Handler(sdktest.World(facebooksim.Platform), o)
	query.Set("access_token", token)
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/v25.0"+path+"?"+query.Encode(), nil))
	var body map[string]any
	require.NoError(t, json.Unmarshal(answer.Body.Bytes(), &body))
	return answer.Code, body
}

func code(body map[string]any) any {
	fault, _ := body["error"].(map[string]any)
	return fault["code"]
}

func TestPagesGiveTheirTokens(t *testing.T) {
	t.Parallel()
	_, body := ask(t, facebooksim.Options{}, "/me/accounts", url.Values{"fields": {"id,access_token"}})
	require.Equal(t, []any{map[string]any{"id": page, "access_token": facebooksim.PagePrefix + token}}, body["data"])
}

func TestFieldsUnderOtherNames(t *testing.T) {
	t.Parallel()
	_, body := ask(t, facebooksim.Options{}, "/"+page+"/posts", url.Values{
		"limit": {"1"}, "fields": {"id,reactions.type(LOVE).limit(0).summary(total_count).as(loved),attachments{media_type,target{id}}"},
	})
	post := body["data"].([]any)[0].(map[string]any)
	require.Contains(t, post, "loved")
	require.NotContains(t, post, "reactions")
	require.NotContains(t, post, "message") // not asked for
	require.Contains(t, body["paging"], "next")
}

func TestStreamHoldsAnswersToo(t *testing.T) {
	t.Parallel()
	post := page + "_" + sdktest.World(facebooksim.Platform).Accounts[0].Posts[4].ID
	for filter, n := range map[string]int{"toplevel": 3, "stream": 4} {
		_, body := ask(t, facebooksim.Options{}, "/"+post+"/comments", url.Values{"filter": {filter}})
		require.Len(t, body["data"], n)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	lesser := facebooksim.Options{Options: metasim.Options{Tokens: map[string]metasim.Token{
		token: {User: "dinas", Scopes: []string{"pages_read_engagement"}},
	}}}
	status, body := ask(t, lesser, "/"+page+"/posts", url.Values{"fields": {"id,comments.limit(0).summary(true)"}})
	require.Equal(t, http.StatusForbidden, status)
	require.EqualValues(t, 10, code(body))
	status, body = ask(t, lesser, "/"+page+"/insights", url.Values{"metric": {"page_media_view"}, "period": {"day"}})
	require.Equal(t, http.StatusOK, status) // no error without the permission
	require.Empty(t, body["data"])
	for _, metric := range []string{"page_impressions", "page_media_view,page_fans"} {
		status, body = ask(t, facebooksim.Options{}, "/"+page+"/insights", url.Values{"metric": {metric}})
		require.Equal(t, http.StatusBadRequest, status)
		require.EqualValues(t, 100, code(body))
	}
	_, body = ask(t, facebooksim.Options{}, "/"+page+"/insights", url.Values{"metric": {"page_follows"}, "since": {"1"}, "until": {"1773129600"}})
	require.EqualValues(t, 100, code(body)) // more than 90 days
	_, body = ask(t, facebooksim.Options{}, "/5", url.Values{})
	require.EqualValues(t, 100, code(body))
}

func TestReelsHaveMetricsOfTheirOwn(t *testing.T) {
	t.Parallel()
	o := facebooksim.Options{Reels: map[string]bool{}}
	for _, p := range sdktest.World(facebooksim.Platform).Accounts[0].Posts {
		o.Reels[p.ID] = p.Type == "video"
	}
	_, body := ask(t, o, "/"+page+"/video_reels", url.Values{"fields": {"id,post_id"}})
	reel := body["data"].([]any)[0].(map[string]any)
	_, body = ask(t, o, "/"+reel["id"].(string)+"/video_insights", url.Values{"metric": {"fb_reels_total_plays"}})
	require.Len(t, body["data"], 1)
	_, body = ask(t, o, "/"+reel["id"].(string)+"/video_insights", url.Values{"metric": {"post_impressions_unique"}})
	require.EqualValues(t, 100, code(body))
}
