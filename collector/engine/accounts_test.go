package engine

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/connectors"
)

// TestEveryConnectorTakesAnAccount hands every connector its own sample settings as
// they stand in an office's configuration, beside the handle that every account has.
func TestEveryConnectorTakesAnAccount(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	fmt.Fprintf(&b, "data_dir: %q\naccounts:\n", t.TempDir())
	for _, id := range connectors.IDs() {
		sample, err := os.ReadFile(filepath.Join("..", "..", "connectors", id, "sample.yaml"))
		require.NoError(t, err)
		fmt.Fprintf(&b, "  - connector: %s\n    name: kantor\n", id)
		if !strings.Contains("\n"+string(sample), "\naccount:") {
			b.WriteString("    account: kantor\n")
		}
		for line := range strings.Lines(string(sample)) {
			b.WriteString("    " + line)
		}
	}
	c, err := config.Parse([]byte(b.String()), t.TempDir(), func(string) (string, bool) { return "1234567:of-the-test", true })
	require.NoError(t, err)
	sup, accounts, err := Accounts(t.Context(), options(c))
	require.NoError(t, err)
	sup.Close()
	require.Len(t, accounts, len(connectors.IDs()))
}
