package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// tinyData has one line a label in every file that is read.
func tinyData(t *testing.T) string {
	dir := t.TempDir()
	three := "text\tlabel\nbagus sekali\tpositive\nrapat hari senin\tneutral\nburuk sekali\tnegative\n"
	for name, content := range map[string]string{
		"sentiment/smsa_train.tsv": three, "sentiment/smsa_valid.tsv": three,
		"sentiment/nusax_javanese_train.tsv": three, "sentiment/nusax_javanese_valid.tsv": three,
		"extra/nusa_kalimat-senti-jav-train.csv": "id,text,label\n1,apik tenan,positive\n2,elek tenan,negative\n",
		"extra/emot_train.csv":                   "label,tweet\nhappy,senang\nanger,marah\n",
		"extra/casa_train.csv":                   "sentence,fuel\nirit,positive\nboros,negative\n",
		"extra/hoasa_train.csv":                  "review,ac\ndingin,pos\npanas,neg\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	}
	return dir
}

func TestRun(t *testing.T) {
	t.Parallel()
	data, out := tinyData(t), filepath.Join(t.TempDir(), "fast.bin")
	var files [2][]byte
	for i := range files {
		var report bytes.Buffer
		require.NoError(t, run(&report, data, out, nil))
		require.Contains(t, report.String(), "training on 14 texts")
		require.Contains(t, report.String(), "NusaX average        macro-F1 100.0")
		require.Contains(t, report.String(), "expected calibration error")
		var err error
		files[i], err = os.ReadFile(out)
		require.NoError(t, err)
	}
	require.True(t, bytes.Equal(files[0], files[1]), "the same data gave other weights")
	reader, err := sentiment.NewLinear(files[0])
	require.NoError(t, err)
	require.Equal(t, sentiment.Negative, reader.Read("buruk sekali").Label)
}

func TestRunRefuses(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, run(&bytes.Buffer{}, "", "x", nil), "--data DIR --out FILE")
	require.ErrorContains(t, run(&bytes.Buffer{}, t.TempDir(), "x", nil), "is --data the folder")
	require.ErrorContains(t, run(&bytes.Buffer{}, tinyData(t), t.TempDir(), nil), "writing model")
}

// hedges is 0.6 sure of praise and leaves 0.02 to complaints.
type hedges struct{}

func (hedges) Read(string) sentiment.Reading {
	return sentiment.Reading{Probabilities: [3]float64{0.6, 0.38, 0.02}}
}

func TestTaught(t *testing.T) {
	t.Parallel()
	var report bytes.Buffer
	samples, err := taught(&report, tinyData(t), hedges{})
	require.NoError(t, err)
	require.Contains(t, report.String(), "reads 8 texts")
	require.Len(t, samples, 16)
	for class, weight := range []float64{0.3 * 0.6, 0.3 * 0.38} {
		require.Equal(t, "senang", samples[class].Text)
		require.Equal(t, class, samples[class].Class)
		require.InDelta(t, weight, samples[class].Weight, 1e-12)
	}
}

// What the teacher alone knows reaches the reader.
func TestRunTaught(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "fast.bin")
	require.NoError(t, run(&bytes.Buffer{}, tinyData(t), out, hedges{}))
	plain := filepath.Join(t.TempDir(), "fast.bin")
	require.NoError(t, run(&bytes.Buffer{}, tinyData(t), plain, nil))
	score := func(path string) float64 {
		file, err := os.ReadFile(path)
		require.NoError(t, err)
		reader, err := sentiment.NewLinear(file)
		require.NoError(t, err)
		return reader.Read("marah").Score
	}
	require.Greater(t, score(out), score(plain))
}
