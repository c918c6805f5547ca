package correct

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// elsewhere is a reader that was trained on another source: it knows good and
// bad, and takes half of what is neutral for bad.
type elsewhere struct{}

func (elsewhere) Read(text string) sentiment.Reading {
	p := [3]float64{0.2, 0.38, 0.42}
	switch {
	case strings.Contains(text, "ramah"):
		p = [3]float64{0.8, 0.1, 0.1}
	case strings.Contains(text, "kecewa"):
		p = [3]float64{0.1, 0.2, 0.7}
	case strings.Contains(text, "jadwal"):
		p = [3]float64{0.2, 0.45, 0.35}
	}
	return sentiment.Reading{Label: sentiment.Labels[best(p)], Score: p[0] - p[2], Probabilities: p}
}

func (e elsewhere) opine(text string) opinion { return opinion{p: e.Read(text).Probabilities} }

// meaning knows what a text says but has learnt to weigh it otherwise: its
// embedding tells the labels apart, what it reads does not.
type meaning struct{ elsewhere }

var meant = [3][]string{{"ramah", "gercep", "jempol"}, {"jadwal", "syarat", "alamat"}, {"kecewa", "zonk", "ngaret"}}

func (m meaning) Embed(text string) (sentiment.Reading, []float32) {
	vector := []float32{0.1, 0.1, 0.1, 5} // the last says nothing
	for label, words := range meant {
		for _, word := range words {
			if strings.Contains(text, word) {
				vector[label]++
			}
		}
	}
	return m.Read(text), vector
}

// Where a reader has embeddings, 60 corrections teach what takes many more by
// words: the text's words need not have been met.
func TestEmbeddingsTeachSooner(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(9, 1))
	taught, unseen := stream(random, 60), stream(random, 2000)
	byWords, byMeaning := Wrap("test", elsewhere{}), Wrap("test", meaning{})
	byWords.Learn(taught)
	byMeaning.Learn(taught)
	require.True(t, byMeaning.Adapted())
	require.Greater(t, accuracy(byMeaning, unseen), accuracy(byWords, unseen)+0.05)
	require.Greater(t, accuracy(byMeaning, unseen), 0.85)

	m, ok := byMeaning.Measure(t.Context())
	require.True(t, ok)
	require.Greater(t, m.Accuracy, m.BaseAccuracy)
}

// stream gives comments on a town hall as they come, with their true labels.
// Half of what is good or bad is said in words that elsewhere does not know; in
// one text of eight the word says nothing of the label.
func stream(r *rand.Rand, n int) []Correction {
	filler := strings.Fields("petugas loket kantor tadi pagi kemarin sore warga antre berkas ktp surat lurah camat di ke dan yang itu ini sudah")
	out := make([]Correction, n)
	for i := range out {
		label := r.IntN(3)
		cue := label
		if r.IntN(8) == 0 {
			cue = r.IntN(3)
		}
		text := []string{meant[cue][r.IntN(3)]}
		for range 6 {
			text = append(text, filler[r.IntN(len(filler))])
		}
		r.Shuffle(len(text), func(a, b int) { text[a], text[b] = text[b], text[a] })
		out[i] = Correction{Text: strings.Join(text, " "), Label: sentiment.Labels[label], Annotator: "a", Time: time.Unix(int64(i), 0)}
	}
	return out
}

func accuracy(r sentiment.Reader, on []Correction) float64 {
	right := 0.0
	for _, c := range on {
		if r.Read(c.Text).Label == c.Label {
			right++
		}
	}
	return right / float64(len(on))
}

func TestTwoHundredCorrectionsGainOnUnseenTexts(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		random := rand.New(rand.NewPCG(seed, 1))
		taught, unseen := stream(random, 200), stream(random, 2000)
		r := Wrap("test", elsewhere{})
		r.Learn(taught)
		require.True(t, r.Adapted())
		before, after := accuracy(elsewhere{}, unseen), accuracy(r, unseen)
		require.Greater(t, after, before+0.06, "seed %d: %.3f to %.3f", seed, before, after)

		m, ok := r.Measure(t.Context())
		require.True(t, ok)
		require.LessOrEqual(t, m.Low, after, "the interval holds what is measured on 2,000 more")
		require.GreaterOrEqual(t, m.High, after)
		require.InDelta(t, accuracy(elsewhere{}, taught), m.BaseAccuracy, 1e-12)
		require.Greater(t, m.F1, m.BaseF1)
	}
}

// Labels that have nothing to do with the texts teach nothing.
func TestContradictoryLabelsDoNoHarm(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		random := rand.New(rand.NewPCG(seed, 2))
		noise, unseen := stream(random, 150), stream(random, 1000)
		for i := range noise {
			noise[i].Label = sentiment.Labels[random.IntN(3)]
		}
		r := Wrap("test", elsewhere{})
		r.Learn(noise)
		require.GreaterOrEqual(t, accuracy(r, unseen), accuracy(elsewhere{}, unseen)-0.01, "seed %d", seed)
	}
}

// Nor is there anything to learn from a reader that is right already.
func TestRightReaderStaysAsItIs(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 3))
	taught, unseen := stream(random, 200), stream(random, 300)
	for i := range taught {
		taught[i].Label = elsewhere{}.Read(taught[i].Text).Label
	}
	r := Wrap("test", elsewhere{})
	r.Learn(taught)
	require.False(t, r.Adapted())
	for _, c := range unseen {
		if !slices.ContainsFunc(taught, func(o Correction) bool { return normal(o.Text) == normal(c.Text) }) {
			require.Equal(t, elsewhere{}.Read(c.Text), r.Read(c.Text))
		}
	}
}

func TestCorrectedTextIsReadAsCorrected(t *testing.T) {
	t.Parallel()
	r := Wrap("test", sentiment.Fast())
	text := "Wah, kereeen sekali, banjir lagi. Hubungi 081234567890"
	before := r.Read("hujan deras")
	r.Learn([]Correction{{Text: text, Label: sentiment.Negative, Annotator: "a"}})
	for _, same := range []string{text, strings.ToUpper(text), "@pemkot " + text + " https://contoh.go.id", strings.ReplaceAll(text, "081234567890", "0813-9876-5432")} {
		require.Equal(t, sentiment.Negative, r.Read(same).Label, same)
		require.InDelta(t, -1, r.Read(same).Score, 1e-9)
	}
	require.Equal(t, before, r.Read("hujan deras"))
	require.Equal(t, sentiment.Fast().Read(""), r.Read(""))
	r.Learn(nil)
	require.Equal(t, sentiment.Fast().Read(text), r.Read(text))
}

func TestPeopleWhoDisagreeShareTheProbability(t *testing.T) {
	t.Parallel()
	say := func(who string, at int64, label sentiment.Label) Correction {
		return Correction{Text: "antre lagi", Label: label, Annotator: who, Time: time.Unix(at, 0)}
	}
	all := []Correction{say("a", 1, sentiment.Negative), say("b", 2, sentiment.Neutral)}
	require.Equal(t, [3]float64{0, 0.6, 0.4}, gather(all)[0].votes, "the latest decides: 1.5 and 1 of 2.5")
	all = append(all, say("b", 3, sentiment.Negative))
	require.Equal(t, [3]float64{0, 0, 1}, gather(all)[0].votes, "b thought again")
	require.Equal(t, [3]float64{0, 0.4, 0.6}, gather([]Correction{all[2], say("c", 1, sentiment.Neutral)})[0].votes)
}

func TestLearningDoesNotDependOnOrder(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(9, 4))
	taught, unseen := stream(random, 200), stream(random, 50)
	one, two := Wrap("test", elsewhere{}), Wrap("test", elsewhere{})
	one.Learn(taught)
	turned := slices.Clone(taught)
	random.Shuffle(len(turned), func(a, b int) { turned[a], turned[b] = turned[b], turned[a] })
	two.Learn(turned)
	for _, c := range unseen {
		require.Equal(t, one.Read(c.Text), two.Read(c.Text))
	}
}

// Whatever was learnt, a reading is one; also while something else is learnt.
func TestReadingsAreConsistentWhileLearning(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(4, 8))
	taught, unseen := stream(random, 100), stream(random, 100)
	r := Wrap("test", elsewhere{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for n := range 5 {
			r.Learn(taught[:20*n])
		}
	})
	for _, c := range append(unseen, Correction{}, Correction{Text: "\xff\u200b"}, Correction{Text: strings.Repeat("zonk ", 1<<18)}) {
		got := r.Read(c.Text)
		p := got.Probabilities
		require.InDelta(t, 1, p[0]+p[1]+p[2], 1e-9)
		require.Equal(t, sentiment.Labels[best(p)], got.Label)
		require.InDelta(t, p[0]-p[2], got.Score, 1e-12)
	}
	wg.Wait()
}

// Copies of one text are one voice: none may vouch for another.
func TestCopiesStandOnOneSideOfAValidation(t *testing.T) {
	t.Parallel()
	long := "kami warga sangat senang karena jalan di kampung ini sekarang sudah bagus dan terang "
	all := []Correction{
		{Text: long + "sekali", Label: sentiment.Positive}, {Text: "jadwal besok"}, {Text: long + "benar", Label: sentiment.Positive},
	}
	all[1].Label = sentiment.Neutral
	examples := examplesOf(gather(all), elsewhere{}.opine)
	require.Len(t, examples, 3)
	_, groups := folds(examples, 2)
	require.Equal(t, 2, groups)
}

// Of very many texts the newest are learnt from; all are read as corrected.
func TestLearningIsBounded(t *testing.T) {
	t.Parallel()
	all := gather(stream(rand.New(rand.NewPCG(2, 7)), mostExamples+500))
	examples := examplesOf(all, elsewhere{}.opine)
	require.Len(t, examples, mostExamples)
	for _, e := range examples {
		require.GreaterOrEqual(t, e.at.Unix(), int64(len(all)-mostExamples-50))
	}
}

func BenchmarkLearn(b *testing.B) {
	taught := stream(rand.New(rand.NewPCG(1, 5)), 1000)
	for name, base := range map[string]sentiment.Reader{"words": elsewhere{}, "embeddings": wide{}} {
		r := Wrap("test", base)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.Learn(taught)
			}
		})
	}
}

// wide has embeddings as long as the accurate reader's.
type wide struct{ elsewhere }

func (w wide) Embed(text string) (sentiment.Reading, []float32) {
	vector, random := make([]float32, 384), rand.New(rand.NewPCG(uint64(len(text)), uint64(text[0])))
	for i := range vector {
		vector[i] = random.Float32()
	}
	return w.Read(text), vector
}
