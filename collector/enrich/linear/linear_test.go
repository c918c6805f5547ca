package linear_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/linear"
	"github.com/pantau/pantau/collector/enrich/ngram"
)

// model has one feature a word and knows two of them.
func model(classes ...string) *linear.Model {
	m := &linear.Model{
		Plan: ngram.Plan{Bits: 12, Words: 1}, Classes: classes,
		Bias: make([]float64, len(classes)), Scale: 0.01, Weights: make([]int8, len(classes)<<12),
	}
	set := func(word string, weights ...int8) {
		f := m.Plan.Append(nil, ngram.Normalise(nil, word))
		copy(m.Weights[int(f[0])*len(classes):], weights)
	}
	set("baik", 100, -20)
	set("buruk", -127, 127)
	return m
}

func TestProbabilities(t *testing.T) {
	t.Parallel()
	m := model("a", "b", "c")
	m.Bias = []float64{0.5, 0, -0.25}
	var p [3]float64
	require.Equal(t, 2, m.Probabilities("baik sekali", p[:]))
	// 0.01 · (100, −20, 0) / √2 + bias = (1.2071, −0.1414, −0.25)
	sum := math.Exp(1.2071068) + math.Exp(-0.1414214) + math.Exp(-0.25)
	require.InDelta(t, math.Exp(1.2071068)/sum, p[0], 1e-6)
	require.InDelta(t, math.Exp(-0.1414214)/sum, p[1], 1e-6)
	require.InDelta(t, 1, p[0]+p[1]+p[2], 1e-12)

	require.Zero(t, m.Probabilities("", p[:]))
	require.InDelta(t, math.Exp(0.5)/(math.Exp(0.5)+1+math.Exp(-0.25)), p[0], 1e-12)
}

// The loop for three classes and that for any number give the same.
func TestProbabilitiesOfAnyNumberOfClasses(t *testing.T) {
	t.Parallel()
	three, four := model("a", "b", "c"), model("a", "b", "c", "d")
	var x [3]float64
	var y [4]float64
	three.Logits("baik buruk buruk x", x[:])
	four.Logits("baik buruk buruk x", y[:])
	require.Equal(t, x[:], y[:3])
}

// Words say the same as the text that they make up.
func TestWords(t *testing.T) {
	t.Parallel()
	m := model("a", "b", "c")
	m.Plan.MinChars, m.Plan.MaxChars = 2, 4
	for i := range m.Weights {
		m.Weights[i] = int8(i * 7919)
	}
	text := "  Baik sekali, é buruk 12 😀 x "
	words := m.Words(nil, text)
	require.Len(t, words, 7) // the number and the emoji are words
	var whole, parts [3]float64
	require.Equal(t, m.Probabilities(text, whole[:]), m.ProbabilitiesOf(words, parts[:]))
	require.Equal(t, whole, parts)
	require.Empty(t, m.Words(nil, ""))
}

func TestFile(t *testing.T) {
	t.Parallel()
	m := model("positive", "neutral", "negative")
	m.Plan.Across, m.Plan.MinChars, m.Plan.MaxChars = true, 2, 5
	var file bytes.Buffer
	n, err := m.WriteTo(&file)
	require.NoError(t, err)
	require.EqualValues(t, file.Len(), n)
	back, err := linear.Parse(file.Bytes())
	require.NoError(t, err)
	require.Equal(t, m, back)
}

func TestParseRefusesDamage(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	_, err := model("a", "b").WriteTo(&file)
	require.NoError(t, err)
	good := file.Bytes()
	for at := range 60 {
		_, err := linear.Parse(good[:at])
		require.ErrorContains(t, err, "model file", "cut to %d bytes", at)
	}
	_, err = linear.Parse(good[:len(good)-1])
	require.ErrorContains(t, err, "bytes of weights, want")
	_, err = linear.Parse(append(bytes.Clone(good), 0))
	require.ErrorContains(t, err, "bytes of weights, want")
	bad := bytes.Clone(good)
	bad[16] = 30
	_, err = linear.Parse(bad)
	require.ErrorContains(t, err, "30 bits")
}

func FuzzParse(f *testing.F) {
	var file bytes.Buffer
	m := model("a", "b")
	m.Plan.Bits, m.Weights = 4, make([]int8, 32)
	_, err := m.WriteTo(&file)
	require.NoError(f, err)
	f.Add(file.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := linear.Parse(data)
		if err != nil {
			return
		}
		m.Probabilities("baik sekali 👍", make([]float64, len(m.Classes)))
	})
}
