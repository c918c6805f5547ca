package sentiment_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/enrich/sentiment/transformer/transformertest"
)

func transformer(t testing.TB) sentiment.Reader {
	t.Helper()
	r, err := sentiment.NewTransformer(transformertest.Tiny(7, nil))
	require.NoError(t, err)
	return r
}

func TestAccurateIsConsistent(t *testing.T) {
	t.Parallel()
	for _, r := range []sentiment.Reader{sentiment.Accurate(), transformer(t)} {
		for _, c := range comments(t) {
			requireConsistent(t, r.Read(c.text))
		}
		for _, text := range []string{"", " \n\t", "\u200b\u200d\ufeff", "\xff\xfe", "https://contoh.go.id/x", "@pemkot @dinkes"} {
			require.Equal(t, sentiment.Neutral, r.Read(text).Label, "text %q", text)
			require.Zero(t, r.Read(text).Score, "text %q", text)
		}
	}
	require.Same(t, sentiment.Accurate(), sentiment.Accurate())
}

func TestAccurateWhatDoesNotMatter(t *testing.T) {
	t.Parallel()
	for _, reader := range []sentiment.Reader{sentiment.Accurate(), transformer(t)} {
		for _, c := range comments(t) {
			want := reader.Read(c.text)
			for _, variant := range []string{c.text + " https://contoh.go.id/berita/123", "@pemkot " + c.text, "  " + c.text + "\n\n"} {
				require.Equal(t, want, reader.Read(variant), "text %q", variant)
			}
		}
	}
}

// Who draws letters out says the same, louder: not one label in twenty changes.
func TestDrawnOutLettersKeepTheLabel(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 5))
	for _, r := range []sentiment.Reader{sentiment.Accurate(), sentiment.Fast()} {
		same, n := 0.0, 0.0
		for _, c := range comments(t) {
			plain, drawn := r.Read(c.text), r.Read(drawnOut(random, c.text))
			if n++; plain.Label == drawn.Label {
				same++
			} else {
				t.Logf("%s: %q is %s, drawn out %s", plain.Reader, c.text, plain.Label, drawn.Label)
			}
		}
		require.Greater(t, same/n, 0.95, r.Read("").Reader)
	}
	require.Equal(t, sentiment.Positive, sentiment.Accurate().Read("BAGUUUUUS BANGEEET!!!").Label)
	require.Equal(t, sentiment.Negative, sentiment.Accurate().Read("leeeelet bangeeet").Label)
}

// drawnOut draws out a vowel of every third word or so.
func drawnOut(random *rand.Rand, text string) string {
	words := strings.Fields(text)
	for i, w := range words {
		if at := 1 + strings.IndexAny(w[1:], "aiueo"); at > 0 && len(w) > 3 && random.IntN(3) == 0 {
			words[i] = w[:at] + strings.Repeat(w[at:at+1], 2+random.IntN(4)) + w[at:]
		}
	}
	return strings.Join(words, " ")
}

// The real weights must agree with people at least as often as the fast reader
// must, on comments that they have never seen.
func TestAccurateAgreesWithPeople(t *testing.T) {
	t.Parallel()
	const least = 0.85
	right := 0
	all := comments(t)
	for _, c := range all {
		if string(sentiment.Accurate().Read(c.text).Label) == c.label {
			right++
		}
	}
	require.GreaterOrEqual(t, float64(right)/float64(len(all)), least)
}

// A curve must not jump because another reader took over: over many comments both
// see the same balance, but for 0.05 and two standard errors of the difference, and
// nearly the same shares. The report of training/evaluate tells it of thousands of texts.
func TestReadersShareAScale(t *testing.T) {
	t.Parallel()
	var texts []string
	for _, c := range comments(t) {
		texts = append(texts, c.text)
	}
	for _, line := range lines(t, "../../../training/transformer/probe.tsv") {
		text, _, _ := strings.Cut(line, "\t")
		texts = append(texts, text)
	}
	n := float64(len(texts))
	var sum, squares float64 // of the differences
	var shares [2][3]float64
	for _, text := range texts {
		accurate, fast := sentiment.Accurate().Read(text), sentiment.Fast().Read(text)
		d := accurate.Score - fast.Score
		sum, squares = sum+d, squares+d*d
		for i, l := range sentiment.Labels {
			for k, r := range []sentiment.Reading{accurate, fast} {
				if r.Label == l {
					shares[k][i] += 1 / n
				}
			}
		}
	}
	mean := sum / n
	uncertain := 2 * math.Sqrt((squares/n-mean*mean)/n)
	t.Logf("mean difference %.3f ± %.3f, shares %.3f and %.3f, n %v", mean, uncertain, shares[0], shares[1], n)
	require.Less(t, math.Abs(mean), 0.05+uncertain)
	require.InDeltaSlice(t, shares[0][:], shares[1][:], 0.15)
}

func TestNewTransformerRefusesOtherFiles(t *testing.T) {
	t.Parallel()
	_, err := sentiment.NewTransformer([]byte("PANTAU-LINEAR-1\n"))
	require.ErrorContains(t, err, "model file")
}

func TestSure(t *testing.T) {
	t.Parallel()
	require.False(t, sentiment.Reading{Probabilities: [3]float64{0.59, 0.3, 0.11}}.Sure())
	require.True(t, sentiment.Reading{Probabilities: [3]float64{0.1, 0.3, 0.6}}.Sure())
	require.InDelta(t, 0.6, sentiment.Reading{Probabilities: [3]float64{0.1, 0.3, 0.6}}.Certainty(), 0)
}

// byWord gives every text the score of the words it holds.
type byWord map[string]float64

func (b byWord) Read(text string) sentiment.Reading {
	score := 0.0
	for word, s := range b {
		if slices.Contains(strings.Fields(text), word) {
			score += s
		}
	}
	return sentiment.Reading{Score: score}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	got := sentiment.Explain(byWord{"ramah": 0.25, "lama": -0.5}, "petugas ramah  antre lama")
	require.Equal(t, []sentiment.Contribution{{"lama", -0.5}, {"ramah", 0.25}, {"petugas", 0}, {"antre", 0}}, got)
	require.Empty(t, sentiment.Explain(sentiment.Fast(), " "))
	require.Equal(t, "mengecewakan", sentiment.Explain(sentiment.Fast(), "layanan di kantor ini mengecewakan")[0].Word)
}

// longest tells how long the texts are that it is asked for.
type longest struct{ bytes int }

func (l *longest) Read(text string) sentiment.Reading {
	l.bytes = max(l.bytes, len(text))
	return sentiment.Reading{}
}

// What no reader reads is not explained: 200 readings of a whole book take long.
func TestExplainReadsNoBook(t *testing.T) {
	t.Parallel()
	var l longest
	require.Len(t, sentiment.Explain(&l, strings.Repeat("bagus ", 1<<20)), 200)
	require.Less(t, l.bytes, 1<<17)
}

// BenchmarkAccurate reads what an office gets.
func BenchmarkAccurate(b *testing.B) {
	var texts []string
	for _, c := range comments(b) {
		texts = append(texts, c.text)
	}
	benchmark(b, texts)
}

// BenchmarkAccurateLong reads reviews of 31 words, the mean of the training data.
func BenchmarkAccurateLong(b *testing.B) {
	benchmark(b, []string{
		"tempat makan keluarga di pinggir kota ini bersih dan luas , pelayanannya ramah dan cepat , tetapi harganya agak mahal untuk " +
			"porsi yang kecil , jadi kami mungkin akan datang lagi kalau ada potongan",
		"kami menunggu hampir dua jam di loket pembayaran karena petugasnya hanya satu orang , padahal antrean sudah panjang sejak pagi dan " +
			"tidak ada kursi yang cukup untuk orang tua yang ikut mengantre",
	})
}

func benchmark(b *testing.B, texts []string) {
	reader := sentiment.Accurate()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		reader.Read(texts[i%len(texts)])
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "texts/s")
}
