package engine

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/correct"
	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// The office's word counts for what is stored, and how often the reader was right
// without it is measured.
func TestCorrectionsAreReadAndMeasured(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, correct.NewStore(filepath.Join(dir, "data")).Add(t.Context(),
		correct.Correction{Text: "pelayanannya cepat, terima kasih! telp 0812-0000-0001", Label: sentiment.Negative, Annotator: "a", Time: epoch},
		correct.Correction{Text: "parah, mengecewakan sekali", Label: sentiment.Negative, Annotator: "a", Time: epoch},
		correct.Correction{Text: "parah, mengecewakan sekali", Label: sentiment.Negative, Annotator: "b", Time: epoch}))
	e := open(t, load(t, writeConfig(t, dir, serve(t, smallWorld(1, 2)).URL)), at(epoch))
	defer func() { require.NoError(t, e.Close()) }()
	require.NoError(t, e.Once(t.Context()))
	db := e.Database()
	require.Equal(t, []any{"negative", "negative"}, column(t, db, `SELECT label FROM mention`))

	require.Equal(t, []any{0.5}, column(t, db, `SELECT accuracy FROM pantau_accuracy WHERE reader = 'fast'`))
	require.Equal(t, []any{2.0}, column(t, db, `SELECT n FROM pantau_accuracy WHERE reader = 'fast'`))
	require.Empty(t, column(t, db, `SELECT agreement FROM pantau_accuracy`), "two people, but one label")
	require.Equal(t, []float64{0.5}, gauge(t, e, "pantau_sentiment_accuracy"))
}

// gauge gives the values of a gauge of the fast reader on /metrics.
func gauge(t *testing.T, e *Engine, name string) []float64 {
	t.Helper()
	families, err := e.registry.Gather()
	require.NoError(t, err)
	var out []float64
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() == name && m.GetLabel()[0].GetValue() == "fast" {
				out = append(out, m.GetGauge().GetValue())
			}
		}
	}
	return out
}

func TestWithoutCorrectionsThereIsNoAccuracy(t *testing.T) {
	t.Parallel()
	e := open(t, load(t, writeConfig(t, t.TempDir(), serve(t, smallWorld(1, 1)).URL)), at(epoch))
	defer func() { require.NoError(t, e.Close()) }()
	require.NoError(t, e.Once(t.Context()))
	require.Empty(t, column(t, e.Database(), `SELECT accuracy FROM pantau_accuracy`))
	require.Empty(t, gauge(t, e, "pantau_sentiment_accuracy"))
}

func TestDamagedCorrectionsAreToldWithTheirLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "data"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "data", "corrections.csv"), []byte("text,label\nramah,baik\n"), 0o600))
	_, err := Open(t.Context(), options(load(t, writeConfig(t, dir, "http://127.0.0.1:1"))))
	var bad *ConfigError
	require.ErrorAs(t, err, &bad)
	require.ErrorContains(t, err, "line 2: label")
}
