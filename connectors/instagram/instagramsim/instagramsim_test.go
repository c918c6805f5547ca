package instagramsim

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
)

// get asks a server with one account, "dinas", as its owner.
func get(t *testing.T, h http.Handler, address string) map[string]any {
	t.Helper()
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, address, http.NoBody)
	r.Header.Set("Authorization", "Bearer good")
	h.ServeHTTP(w, r)
	var body map[string]any
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body), w.Body.String())
	return body
}

func handler(w *sim.World, o Options) http.Handler {
	o.Tokens = map[string]metasim.Token{"good": {User: "dinas"}}
	return Handler(w, o)
}

// fault gives code and subcode of an error; zeros if there is none.
func fault(body map[string]any) [2]float64 {
	e, _ := body["error"].(map[string]any)
	code, _ := e["code"].(float64)
	sub, _ := e["error_subcode"].(float64)
	return [2]float64{code, sub}
}

func rows(body map[string]any) []any {
	data, _ := body["data"].([]any)
	return data
}

func TestOnlyTheOwnersAccountIsShown(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(Platform, 3)
	w.Accounts = append(w.Accounts, &sim.Account{Platform: Platform, Handle: "lain", Followers: func(time.Time) int { return 1 }})
	h := handler(w, Options{})
	require.Equal(t, "dinas", get(t, h, "/v25.0/"+accountID("dinas"))["username"])
	require.Equal(t, [2]float64{100, 33}, fault(get(t, h, "/v25.0/"+accountID("lain"))))
	require.Equal(t, [2]float64{100, 33}, fault(get(t, h, "/v25.0/"+accountID("lain")+"/media")))
}

func TestMediaOfAStretchOfTime(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(Platform, 10)
	posts := w.Accounts[0].Posts
	h := handler(w, Options{})
	body := get(t, h, "/v25.0/"+accountID("dinas")+"/media?since="+posts[3].ID+"&until="+posts[5].ID) // ids are seconds
	require.Len(t, rows(body), 3)
	first, _ := rows(body)[0].(map[string]any)
	require.Equal(t, posts[5].ID, first["id"], "the newest first")
}

func TestInsightsAreRefusedAsDocumented(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(Platform, 10)
	posts := w.Accounts[0].Posts
	posts[9].Published, posts[9].Final = sdktest.Now.Add(-time.Hour), sim.Counters{Reach: 4}
	h := handler(w, Options{Stories: map[string]bool{posts[9].ID: true}, BeforeConversion: map[string]bool{posts[0].ID: true}})
	ask := func(id, metrics string) [2]float64 {
		return fault(get(t, h, "/v25.0/"+id+"/insights?metric="+metrics))
	}
	require.Zero(t, ask(posts[1].ID, "views,reach"))
	require.Equal(t, [2]float64{100, 0}, ask(posts[1].ID, "views,impressions"), "removed on 21 April 2025")
	require.Equal(t, [2]float64{100, 0}, ask(posts[1].ID, "views,ig_reels_avg_watch_time"), "of reels only")
	require.Equal(t, [2]float64{100, 2108006}, ask(posts[0].ID, "views"))
	require.Equal(t, [2]float64{10, 0}, ask(posts[9].ID, "views"), "fewer than five viewers")
	require.Equal(t, [2]float64{100, 0}, fault(get(t, h, "/v25.0/"+accountID("dinas")+"/insights?metric=reach&period=day&since=1&until=9000000")), "more than 30 days")
}

func TestThirtyHashtagsInSevenDays(t *testing.T) {
	t.Parallel()
	s := newSearches()
	for i := range 30 {
		require.True(t, s.take("1", string(rune('a'+i)), sdktest.Now))
	}
	require.True(t, s.take("1", "a", sdktest.Now.Add(time.Hour)), "again is free, and does not begin anew")
	require.False(t, s.take("1", "banjir", sdktest.Now.Add(time.Hour)))
	require.True(t, s.take("2", "banjir", sdktest.Now), "another account has its own")
	require.True(t, s.take("1", "banjir", sdktest.Now.Add(7*24*time.Hour)))
}

func TestSmallAccountsHaveNoAudience(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(Platform, 1)
	h := handler(w, Options{})
	address := "/v25.0/" + accountID("dinas") + "/insights?metric=follower_demographics&period=lifetime&metric_type=total_value&timeframe=this_month&breakdown=age"
	require.Len(t, rows(get(t, h, address)), 1)
	w.Accounts[0].Followers = func(time.Time) int { return 99 }
	body := get(t, h, address)
	require.NotNil(t, body["data"])
	require.Empty(t, rows(body), "200, and nothing")
}
