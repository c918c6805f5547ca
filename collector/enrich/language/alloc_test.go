//go:build !race

package language_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/language"
)

// Hostile texts cost no more than their first characters, and leave nothing behind.
func TestHostile(t *testing.T) {
	for _, unit := range []string{"a", "a ", "😀", "\u200b", "\u202eسلام ", "baik добро ", "\xff", "mempertanggungjawabkan "} {
		text := strings.Repeat(unit, 10<<20/len(unit))
		read := func() {
			code, _ := language.Detect(text)
			language.Second(text, code)
		}
		read()
		require.LessOrEqual(t, testing.AllocsPerRun(3, read), 4.0, "unit %q", unit)
	}
}
