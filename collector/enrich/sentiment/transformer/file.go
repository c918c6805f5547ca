package transformer

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"github.com/pantau/pantau/collector/enrich/sentiment/transformer/kernel"
)

// magic starts every model file; its last digit is the version of the format,
// which training/transformer/FORMAT.md describes.
const magic = "PNTA1\n"

// alignment of the tensors in the file, in bytes.
const alignment = 64

// header says what the rest of the file holds.
type header struct {
	Layers       int      `json:"layers"`
	Dim          int      `json:"dim"`
	Heads        int      `json:"heads"`
	FFN          int      `json:"ffn"`
	Epsilon      float64  `json:"epsilon"`
	MaxTokens    int      `json:"max_tokens"`
	Classes      []string `json:"classes"`
	Pooling      string   `json:"pooling"`
	Prefix       []int    `json:"prefix"`
	Begin        int32    `json:"begin"`
	End          int32    `json:"end"`
	Unknown      int32    `json:"unknown"`
	UnknownScore float64  `json:"unknown_score"`
	Vocabulary   []piece  `json:"vocabulary"`
	Tensors      []tensor `json:"tensors"`
	Calibration  struct {
		Temperature float64   `json:"temperature"`
		Biases      []float64 `json:"biases"`
	} `json:"calibration"`
}

// piece is written [text, score].
type piece struct {
	text  string
	score float64
}

// UnmarshalJSON reads the two by hand: there are tens of thousands.
func (p *piece) UnmarshalJSON(raw []byte) error {
	comma := bytes.LastIndexByte(raw, ',')
	if comma < 1 || raw[0] != '[' || raw[len(raw)-1] != ']' {
		return errors.New("a piece is no [text, score]")
	}
	var err error
	if p.score, err = strconv.ParseFloat(strings.TrimSpace(string(raw[comma+1:len(raw)-1])), 64); err != nil {
		return err
	}
	text := bytes.TrimSpace(raw[1:comma])
	if n := len(text); n >= 2 && bytes.IndexByte(text, '\\') < 0 && text[0] == '"' && text[n-1] == '"' {
		p.text = string(text[1 : n-1])
		return nil
	}
	return json.Unmarshal(text, &p.text)
}

type tensor struct {
	Name         string `json:"name"`
	Shape        []int  `json:"shape"`
	Type         string `json:"type"`
	Offset       int    `json:"offset"`
	ScalesOffset int    `json:"scales_offset"`
}

// Limits of what is believed of a file.
const (
	maxDim, maxLayers, maxFFN, maxTokens, maxPieces = 4096, 64, 1 << 14, 4096, 1 << 20
)

func (h *header) check() error {
	switch n := int32(len(h.Vocabulary)); {
	case h.Dim <= 0 || h.Dim > maxDim || h.Dim%kernel.Depth != 0, h.FFN <= 0 || h.FFN > maxFFN || h.FFN%kernel.Depth != 0:
		return fmt.Errorf("dim %d, ffn %d: want multiples of %d", h.Dim, h.FFN, kernel.Depth)
	case h.Heads <= 0 || h.Dim%h.Heads != 0 || h.Dim/h.Heads%kernel.Lanes != 0:
		return fmt.Errorf("heads %d of dim %d: want heads of a multiple of %d", h.Heads, h.Dim, kernel.Lanes)
	case h.Layers < 0 || h.Layers > maxLayers || h.MaxTokens < 3 || h.MaxTokens > maxTokens || n > maxPieces:
		return fmt.Errorf("layers %d, max_tokens %d, vocabulary of %d: out of bounds", h.Layers, h.MaxTokens, n)
	case min(h.Begin, h.End, h.Unknown) < 0 || max(h.Begin, h.End, h.Unknown) >= n:
		return fmt.Errorf("begin %d, end %d, unknown %d: not in a vocabulary of %d", h.Begin, h.End, h.Unknown, n)
	case !slices.Equal(h.Classes, classNames[:]):
		return fmt.Errorf("classes %q: want %q", h.Classes, classNames)
	case h.Pooling != "mean" || len(h.Prefix) > 0 || h.Epsilon != kernel.Epsilon:
		return fmt.Errorf("pooling %q, prefix %v, epsilon %v: want mean, none and %v", h.Pooling, h.Prefix, h.Epsilon, kernel.Epsilon)
	case !(h.Calibration.Temperature > 0) || len(h.Calibration.Biases) != classes:
		return fmt.Errorf("calibration: temperature %v with %d biases: want more than 0 with %d", h.Calibration.Temperature, len(h.Calibration.Biases), classes)
	}
	return nil
}

// Parse reads a model file. Weights may be used where they lie: data must not
// change afterwards.
func Parse(data []byte) (*Model, error) {
	m, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("model file: %w", err)
	}
	return m, nil
}

func parse(data []byte) (*Model, error) {
	const lead = len(magic) + 4
	if len(data) < lead || string(data[:len(magic)]) != magic {
		return nil, errors.New("does not start with " + strings.TrimSpace(magic))
	}
	size := int64(binary.LittleEndian.Uint32(data[len(magic):]))
	if size > int64(len(data)-lead) {
		return nil, fmt.Errorf("%d bytes, shorter than its header", len(data))
	}
	var h header
	if err := json.Unmarshal(data[lead:lead+int(size)], &h); err != nil {
		return nil, fmt.Errorf("reading header: %w", err)
	}
	if err := h.check(); err != nil {
		return nil, err
	}
	m := &Model{dim: h.Dim, heads: h.Heads, ffn: h.FFN, maxTokens: h.MaxTokens, temperature: h.Calibration.Temperature}
	copy(m.biases[:], h.Calibration.Biases)
	m.vocabulary = newVocabulary(&h)
	t := &tensors{data: data[lead+int(size):], byName: map[string]tensor{}}
	for _, entry := range h.Tensors {
		t.byName[entry.Name] = entry
	}
	m.read(t, &h)
	if t.err != nil {
		return nil, t.err
	}
	m.scaleQueries()
	return m, nil
}

func newVocabulary(h *header) vocabulary {
	n := len(h.Vocabulary)
	v := vocabulary{
		ids: make(map[string]int32, n), scores: make([]float64, n),
		begin: h.Begin, end: h.End, unknown: h.Unknown, cost: h.UnknownScore,
	}
	for i, p := range h.Vocabulary {
		v.scores[i] = p.score
		if id := int32(i); id != h.Begin && id != h.End && id != h.Unknown && p.text != "" {
			v.ids[p.text] = id
			v.longest = max(v.longest, len(p.text))
		}
	}
	return v
}

func (m *Model) read(t *tensors, h *header) {
	m.word.weights, m.word.scales = t.integers("word", len(h.Vocabulary), m.dim)
	m.position = t.floats("position", m.maxTokens, m.dim)
	m.norm = t.norms("ln", m.dim)
	m.layers = make([]layer, h.Layers)
	for i := range m.layers {
		l := &m.layers[i]
		for k, mat := range l.matrices() {
			rows, depth := m.dim, m.dim
			switch k {
			case inner:
				rows = m.ffn
			case outer:
				depth = m.ffn
			}
			name := strconv.Itoa(i) + "." + matrixNames[k]
			weights, scales := t.integers(name+".w", rows, depth)
			bias := t.floats(name+".b", rows)
			if t.err == nil {
				*mat = kernel.NewMatrix(weights, scales, bias)
			}
		}
		l.first, l.second = t.norms(strconv.Itoa(i)+".aln", m.dim), t.norms(strconv.Itoa(i)+".oln", m.dim)
	}
	m.head, m.headBias = t.floats("head.w", classes, m.dim), t.floats("head.b", classes)
}

// scaleQueries puts the division of attention by the root of the heads' size into
// the queries, once for all texts.
func (m *Model) scaleQueries() {
	unit := float32(1 / math.Sqrt(float64(m.dim/m.heads)))
	for i := range m.layers {
		q := &m.layers[i].q
		for r := range q.Scales {
			q.Scales[r] *= unit
			q.Bias[r] *= unit
		}
	}
}

// tensors finds tensors by name and remembers the first error.
type tensors struct {
	data   []byte
	byName map[string]tensor
	err    error
}

func (t *tensors) fail(format string, args ...any) {
	if t.err == nil {
		t.err = fmt.Errorf(format, args...)
	}
}

// bytes are those of a tensor or its scales.
func (t *tensors) bytes(name string, offset, size int) []byte {
	if offset < 0 || offset%alignment != 0 || offset > len(t.data) || size > len(t.data)-offset {
		t.fail("tensor %s: %d bytes at %d lie outside of the file or askew", name, size, offset)
		return make([]byte, size)
	}
	return t.data[offset : offset+size]
}

func (t *tensors) entry(name, kind string, shape ...int) tensor {
	e, ok := t.byName[name]
	if !ok || e.Type != kind || !slices.Equal(e.Shape, shape) {
		t.fail("tensor %s: %s%v, want %s%v", name, e.Type, e.Shape, kind, shape)
		e.Offset, e.ScalesOffset = -1, -1
	}
	return e
}

// integers are 8-bit rows with a scale each.
func (t *tensors) integers(name string, rows, depth int) (weights []int8, scales []float32) {
	e := t.entry(name, "i8", rows, depth)
	if t.err != nil {
		return nil, nil
	}
	raw := t.bytes(name, e.Offset, rows*depth)
	//nolint:gosec // the same bytes with a sign; a copy of the embeddings would cost 15 MB
	weights = unsafe.Slice((*int8)(unsafe.Pointer(&raw[0])), len(raw))
	return weights, t.decode(name, t.bytes(name, e.ScalesOffset, 4*rows))
}

func (t *tensors) floats(name string, shape ...int) []float32 {
	e := t.entry(name, "f32", shape...)
	if t.err != nil {
		return nil
	}
	size := 4
	for _, n := range shape {
		size *= n
	}
	return t.decode(name, t.bytes(name, e.Offset, size))
}

// beyond is a size that no weight has.
const beyond = 1e6

func (t *tensors) decode(name string, raw []byte) []float32 {
	out := make([]float32, len(raw)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		if !(out[i] > -beyond && out[i] < beyond) {
			t.fail("tensor %s: element %d is %v", name, i, out[i])
		}
	}
	return out
}

func (t *tensors) norms(name string, dim int) norms {
	return norms{t.floats(name+".w", dim), t.floats(name+".b", dim)}
}
