package sentiment_test

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/ngram"
	"github.com/pantau/pantau/collector/enrich/sentiment"
)

var update = flag.Bool("update", false, "rewrite the golden file")

// comment is one line of testdata/comments.tsv, which holds what an office gets,
// with the label that a person gave.
type comment struct{ label, text string }

func comments(t testing.TB) []comment {
	var out []comment
	for i, line := range lines(t, "testdata/comments.tsv") {
		label, text, ok := strings.Cut(line, "\t")
		require.True(t, ok, "line %d", i+1)
		out = append(out, comment{label, text})
	}
	return out
}

// lines returns the lines of a file but the first, which names the columns.
func lines(t testing.TB, path string) []string {
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return strings.Split(strings.TrimSpace(string(data)), "\n")[1:]
}

// Labels and scores are fixed, whatever machine reads. The sums behind them are
// whole numbers, and no other step is fused or taken in another order, so only the
// last digits of math.Exp may differ between architectures: far less than 1e-4.
func TestGolden(t *testing.T) {
	t.Parallel()
	for path, reader := range map[string]sentiment.Reader{
		"testdata/comments.golden.tsv": sentiment.Fast(), "testdata/accurate.golden.tsv": sentiment.Accurate(),
	} {
		all := comments(t)
		if *update {
			var b bytes.Buffer
			b.WriteString("label\tscore\ttext\n")
			for _, c := range all {
				r := reader.Read(c.text)
				fmt.Fprintf(&b, "%s\t%.6f\t%s\n", r.Label, r.Score, c.text)
			}
			require.NoError(t, os.WriteFile(path, b.Bytes(), 0o644))
		}
		want := lines(t, path)
		require.Len(t, want, len(all))
		for i, line := range want {
			field := strings.Split(line, "\t")
			require.Len(t, field, 3)
			require.Equal(t, all[i].text, field[2])
			score, err := strconv.ParseFloat(field[1], 64)
			require.NoError(t, err)
			r := reader.Read(field[2])
			require.Equal(t, field[0], string(r.Label), "%s: text %q", r.Reader, field[2])
			require.InDelta(t, score, r.Score, 1e-4, "%s: text %q", r.Reader, field[2])
		}
	}
}

// The golden file says what is, this says that it is good enough: a new model
// must not be worse on comments that it has never seen.
func TestAgreesWithPeople(t *testing.T) {
	t.Parallel()
	const least = 0.85
	right, neutralAsNegative, neutral := 0, 0, 0
	all := comments(t)
	for _, c := range all {
		got := string(sentiment.Fast().Read(c.text).Label)
		if got == c.label {
			right++
		}
		if c.label == "neutral" {
			neutral++
			if got == "negative" {
				neutralAsNegative++
			}
		}
	}
	require.GreaterOrEqual(t, float64(right)/float64(len(all)), least)
	require.LessOrEqual(t, float64(neutralAsNegative)/float64(neutral), 0.1, "neutral is read as negative")
}

func TestReadingIsConsistent(t *testing.T) {
	t.Parallel()
	for _, c := range comments(t) {
		requireConsistent(t, sentiment.Fast().Read(c.text))
	}
}

func requireConsistent(t testing.TB, r sentiment.Reading) {
	sum, best := 0.0, 0
	for i, p := range r.Probabilities {
		require.False(t, math.IsNaN(p) || p < 0 || p > 1, "%v", r)
		sum += p
		if p > r.Probabilities[best] {
			best = i
		}
	}
	require.InDelta(t, 1, sum, 1e-9)
	require.Equal(t, sentiment.Labels[best], r.Label)
	require.InDelta(t, r.Probabilities[0]-r.Probabilities[2], r.Score, 1e-12)
}

func TestNothingToRead(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", " \n\t", "\u200b\u200d\ufeff", "\xff\xfe", "...", "https://contoh.go.id/x", "@pemkot @dinkes"} {
		r := sentiment.Fast().Read(text)
		require.Equal(t, sentiment.Neutral, r.Label, "text %q", text)
		require.Zero(t, r.Score, "text %q", text)
	}
}

// What says nothing of feeling changes nothing.
func TestWhatDoesNotMatter(t *testing.T) {
	t.Parallel()
	for _, c := range comments(t) {
		want := sentiment.Fast().Read(c.text)
		for _, variant := range []string{
			c.text + " https://contoh.go.id/berita/123", "@pemkot " + c.text, "  " + c.text + "\n\n",
			strings.ReplaceAll(c.text, "a", "a\u200b"), strings.ToUpper(c.text),
		} {
			require.Equal(t, want, sentiment.Fast().Read(variant), "text %q", variant)
		}
	}
}

// Repeated letters, entities and odd alphabets are read as the plain word.
func TestSpellings(t *testing.T) {
	t.Parallel()
	for odd, plain := range map[string]string{
		"mantaaaaap": "mantap", "KECEWAAA": "kecewa", "𝐤𝐞𝐜𝐞𝐰𝐚": "kecewa", "bagus &amp; cepat": "bagus & cepat",
		"ke\u200bcewa": "kecewa", "👍🏽": "👍", "Sip :)": "sip 😊",
	} {
		require.Equal(t, sentiment.Fast().Read(plain), sentiment.Fast().Read(odd), "text %q", odd)
	}
}

func TestReadsOnlyTheStart(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"bagus ", "👍", "\u200b", "\xff", "مرحبا ", "&amp;", "a", "☹️ ", "ﷺ"} {
		long := strings.Repeat(unit, 10<<20/len(unit))
		r := sentiment.Fast().Read(long)
		requireConsistent(t, r)
		n := 0
		for at := range long {
			if n++; n > ngram.MaxCharacters {
				require.Equal(t, sentiment.Fast().Read(long[:at]), r, "unit %q", unit)
				break
			}
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	all := comments(t)
	want := make([]sentiment.Reading, len(all))
	for i, c := range all {
		want[i] = sentiment.Fast().Read(c.text)
	}
	var wait sync.WaitGroup
	for worker := range 4 {
		wait.Go(func() {
			for i := range all {
				at := (i + worker*7) % len(all)
				if got := sentiment.Fast().Read(all[at].text); got != want[at] {
					t.Errorf("text %q: %v, alone %v", all[at].text, got, want[at])
				}
			}
		})
	}
	wait.Wait()
}

func TestNewLinearRefusesOtherModels(t *testing.T) {
	t.Parallel()
	_, err := sentiment.NewLinear(nil)
	require.ErrorContains(t, err, "model file")
	other, err := os.ReadFile("../language/language.bin")
	require.NoError(t, err)
	_, err = sentiment.NewLinear(other)
	require.ErrorContains(t, err, "are not the labels of sentiment")
}

func FuzzRead(f *testing.F) {
	for _, c := range comments(f) {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := sentiment.Fast().Read(text)
		requireConsistent(t, r)
		require.Equal(t, r, sentiment.Fast().Read(text))
	})
}

func BenchmarkRead(b *testing.B) {
	all := comments(b)
	reader := sentiment.Fast()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		reader.Read(all[i%len(all)].text)
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "texts/s")
}

// A review of some 200 characters, the mean of the training data.
func BenchmarkReadLong(b *testing.B) {
	text := strings.Repeat("tempatnya bersih dan pelayanannya ramah, tetapi antreannya lama sekali. ", 3)
	b.ReportAllocs()
	for b.Loop() {
		sentiment.Fast().Read(text)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "texts/s")
}
