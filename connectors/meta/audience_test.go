package meta

import (
	"encoding/json"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
)

var end = time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)

func TestSharesAreOfAllThatAreCounted(t *testing.T) {
	t.Parallel()
	record := func(dimension, bucket string, n, share float64) sdk.Record {
		return sdk.Audience{Dimension: dimension, Bucket: bucket, WindowEnd: end, Value: sdk.Number(n), Share: share}
	}
	buckets := []Bucket{{"F", 3}, {"M", 1}, {"", 4}, {"U", -2}}
	require.Equal(t, []sdk.Record{record("gender", "female", 3, 0.375), record("gender", "male", 1, 0.125)}, Audience("gender", buckets, end))
	require.Equal(t, []sdk.Record{record("engaged_gender", "male", 2, 1)}, Audience("engaged_gender", []Bucket{{"M", 2}}, end))
	require.Equal(t, []sdk.Record{record("city", "M", 2, 1)}, Audience("city", []Bucket{{"M", 2}}, end), "a place of one letter")
	require.Equal(t, []sdk.Record{record("city", "Ranu", 0, 0)}, Audience("city", []Bucket{{"Ranu", 0}}, end))

	var largest []Bucket
	for i := range mostBuckets {
		largest = append(largest, Bucket{strconv.Itoa(i), 2})
	}
	require.Equal(t, record("city", "0", 2, 0), Audience("city", largest, end)[0], "there may be more")
	require.Equal(t, record("city", "0", 2, 1.0/44), Audience("city", largest[:44], end)[0])
}

func TestPartsAreBucketsByName(t *testing.T) {
	t.Parallel()
	require.Equal(t, []Bucket{{"ID", 3}, {"MY", 1}}, Value{Value: json.RawMessage(`{"MY":1,"ID":3}`)}.Buckets())
	require.Empty(t, Value{Value: json.RawMessage(`3`)}.Buckets())
}

// FuzzAudience makes records of any breakdown.
func FuzzAudience(f *testing.F) {
	f.Add([]byte(`{"total_value":{"breakdowns":[{"dimension_keys":["gender"],"results":[{"dimension_values":["F"],"value":3},{"dimension_values":[],"value":-1},{"dimension_values":["M"],"value":-1}]}]}}`))
	f.Add([]byte(`{"total_value":{"breakdowns":[{"dimension_keys":["timeframe","gender"],"results":[{"dimension_values":["THIS_MONTH",""],"value":0}]},{}]}}`))
	f.Add([]byte(`{"values":[{"value":{"Ranuwarna, Jawa Tengah":120,"":-3},"end_time":"2026-03-10T07:00:00+0000"},{"value":{}}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var insight Insight
		if json.Unmarshal(raw, &insight) != nil {
			return
		}
		all := [][]Bucket{insight.By("gender")}
		for _, v := range insight.Values {
			all = append(all, v.Buckets())
		}
		for _, buckets := range all {
			whole := 0.0
			for _, record := range Audience("gender", buckets, end) {
				a, ok := record.(sdk.Audience)
				require.True(t, ok)
				require.NotEmpty(t, a.Bucket)
				require.GreaterOrEqual(t, a.Value.Value, 0.0)
				require.GreaterOrEqual(t, a.Share, 0.0)
				whole += a.Share
			}
			require.LessOrEqual(t, whole, 1.0+1e-9)
		}
	})
}
