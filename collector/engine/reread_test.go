package engine

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/enrich/sentiment/transformer/transformertest"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/collector/sink"
)

// labels counts the stored labels, and what the rollups say of them.
func labels(t *testing.T, db sink.Database) (stored, rolled map[string]float64) {
	t.Helper()
	stored, rolled = map[string]float64{}, map[string]float64{}
	for _, l := range column(t, db, `SELECT label FROM mention`) {
		stored[l.(string)]++
	}
	for _, name := range []string{"positive", "neutral", "negative"} {
		for _, n := range column(t, db, `SELECT sum(`+name+`) FROM sentiment_1h WHERE topic = '_all'`) {
			if n.(float64) > 0 {
				rolled[name] += n.(float64)
			}
		}
	}
	return stored, rolled
}

func readers(t *testing.T, db sink.Database) map[string]int {
	t.Helper()
	n := map[string]int{}
	for _, r := range column(t, db, `SELECT reader FROM mention`) {
		n[r.(string)]++
	}
	return n
}

// openAccurate opens a collector with a small transformer as its accurate reader.
func openAccurate(t *testing.T, path string) *Engine {
	t.Helper()
	o := options(load(t, path))
	o.Now = at(epoch)
	var err error
	o.Accurate, err = sentiment.NewTransformer(transformertest.Tiny(7, nil))
	require.NoError(t, err)
	e, err := Open(t.Context(), o)
	require.NoError(t, err)
	return e
}

// More than the accurate reader keeps up with is read quickly at once, and
// accurately by a collector that runs on; the rollups follow.
func TestWhatWasReadQuicklyIsReadAgain(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		w := smallWorld(25, 10)
		path := withTerms(t, s, serve(t, w).URL, `{reason: test}`)
		e := openAccurate(t, path)
		defer func() { require.NoError(t, e.Close()) }()
		require.NoError(t, e.Once(t.Context()))
		db := e.Database()
		require.Equal(t, map[string]int{"fast": 250}, readers(t, db))
		require.Len(t, column(t, db, `SELECT certainty FROM mention`), 250)
		stored, rolled := labels(t, db)
		require.Equal(t, stored, rolled)

		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- e.sink.Run(ctx) }()
		require.Eventually(t, func() bool { return readers(t, db)["accurate"] == 250 }, time.Minute, 50*time.Millisecond)
		require.Eventually(t, func() bool { stored, rolled = labels(t, db); return sum(rolled) == 250 && sameCounts(stored, rolled) },
			time.Minute, 50*time.Millisecond, "the last rollups are written after their points")
		cancel()
		require.NoError(t, <-done)
		require.Len(t, column(t, db, `SELECT id FROM mention`), 250, "the same points, not new ones")
		require.Len(t, column(t, db, `SELECT text FROM mention`), 250)
	})
}

func sum(m map[string]float64) (total float64) {
	for _, n := range m {
		total += n
	}
	return total
}

func sameCounts(a, b map[string]float64) bool {
	for k := range a {
		if a[k] != b[k] {
			return false
		}
	}
	return len(a) == len(b)
}

// A few mentions are read accurately at once.
func TestFewAreReadAccuratelyAtOnce(t *testing.T) {
	t.Parallel()
	e := openAccurate(t, writeConfig(t, t.TempDir(), serve(t, smallWorld(3, 4)).URL))
	defer func() { require.NoError(t, e.Close()) }()
	require.NoError(t, e.Once(t.Context()))
	require.Equal(t, map[string]int{"accurate": 12}, readers(t, e.Database()))
}
