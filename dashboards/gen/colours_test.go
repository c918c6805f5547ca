package main

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// luminance is a colour's, as WCAG 2.2 defines it.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	var r, g, b uint8
	_, err := fmt.Sscanf(colour, "#%02x%02x%02x", &r, &g, &b)
	require.NoError(t, err, colour)
	linear := func(part uint8) float64 {
		v := float64(part) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// TestLettersCanBeRead: WCAG wants a contrast of 3 for large letters and 4.5 for
// others.
func TestLettersCanBeRead(t *testing.T) {
	t.Parallel()
	contrast := func(letters, ground string) float64 {
		a, b := luminance(t, letters), luminance(t, ground)
		return (max(a, b) + 0.05) / (min(a, b) + 0.05)
	}
	require.InDelta(t, 21, contrast("#000000", "#ffffff"), 1e-9)
	for _, ground := range []string{calm, alarm, quiet} { // the wall's letters are large
		require.GreaterOrEqual(t, contrast("#ffffff", ground), 3.0, ground)
	}
	for _, ground := range []string{some, much} {
		require.GreaterOrEqual(t, contrast("#ffffff", ground), 4.5, ground)
	}
	require.GreaterOrEqual(t, contrast("#000000", pale), 4.5)
}
