package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// knows is a reader that is so sure of what it finds in the text, and thinks
// nothing of others.
type knows struct {
	classes map[string]int
	sure    float64
}

func (k knows) Read(text string) sentiment.Reading {
	p := [3]float64{1.0 / 3, 1.0 / 3, 1.0 / 3}
	for word, class := range k.classes {
		if strings.Contains(text, word) {
			p = [3]float64{(1 - k.sure) / 2, (1 - k.sure) / 2, (1 - k.sure) / 2}
			p[class] = k.sure
		}
	}
	return sentiment.Reading{Probabilities: p}
}

func TestRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "sentiment"), 0o755))
	for name, rows := range map[string]string{
		"smsa":             "pelayanannya sangat apik sae\tpositive\nkapan rapat kempal itu dimulai\tneutral\njalannya yang elek awon sekali\tnegative\n",
		"nusax_toba_batak": "tung denggan apik sae do dalan on\tpositive\nandigan do marapot rapat kempal hita\tneutral\nroa situtu elek awon do pangoloi na i\tnegative\n",
		"nusax_javanese":   "dalane saiki apik sae tenan\tpositive\nsesuk ono rapat kempal ning kene\tneutral\npelayanane elek awon ora genah\tnegative\n",
	} {
		rows = "text\tlabel\n" + strings.Repeat(rows, 4)
		require.NoError(t, os.WriteFile(filepath.Join(dir, "sentiment", name+"_valid.tsv"), []byte(rows), 0o600))
	}
	out := filepath.Join(dir, "mixture.json")
	var report bytes.Buffer
	right, wrong := knows{map[string]int{"apik": 0, "rapat": 1, "elek": 2}, 0.8}, knows{map[string]int{"sae": 1, "kempal": 2, "awon": 0}, 0.5}
	require.NoError(t, run(&report, dir, out, right, wrong))
	require.Contains(t, report.String(), "NusaX average           100.0      0.0    100.0")
	raw, err := os.ReadFile(out)
	require.NoError(t, err)
	var weights sentiment.Weights
	require.NoError(t, json.Unmarshal(raw, &weights))
	require.Greater(t, weights.Other.Accurate, 0.5)
	require.Less(t, weights.Other.Fast, 0.0)
	for g, share := range shares {
		require.Greater(t, weights.Of(g).Accurate, 0.5)
		require.InDelta(t, share*weights.Of(g).Accurate, weights.Of(g).Fast, 1e-12)
		require.Zero(t, weights.Of(g).Biases)
	}
	require.ErrorContains(t, run(&report, "", out), "--data DIR")
	require.ErrorContains(t, run(&report, t.TempDir(), out), "is --data the folder")
}
