// Package transformertest writes model files for tests: small, with random
// weights, the same for the same seed.
package transformertest

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
)

// Dimensions of the tiny model.
const (
	Layers    = 2
	Dim       = 32
	Heads     = 2
	FFN       = 64
	MaxTokens = 24

	alignment = 64
)

// Pieces are its vocabulary: begin, padding, end, unknown, then words and letters.
func Pieces() []string {
	out := []string{"<s>", "<pad>", "</s>", "<unk>", "▁", "▁bagus", "▁buruk", "kan", "▁pe", "layan", "an", "ba", "gus", "😡", "\"", "\\"}
	for c := 'a'; c <= 'z'; c++ {
		out = append(out, string(c))
	}
	return out
}

// Tiny gives a model file. change may alter the header before it is written.
func Tiny(seed uint64, change func(header map[string]any)) []byte {
	w := &writer{random: rand.New(rand.NewPCG(seed, 1))}
	pieces := Pieces()
	vocabulary := make([][2]any, len(pieces))
	for i, p := range pieces {
		vocabulary[i] = [2]any{p, -3 - float64(i)/10}
	}
	w.matrix("word", len(pieces), Dim)
	w.floats("position", 0.5, MaxTokens, Dim)
	w.norm("ln")
	for i := range Layers {
		for _, m := range []struct {
			name        string
			rows, depth int
		}{{"q", Dim, Dim}, {"k", Dim, Dim}, {"v", Dim, Dim}, {"ao", Dim, Dim}, {"fi", FFN, Dim}, {"fo", Dim, FFN}} {
			name := fmt.Sprintf("%d.%s", i, m.name)
			w.matrix(name+".w", m.rows, m.depth)
			w.floats(name+".b", 0.1, m.rows)
		}
		w.norm(fmt.Sprintf("%d.aln", i))
		w.norm(fmt.Sprintf("%d.oln", i))
	}
	w.floats("head.w", 0.5, 3, Dim)
	w.floats("head.b", 0.1, 3)
	header := map[string]any{
		"layers": Layers, "dim": Dim, "heads": Heads, "ffn": FFN, "epsilon": 1e-12, "max_tokens": MaxTokens,
		"classes": []string{"positive", "neutral", "negative"}, "pooling": "mean", "prefix": []int{},
		"begin": 0, "end": 2, "unknown": 3, "unknown_score": -20, "vocabulary": vocabulary, "tensors": w.entries,
		"calibration": map[string]any{"temperature": 1.25, "biases": []float64{0.1, 0, -0.1}},
	}
	if change != nil {
		change(header)
	}
	return w.file(header)
}

type writer struct {
	random  *rand.Rand
	entries []map[string]any
	data    []byte
}

func (w *writer) put(raw []byte) int {
	w.data = append(w.data, make([]byte, -len(w.data)&(alignment-1))...)
	w.data = append(w.data, raw...)
	return len(w.data) - len(raw)
}

func (w *writer) random32(n int, mean, spread float64) []byte {
	var raw []byte
	for range n {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(float32(mean+spread*w.random.NormFloat64())))
	}
	return raw
}

func (w *writer) matrix(name string, rows, depth int) {
	raw := make([]byte, rows*depth)
	for i := range raw {
		raw[i] = byte(w.random.IntN(255) - 127)
	}
	w.entries = append(w.entries, map[string]any{
		"name": name, "type": "i8", "shape": []int{rows, depth},
		"offset": w.put(raw), "scales_offset": w.put(w.random32(rows, 0.004, 0.0005)),
	})
}

func (w *writer) floats(name string, spread float64, shape ...int) {
	n := 1
	for _, s := range shape {
		n *= s
	}
	w.add(name, shape, w.random32(n, 0, spread))
}

func (w *writer) norm(name string) {
	w.add(name+".w", []int{Dim}, w.random32(Dim, 1, 0.1))
	w.add(name+".b", []int{Dim}, w.random32(Dim, 0, 0.1))
}

func (w *writer) add(name string, shape []int, raw []byte) {
	w.entries = append(w.entries, map[string]any{"name": name, "type": "f32", "shape": shape, "offset": w.put(raw)})
}

func (w *writer) file(header map[string]any) []byte {
	encoded, err := json.Marshal(header)
	if err != nil {
		panic(err) // the test gave what JSON can't hold
	}
	var b bytes.Buffer
	b.WriteString("PNTA1\n")
	encoded = append(encoded, bytes.Repeat([]byte(" "), -(b.Len()+4+len(encoded))&(alignment-1))...)
	b.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(encoded))))
	b.Write(encoded)
	b.Write(w.data)
	return b.Bytes()
}
