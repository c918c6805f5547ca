package engine

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDataOfANewerPantauIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "format")
	require.NoError(t, noteFormat(dir), "data from before forms were noted")
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "1\n", string(raw))
	require.NoError(t, noteFormat(dir))
	require.NoError(t, os.WriteFile(path, []byte("2\n"), 0o600))
	require.ErrorContains(t, noteFormat(dir), "is of a newer Pantau (form 2, this one knows 1)")
	require.NoError(t, os.WriteFile(path, []byte("x"), 0o600))
	require.ErrorContains(t, noteFormat(dir), "restore it from a backup")
}
