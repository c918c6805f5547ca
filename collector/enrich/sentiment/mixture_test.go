package sentiment_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/enrich/sentiment/transformer/transformertest"
)

func mixture(t testing.TB, weights string) *sentiment.Mixture {
	t.Helper()
	accurate, err := sentiment.NewTransformer(transformertest.Tiny(7, nil))
	require.NoError(t, err)
	fast, ok := sentiment.Fast().(*sentiment.Linear)
	require.True(t, ok)
	m, err := sentiment.NewMixture(accurate, fast, []byte(weights))
	require.NoError(t, err)
	return m
}

// batak is in a language of which the transformer was taught little.
const batak = "tung denggan do dalan na tu huta i nuaeng, mauliate godang"

// With all the weight on one reader it says what that one says.
func TestMixtureOfOne(t *testing.T) {
	t.Parallel()
	alone := map[string]sentiment.Reader{
		`{"taught": {"accurate": 1}, "related": {"accurate": 1}, "other": {"accurate": 1}}`: transformer(t),
		`{"taught": {"fast": 1}, "related": {"fast": 1}, "other": {"fast": 1}}`:             sentiment.Fast(),
	}
	for weights, want := range alone {
		m := mixture(t, weights)
		for _, c := range comments(t) {
			got, of := m.Read(c.text), want.Read(c.text)
			require.Equal(t, of.Label, got.Label, c.text)
			require.InDeltaSlice(t, of.Probabilities[:], got.Probabilities[:], 1e-5, c.text)
			require.Equal(t, sentiment.Accurately, got.Reader)
		}
	}
}

func TestMixtureWeighs(t *testing.T) {
	t.Parallel()
	m := mixture(t, `{"taught": {"accurate": 0.5, "fast": 0.25, "biases": [0.1, 0, -0.2]}, "related": {"accurate": 0.5, "fast": 0.5, "biases": [0.1, 0, -0.2]},
		"other": {"accurate": 0.5, "fast": 0.75, "biases": [0.1, 0, -0.2]}}`)
	shares := map[sentiment.Group]float64{sentiment.Taught: 0.25, sentiment.Related: 0.5, sentiment.Other: 0.75}
	seen := map[sentiment.Group]bool{}
	texts := []string{batak}
	for _, c := range comments(t) {
		texts = append(texts, c.text)
	}
	for _, text := range texts {
		group := sentiment.GroupOf(text)
		share := shares[group]
		seen[group] = true
		p, q := transformer(t).Read(text).Probabilities, sentiment.Fast().Read(text).Probabilities
		odds := func(c int) float64 { return math.Sqrt(p[c]) * math.Pow(q[c], share) }
		a, b, d := odds(0)*math.Exp(0.1), odds(1), odds(2)*math.Exp(-0.2)
		got := m.Read(text)
		requireConsistent(t, got)
		require.InDelta(t, a/(a+b+d), got.Probabilities[0], 1e-5, text)
		require.InDelta(t, d/(a+b+d), got.Probabilities[2], 1e-5, text)
	}
	require.Len(t, seen, len(shares))
	require.Equal(t, sentiment.Neutral, m.Read(" ").Label)
}

func TestGroupOf(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]sentiment.Group{
		"Kapan jalan ini diperbaiki, Pak?": sentiment.Taught, "so disappointed with the service": sentiment.Taught, "mantap": sentiment.Taught, "": sentiment.Taught,
		"kagak nyesel dah ane nyoblos nyang ini": sentiment.Taught,
		"aku wis ngenteni suwe banget":           sentiment.Related, "hatur nuhun pisan, abdi parantos nampi": sentiment.Related,
		"indak ado aia di rumah ambo doh": sentiment.Related, batak: sentiment.Other,
	} {
		require.Equal(t, want, sentiment.GroupOf(text), text)
	}
}

// Embedding reads the same, and texts that say alike things lie close together.
func TestEmbed(t *testing.T) {
	t.Parallel()
	reader, ok := sentiment.Accurate().(sentiment.Embedder)
	require.True(t, ok)
	embed := func(text string) []float32 {
		got, vector := reader.Embed(text)
		require.Equal(t, reader.Read(text), got, text)
		return vector
	}
	require.Nil(t, embed(" \u200b"))
	cosine := func(a, b []float32) float64 {
		require.Len(t, b, len(a))
		var ab, aa, bb float64
		for i := range a {
			ab += float64(a[i]) * float64(b[i])
			aa += float64(a[i]) * float64(a[i])
			bb += float64(b[i]) * float64(b[i])
		}
		return ab / math.Sqrt(aa*bb)
	}
	slow := embed("antrean vaksin lama sekali")
	require.Greater(t, cosine(slow, embed("vaksin antrenya lama banget")), cosine(slow, embed("taman kota makin indah")))
}

func TestMixtureRefusesOtherFiles(t *testing.T) {
	t.Parallel()
	_, err := sentiment.NewMixture(nil, nil, []byte("x"))
	require.ErrorContains(t, err, "weights of the mixture")
}
