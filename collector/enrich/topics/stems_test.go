package topics_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/topics"
)

// Every published form must give its stem, with all the stems of the list
// configured as topics, and few give another beside it.
func TestPublishedStems(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("testdata/stems.tsv")
	require.NoError(t, err)
	var pairs [][2]string
	patterns := map[string][]string{}
	for line := range strings.Lines(string(file)) {
		if form, stem, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			pairs = append(pairs, [2]string{form, stem})
			patterns[stem] = []string{stem}
		}
	}
	require.Len(t, pairs, 157)
	m, err := topics.New(patterns)
	require.NoError(t, err)
	right, others := 0, 0
	for _, p := range pairs {
		found := m.Match(p[0])
		if slices.Contains(found, p[1]) {
			right++
		}
		if len(found) > 1 || len(found) == 1 && found[0] != p[1] {
			others++
		}
		if !slices.Equal(found, p[1:]) {
			t.Logf("%s: %v, published %s", p[0], found, p[1])
		}
	}
	t.Logf("%d of %d forms give their stem, %d another", right, len(pairs), others)
	// Not found are four with an infix (kinerja) and four of stems of three letters,
	// which are left alone behind most prefixes: Ani is not in berani.
	require.Equal(t, 149, right)
	require.Zero(t, others)
}
