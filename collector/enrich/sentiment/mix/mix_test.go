package mix_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/sentiment/mix"
)

// stream draws texts of which a calibrated reader sees one number a label, normal
// around 1.5 where the label is meant and around 0 elsewhere. By Bayes' rule its
// probabilities for even shares are the softmax of 1.5 times the numbers.
func stream(r *rand.Rand, n int, shares mix.Shares) (probabilities [][3]float64, labels []int) {
	for range n {
		label := 2
		if u := r.Float64(); u < shares[0] {
			label = 0
		} else if u < shares[0]+shares[1] {
			label = 1
		}
		var p [3]float64
		sum := 0.0
		for c := range p {
			x := r.NormFloat64()
			if c == label {
				x += 1.5
			}
			p[c] = math.Exp(1.5 * x)
			sum += p[c]
		}
		for c := range p {
			p[c] /= sum
		}
		probabilities, labels = append(probabilities, p), append(labels, label)
	}
	return probabilities, labels
}

func likeliest(p [3]float64) int {
	best := 0
	for c := range p {
		if p[c] > p[best] {
			best = c
		}
	}
	return best
}

// What is shifted is found and more is read right; what is even loses nothing.
func TestEstimateFindsKnownShares(t *testing.T) {
	t.Parallel()
	for _, truth := range []mix.Shares{{0.15, 0.7, 0.15}, {0.6, 0.15, 0.25}, {0.2, 0.3, 0.5}, mix.Even} {
		probabilities, labels := stream(rand.New(rand.NewPCG(1, 2)), 5000, truth)
		got := mix.Estimate(probabilities)
		require.InDeltaSlice(t, truth[:], got[:], 0.03)
		before, after := 0, 0
		for i, p := range probabilities {
			if likeliest(p) == labels[i] {
				before++
			}
			if likeliest(mix.Adapt(p, got)) == labels[i] {
				after++
			}
		}
		gain := float64(after-before) / float64(len(labels))
		if truth[1] == 0.7 {
			require.Greater(t, gain, 0.04)
		}
		require.Greater(t, gain, -0.005, "truth %v", truth)
	}
}

// Of few texts the estimate stays near even, of too few it is even, and no label is
// taken to be rarer than one in nine.
func TestEstimateIsHeldBack(t *testing.T) {
	t.Parallel()
	truth := mix.Shares{0.1, 0.8, 0.1}
	random := rand.New(rand.NewPCG(3, 4))
	few, _ := stream(random, mix.Least-1, truth)
	require.Equal(t, mix.Even, mix.Estimate(few))
	more, _ := stream(random, mix.Least, truth)
	require.Less(t, mix.Estimate(more)[1], 0.75)
	sure := make([][3]float64, 10_000)
	for i := range sure {
		sure[i] = [3]float64{0, 1, 0}
	}
	got := mix.Estimate(sure)
	require.InDeltaSlice(t, []float64{1. / 9, 7. / 9, 1. / 9}, got[:], 1e-9)
}

// By hand: where neutral comes twice and the others half as often as usual, 0.5, 0.3
// and 0.2 become 0.25, 0.6 and 0.1 of 0.95.
func TestAdapt(t *testing.T) {
	t.Parallel()
	got := mix.Adapt([3]float64{0.5, 0.3, 0.2}, mix.Shares{1. / 6, 2. / 3, 1. / 6})
	require.InDeltaSlice(t, []float64{0.25 / 0.95, 0.6 / 0.95, 0.1 / 0.95}, got[:], 1e-12)
	same := mix.Adapt([3]float64{0.5, 0.3, 0.2}, mix.Even)
	require.InDeltaSlice(t, []float64{0.5, 0.3, 0.2}, same[:], 1e-12)
}
