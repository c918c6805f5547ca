package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRootIsSentToTheServicesUser: what root writes into the data_dir of the
// service the service can't open, a mere look of doctor included.
func TestRootIsSentToTheServicesUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a folder away")
	}
	dir := t.TempDir()
	config, data := filepath.Join(dir, "pantau.yaml"), filepath.Join(dir, "data")
	require.NoError(t, os.WriteFile(config, []byte("influxdb: {port: 0}\nhttp: {listen: \"\"}\n"), 0o600))
	require.NoError(t, os.Mkdir(data, 0o700))
	require.NoError(t, os.Chown(data, 3999999999, -1))
	for _, args := range [][]string{
		{"run", "--once"},
		{"check"},
		{"doctor"},
		{"setup", "--embedded"},
		{"query", "mentions"},
		{"label"},
		{"auth", "mastodon"},
		{"backfill", "--since", "now-1d"},
		{"import", config, "--account", "a"},
		{"forget", "--platform", "x", "--author", "a"},
		{"backup", "--to", filepath.Join(dir, "b")},
		{"restore", config},
	} {
		got := pantau(t, "", append(args, "--config", config)...)
		require.Equal(t, 2, got.code, args)
		require.Contains(t, got.err, "who could not open what root writes there: write sudo -u '#3999999999' before the command", args)
	}
	entries, err := os.ReadDir(data)
	require.NoError(t, err)
	require.Empty(t, entries)
	got := pantau(t, "", "connectors", "rss", "--config", config)
	require.Zero(t, got.code, "what only reads may")
}
