package linear

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	"github.com/pantau/pantau/collector/enrich/ngram"
)

// magic starts every model file; its last digit is the version of the format.
const magic = "PANTAU-LINEAR-1\n"

// header follows the magic, little-endian. Then come the names of the classes,
// separated by line feeds and as long as Names says, one float64 bias a class,
// and the weights.
type header struct {
	Bits, Words, MinChars, MaxChars, Across, Classes uint8
	Names                                            uint16
	Scale                                            float64
}

// Parse reads a model file. It refuses anything that is not exactly one model.
func Parse(data []byte) (*Model, error) {
	r := bytes.NewReader(data)
	start := make([]byte, len(magic))
	if _, err := io.ReadFull(r, start); err != nil || string(start) != magic {
		return nil, errors.New("model file: does not start with " + strings.TrimSpace(magic))
	}
	var h header
	if err := binary.Read(r, binary.LittleEndian, &h); err != nil {
		return nil, fmt.Errorf("model file: reading header: %w", err)
	}
	if h.Classes < 2 || h.Classes > maxClasses || h.Bits < 4 || h.Bits > 24 {
		return nil, fmt.Errorf("model file: %d classes, %d bits: want 2 to %d and 4 to 24", h.Classes, h.Bits, maxClasses)
	}
	names := make([]byte, h.Names)
	bias := make([]float64, h.Classes)
	if _, err := io.ReadFull(r, names); err != nil {
		return nil, fmt.Errorf("model file: reading class names: %w", err)
	}
	if err := binary.Read(r, binary.LittleEndian, bias); err != nil {
		return nil, fmt.Errorf("model file: reading biases: %w", err)
	}
	m := &Model{
		Plan: ngram.Plan{
			Bits: int(h.Bits), Words: int(h.Words), MinChars: int(h.MinChars),
			MaxChars: int(h.MaxChars), Across: h.Across != 0,
		},
		Classes: strings.Split(string(names), "\n"),
		Bias:    bias,
		Scale:   h.Scale,
	}
	if len(m.Classes) != int(h.Classes) || math.IsNaN(h.Scale) || math.IsInf(h.Scale, 0) {
		return nil, fmt.Errorf("model file: %d class names for %d classes, scale %v", len(m.Classes), h.Classes, h.Scale)
	}
	if want := int(h.Classes) << h.Bits; r.Len() != want {
		return nil, fmt.Errorf("model file: %d bytes of weights, want %d", r.Len(), want)
	}
	m.Weights = make([]int8, r.Len())
	for i, b := range data[len(data)-r.Len():] {
		m.Weights[i] = int8(b)
	}
	return m, nil
}

// WriteTo writes the model as Parse reads it.
func (m *Model) WriteTo(w io.Writer) (int64, error) {
	names := strings.Join(m.Classes, "\n")
	h := header{
		Bits: uint8(m.Plan.Bits), Words: uint8(m.Plan.Words), MinChars: uint8(m.Plan.MinChars),
		MaxChars: uint8(m.Plan.MaxChars), Classes: uint8(len(m.Classes)), Names: uint16(len(names)), Scale: m.Scale,
	}
	if m.Plan.Across {
		h.Across = 1
	}
	var b bytes.Buffer
	b.WriteString(magic)
	for _, part := range []any{h, []byte(names), m.Bias, m.Weights} {
		if err := binary.Write(&b, binary.LittleEndian, part); err != nil {
			return 0, fmt.Errorf("writing model: %w", err)
		}
	}
	return b.WriteTo(w)
}

// Save writes the model to a file.
func (m *Model) Save(path string) error {
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("writing model: %w", err)
	}
	_, err = m.WriteTo(file)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("writing model %s: %w", path, err)
	}
	return nil
}
