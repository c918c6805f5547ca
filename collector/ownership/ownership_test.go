//go:build !windows

package ownership

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// stranger is a user that no system has.
const stranger = 3999999999

func TestRootKeepsOutOfOthersFolders(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, Check(filepath.Join(dir, "new")))
	require.NoError(t, Check(dir), "one's own")
	if os.Geteuid() != 0 {
		t.Skip("only root can give a folder away")
	}
	require.NoError(t, os.Chown(dir, stranger, -1))
	require.ErrorContains(t, Check(dir), "belongs to '#3999999999', who could not open what root writes there: write sudo -u '#3999999999' before")
	state := filepath.Join(dir, "state.db")
	require.NoError(t, os.WriteFile(state, nil, 0o600))
	require.NoError(t, Check(dir), "root has run it for long, in a folder that a container was given")
	require.NoError(t, os.Chown(state, stranger, -1))
	require.ErrorContains(t, Check(dir), "belongs to")
}
