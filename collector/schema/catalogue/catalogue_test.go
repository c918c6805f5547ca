package catalogue

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
)

func TestEmbeddedTextsAreComplete(t *testing.T) {
	t.Parallel()
	all, err := read(files)
	require.NoError(t, err)
	require.NotEmpty(t, all)
	for _, reason := range schema.Reasons {
		require.Contains(t, all, "reason."+string(reason))
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, want string }{
		"missing language": {"a: {id: satu}", `a has no text in "en"`},
		"foreign language": {"a: {id: satu, en: one, fr: un}", "language that users can't choose"},
		"doubled key":      {"a: {id: satu, en: one}\na: {id: dua, en: two}", "already defined"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(fstest.MapFS{"texts/x.yaml": {Data: []byte(tc.text)}})
			require.ErrorContains(t, err, tc.want)
		})
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	require.Equal(t, "the token may not read it", Text(English, "reason.permission"))
	require.Equal(t, "no.such.key", Text(English, "no.such.key", "a", 1))
	require.Equal(t, Indonesian, Parse("fr-FR"))
	require.Equal(t, English, Parse("en-GB"))
}
