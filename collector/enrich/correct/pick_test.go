package correct

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// graded is as sure as its table says.
type graded map[string]float64

func (g graded) Read(text string) sentiment.Reading {
	return sentiment.Reading{Probabilities: [3]float64{g[text], 1 - g[text], 0}}
}

func TestPickAsksFirstWhatTeachesMost(t *testing.T) {
	t.Parallel()
	r := graded{
		"petugas loket marah kepada warga": 0.5, "petugas loket marah kepada warga!!": 0.5, "petugas loket marah pada warga": 0.51,
		"jalan rusak berat di kampung": 0.55, "terima kasih banyak": 0.99, "bagus sekali": 0.98, "mantap jiwa": 0.97, "sampah menumpuk lagi": 0.96,
	}
	var texts []string
	for text := range r {
		texts = append(texts, text)
	}
	got := Pick(r, append(texts, "", "..."), 4, "a", nil)
	require.Len(t, got, 4)
	require.True(t, got[0].Unsure)
	require.False(t, got[1].Unsure, "every second one is drawn")
	require.True(t, got[2].Unsure)
	asked := map[string]bool{}
	for _, q := range got {
		require.False(t, asked[q.Text])
		asked[q.Text] = true
	}
	require.False(t, asked["petugas loket marah kepada warga"] && asked["petugas loket marah kepada warga!!"], "not the same again")
	require.True(t, asked["jalan rusak berat di kampung"])

	left := Pick(r, texts, 100, "a", []Correction{{Text: "Terima kasih banyak", Annotator: "a"}, {Text: "mantap jiwa", Annotator: "b"}})
	found := map[string]bool{}
	for _, q := range left {
		found[q.Text] = true
	}
	require.False(t, found["terima kasih banyak"], "a has said so already")
	require.True(t, found["mantap jiwa"], "b has, a has not")
	require.Empty(t, Pick(r, nil, 10, "a", nil))
}

// What is drawn by chance is as hard as the stream, and does not depend on the
// order in which texts come.
func TestPickDrawsFairly(t *testing.T) {
	t.Parallel()
	all := stream(rand.New(rand.NewPCG(1, 6)), 600)
	var texts []string
	for _, c := range all {
		texts = append(texts, c.Text)
	}
	sure, n := 0.0, 0.0
	for _, q := range Pick(elsewhere{}, texts, 200, "a", nil) {
		if !q.Unsure {
			n++
			sure += q.Reading.Probabilities[best(q.Reading.Probabilities)]
		}
	}
	mean := 0.0
	for _, c := range all {
		p := elsewhere{}.Read(c.Text).Probabilities
		mean += p[best(p)] / float64(len(all))
	}
	require.InDelta(t, 100, n, 0)
	require.InDelta(t, mean, sure/n, 0.04)
}
