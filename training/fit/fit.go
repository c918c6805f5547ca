// Package fit trains the linear models of the enrichment: support vector
// machines over features scaled by their log-count ratios (Wang and Manning
// 2012, "NB-SVM"), solved one class against the others by dual coordinate
// descent (Hsieh and others 2008). One core, no randomness but a fixed seed:
// the same data give the same bytes.
package fit

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/pantau/pantau/collector/enrich/ngram"
)

// Sample is one text to learn from.
type Sample struct {
	Text   string
	Class  int
	Weight float64 // how much its errors cost
	// Silent lists classes on which the sample has nothing to say, because its
	// source doesn't know them: not being labelled so means nothing there.
	Silent []int
}

// Settings of a training run.
type Settings struct {
	Plan   ngram.Plan
	Cost   float64 // C: the higher, the closer to the training data
	Smooth float64 // α: added to every count
	Power  float64 // exponent of the ratio: 0 leaves features unscaled
	Rounds int     // passes over the data
	Seed   uint64
}

// row is a text as features in rising order with their values.
type row struct {
	feature []uint32
	value   []float32
}

// Weights trains one weight a feature and class, and one bias a class:
// Weights[feature*classes+class].
func Weights(samples []Sample, classes int, s Settings) (weights, bias []float64) {
	rows := make([]row, len(samples))
	for i := range samples {
		rows[i] = features(samples[i].Text, s)
	}
	size := 1 << s.Plan.Bits
	weights, bias = make([]float64, size*classes), make([]float64, classes)
	for c := range classes {
		samples, rows := heard(samples, rows, c)
		w := machine(samples, rows, c, ratios(samples, rows, c, size, s), s)
		for f := range size {
			weights[f*classes+c] = w[f]
		}
		bias[c] = w[size]
	}
	return weights, bias
}

// heard leaves out the samples that are silent on a class.
func heard(samples []Sample, rows []row, class int) ([]Sample, []row) {
	var outSamples []Sample
	var outRows []row
	for i, s := range samples {
		if !slices.Contains(s.Silent, class) {
			outSamples, outRows = append(outSamples, s), append(outRows, rows[i])
		}
	}
	return outSamples, outRows
}

// features reads a text as the model will: values are counts over √n.
func features(text string, s Settings) row {
	f := s.Plan.Append(nil, ngram.Normalise(nil, text))
	unit := float32(1 / math.Sqrt(float64(max(1, len(f)))))
	slices.Sort(f)
	var r row
	for _, x := range f {
		if n := len(r.feature); n > 0 && r.feature[n-1] == x {
			r.value[n-1] += unit
			continue
		}
		r.feature = append(r.feature, x)
		r.value = append(r.value, unit)
	}
	return r
}

// ratios is r of NB-SVM for one class against the others, by weighted counts of
// the texts that have a feature.
func ratios(samples []Sample, rows []row, class, size int, s Settings) []float64 {
	in, out := make([]float64, size), make([]float64, size)
	sumIn, sumOut := s.Smooth*float64(size), s.Smooth*float64(size)
	for i, r := range rows {
		side, sum := out, &sumOut
		if samples[i].Class == class {
			side, sum = in, &sumIn
		}
		for _, f := range r.feature {
			side[f] += samples[i].Weight
			*sum += samples[i].Weight
		}
	}
	ratio := make([]float64, size)
	for f := range ratio {
		v := math.Log((in[f]+s.Smooth)/sumIn) - math.Log((out[f]+s.Smooth)/sumOut)
		ratio[f] = math.Pow(math.Abs(v), s.Power)
	}
	return ratio
}

// machine solves one class against the others with squared hinge loss. It
// returns the weights with the scaling folded in and the bias as last element.
func machine(samples []Sample, rows []row, class int, ratio []float64, s Settings) []float64 {
	size := len(ratio)
	w := make([]float64, size+1)
	step := make([]float64, size+1)
	for f, r := range ratio {
		step[f] = float64(r * r)
	}
	step[size] = 1
	norms, alpha := make([]float64, len(rows)), make([]float64, len(rows))
	order := make([]int, len(rows))
	for i, r := range rows {
		order[i] = i
		norms[i] = step[size] + 1/(2*s.Cost*samples[i].Weight)
		for j, f := range r.feature {
			v := float64(r.value[j])
			norms[i] += float64(v * v * step[f])
		}
	}
	random := rand.New(rand.NewPCG(s.Seed, uint64(class)))
	for range s.Rounds {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			y := -1.0
			if samples[i].Class == class {
				y = 1
			}
			improve(w, step, rows[i], y, 1/(2*s.Cost*samples[i].Weight), norms[i], &alpha[i])
		}
	}
	return w
}

// improve does the exact step for one text's dual variable.
func improve(w, step []float64, r row, y, slack, norm float64, alpha *float64) {
	last := len(w) - 1
	z := w[last]
	for j, f := range r.feature {
		z += float64(w[f] * float64(r.value[j]))
	}
	gradient := float64(y*z) - 1 + float64(slack**alpha)
	next := max(0, *alpha-gradient/norm)
	d := float64((next - *alpha) * y)
	*alpha = next
	if d == 0 {
		return
	}
	for j, f := range r.feature {
		w[f] += float64(float64(d*float64(r.value[j])) * step[f])
	}
	w[last] += d
}
