package analytics

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func curve(start time.Time, hours map[int]float64) Curve {
	c := Curve{Published: start}
	for h := range 200 {
		if n, ok := hours[h]; ok {
			c.Readings = append(c.Readings, Reading{start.Add(time.Duration(h) * time.Hour), n})
		}
	}
	return c
}

func TestCurveAt(t *testing.T) {
	t.Parallel()
	c := curve(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), map[int]float64{1: 10, 4: 30})
	for hour, want := range map[int]Number{0: unknown(NotReadThen), 1: known(10), 3: known(10), 4: known(30), 100: known(30)} {
		require.Equal(t, want, c.At(time.Duration(hour)*time.Hour), "%d h", hour)
	}
	require.Equal(t, unknown(NoReading), Curve{}.At(time.Hour))
}

// Eleven posts that had 10, 20, … 110 after two hours; the new one has 95 then.
func TestCompareByHand(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	var others []Curve
	for i := range 11 {
		others = append(others, curve(start.AddDate(0, 0, -i), map[int]float64{1: 1, 2: float64(i+1) * 10, 30: 5000}))
	}
	others = append(others, curve(start, map[int]float64{24: 9000})) // first read a day later: tells nothing of two hours
	post := curve(start, map[int]float64{1: 60, 2: 95})
	got := Compare(post, 2*time.Hour, others, 10)
	require.InDelta(t, 9.0/11*100, got.Percentile.Value, 1e-9)
	got.Percentile = Number{}
	want := Pace{Actual: known(95), Expected: known(60), Usual: Interval{20, 100}, N: 11}
	require.Equal(t, want, got)
	few := Compare(post, 2*time.Hour, others[:9], 10)
	require.Equal(t, TooFewToCompare, few.Expected.Reason)
	require.Equal(t, 9, few.N)
	require.Equal(t, unknown(NotReadThen), Compare(post, time.Minute, others, 1).Actual)
}

// Hyndman & Fan's type 7 is R's default: quantile(c(1,2,4,8), c(.1,.5,.9)).
func TestQuantile(t *testing.T) {
	t.Parallel()
	for share, want := range map[float64]float64{0: 1, 0.1: 1.3, 0.5: 3, 0.9: 6.8, 1: 8} {
		require.InDelta(t, want, Quantile([]float64{1, 2, 4, 8}, share, 1).Value, 1e-12)
	}
}

// Among posts like itself, a post's percentile is even: it beats 95% of them in
// about one of twenty cases.
func TestComparePercentileIsEven(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	high, runs := 0, 3000
	for range runs {
		var all []Curve
		for range 61 {
			all = append(all, curve(start, map[int]float64{1: r.ExpFloat64()}))
		}
		if Compare(all[0], time.Hour, all[1:], 10).Percentile.Value >= 95 {
			high++
		}
	}
	require.InDelta(t, 0.05, float64(high)/float64(runs), 0.02)
}
