package correct

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"sync"
)

// probes are read to tell whether a reader is still the one whose readings were
// kept.
var probes = [...]string{"pelayanannya cepat dan ramah", "antre lama, mengecewakan", "jadwal besok jam berapa"}

// readings keeps what a reader makes of the corrected texts, so that an accurate
// but slow one reads each only once. Losing the file costs that time only.
type readings struct {
	reader *Reader
	path   string
	kept   readingsFile

	mu    sync.Mutex // what is used
	used  map[string]kept
	fresh bool // something is not in the file
}

type readingsFile struct {
	Probes [len(probes)][3]float64 `json:"probes"`
	Texts  map[string]kept         `json:"texts"` // by hash of the text
}

// kept is one opinion. Embeddings are many numbers, so they are kept as bytes.
type kept struct {
	Probabilities [3]float64 `json:"p"`
	Vector        []byte     `json:"v,omitempty"` // float32, the least significant byte first
}

func openReadings(dir string, r *Reader) *readings {
	c := &readings{reader: r, path: filepath.Join(dir, readingsName(r.name)), used: map[string]kept{}}
	var now [len(probes)][3]float64
	for i, text := range probes {
		now[i] = r.base.Read(text).Probabilities
	}
	raw, err := os.ReadFile(c.path)
	if err != nil || json.Unmarshal(raw, &c.kept) != nil || c.kept.Probes != now {
		c.kept = readingsFile{} // made anew
	}
	c.kept.Probes = now
	return c
}

func readingsName(reader string) string { return "corrections-" + reader + ".json" }

func (c *readings) read(text string) opinion {
	sum := sha256.Sum256([]byte(text))
	name := hex.EncodeToString(sum[:12])
	k, ok := c.kept.Texts[name]
	if !ok {
		_, o := opinionOf(c.reader.base, text)
		k = keep(o)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.used[name], c.fresh = k, c.fresh || !ok
	return k.opinion()
}

func keep(o opinion) kept {
	k := kept{Probabilities: o.p}
	for _, v := range o.vector {
		k.Vector = binary.LittleEndian.AppendUint32(k.Vector, math.Float32bits(v))
	}
	return k
}

func (k kept) opinion() opinion {
	o := opinion{p: k.Probabilities}
	for at := 0; at+4 <= len(k.Vector); at += 4 {
		o.vector = append(o.vector, math.Float32frombits(binary.LittleEndian.Uint32(k.Vector[at:])))
	}
	return o
}

// save keeps the readings of the texts that are corrected now.
func (c *readings) save() error {
	if !c.fresh && len(c.used) == len(c.kept.Texts) {
		return nil
	}
	c.kept.Texts = c.used
	return replace(c.path, func(w io.Writer) error { return json.NewEncoder(w).Encode(c.kept) })
}
