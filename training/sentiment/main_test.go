package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/training/dataset"
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
		require.NoError(t, run(&report, data, out))
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
	require.ErrorContains(t, run(&bytes.Buffer{}, "", "x"), "--data DIR --out FILE")
	require.ErrorContains(t, run(&bytes.Buffer{}, t.TempDir(), "x"), "is --data the folder")
	require.ErrorContains(t, run(&bytes.Buffer{}, tinyData(t), t.TempDir()), "writing model")
}

func TestBalance(t *testing.T) {
	t.Parallel()
	var file dataset.File
	for _, label := range []string{"positive", "positive", "positive", "negative", "", "other"} {
		file.Examples = append(file.Examples, dataset.Example{Text: "x", Label: label})
	}
	samples := source{}.samples(file)
	require.Len(t, samples, 4)
	balanced := balance(samples, 2)
	// Mean 2 over four texts is 8, half of it for each of the two classes.
	require.InDelta(t, 4.0/3, balanced[0].Weight, 1e-12)
	require.InDelta(t, 4.0, balanced[3].Weight, 1e-12)
	require.Equal(t, []int{1}, balanced[0].Silent)
}
