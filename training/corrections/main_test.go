package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// doubtful reads everything as neutral, for want of anything better.
type doubtful struct{}

func (doubtful) Read(string) sentiment.Reading {
	return sentiment.Reading{Label: sentiment.Neutral, Probabilities: [3]float64{0.3, 0.4, 0.3}}
}

// An office of 150 tweets of two words each, which say all there is to say.
func TestRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tweets := "label,tweet\n"
	for i := range 75 {
		other := string(rune('a'+i/26)) + string(rune('a'+i%26))
		tweets += fmt.Sprintf("happy,senang ke%s\nanger,marah ke%s\n", other, other)
	}
	for name, content := range map[string]string{
		"extra/emot_valid.csv": tweets, "extra/casa_valid.csv": "sentence,fuel,price\nirit,positive,neutral\n",
		"extra/hoasa_valid.csv":    "review,ac,wifi\ndingin tapi lambat,pos,neg\n",
		"sentiment/smsa_valid.tsv": "text\tlabel\nbagus\tpositive\n", "sentiment/nusax_javanese_valid.tsv": "text\tlabel\napik\tpositive\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	}
	var out bytes.Buffer
	require.NoError(t, run(&out, dir, 2, doubtful{}))
	rows := strings.Split(strings.TrimSpace(out.String()), "\n")[2:]
	require.Len(t, rows, 1, "the other sources are too small to be measured on")
	require.Contains(t, rows[0], "| tweets by emotion | 150 | 50 | 0.0 | +")
	require.Contains(t, rows[0], "| 100% |")
}

func TestRunRefuses(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, run(&bytes.Buffer{}, "", 1, nil), "--data DIR")
	require.ErrorContains(t, run(&bytes.Buffer{}, t.TempDir(), 1, nil), "emot_valid.csv")
}
