package query

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// Every query type says what it means, how it is computed and how to act, in both
// languages.
func TestEveryHelpIsWhole(t *testing.T) {
	t.Parallel()
	parts := map[catalogue.Language][]string{
		catalogue.Indonesian: {"Arti: ", "Rumus: ", "Tindak lanjut: "}, catalogue.English: {"Meaning: ", "Formula: ", "How to act: "},
	}
	for _, d := range Descriptors() {
		for _, lang := range catalogue.Languages {
			for _, part := range parts[lang] {
				require.Contains(t, d.Help[lang], part, "%s in %s", d.ID, lang)
			}
			require.NotEmpty(t, d.Label[lang], d.ID)
			require.NotEmpty(t, d.Description[lang], d.ID)
			for _, p := range d.Params {
				require.NotEmpty(t, p.Label[lang], "%s.%s", d.ID, p.Name)
				require.NotEmpty(t, p.Help[lang], "%s.%s", d.ID, p.Name)
			}
		}
	}
}

// The editor, the documents and the README show what go generate would write now.
func TestDocumentsAreUpToDate(t *testing.T) {
	t.Parallel()
	for _, lang := range catalogue.Languages {
		got, err := os.ReadFile(fmt.Sprintf("../../../docs/query-types.%s.md", lang))
		require.NoError(t, err)
		require.Equal(t, Document(lang), string(got), "run go generate ./plugin/pkg/query")
	}
	for _, lang := range catalogue.Languages {
		got, err := os.ReadFile("../../../" + Readme(lang))
		require.NoError(t, err)
		want, ok := InReadme(lang, string(got))
		require.True(t, ok, "%s has lost its table of query types", Readme(lang))
		require.Equal(t, want, string(got), "run go generate ./plugin/pkg/query")
	}
}
