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

// knows is a reader that is 0.8 sure of what it finds in the text, and thinks
// nothing of others.
type knows map[string]int

func (k knows) Read(text string) sentiment.Reading {
	p := [3]float64{1.0 / 3, 1.0 / 3, 1.0 / 3}
	for word, class := range k {
		if strings.Contains(text, word) {
			p = [3]float64{0.1, 0.1, 0.1}
			p[class] = 0.8
		}
	}
	return sentiment.Reading{Probabilities: p}
}

func TestRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "sentiment"), 0o755))
	rows := strings.Repeat("apik sae\tpositive\nrapat kempal\tneutral\nelek awon\tnegative\n", 4)
	for _, name := range []string{"smsa", "nusax_javanese"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "sentiment", name+"_valid.tsv"), []byte("text\tlabel\n"+rows), 0o600))
	}
	out := filepath.Join(dir, "mixture.json")
	var report bytes.Buffer
	right, wrong := knows{"apik": 0, "rapat": 1, "elek": 2}, knows{"sae": 1, "kempal": 2, "awon": 0}
	require.NoError(t, run(&report, dir, out, right, wrong))
	require.Contains(t, report.String(), "NusaX average           100.0      0.0    100.0")
	raw, err := os.ReadFile(out)
	require.NoError(t, err)
	var weights sentiment.Weights
	require.NoError(t, json.Unmarshal(raw, &weights))
	require.Greater(t, weights.Accurate, 0.5)
	require.Less(t, weights.Fast, 0.0)
	require.ErrorContains(t, run(&report, "", out), "--data DIR")
	require.ErrorContains(t, run(&report, t.TempDir(), out), "is --data the folder")
}
