package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// glad takes every text for praise, three times in four.
type glad struct{}

func (glad) Read(string) sentiment.Reading {
	return sentiment.Reading{Label: sentiment.Positive, Probabilities: [3]float64{0.75, 0.25, 0}, Reader: "glad"}
}

func TestRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "sentiment"), 0o755))
	write := func(name, rows string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte("text\tlabel\n"+rows), 0o600))
		return path
	}
	write("sentiment/smsa_valid.tsv", "a\tpositive\nb\tpositive\nc\tpositive\nd|e\tnegative\n")
	write("sentiment/nusax_javanese_valid.tsv", "f\tpositive\n")
	write("probe.tsv", strings.Repeat("ö", 200)+"\tneutral\n")
	write("hard.tsv", "g\tpositive\nh\tneutral\n")
	write("unseen.tsv", "i\tneutral\n")
	var out bytes.Buffer
	require.NoError(t, run(&out, dir, dir, glad{}))
	report := out.String()
	require.Contains(t, report, "## Reader: glad")
	// F1 of positive: 2·3/(2·3+1) = 85.7, of negative 0.
	require.Contains(t, report, "| smsa | 4 | 42.9 |")
	require.Contains(t, report, "| 75.0 |")
	require.Contains(t, report, "| hard | 2 |")
	require.Contains(t, report, "| unseen | 1 |")
	require.Contains(t, report, "mean of 1 languages: macro-F1 100.0")
	require.Contains(t, report, "0.050 as they are. Sure of 100.0% of the texts, and right in 80.0% of these")
	require.Contains(t, report, "| smsa | negative | positive | 0.75 | d/e |")
	require.Contains(t, report, strings.Repeat("ö", 160)+"…")
	require.ErrorContains(t, run(&out, "", dir), "--data DIR")
	require.ErrorContains(t, run(&out, dir, "none"), "probe.tsv")
}
