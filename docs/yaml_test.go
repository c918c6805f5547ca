package docs

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/pantau/pantau/collector/config"
)

// settings are the names that the configuration knows: at its top, and of each
// connector's accounts.
type settings struct {
	top      map[string]bool
	accounts map[string]map[string]bool
}

func knownSettings(t *testing.T) settings {
	t.Helper()
	raw, err := os.ReadFile("config.schema.json")
	require.NoError(t, err)
	type names map[string]json.RawMessage
	var schema struct {
		Properties struct {
			Accounts struct {
				Items struct {
					AllOf []struct {
						If struct {
							Properties struct{ Connector struct{ Const string } }
						}
						Then struct{ Properties names }
					} `json:"allOf"`
				}
			}
		}
	}
	var top struct{ Properties names }
	require.NoError(t, json.Unmarshal(raw, &schema))
	require.NoError(t, json.Unmarshal(raw, &top))
	out := settings{top: map[string]bool{}, accounts: map[string]map[string]bool{}}
	for name := range top.Properties {
		out.top[name] = true
	}
	for _, rule := range schema.Properties.Accounts.Items.AllOf {
		known := map[string]bool{}
		for name := range rule.Then.Properties {
			known[name] = true
		}
		out.accounts[rule.If.Properties.Connector.Const] = known
	}
	require.Len(t, out.accounts, 13)
	return out
}

// TestConfigurationsAreRead lets the collector read every YAML that is a
// configuration, and checks the names in those that are an account's settings.
func TestConfigurationsAreRead(t *testing.T) {
	t.Parallel()
	known := knownSettings(t)
	n := 0
	for _, p := range pages(t) {
		for _, b := range p.blocks {
			if b.kind != "yaml" {
				continue
			}
			raw := strings.Join(b.lines, "\n")
			var top map[string]any
			require.NoError(t, yaml.Unmarshal([]byte(raw), &top), "%s:\n%s", p.path, raw)
			if !configuration(top, known) {
				continue
			}
			n++
			c, err := config.Parse([]byte(withSecrets(t, raw)), t.TempDir(), func(string) (string, bool) { return "x", true })
			require.NoError(t, err, "%s:\n%s", p.path, raw)
			for _, a := range c.Accounts {
				for name := range a.Settings {
					names, builtIn := known.accounts[a.Connector]
					require.True(t, names[name] || !builtIn, "%s: connector %s has no setting %s", p.path, a.Connector, name)
				}
			}
		}
	}
	require.Greater(t, n, 3)
}

// configuration tells Pantau's own YAML from that of others.
func configuration(top map[string]any, known settings) bool {
	for name := range top {
		if !known.top[name] {
			return false
		}
	}
	return len(top) > 0
}

var secretFile = regexp.MustCompile(`(_file: *)[^\s,}]+`)

// withSecrets puts a file that is there in the place of each that is named.
func withSecrets(t *testing.T, raw string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(path, []byte("x\n"), 0o600))
	return secretFile.ReplaceAllString(raw, "${1}"+path)
}
