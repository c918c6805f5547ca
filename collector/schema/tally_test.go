package schema

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTallyComesBack(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	tally := Tally{}
	tally.Add("banjir", 8, 1, nan, 2)
	tally.Add("banjir", 8, 4, nan, nan)
	tally.Add("banjir", 8, nan, 0, nan)
	tally.Add("pajak = mahal", 23, nan, 12, 100)
	tally.Add("banjir", 0, 0, 0, 1.5)
	text := tally.String()
	require.Equal(t, "banjir=0:0/0/1.5,8:5/0/2|pajak = mahal=23:/12/100", text)
	got, counts := Tally{}, make([]float64, 3)
	require.NoError(t, EachTopic(text, func(name, hours string) error {
		return EachHour(hours, counts, func(hour int) { got.Add(name, hour, counts...) })
	}))
	require.Equal(t, text, got.String())
	require.Len(t, got, 2)
}

func TestTallyIsRefusedWhereItIsNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "banjir", "banjir=", "banjir=7", "banjir=x:1/2", "banjir=7:1", "banjir=7:1/2/3", "banjir=7:a/1"} {
		counts := make([]float64, 2)
		require.Error(t, EachTopic(text, func(_, hours string) error { return EachHour(hours, counts, func(int) {}) }), text)
	}
}

func TestTallyOfOneCount(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	tally := Tally{}
	for _, id := range []string{"at://did:plc:a/post=1", "a|b%7Cc", "plain"} {
		tally.Add(TallyID(id), 3600, 1, nan)
		tally.Add(TallyID(id), 7200, nan, 2)
		require.Equal(t, id, UntallyID(TallyID(id)))
		require.NotContains(t, TallyID(id), "|")
	}
	require.Equal(t, "a%7Cb%257Cc=3600:1|at://did:plc:a/post=1=3600:1|plain=3600:1", tally.Of(0).String())
	require.Equal(t, "a%7Cb%257Cc=7200:2|at://did:plc:a/post=1=7200:2|plain=7200:2", tally.Of(1).String())
	require.Empty(t, Tally{"plain": {0: {nan}}}.Of(0).String())
}
