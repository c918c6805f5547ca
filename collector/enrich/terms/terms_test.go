package terms

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func top(c *Counter, k int, voices float64) []string {
	var out []string
	for _, t := range c.Top(k, voices) {
		out = append(out, fmt.Sprintf("%s %v/%v", t.Text, t.Mentions, t.Voices))
	}
	return out
}

func TestCountsTextsNotOccurrences(t *testing.T) {
	t.Parallel()
	c := NewCounter(100)
	c.Add("Banjir! Banjir di #Kemang", false, false)
	c.Add("banjir lagi", false, false)
	c.Add("Banjir di #kemang, banjir", true, false)
	require.Equal(t, []string{"banjir 3/2", "#kemang 2/1"}, top(c, 2, 1))
	require.Equal(t, []string{"banjir 3/2"}, top(c, 5, 2))
}

func TestCoordinatedTextsAreCountedBesides(t *testing.T) {
	t.Parallel()
	c := NewCounter(2)
	c.Add("banjir", false, true)
	c.Add("banjir", true, true)
	c.Add("banjir", false, false)
	require.Equal(t, []Term{{Text: "banjir", Mentions: 3, Voices: 2, Coordinated: 2}}, c.Top(1, 1))
	c.Add("jalan", false, true)
	c.Add("pasar", false, false) // takes the place of jalan, not what was counted of it
	require.Equal(t, &entry{Term: Term{Text: "pasar", Mentions: 2, Voices: 1, Over: 1}}, c.entries["pasar"])
}

func TestPhrasesTakeTheirWords(t *testing.T) {
	t.Parallel()
	c := NewCounter(100)
	for range 4 {
		c.Add("kartu sehat", false, false)
	}
	c.Add("kartu kredit", false, false)
	// Both words stand mostly in this phrase.
	require.Equal(t, []string{"kartu sehat 4/4"}, top(c, 10, 2))
	for range 20 {
		c.Add("kartu", false, false)
	}
	require.Equal(t, []string{"kartu 25/25", "kartu sehat 4/4"}, top(c, 10, 2), "now kartu is a word of its own")
}

func TestWordsThatMeetByChanceAreNoPhrase(t *testing.T) {
	t.Parallel()
	c := NewCounter(100)
	for i := range 9 {
		c.Add(fmt.Sprintf("antrean %s", strings.Repeat(string(rune('a'+i)), 4)), false, false)
		c.Add("antrean", false, false)
		c.Add("lambat", false, false)
	}
	c.Add("antrean lambat", false, false)
	c.Add("antrean lambat", false, false)
	require.Equal(t, []string{"antrean 20/20", "lambat 11/11"}, top(c, 10, 2))
}

// The bound of the paper: no count is more than N/m too high, and what occurs
// more often than that is there.
func TestErrorIsBounded(t *testing.T) {
	t.Parallel()
	const places = 50
	r := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(r, 1.2, 1, 20_000)
	c := NewCounter(places)
	truth, n := map[string]float64{}, 0.0
	for range 20_000 {
		word := fmt.Sprintf("kata%dx", zipf.Uint64())
		c.Add(word, false, false)
		truth[word]++
		n++
	}
	require.Len(t, c.entries, places)
	for word, e := range c.entries {
		require.GreaterOrEqual(t, e.Mentions, truth[word])
		require.LessOrEqual(t, e.Mentions-e.Over, truth[word])
		require.LessOrEqual(t, e.Mentions-truth[word], n/places)
	}
	for word, count := range truth {
		if count > n/places {
			require.Contains(t, c.entries, word)
		}
	}
}

func TestOrderOfTextsDoesNotMatterWithinTheRoom(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	texts := strings.Split("banjir kemang;kartu sehat gratis;antrean lama;kartu sehat;banjir;banjir lama;vaksin kartu", ";")
	var want []string
	for range 20 {
		r.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
		c := NewCounter(1000)
		for _, text := range texts {
			c.Add(text, false, false)
		}
		if want == nil {
			want = top(c, 10, 1)
		}
		require.Equal(t, want, top(c, 10, 1))
	}
}

func BenchmarkAdd(b *testing.B) {
	c := NewCounter(2000)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		i++
		c.Add(fmt.Sprintf("Antrean vaksinasi di puskesmas %d panjang sekali, mohon ditambah petugasnya", i%5000), false, false)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "texts/s")
}
