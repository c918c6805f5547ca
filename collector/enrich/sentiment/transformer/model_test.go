package transformer

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/sentiment/transformer/kernel"
	"github.com/pantau/pantau/collector/enrich/sentiment/transformer/transformertest"
)

func tiny(t testing.TB) *Model {
	t.Helper()
	m, err := Parse(transformertest.Tiny(1, nil))
	require.NoError(t, err)
	return m
}

var hostile = []string{
	"", " ", "\xff\xfe", "\u200b\u200d\ufeff", "👍", "مرحبا بالعالم \u202eabc", "日本語", "a\u0300\u0301", "ﷺﷺﷺ", "&amp;&lt;&",
	"@", "@a", "[", "[URL", "[URL]", "<user>", "http://", "www.", "#", "İ", "\u0000\u0001", "😡😡😡😡", "x\xc3", "\uFFFD",
}

func TestProbabilitiesAreProbabilities(t *testing.T) {
	t.Parallel()
	m := tiny(t)
	texts := append([]string{"pelayanan bagus", "buruk sekali", strings.Repeat("bagus ", 100)}, hostile...)
	for _, text := range texts {
		var p, again [3]float64
		n := m.Probabilities(text, &p)
		require.Equal(t, n, m.Probabilities(text, &again))
		require.Equal(t, p, again)
		if n == 0 {
			require.Zero(t, p, "text %q", text)
			continue
		}
		require.InDelta(t, 1, p[0]+p[1]+p[2], 1e-9, "text %q", text)
		require.LessOrEqual(t, n, transformertest.MaxTokens-2)
	}
}

// The encoder in plain float64, written anew from the papers: what 8-bit
// activations and float32 lose is all that may differ.
func TestEncoderFollowsThePapers(t *testing.T) {
	t.Parallel()
	m := tiny(t)
	for _, text := range []string{"pelayanan bagus", "x", "buruk 😡 pelayanankan zzz", strings.Repeat("ba gus ", 20)} {
		s := m.scratch()
		s.normalise(text)
		m.vocabulary.tokens(s, m.maxTokens-2)
		want := plainLogits(m, s.tokens)
		got := m.logits(s)
		for c := range got {
			require.InDelta(t, want[c], float64(got[c]), 0.15, "text %q", text)
		}
	}
}

// columnsOf reads a matrix by multiplying it with ones.
func columnsOf(w *kernel.Matrix) [][]float64 {
	columns, row := make([][]float64, w.Depth), make([]float32, w.Rows)
	for k := range columns {
		x := make([]kernel.Value, w.Depth)
		x[k] = 1
		w.Multiply(row, x, []float32{1})
		for r, v := range row {
			columns[k] = append(columns[k], float64(v-w.Bias[r]))
		}
	}
	return columns
}

func plainLogits(m *Model, tokens []int32) [3]float64 {
	n := len(tokens)
	linear := func(x [][]float64, w *kernel.Matrix) [][]float64 {
		out, columns := make([][]float64, n), columnsOf(w)
		for t := range x {
			out[t] = make([]float64, w.Rows)
			for r := range out[t] {
				for k, v := range x[t] {
					out[t][r] += v * columns[k][r]
				}
				out[t][r] += float64(w.Bias[r])
			}
		}
		return out
	}
	norm := func(x [][]float64, y [][]float64, p norms) {
		for t := range x {
			mean, variance := 0.0, 0.0
			for i := range x[t] {
				x[t][i] += y[t][i]
				mean += x[t][i] / float64(m.dim)
			}
			for i := range x[t] {
				variance += (x[t][i] - mean) * (x[t][i] - mean) / float64(m.dim)
			}
			for i := range x[t] {
				x[t][i] = (x[t][i]-mean)/math.Sqrt(variance+1e-12)*float64(p.weight[i]) + float64(p.bias[i])
			}
		}
	}
	x, places := make([][]float64, n), make([][]float64, n)
	for t, id := range tokens {
		for i := range m.dim {
			x[t] = append(x[t], float64(m.word.weights[int(id)*m.dim+i])*float64(m.word.scales[id]))
			places[t] = append(places[t], float64(m.position[t*m.dim+i]))
		}
	}
	norm(x, places, m.norm)
	for i := range m.layers {
		l := &m.layers[i]
		q, k, v := linear(x, &l.q), linear(x, &l.k), linear(x, &l.v) // scaleQueries has divided already
		mixed := make([][]float64, n)
		for t := range n {
			mixed[t] = make([]float64, m.dim)
			size := m.dim / m.heads
			for h := range m.heads {
				weights, total := make([]float64, n), 0.0
				for u := range n {
					for d := h * size; d < (h+1)*size; d++ {
						weights[u] += q[t][d] * k[u][d]
					}
					weights[u] = math.Exp(weights[u])
					total += weights[u]
				}
				for u := range n {
					for d := h * size; d < (h+1)*size; d++ {
						mixed[t][d] += weights[u] / total * v[u][d]
					}
				}
			}
		}
		norm(x, linear(mixed, &l.mix), l.first)
		wide := linear(x, &l.inner)
		for t := range wide {
			for i, z := range wide[t] {
				wide[t][i] = z * 0.5 * (1 + math.Erf(z/math.Sqrt2))
			}
		}
		norm(x, linear(wide, &l.outer), l.second)
	}
	var out [3]float64
	for c := range out {
		out[c] = float64(m.headBias[c])
		for t := range x {
			for i := range m.dim {
				out[c] += float64(m.head[c*m.dim+i]) * x[t][i] / float64(n)
			}
		}
	}
	return out
}

// Token numbers and probabilities of the training's own code, over the real
// weights. It reckons in float32 where the kernels round activations to 8 bits.
func TestReference(t *testing.T) {
	t.Parallel()
	weights, err := os.ReadFile("../accurate.bin")
	require.NoError(t, err)
	m, err := Parse(weights)
	require.NoError(t, err)
	raw, err := os.ReadFile("testdata/reference.json")
	require.NoError(t, err)
	var cases []struct {
		Text          string
		Normalised    string
		Tokens        []int32
		Logits        []float64
		Probabilities [3]float64
	}
	require.NoError(t, json.Unmarshal(raw, &cases))
	require.NotEmpty(t, cases)
	apart, n := 0.0, 0.0
	for _, c := range cases {
		s := m.scratch()
		s.normalise(c.Text)
		require.Equal(t, c.Normalised, string(s.normal))
		m.vocabulary.tokens(s, m.maxTokens-2)
		require.Equal(t, c.Tokens, s.tokens, "text %q", c.Text)
		var p [3]float64
		if m.Probabilities(c.Text, &p) > 0 {
			require.InDeltaSlice(t, c.Probabilities[:], p[:], 0.1, "text %q", c.Text)
			for i := range p {
				apart += math.Abs(p[i] - c.Probabilities[i])
				n++
			}
		}
	}
	require.Less(t, apart/n, 0.02, "on average")
}

func TestReadsOnlyTheStart(t *testing.T) {
	t.Parallel()
	m := tiny(t)
	for _, unit := range []string{"bagus ", "👍", "\u200b", "\xff", "مرحبا ", "&amp;", "a", "ﷺ", "@", "[", "http://x "} {
		long := strings.Repeat(unit, 10<<20/len(unit))
		var all, start [3]float64
		m.Probabilities(long, &all)
		n := 0
		for at := range long {
			if n++; n > MaxCharacters {
				m.Probabilities(long[:at], &start)
				break
			}
		}
		require.Equal(t, start, all, "unit %q", unit)
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	m := tiny(t)
	texts := append([]string{"pelayanan bagus sekali", "buruk"}, hostile...)
	want := make([][3]float64, len(texts))
	for i, text := range texts {
		m.Probabilities(text, &want[i])
	}
	var wait sync.WaitGroup
	for worker := range 4 {
		wait.Go(func() {
			for i := range 5 * len(texts) {
				at := (i + worker*7) % len(texts)
				var p [3]float64
				if m.Probabilities(texts[at], &p); p != want[at] {
					t.Errorf("text %q: %v, alone %v", texts[at], p, want[at])
				}
			}
		})
	}
	wait.Wait()
}

// Fixed for all time and every machine: weights of seed 1, worked out on amd64
// with plain Go.
func TestSameOnEveryMachine(t *testing.T) {
	t.Parallel()
	m := tiny(t)
	for text, want := range map[string][3]uint32{
		"pelayanan bagus": {0xbf93cf54, 0xc0fc7907, 0xc008e253},
		"buruk 😡 zz":      {0x3eb8a762, 0xc1084bd7, 0xc01164c4},
	} {
		s := m.scratch()
		s.normalise(text)
		m.vocabulary.tokens(s, m.maxTokens-2)
		got := m.logits(s)
		for c := range got {
			require.Equal(t, want[c], math.Float32bits(got[c]), "text %q: %#x %#x %#x", text, math.Float32bits(got[0]), math.Float32bits(got[1]), math.Float32bits(got[2]))
		}
	}
}

func TestParseRefusesDamage(t *testing.T) {
	t.Parallel()
	good := transformertest.Tiny(1, nil)
	for at := 0; at < len(good); at += 97 {
		_, err := Parse(good[:at])
		require.ErrorContains(t, err, "model file: ", "cut to %d bytes", at)
	}
	_, err := Parse(append(bytes.Clone(good[:6]), 0xff, 0xff, 0xff, 0xff))
	require.ErrorContains(t, err, "shorter than its header")
	for name, want := range map[string]struct {
		value any
		says  string
	}{
		"dim": {24, "dim 24"}, "heads": {3, "heads 3"}, "ffn": {0, "ffn 0"}, "max_tokens": {2, "max_tokens 2"}, "unknown": {1000, "unknown 1000"},
		"classes": {[]string{"a"}, "classes"}, "pooling": {"max", "pooling"}, "calibration": {map[string]any{}, "calibration"},
		"layers": {3, "tensor 2.q.w"}, "vocabulary": {[]string{"a"}, "no [text, score]"},
	} {
		_, err := Parse(transformertest.Tiny(1, func(h map[string]any) { h[name] = want.value }))
		require.ErrorContains(t, err, want.says)
	}
	_, err = Parse(transformertest.Tiny(1, func(h map[string]any) {
		h["tensors"].([]map[string]any)[0]["offset"] = 1 << 40
	}))
	require.ErrorContains(t, err, "tensor word")
}

func FuzzProbabilities(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	m := tiny(f)
	f.Fuzz(func(t *testing.T, text string) {
		var p [3]float64
		n := m.Probabilities(text, &p)
		require.LessOrEqual(t, n, transformertest.MaxTokens-2)
		if n > 0 {
			require.InDelta(t, 1, p[0]+p[1]+p[2], 1e-9)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(transformertest.Tiny(1, nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Parse(data)
		if err != nil {
			return
		}
		var p [3]float64
		m.Probabilities("bagus 😡", &p)
	})
}
