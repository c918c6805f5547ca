package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/schema/trouble"
)

// TestErrorsSayWhereTheyAreExplained: what a command prints and what the log says.
func TestErrorsSayWhereTheyAreExplained(t *testing.T) {
	server := office(t)
	refused := configFile(t, server.URL, "token: wr0ng-token")
	away := filepath.Join(t.TempDir(), "pantau.yaml")
	require.NoError(t, os.WriteFile(away, []byte("influxdb: {url: \"http://127.0.0.1:1\", token: t}\n"), 0o600))
	binary, err := plugin()
	require.NoError(t, err)
	for name, tc := range map[string]struct {
		section trouble.Section
		got     func() string
	}{
		"an account, checked": {trouble.Account, func() string { return pantau(t, "", "check", "--config", refused).out }},
		"an account, read":    {trouble.Account, func() string { return pantau(t, "", "run", "--once", "--config", refused).err }},
		"the database":        {trouble.Database, func() string { return pantau(t, "", "check", "--config", away).out }},
		"a permission": {trouble.Metric, func() string {
			return pantau(t, "", "check", "--config", configFile(t, server.URL, "hashtags: [banjir]")).out
		}},
		"a question": {trouble.Grafana, func() string {
			return pantau(t, "", "query", "sentiment", "--config", away, "--plugin", binary).err
		}},
	} {
		for _, lang := range catalogue.Languages {
			t.Setenv("PANTAU_LANG", string(lang))
			require.Contains(t, tc.got(), tc.section.See(lang), "%s in %s", name, lang)
		}
	}
}
