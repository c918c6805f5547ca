package schema

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWeeksStartOnMondayInUTC(t *testing.T) {
	t.Parallel()
	jayapura := time.FixedZone("WIT", 9*3600)
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	require.Equal(t, time.Monday, monday.Weekday())
	for _, at := range []time.Time{monday, monday.Add(weekLength - 1), time.Date(2026, 11, 30, 8, 59, 0, 0, jayapura)} {
		require.Equal(t, monday, WeekOf(at))
	}
	require.Equal(t, monday.AddDate(0, 0, 7), AfterWeek(monday))
	require.Equal(t, monday.AddDate(0, 0, -7), WeekOf(monday.Add(-1)))
	require.Equal(t, AfterWeek(monday), WeekOf(time.Date(2026, 11, 30, 9, 0, 0, 0, jayapura)))
}

func TestListsComeBack(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	for text, numbers := range map[string][]float64{
		"": {nan, nan}, "12,,7.5": {12, nan, 7.5}, "0": {0}, "-1,9007199254740992": {-1, 1 << 53}, ",3": {nan, 3},
	} {
		require.Equal(t, text, JoinNumbers(numbers))
		got, err := AppendNumbers([]float64{5}, text, len(numbers))
		require.NoError(t, err, text)
		require.Len(t, got, len(numbers)+1)
		for i, n := range numbers {
			require.True(t, n == got[i+1] || math.IsNaN(n) && math.IsNaN(got[i+1]), text)
		}
	}
	for text, texts := range map[string][]string{
		"": {"", "", ""}, "3*video~photo": {"video", "video", "video", "photo"}, "~2*a%7Eb%2Ac%25~": {"", "a~b*c%", "a~b*c%", ""},
		"|banjir|pajak|~2*": {"|banjir|pajak|", "", ""},
	} {
		require.Equal(t, text, JoinTexts(texts))
		got, err := AppendTexts([]string{"before"}, text, len(texts))
		require.NoError(t, err, text)
		require.Equal(t, append([]string{"before"}, texts...), got)
	}
	week := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	times := []time.Time{week, week.Add(1), week.Add(weekLength - 1)}
	text := JoinTimes(week, times)
	require.Equal(t, "0,1,604799999999999", text)
	got, err := AppendTimes(nil, week, text)
	require.NoError(t, err)
	require.Equal(t, []int64{times[0].UnixNano(), times[1].UnixNano(), times[2].UnixNano()}, got)
}

func TestListsThatAreNoneAreRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"1", "1,2,3", "1,x", ",,", "0x1p,1"} {
		_, err := AppendNumbers(nil, text, 2)
		require.Error(t, err, text)
	}
	for _, text := range []string{"a", "a~b~c", "3*a", "0*a~b~c", "-1*a~b", "x*a~b", "99999999999999999999*a"} {
		_, err := AppendTexts(nil, text, 2)
		require.Error(t, err, text)
	}
	for _, text := range []string{"-1", "604800000000000", "a", "1,", "1.5"} {
		_, err := AppendTimes(nil, time.Time{}, text)
		require.Error(t, err, text)
	}
}

// FuzzLists: whatever is stored comes back, and whatever is read is refused or as long
// as it should be.
func FuzzLists(f *testing.F) {
	f.Add("video", "2*photo~", 3.0, 2)
	f.Add("", "%7E", math.NaN(), 0)
	f.Add("a*b", "9999*", -1e300, 5)
	f.Fuzz(func(t *testing.T, text, stored string, number float64, n int) {
		texts := []string{text, text, stored, "", text}
		got, err := AppendTexts(nil, JoinTexts(texts), len(texts))
		require.NoError(t, err)
		require.Equal(t, texts, got)
		if !math.IsInf(number, 0) { // the line protocol has none
			back, err := AppendNumbers(nil, JoinNumbers([]float64{number, 1, number}), 3)
			require.NoError(t, err)
			require.Equal(t, math.Float64bits(number) == math.Float64bits(back[0]), !math.IsNaN(number) || math.Float64bits(number) == math.Float64bits(math.NaN()))
		}
		n &= 1023
		if list, err := AppendTexts(nil, stored, n); err == nil {
			require.Len(t, list, n)
		}
		if list, err := AppendNumbers(nil, stored, n); err == nil {
			require.Len(t, list, n)
		}
	})
}
