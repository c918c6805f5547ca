package main

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestMain lets the test binary be the children too, as the program is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "child" {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestExponent(t *testing.T) {
	t.Parallel()
	sizes := []float64{1, 10, 100}
	require.InDelta(t, 1, exponent(sizes, []float64{3, 30, 300}), 1e-9)
	require.InDelta(t, 1.5, exponent(sizes, []float64{2, 2 * math.Pow(10, 1.5), 2000}), 1e-9)
	require.InDelta(t, 0, exponent(sizes, []float64{5, 5, 5}), 1e-9)
	// Worked out by hand: the logarithms to base 10 are 0, 1, 1 at 0, 1, 2, and so the slope is ½.
	require.InDelta(t, 0.5, exponent(sizes, []float64{1, 10, 10}), 1e-9)
}

func TestMediansAndRanges(t *testing.T) {
	t.Parallel()
	var order []string
	next := 0
	note := func(name string) func() (cost, error) {
		return func() (cost, error) {
			order = append(order, name)
			next++
			return cost{N: 100, Took: time.Duration(next) * time.Second}, nil
		}
	}
	found, err := inTurn(3, note("a"), note("b"))
	require.NoError(t, err)
	require.Equal(t, "a b a b a b", strings.Join(order, " "))
	require.Equal(t, spread{1, 3, 5}, spreadOf(found[0], took))
	require.Equal(t, spread{100.0 / 6, 25, 50}, spreadOf(found[1], cost.rate))
}

func TestNumbersAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	for want, v := range map[string]float64{"7": 7.2, "999": 999, "1,230": 1234, "81,500": 81_456, "1,230,000": 1_234_567} {
		require.Equal(t, want, whole(v))
	}
	require.Equal(t, "12.5 ms (10–20)", spread{0.01, 0.0125, 0.02}.seconds())
	require.Equal(t, "877 ms (645–1010)", spread{0.645, 0.877, 1.01}.seconds())
	require.Equal(t, "2.0 s (1.5–3.0)", spread{1.5, 2, 3}.seconds())
}

func TestBatchesHoldAllLines(t *testing.T) {
	t.Parallel()
	all := "a\nb\nc\nd\ne"
	var got []string
	for _, b := range batches([]byte(all), 2) {
		got = append(got, string(b))
	}
	require.Equal(t, []string{"a\nb\n", "c\nd\n", "e"}, got)
	require.Empty(t, batches(nil, 2))
}

// TestWritersStoreTheSame writes little with everyone who is here, and what each has
// stored is compared by the program itself.
func TestWritersStoreTheSame(t *testing.T) {
	t.Parallel()
	o := options{influxd: os.Getenv("PANTAU_INFLUXD2"), telegraf: os.Getenv("PANTAU_TELEGRAF"), points: 2000, repeats: 1, only: regexp.MustCompile("")}
	b, err := newBench(t.Context(), o)
	require.NoError(t, err)
	defer func() { require.NoError(t, b.close()) }()
	rows, err := o.write(t.Context(), b)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(rows), 3)
	if o.telegraf == "" || o.influxd == "" {
		t.Log("NO TELEGRAF WAS TRIED: set PANTAU_TELEGRAF and PANTAU_INFLUXD2 to the binaries")
		return
	}
	require.Len(t, rows, 6)
	db, err := b.empty(t.Context())
	require.NoError(t, err)
	_, err = viaTelegraf(t.Context(), o.telegraf, t.TempDir(), db, []byte("no line protocol\n"), buffer{})
	require.Error(t, err, "what it does not take is noticed")
}

func TestTheWallScreenIsAsked(t *testing.T) {
	t.Parallel()
	end := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	panels, err := wallPanels(filepath.Join("..", "..", "dashboards", "en", "wall-screen.json"), end)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(panels), 12)
	for _, q := range panels {
		require.NotEmpty(t, q.Type)
		require.True(t, q.From.Before(end), q.Type)
		require.NotContains(t, q.Params, "accounts", "variables stand at all")
	}
}

func TestUnknownTasksAreRefused(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, run(context.Background(), []string{"child", "nobody"}, os.Stdout), "unknown task")
}

func TestLayersAreMeasuredPacked(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "program")
	require.NoError(t, os.WriteFile(path, make([]byte, 1<<20), 0o600))
	unpacked, packed, err := layer(path, path)
	require.NoError(t, err)
	require.EqualValues(t, 2<<20, unpacked)
	require.Greater(t, packed, int64(100))
	require.Less(t, packed, int64(10_000), "zeros hardly take room")
	_, _, err = layer(path + "2")
	require.ErrorIs(t, err, os.ErrNotExist)
}
