package main

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestASlopeIsAnExponent: what grows as the work does lies on the dashed line, what does
// not grow lies flat.
func TestASlopeIsAnExponent(t *testing.T) {
	t.Parallel()
	got := string(plot([]float64{100, 1000, 10_000}, "records", []curve{{"as much", "#111111", []float64{2, 20, 200}}, {"flat", "#222222", []float64{5, 5, 5}}}))
	dec := xml.NewDecoder(strings.NewReader(got))
	for {
		_, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
	}
	y := axis{from: plotHeight - plotFoot, to: plotTop, low: 0.5, high: 100}
	x := axis{from: plotLeft, to: plotWidth - plotRight, low: 100, high: 10_000}
	require.InDelta(t, (x.from+x.to)/2, x.at(1000), 1e-9)
	require.Equal(t, []float64{1, 10, 100}, y.tens())
	require.InDelta(t, plotTop, y.at(100), 1e-9)
	for _, want := range []string{"as much, k = 1.00", "flat, k = 0.00", "1,000", "10×"} {
		require.Contains(t, got, want)
	}
	dashed, curved := "M60.0 308.1L450.0 30.0\"", "M60.0 308.1L255.0 169.1L450.0 30.0\""
	require.Contains(t, got, dashed)
	require.Contains(t, got, curved)
}
