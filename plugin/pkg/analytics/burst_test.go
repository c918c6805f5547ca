package analytics

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// The closed forms: size 1 is the geometric distribution, P(X ≥ n) = qⁿ; of size
// 2 it is qⁿ(1 + n(1−q)); a huge size is the Poisson distribution.
func TestNegativeBinomialTailAgainstClosedForms(t *testing.T) {
	t.Parallel()
	for _, mean := range []float64{0.01, 0.5, 3, 40, 900} {
		for _, n := range []float64{1, 2, 5, 30, 200, 2000} {
			q := mean / (mean + 1)
			near(t, math.Pow(q, n), NegativeBinomialTail(n, mean, 1))
			q = mean / (mean + 2)
			near(t, math.Pow(q, n)*(1+n*(1-q)), NegativeBinomialTail(n, mean, 2))
		}
	}
	// Poisson of mean 3: P(X ≥ 7) = 0.0335, printed in every table.
	require.InDelta(t, 0.0335, NegativeBinomialTail(7, 3, 1e9), 5e-5)
	require.InDelta(t, 1, NegativeBinomialTail(0, 3, 1), 0)
	require.InDelta(t, 0, NegativeBinomialTail(3, 0, 1), 0)
}

func near(t *testing.T, want, got float64) {
	t.Helper()
	require.InDelta(t, want, got, 1e-9*math.Max(want, 1e-3), "want %g, got %g", want, got)
	if want > 1e-250 && want < 1e-3 { // small tails must be right too, not just small
		require.InEpsilon(t, want, got, 1e-6)
	}
}

// The 15 p-values of Benjamini & Hochberg 1995, section 4: at 5% the first four
// are found, where Bonferroni's correction finds three.
func TestBenjaminiHochbergAgainstThePaper(t *testing.T) {
	t.Parallel()
	p := []float64{
		0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1,
	}
	q := BenjaminiHochberg(p)
	found := 0
	for _, v := range q {
		if v <= 0.05 {
			found++
		}
	}
	require.Equal(t, 4, found)
	require.InDelta(t, 0.0001*15, q[0], 1e-12)
	require.InDelta(t, 0.0095*15/4, q[3], 1e-12)
	require.InDelta(t, 0.0298*15/7, q[5], 1e-12, "not 0.0278 × 15 ÷ 6: the seventh is smaller")
}

func TestBenjaminiHochbergHolds(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		p := make([]float64, r.IntN(30))
		for i := range p {
			p[i] = r.Float64()
		}
		q := BenjaminiHochberg(p)
		for i := range p {
			require.True(t, q[i] >= p[i]-1e-15 && q[i] <= 1)
			for j := range p {
				require.True(t, p[i] >= p[j] || q[i] <= q[j], "the order stays")
			}
		}
	}
}

// Two weeks of which every Monday at nine has 15 and every other hour of nine 1.
func TestProfileByHand(t *testing.T) {
	t.Parallel()
	var slots []int
	var totals []float64
	for hour := range 2 * HoursOfWeek {
		slots = append(slots, hour%HoursOfWeek)
		n := 1.0
		if hour%HoursOfWeek == 9 {
			n = 15
		}
		totals = append(totals, n)
	}
	p := NewProfile(slots, totals)
	mean := (2*15 + 2*167*1.0) / (2 * HoursOfWeek) // 364 ÷ 336
	ofNine := (42 + 4*mean) / 18                   // 2×15 + 12×1 mentions in 14 hours
	require.InDelta(t, (30+4*ofNine)/6/mean, p[9], 1e-12)
	require.InDelta(t, (2+4*ofNine)/6/mean, p[24+9], 1e-12)
	require.Less(t, p[24+10], p[24+9])
	for _, v := range NewProfile(nil, nil) {
		require.InDelta(t, 1, v, 0)
	}
}

// Ten blocks of 2 mentions, all alike: no overdispersion, so y = 20½, μ = 2.05
// and the size is 20.5 alone.
func TestSurprisesByHand(t *testing.T) {
	t.Parallel()
	h := History{Mentions: []float64{2, 2, 2, 2, 2, 2, 2, 2, 2, 2}, Exposure: []float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}}
	got := Surprises([]float64{7, 0}, []History{h, {Mentions: make([]float64, 10), Exposure: h.Exposure}}, 1)
	require.InDelta(t, 2.05, got[0].Expected, 1e-12)
	require.InDelta(t, NegativeBinomialTail(7, 2.05, 20.5), got[0].P, 1e-12)
	require.InDelta(t, 2*got[0].P, got[0].Q, 1e-12, "two candidates were looked at")
	require.InDelta(t, 0.05, got[1].Expected, 1e-12, "never seen: half a mention in ten hours")
	require.InDelta(t, 1, got[1].P, 0)

	none := Surprises([]float64{5}, []History{{}}, 1)
	require.InDelta(t, 1, none[0].Q, 0, "without a history nothing is unusual")
}

// In calm streams, overdispersed and of every size, at most about 5% of looks
// find anything.
func TestSurprisesRaiseFewFalseAlarms(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	alarms, looks := 0, 600
	for range looks {
		now, histories := calmStreams(r, 30, 200)
		for _, s := range Surprises(now, histories, 1) {
			if s.Q <= 0.05 {
				alarms++
				break
			}
		}
	}
	require.LessOrEqual(t, float64(alarms)/float64(looks), 0.05)
	require.Positive(t, alarms, "a test that can't alarm finds nothing either")
}

// calmStreams draws streams of negative binomial counts with α = ⅕.
func calmStreams(r *rand.Rand, streams, blocks int) ([]float64, []History) {
	now, histories := make([]float64, streams), make([]History, streams)
	for i := range histories {
		rate := math.Exp(r.NormFloat64() * 1.5)
		for range blocks {
			histories[i].Mentions = append(histories[i].Mentions, drawNB(r, rate, 5))
			histories[i].Exposure = append(histories[i].Exposure, 1)
		}
		now[i] = drawNB(r, rate, 5)
	}
	return now, histories
}

// drawNB draws a Poisson number of a gamma rate; size is a whole number, so the
// gamma is a sum of exponentials.
func drawNB(r *rand.Rand, mean float64, size int) float64 {
	rate := 0.0
	for range size {
		rate += r.ExpFloat64() * mean / float64(size)
	}
	return drawPoisson(r, rate)
}

func drawPoisson(r *rand.Rand, rate float64) float64 {
	n := -1.0
	for t := 0.0; t <= rate; n++ {
		t += r.ExpFloat64()
	}
	return n
}

func TestNovelty(t *testing.T) {
	t.Parallel()
	require.Equal(t, known(75), History{Mentions: []float64{0, 3, 0, 0}}.Novelty())
	require.Equal(t, unknown(NothingToWeigh), History{}.Novelty())
}
