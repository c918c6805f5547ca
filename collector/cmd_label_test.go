package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// labelConfig is a configuration with a data_dir of its own, and a file to import.
func labelConfig(t *testing.T, csv string) (config, file string) {
	t.Helper()
	config = configFile(t, "http://127.0.0.1:1", "")
	file = filepath.Join(t.TempDir(), "koreksi.csv")
	require.NoError(t, os.WriteFile(file, []byte(csv), 0o600))
	return config, file
}

func TestImportedCorrectionsChangeScores(t *testing.T) {
	config, file := labelConfig(t, "text,label,annotator\n"+
		"\"Pelayanannya cepat dan ramah, terima kasih banyak!\",negative,siti\n"+
		"\"pelayanannya cepat dan ramah, terima kasih banyak!\",negative,budi\n"+
		"parkirnya lumayan,netral,siti\nparkirnya lumayan,positif,budi\n")
	const texts = "PELAYANANNYA cepat dan ramah, terima kasih banyak!\njadwal besok jam berapa?\n"
	before := strings.Split(pantau(t, texts, "score").out, "\n")
	require.Regexp(t, "^positive", before[0])

	got := pantau(t, "", "label", "--import", file, "--config", config)
	require.Equal(t, 0, got.code, got.err)
	require.Contains(t, got.out, "4 labels taken.")
	require.Contains(t, got.out, "Accuracy on 2 of your own comments")
	require.Contains(t, got.out, "95% interval")
	// By hand: coincidences nn 2, tp 1, pt 1 of 4 values: 1 − 3·2/(16−4−1−1) = 0.4.
	require.Contains(t, got.out, "alpha): 0.40")

	after := strings.Split(pantau(t, texts, "score", "--config", config).out, "\n")
	require.Equal(t, "negative\t-1.0000", after[0])
	require.Equal(t, before[1:], after[1:], "two corrections teach no more than themselves")
	require.Equal(t, before, strings.Split(pantau(t, texts, "score").out, "\n"), "without the configuration nothing changes")

	out := filepath.Join(t.TempDir(), "ekspor.csv")
	got = pantau(t, "", "label", "--export", out, "--config", config)
	require.Equal(t, 0, got.code, got.err)
	other, _ := labelConfig(t, "")
	got = pantau(t, "", "label", "--import", out, "--config", other)
	require.Equal(t, 0, got.code, got.err)
	require.Equal(t, after, strings.Split(pantau(t, texts, "score", "--config", other).out, "\n"), "what is exported can be imported")
}

func TestImportOfLabelsSaysWhatIsWrong(t *testing.T) {
	config, file := labelConfig(t, "text,label\nramah sekali,positive\nlama,buruk\n")
	got := pantau(t, "", "label", "--import", file, "--config", config)
	require.Equal(t, 2, got.code)
	require.Contains(t, got.err, `koreksi.csv: line 3: label: "buruk" is unknown; write positive, neutral or negative`)
	require.Contains(t, got.err, "Nothing was kept")
	require.NoFileExists(t, filepath.Join(filepath.Dir(config), "data", "corrections.csv"))
	require.Equal(t, 2, pantau(t, "", "label").code, "no configuration")
	require.Equal(t, 2, pantau(t, "", "label", "--import", "/no/such.csv", "--config", config).code)
}

// labels gives text and label of what is kept.
func labels(t *testing.T, config string) []string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "ekspor.csv")
	got := pantau(t, "", "label", "--export", out, "--config", config)
	require.Equal(t, 0, got.code, got.err)
	raw, err := os.ReadFile(out)
	require.NoError(t, err)
	return strings.Split(strings.TrimSpace(string(raw)), "\n")[1:]
}

func TestLabellingByKeyboard(t *testing.T) {
	config := configFile(t, office(t).URL, "token: tok-3n")
	require.Equal(t, 0, pantau(t, "", "run", "--config", config, "--once").code)
	// Twenty comments of two texts: each is asked about once.
	got := pantau(t, "x\np\nu\nT\nn\n", "label", "--config", config, "--annotator", "siti")
	require.Equal(t, 0, got.code, got.err)
	require.Contains(t, got.out, "[1 of 2; 0 labelled]")
	require.Contains(t, got.out, "[2 of 2; 1 labelled]")
	kept := labels(t, config)
	require.Len(t, kept, 2)
	require.Contains(t, kept[0], ",neutral,siti,", "positive was undone")
	require.Contains(t, kept[1], ",negative,siti,")

	require.Contains(t, pantau(t, "", "label", "--config", config, "--annotator", "siti").out, "no comments to label")
	got = pantau(t, "s\nq\n", "label", "--config", config, "--annotator", "budi")
	require.Equal(t, 0, got.code, got.err)
	require.Len(t, labels(t, config), 2, "budi skipped one and quit")
}

// Whoever presses Ctrl+C loses nothing and is told nothing.
func TestInterruptedLabelling(t *testing.T) {
	config := configFile(t, office(t).URL, "token: tok-3n")
	require.Equal(t, 0, pantau(t, "", "run", "--config", config, "--once").code)
	in, keyboard := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	var out, errs bytes.Buffer
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, []string{"label", "--config", config}, &console{in: in, out: &out, err: &errs})
	}()
	_, err := io.WriteString(keyboard, "n\n?\n") // the second is taken once the first is kept
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		info, err := os.Stat(filepath.Join(filepath.Dir(config), "data", "corrections.csv"))
		return err == nil && info.Size() > 0
	}, 30*time.Second, 10*time.Millisecond)
	cancel()
	require.Equal(t, 1, <-done)
	require.Empty(t, errs.String())
	require.NoError(t, keyboard.Close())
	require.Len(t, labels(t, config), 1)
}

func TestPrintable(t *testing.T) {
	require.Equal(t, "a [2Jb c", printable("a\n\x1b[2Jb\u202e\tc\x07"))
}

// A thousand corrections are learnt from and read with in a few seconds.
func BenchmarkScoreAfterAThousandCorrections(b *testing.B) {
	dir := b.TempDir()
	config, file := filepath.Join(dir, "pantau.yaml"), filepath.Join(dir, "koreksi.csv")
	require.NoError(b, os.WriteFile(config, []byte("influxdb: {port: 0}\n"), 0o600))
	var csv strings.Builder
	csv.WriteString("text,label\n")
	words := strings.Fields("loket kantor pagi sore warga antre berkas ktp surat lurah camat jalan lampu taman banjir parkir pasar sekolah")
	random := rand.New(rand.NewPCG(1, 1))
	for i := range 1000 {
		text := []string{[]string{"jempol", "ngaret"}[i%2]}
		for range 12 {
			text = append(text, words[random.IntN(len(words))])
		}
		fmt.Fprintf(&csv, "%s,%s\n", strings.Join(text, " "), []string{"positive", "negative"}[i%2])
	}
	require.NoError(b, os.WriteFile(file, []byte(csv.String()), 0o600))
	var quiet strings.Builder
	require.Equal(b, 0, run(b.Context(), []string{"label", "--import", file, "--config", config}, &console{in: strings.NewReader(""), out: &quiet, err: &quiet}))
	for b.Loop() {
		quiet.Reset()
		run(b.Context(), []string{"score", "--config", config}, &console{in: strings.NewReader("ngaret lagi\n"), out: &quiet, err: &quiet})
	}
	require.Regexp(b, "^negative", quiet.String())
}
