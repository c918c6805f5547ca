package fit_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/linear"
	"github.com/pantau/pantau/collector/enrich/ngram"
	"github.com/pantau/pantau/training/fit"
)

var settings = fit.Settings{
	Plan: ngram.Plan{Bits: 12, Words: 1, MinChars: 2, MaxChars: 3},
	Cost: 1, Smooth: 1, Power: 1, Rounds: 20, Seed: 1,
}

func toy() []fit.Sample {
	var out []fit.Sample
	for class, texts := range [][]string{
		{"bagus sekali", "bagus dan cepat", "cepat sekali", "senang", "senang dan bagus"},
		{"rapat hari senin", "jadwal rapat", "hari senin", "jadwal hari ini", "rapat ini"},
		{"buruk sekali", "lambat dan buruk", "lambat sekali", "kecewa", "kecewa dan lambat"},
	} {
		for _, text := range texts {
			out = append(out, fit.Sample{Text: text, Class: class, Weight: 1})
		}
	}
	return out
}

func train(samples []fit.Sample) *linear.Model {
	w, b := fit.Weights(samples, 3, settings)
	return fit.Quantise(w, b, []string{"positive", "neutral", "negative"}, settings)
}

func class(m *linear.Model, text string) int {
	p := make([]float64, 3)
	m.Probabilities(text, p)
	best := 0
	for c := range p {
		if p[c] > p[best] {
			best = c
		}
	}
	return best
}

func TestWeightsLearn(t *testing.T) {
	t.Parallel()
	m := train(toy())
	for _, s := range toy() {
		require.Equal(t, s.Class, class(m, s.Text), "text %q", s.Text)
	}
	require.Equal(t, 0, class(m, "cepat dan senang"))
	require.Equal(t, 2, class(m, "kecewa buruk"))
}

func TestWeightsRepeatToTheBit(t *testing.T) {
	t.Parallel()
	files := make([]bytes.Buffer, 2)
	for i := range files {
		m := train(toy())
		fit.Calibrate(m, toy())
		_, err := m.WriteTo(&files[i])
		require.NoError(t, err)
	}
	require.True(t, bytes.Equal(files[0].Bytes(), files[1].Bytes()))
}

// A source that knows no neutral texts must not push its words away from neutral.
func TestSilentSamples(t *testing.T) {
	t.Parallel()
	extra := func(silent []int) *linear.Model {
		samples := toy()
		for range 10 {
			samples = append(samples,
				fit.Sample{Text: "bestie wow", Class: 0, Weight: 1, Silent: silent},
				fit.Sample{Text: "bestie yah", Class: 2, Weight: 1, Silent: silent})
		}
		return train(samples)
	}
	neutral := func(m *linear.Model) float64 {
		z := make([]float64, 3)
		m.Logits("bestie", z)
		return z[1] - m.Bias[1]
	}
	untouched := neutral(train(toy()))
	require.InDelta(t, untouched, neutral(extra([]int{1})), 0.05)
	require.Less(t, neutral(extra(nil)), untouched-0.2)
}

func TestQuantiseKeepsTheLargest(t *testing.T) {
	t.Parallel()
	w := make([]float64, 2<<12)
	w[0], w[1], w[2] = 0.5, -1, 0.004
	m := fit.Quantise(w, []float64{0, 0}, []string{"a", "b"}, settings)
	require.InDelta(t, 1.0/127, m.Scale, 1e-15)
	require.Equal(t, []int8{64, -127, 1, 0}, m.Weights[:4])
}

// A model that is right three times in four says so after calibration, however
// sure it was before.
func TestCalibrate(t *testing.T) {
	t.Parallel()
	m := &linear.Model{
		Plan: ngram.Plan{Bits: 12, Words: 1}, Classes: []string{"a", "b"},
		Bias: []float64{0, 0}, Scale: 0.05, Weights: make([]int8, 2<<12),
	}
	for word, sign := range map[string]int8{"kiri": 100, "kanan": -100} {
		f := m.Plan.Append(nil, ngram.Normalise(nil, word))[0]
		m.Weights[2*f], m.Weights[2*f+1] = sign, -sign
	}
	var samples []fit.Sample
	for i := range 400 {
		wrong := 0
		if i%4 == 0 {
			wrong = 1
		}
		samples = append(samples,
			fit.Sample{Text: "kiri", Class: wrong, Weight: 1}, fit.Sample{Text: "kanan", Class: 1 - wrong, Weight: 1})
	}
	p := make([]float64, 2)
	m.Probabilities("kiri", p)
	require.Greater(t, p[0], 0.99)
	fit.Calibrate(m, samples)
	m.Probabilities("kiri", p)
	require.InDelta(t, 0.75, p[0], 1e-3)
	require.InDelta(t, 1, p[0]+p[1], 1e-12)
	require.False(t, math.IsNaN(m.Scale))
}
