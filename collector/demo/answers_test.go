package demo

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// The demonstration asks for every query type there is, each under a title.
func TestEveryQueryTypeIsAsked(t *testing.T) {
	t.Parallel()
	id := regexp.MustCompile(`^query\.([a-z_]+)\.description$`)
	all := map[string]bool{}
	for key := range catalogue.Section("query.") {
		if m := id.FindStringSubmatch(key); m != nil {
			all[m[1]] = true
		}
	}
	asked := map[string]bool{}
	for _, q := range questions {
		asked[q.kind] = true
		require.NotEmpty(t, catalogue.Section("cli."+q.title), q.title)
		require.NotEmpty(t, q.columns, q.title)
	}
	require.Equal(t, slices.Sorted(maps.Keys(all)), slices.Sorted(maps.Keys(asked)))
}
