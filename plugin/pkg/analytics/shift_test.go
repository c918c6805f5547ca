package analytics

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Two windows, worked by hand: 3 positive, then 3 negative. As one segment: 2! ×
// 3!3! ÷ 8! = 72/40320; as two: (2! × 3! ÷ 5!)² = 1/100. Change and no change
// are as likely before, so P = (1/100) ÷ (1/100 + 72/40320) = 0.84848….
func TestChangesByHand(t *testing.T) {
	t.Parallel()
	p, cuts := changes([]Mood{{Positive: 3}, {Negative: 3}}, 1)
	require.Equal(t, []int{1}, cuts)
	require.InDelta(t, 0.01/(0.01+72.0/40320), p[1], 1e-12)
	require.InDelta(t, 0, p[0], 0)
}

// Every way to cut eight windows, added up one by one.
func TestChangesAgainstEverySegmentation(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 30 {
		windows := make([]Mood, 8)
		for i := range windows {
			windows[i] = Mood{float64(r.IntN(9)), float64(r.IntN(9)), float64(r.IntN(9))}
		}
		n := len(windows)
		change := 1 - math.Pow(0.5, 1/float64(n-1))
		all, at, most, likeliest := 0.0, make([]float64, n), 0.0, 0
		for cut := range 1 << (n - 1) { // bit i−1: a change before window i
			weight, start := 1.0, 0
			for i := 1; i <= n; i++ {
				if i < n && cut>>(i-1)&1 == 0 {
					weight *= 1 - change
					continue
				}
				if i < n {
					weight *= change
				}
				weight *= math.Exp(segments(windows, 1)(start, i))
				start = i
			}
			all += weight
			if weight > most {
				most, likeliest = weight, cut
			}
			for i := 1; i < n; i++ {
				if cut>>(i-1)&1 == 1 {
					at[i] += weight
				}
			}
		}
		p, cuts := changes(windows, 1)
		for i := range p {
			require.InDelta(t, at[i]/all, p[i], 1e-9)
			require.Equal(t, i > 0 && likeliest>>(i-1)&1 == 1, slices.Contains(cuts, i))
		}
	}
}

// moods draws windows of about n mentions with those shares. clumps > 1 makes
// mentions come in conversations of that size, all of one label.
func moods(r *rand.Rand, windows, n, clumps int, positive, negative float64) []Mood {
	out := make([]Mood, windows)
	for i := range out {
		for range int(drawPoisson(r, float64(n)/float64(clumps))) {
			size := float64(clumps)
			switch x := r.Float64(); {
			case x < positive:
				out[i].Positive += size
			case x < positive+negative:
				out[i].Negative += size
			default:
				out[i].Neutral += size
			}
		}
	}
	return out
}

// A calm series gives none: in at most 5% of them is anything found, also where
// mentions come in conversations.
func TestShiftsRaiseFewFalseAlarms(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for name, tc := range map[string]struct{ n, clumps int }{
		"many": {60, 1}, "few": {5, 1}, "hardly any": {1, 1}, "conversations": {60, 4},
	} {
		alarms, runs := 0, 200
		for range runs {
			alarms += min(1, len(Shifts(moods(r, 60, tc.n, tc.clumps, 0.3, 0.25), 0.9)))
		}
		require.LessOrEqual(t, float64(alarms)/float64(runs), 0.05, name)
	}
}

func TestLeastIsTheSureSize(t *testing.T) {
	t.Parallel()
	for want, i := range map[float64]Interval{-12: {-60, -12}, 7: {7, 90}, 0: {-40, 3}} {
		require.InDelta(t, want, Shift{Interval: i}.Least(), 0)
	}
	// 4 of 5 mentions positive, then 4 of 5 negative: nothing is sure. Of 20 and 20
	// Wilson's interval of 4/5 reaches down by 21.6 points and that of 1/5 up by as
	// many; with φ = 1 both add up to 43.2 on either side: −120 + √2 × 43.2 = −58.9.
	few, many := Mood{4, 0, 1}, Mood{16, 0, 4}
	least := func(m Mood) float64 {
		size, interval := NetDifference(Mood{m.Negative, 0, m.Positive}, m, 1)
		require.InDelta(t, -120, size, 1e-9)
		return Shift{Size: size, Interval: interval}.Least()
	}
	require.InDelta(t, 0, least(few), 0)
	require.InDelta(t, -58.9, least(many), 0.1)
}

// Shifts of 40 points are found where they are, and their size with them.
func TestShiftsAreFound(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	found, close, covered, runs := 0, 0, 0, 150
	for range runs {
		windows := append(moods(r, 30, 20, 1, 0.4, 0.2), moods(r, 30, 20, 1, 0.2, 0.4)...)
		for _, s := range Shifts(windows, 0.9) {
			if math.Abs(float64(s.At-30)) > 5 {
				continue
			}
			found++
			if s.First <= 30 && 30 <= s.Last {
				close++
			}
			if s.Interval.Low <= -40 && -40 <= s.Interval.High {
				covered++
			}
		}
	}
	require.GreaterOrEqual(t, float64(found)/float64(runs), 0.95)
	require.GreaterOrEqual(t, float64(close)/float64(found), 0.90)
	require.GreaterOrEqual(t, float64(covered)/float64(found), 0.92, "the place was chosen, too")
}

// A rumour and the answer to it, two windows later: both are shifts.
func TestAFallAndTheRecoveryAreTwoShifts(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(11, 12))
	found, runs := 0, 100
	for range runs {
		windows := slices.Concat(moods(r, 40, 6, 1, 0.3, 0.3), moods(r, 2, 400, 1, 0.03, 0.65), moods(r, 10, 150, 1, 0.2, 0.35))
		shifts := Shifts(windows, 0.9)
		if len(shifts) == 2 && shifts[0].Size < -30 && shifts[1].Size > 30 && shifts[1].At == 42 {
			found++
		}
	}
	require.GreaterOrEqual(t, found, runs*9/10)
}

// Whether it changed before or after a day and a half in which hardly anybody wrote, nobody
// can tell; that it changed, everybody.
func TestShiftsAfterAQuietStretchAreFound(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 10))
	found, runs := 0, 100
	for range runs {
		windows := slices.Concat(moods(r, 40, 3, 1, 0.27, 0.3), moods(r, 12, 1, 1, 0.15, 0.5), moods(r, 14, 150, 1, 0.03, 0.6))
		for _, s := range Shifts(windows, 0.9) {
			if s.Size < -30 {
				found++
			}
		}
	}
	require.GreaterOrEqual(t, found, runs*9/10)
}

func TestShiftsOfLittle(t *testing.T) {
	t.Parallel()
	require.Empty(t, Shifts(nil, 0.9))
	require.Empty(t, Shifts([]Mood{{Positive: 90}}, 0.9))
	steps := func(n float64) []Mood {
		good, bad := Mood{Positive: n}, Mood{Negative: n}
		return []Mood{good, good, good, good, bad, bad, bad, bad}
	}
	require.Empty(t, Shifts(steps(9)[:7], 0.9), "too few windows")
	require.Empty(t, Shifts(steps(4), 0.9), "too few mentions on a side")
	got := Shifts(steps(9), 0.9)
	require.Len(t, got, 1)
	require.Equal(t, 4, got[0].At)
	require.Equal(t, Mood{Positive: 36}, got[0].Before)
	require.InDelta(t, -200, got[0].Size, 1e-9)
	require.Empty(t, Shifts(make([]Mood, MaxShiftWindows+1), 0))
}

// Differences of net sentiment are covered by 95% of their intervals.
func TestNetDifferenceCovers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	for _, n := range []int{20, 60, 300} {
		covered, runs := 0, 3000
		for range runs {
			a, b := exactly(r, n, 0.5, 0.2), exactly(r, 2*n, 0.3, 0.4)
			if _, in := NetDifference(a, b, 1); in.Low <= 40 && 40 <= in.High {
				covered++
			}
		}
		require.InDelta(t, 0.95, float64(covered)/float64(runs), 0.02, "n %d", n)
	}
}

func exactly(r *rand.Rand, n int, positive, negative float64) Mood {
	p, q := sample(r, n, [2]float64{positive, negative})
	return Mood{p, float64(n) - p - q, q}
}

func TestOverdispersion(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 10))
	require.InDelta(t, 1, Overdispersion(moods(r, 2000, 60, 1, 0.3, 0.3)), 0.1)
	require.InDelta(t, 4, Overdispersion(moods(r, 2000, 60, 4, 0.3, 0.3)), 0.5)
	require.InDelta(t, 1, Overdispersion(nil), 0)
}
