package measure

import (
	"math/rand/v2"
	"slices"
)

const (
	resamples = 1000
	seed      = 1
)

// Interval is the 95% bootstrap interval of macro-F1 (Efron 1979, percentiles of
// 1,000 resamples of the texts), from 0 to 100. truth[i] and answers[i] are the
// classes of text i.
func Interval(classes []string, truth, answers []int) (low, high float64) {
	random := rand.New(rand.NewPCG(seed, uint64(len(truth))))
	scores := make([]float64, resamples)
	for r := range scores {
		table := NewConfusion(classes)
		for range truth {
			i := random.IntN(len(truth))
			table.Add(truth[i], answers[i])
		}
		scores[r] = table.MacroF1()
	}
	slices.Sort(scores)
	return scores[resamples*25/1000], scores[resamples*975/1000-1]
}
