package catalogue

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestNumber(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		v      float64
		digits int
		id, en string
	}{
		{1234.5, 1, "1.234,5", "1,234.5"},
		{0, 0, "0", "0"},
		{999, 0, "999", "999"},
		{1000, 0, "1.000", "1,000"},
		{-1234567.891, 2, "−1.234.567,89", "−1,234,567.89"},
		{-0.04, 1, "0,0", "0.0"},
		{-0.05, 2, "−0,05", "−0.05"},
		{0.25, 1, "0,2", "0.2"}, // half to even, as IEEE 754 rounds
		{math.Pow(10, 15), 0, "1.000.000.000.000.000", "1,000,000,000,000,000"},
	} {
		require.Equal(t, tc.id, Number(Indonesian, tc.v, tc.digits))
		require.Equal(t, tc.en, Number(English, tc.v, tc.digits))
	}
}

func TestFigures(t *testing.T) {
	t.Parallel()
	require.Equal(t, "terhubung, bucket 1.234.567", Figures(Indonesian, "cli.check_influxdb_ok", "bucket", 1234567))
	require.Equal(t, "reachable, bucket 8,186", Figures(English, "cli.check_influxdb_ok", "bucket", uint64(8186)))
	require.Equal(t, "reachable, bucket 8186", Figures(English, "cli.check_influxdb_ok", "bucket", "8186"))
	require.Equal(t, "reachable, bucket 20m0s", Figures(English, "cli.check_influxdb_ok", "bucket", 20*time.Minute), "no plain number")
}

func TestMoment(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 8, 3, 8, 5, 0, 0, time.FixedZone("WIB", 7*3600))
	require.Equal(t, "3 Agustus 2026 pukul 08.05", Moment(Indonesian, at))
	require.Equal(t, "3 August 2026, 08:05", Moment(English, at))
}
