package influx

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRowsThatNameTheirTagsAreSplitAsTheDatabaseWould(t *testing.T) {
	s := Select{From: "account_1d", By: []string{"platform", "account"}, Columns: Fields("followers", "unavailable")}
	require.Equal(t, Fields("platform", "account", "followers", "unavailable"), s.Named().Columns)
	require.Empty(t, s.Named().By)
	nan := math.NaN()
	out := s.Split(&Result{Series: []Series{{
		n: 4, times: []int64{1, 1, 2, 3},
		numbers: map[string][]float64{"followers": {10, 20, nan, 30}},
		texts: map[string][]string{
			"platform": {"x", "xd", "x", "x"}, "account": {"dinkes", "inkes", "dinkes", "pemkot"}, "unavailable": {"", "a", "b", ""},
		},
	}}})
	require.Len(t, out.Series, 3)
	require.Equal(t, map[string]string{"platform": "x", "account": "dinkes"}, out.Series[0].Tags)
	require.Equal(t, []int64{1, 2}, out.Series[0].times)
	require.Equal(t, []string{"", "b"}, out.Series[0].Texts("unavailable"))
	require.InDelta(t, 10, out.Series[0].Numbers("followers")[0], 0)
	require.True(t, math.IsNaN(out.Series[0].Numbers("followers")[1]))
	require.Equal(t, map[string]string{"platform": "xd", "account": "inkes"}, out.Series[1].Tags, "xd+inkes is not x+dinkes")
	require.Equal(t, []float64{30}, out.Series[2].Numbers("followers"))
	require.Equal(t, 1, out.Series[2].Len())
	require.Empty(t, s.Split(&Result{}).Series)
}
