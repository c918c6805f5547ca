package config

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// TestOldConfigurationsMeanTheSame reads the configurations of released versions.
// What they said must still be said: settings may be added, none may change.
func TestOldConfigurationsMeanTheSame(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../testdata/compat/*/config/*.yaml")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 3)
	secret := regexp.MustCompile(`token_file: \S+`)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		raw = secret.ReplaceAllLiteral(raw, []byte("token: ${ANY}")) // the file is on another machine
		c, err := Parse(raw, "/etc/pantau", func(name string) (string, bool) { return "value-of-" + name, true })
		require.NoError(t, err, file)
		now := asMap(t, c)
		golden := file[:len(file)-len("yaml")] + "meant"
		if *update {
			if _, err := os.Stat(golden); os.IsNotExist(err) { // an old one is never changed
				out, err := yaml.Marshal(now)
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(golden, out, 0o600))
			}
		}
		was, err := os.ReadFile(golden)
		require.NoError(t, err)
		var want map[string]any
		require.NoError(t, yaml.Unmarshal(was, &want))
		requireStill(t, file, want, now)
	}
}

// asMap is a configuration as plain values, without its secrets.
func asMap(t *testing.T, c *Config) map[string]any {
	t.Helper()
	raw, err := yaml.Marshal(c)
	require.NoError(t, err)
	require.NotContains(t, string(raw), "value-of-PANTAU_INFLUXDB_TOKEN")
	var out map[string]any
	require.NoError(t, yaml.Unmarshal(raw, &out))
	return out
}

// requireStill holds that all of want stands in got, which may have more.
func requireStill(t *testing.T, at string, want, got any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		now, ok := got.(map[string]any)
		require.True(t, ok, at)
		for key, v := range want {
			require.Contains(t, now, key, "%s: %s", at, key)
			requireStill(t, at+": "+key, v, now[key])
		}
	case []any:
		now, ok := got.([]any)
		require.True(t, ok && len(now) == len(want), at)
		for i := range want {
			requireStill(t, at, want[i], now[i])
		}
	default:
		require.Equal(t, want, got, at)
	}
}
