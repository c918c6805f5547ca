package correct

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"

	"github.com/pantau/pantau/collector/enrich/sentiment"
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
	used   map[string][3]float64
}

type readingsFile struct {
	Probes [len(probes)][3]float64 `json:"probes"`
	Texts  map[string][3]float64   `json:"texts"` // by hash of the normal text
}

func openReadings(dir string, r *Reader) *readings {
	c := &readings{reader: r, path: filepath.Join(dir, "corrections-"+r.name+".json"), used: map[string][3]float64{}}
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

func (c *readings) read(text string) sentiment.Reading {
	sum := sha256.Sum256([]byte(text))
	name := hex.EncodeToString(sum[:12])
	p, ok := c.kept.Texts[name]
	if !ok {
		p = c.reader.base.Read(text).Probabilities
	}
	c.used[name] = p
	return sentiment.Reading{Probabilities: p}
}

// save keeps the readings of the texts that are corrected now.
func (c *readings) save() error {
	if maps.Equal(c.used, c.kept.Texts) {
		return nil
	}
	c.kept.Texts = c.used
	return replace(c.path, func(w io.Writer) error { return json.NewEncoder(w).Encode(c.kept) })
}
