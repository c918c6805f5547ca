package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// TestLibraryStandsAlone: every panel of the shelf is there once, and needs no
// variable of the dashboard that it was taken from.
func TestLibraryStandsAlone(t *testing.T) {
	t.Parallel()
	for _, lang := range catalogue.Languages {
		var keys []string
		names := map[string]bool{}
		for _, e := range library(texts{lang}) {
			keys = append(keys, e.Model.key)
			require.False(t, names[e.Name], "%s: Grafana refuses two of a name in a folder", e.Name)
			names[e.Name] = true
			require.LessOrEqual(t, len(e.UID), 40, "%s: Grafana refuses longer ones", e.UID)
			source := string(must(encode(e)))
			require.NotRegexp(t, `\$(platform|account|topic)\b|\{(platform|account|topic):`, source, e.UID)
			require.NotEmpty(t, e.Model.Targets, e.UID)
			require.NotEmpty(t, e.Model.Description, e.UID)
		}
		require.ElementsMatch(t, shelf, keys)
	}
}
