package youtube

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

// FuzzLists decodes pages of every list.
func FuzzLists(f *testing.F) {
	for _, seed := range []string{
		`{"items":[{"id":"UC1","snippet":{"title":"x","publishedAt":"2026-03-01T08:00:00Z"},"statistics":{"viewCount":"1","hiddenSubscriberCount":true}}]}`,
		`{"items":[{"contentDetails":{"videoId":"v","videoPublishedAt":"2026-03-01T08:00:00Z"}}],"nextPageToken":"P2"}`,
		`{"items":[{"id":"v","snippet":{"publishedAt":17},"liveStreamingDetails":{},"statistics":{"likeCount":9007199254740993}}]}`,
		`{"items":[{"id":"t","snippet":{"totalReplyCount":2,"topLevelComment":{"id":"t"}},"replies":{"comments":[{"id":"t.1"}]}}]}`,
		`{"items":[{"id":{"videoId":"v"},"snippet":{"title":"&#39;"}}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(_ *testing.T, raw []byte) {
		var channels listJSON[channelJSON]
		_ = json.Unmarshal(raw, &channels)
		var uploads listJSON[playlistItemJSON]
		if json.Unmarshal(raw, &uploads) == nil {
			wanted(uploads.Items, sdktest.Now.Add(-time.Hour), sdktest.Now)
		}
		var videos listJSON[videoJSON]
		if json.Unmarshal(raw, &videos) == nil {
			for _, v := range videos.Items {
				detailsOf(v, sdktest.Now)
			}
		}
		var threads listJSON[threadJSON]
		if json.Unmarshal(raw, &threads) == nil {
			behind(threads.Items, sdktest.Now)
		}
		var hits listJSON[searchJSON]
		if json.Unmarshal(raw, &hits) == nil {
			for _, hit := range hits.Items {
				(&run{}).mention(hit)
			}
		}
	})
}

// FuzzReports makes records of any report.
func FuzzReports(f *testing.F) {
	for _, seed := range []string{
		`{"columnHeaders":[{"name":"day","columnType":"DIMENSION"},{"name":"viewerPercentage","columnType":"METRIC"}],"rows":[["age65- male",3.5]]}`,
		`{"rows":[[1]]}`, `{"columnHeaders":[{"name":"m"}],"rows":[[null],[true],[[]]]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(_ *testing.T, raw []byte) {
		var said resultJSON
		if json.Unmarshal(raw, &said) != nil {
			return
		}
		rows, err := said.table()
		if err == nil {
			buckets(report{scope: "viewers", names: []string{"viewerPercentage"}}, rows, sdktest.Now)
		}
	})
}

// FuzzErrors reads any body of an error.
func FuzzErrors(f *testing.F) {
	f.Add(403, []byte(`{"error":{"code":403,"message":"<a href=\"x\">quota</a>","errors":[{"reason":"quotaExceeded"}]}}`))
	f.Add(400, []byte(`{"error":{"code":400,"message":"Unknown identifier (x)","details":[{"reason":"API_KEY_INVALID"}]}}`))
	f.Add(500, []byte(`{"error":"text"}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		err := classify(&sdk.StatusError{Status: status, Body: body}, nil)
		if err != nil {
			require.NotEmpty(t, err.Error())
			refusedMetric(err)
			outOfQuota(err)
		}
	})
}

// FuzzCursor reads any cursor, and its own again.
func FuzzCursor(f *testing.F) {
	f.Add([]byte(`{"v":1,"uploads":{"newest":"2026-03-09T08:00:00Z","left":true,"rest":"P2"},"seen":[{"id":"v","n":3,"at":"2026-03-09T08:00:00Z"}]}`))
	f.Add([]byte(`{"v":99}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		require.Equal(t, cursorVersion, readCursor(raw).Version)
		require.NoError(t, sdktest.Settled(t, raw, func(raw []byte) ([]byte, error) { return readCursor(raw).encode() }))
	})
}
