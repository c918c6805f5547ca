package scrub

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRegions(t *testing.T) {
	t.Parallel()
	all := regions()
	require.Len(t, all, 548) // 514 of the collection, 34 of provinces whose codes changed
	districts := 0
	for regency, bits := range all {
		require.Regexp(t, `^\d{4}$`, regency)
		require.NotZero(t, bits, regency)
		if bits != allDistricts {
			for d := range 64 {
				districts += int(bits >> d & 1)
			}
		}
	}
	require.Equal(t, 7277-69, districts) // but for three regencies whose districts all count
	// Bogor has 40 districts, Andir is the fifth of Bandung's 30; Jakarta has no 70.
	for code, want := range map[string]bool{"320140": true, "320141": false, "327305": true, "327331": false, "317001": false, "110100": false, "910163": true} {
		require.Equal(t, want, isRegion([]byte(code)), code)
	}
}
