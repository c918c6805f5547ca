package youtubesim_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/youtube/youtubesim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// ask makes one call with a key and gives status and body.
func ask(t *testing.T, handler http.Handler, address, key string) (int, map[string]any) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	r.Header.Set("X-Goog-Api-Key", key)
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	var body map[string]any
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
	return w.Code, body
}

// Google's clients of this version do not have videos.batchGetStats yet; its
// form is that of the reference.
func TestBatchGetStats(t *testing.T) {
	t.Parallel()
	w := sdktest.World(youtubesim.Platform)
	first, second := w.Accounts[0].Posts[0].ID, w.Accounts[0].Posts[1].ID
	handler := youtubesim.Handler(w, youtubesim.Options{Keys: []string{"k"}, Deleted: map[string]bool{second: true}})
	status, body := ask(t, handler, youtubesim.DataPath+"/videos:batchGetStats?part=statistics&id="+first+","+second, "k")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, map[string]any{
		"requestedVideoCount": "2", "succeededVideoCount": "1", "failedVideoCount": "1", "failedVideoIds": []any{second},
	}, body["summary"])
	items, ok := body["items"].([]any)
	require.True(t, ok)
	require.Equal(t, map[string]any{
		"kind": "youtube#videoStats", "etag": "etag", "id": first,
		"statistics": map[string]any{"viewCount": "900", "likeCount": "40", "commentCount": "0"},
	}, items[0])

	status, _ = ask(t, handler, youtubesim.DataPath+"/videos:batchGetStats?part=statistics&id="+strings.Repeat("1,", 51), "k")
	require.Equal(t, http.StatusBadRequest, status)
}

func TestBucketsAreApartAndEndAtMidnight(t *testing.T) {
	t.Parallel()
	w := sdktest.World(youtubesim.Platform)
	now := time.Date(2026, 3, 9, 6, 0, 0, 0, time.UTC) // an hour before midnight: since the 8th it is summer time
	w.SetClock(func() time.Time { return now })
	handler := youtubesim.Handler(w, youtubesim.Options{Keys: []string{"k"}, Quota: 2, SearchQuota: 1})
	get := func(path string) int {
		status, _ := ask(t, handler, youtubesim.DataPath+path, "k")
		return status
	}
	require.Equal(t, http.StatusOK, get("/search?q=banjir"))
	require.Equal(t, http.StatusForbidden, get("/search?q=banjir"))
	require.Equal(t, http.StatusNotFound, get("/playlistItems?playlistId=x"), "a failed call costs too")
	require.Equal(t, http.StatusOK, get("/channels?forHandle=dinas"))
	require.Equal(t, http.StatusForbidden, get("/channels?forHandle=dinas"))
	require.Equal(t, http.StatusOK, get("/videos:batchGetStats?part=statistics&id=1"))
	now = now.Add(time.Hour)
	require.Equal(t, http.StatusOK, get("/channels?forHandle=dinas"))
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	handler := youtubesim.Handler(sdktest.World(youtubesim.Platform), youtubesim.Options{Keys: []string{"k"}})
	status, body := ask(t, handler, youtubesim.DataPath+"/channels?forHandle=dinas", "wrong")
	require.Equal(t, http.StatusBadRequest, status)
	require.Contains(t, body["error"], "details")
	status, _ = ask(t, handler, youtubesim.DataPath+"/channels?forHandle=dinas&key=k", "")
	require.Equal(t, http.StatusOK, status)
	status, _ = ask(t, handler, youtubesim.AnalyticsPath+"/reports", "k")
	require.Equal(t, http.StatusUnauthorized, status, "reports need their owner")
}
