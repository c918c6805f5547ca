package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// theirs is a Grafana that somebody else has set up: files that Pantau must
// leave as they are.
var theirs = map[string]string{
	"provisioning/datasources/lain.yaml":    "apiVersion: 1\ndatasources: [{name: Lain, uid: lain, type: prometheus}]\n",
	"provisioning/dashboards/lain.yaml":     "apiVersion: 1\nproviders: []\n",
	"provisioning/alerting/policies.yaml":   "apiVersion: 1\npolicies: [{orgId: 1, receiver: lain}]\n",
	"provisioning/alerting/rules.yaml":      "apiVersion: 1\ngroups: []\n",
	"plugins/lain-datasource/plugin.json":   "{}",
	"pantau/grafana-datasource.yaml":        "apiVersion: 1\ndatasources: [{name: Pantau, uid: pantau}]\n",
	"pantau/grafana-token":                  "token-of-the-test\n",
	"grafana.ini":                           "[plugins]\n",
	"provisioning/datasources/disabled.bak": "uid: pantau\n",
}

func grafanaFolder(t *testing.T) (dir string, args []string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range theirs {
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	plugin := at("new/pantau-social-datasource")
	require.NoError(t, os.MkdirAll(plugin, 0o750))
	require.NoError(t, os.WriteFile(filepath.Join(plugin, "module.js"), []byte("new"), 0o600))
	return dir, []string{
		"grafana.sh", "--provisioning", at("provisioning"), "--plugins", at("plugins"), "--ini", at("grafana.ini"),
		"--datasource", at("pantau/grafana-datasource.yaml"), "--token", at("pantau/grafana-token"), "--token-at", at("pantau-token"),
		"--share", sourceTree(t), "--plugin", plugin,
	}
}

// sourceTree is a folder like /usr/share/pantau, of the source tree.
func sourceTree(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	return root
}

func TestGrafanaKeepsWhatItHas(t *testing.T) {
	t.Parallel()
	dir, args := grafanaFolder(t)
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "plugins/pantau-social-datasource"), 0o750))
	leftover := filepath.Join(dir, "plugins/pantau-social-datasource/old.js")
	require.NoError(t, os.WriteFile(leftover, []byte("old"), 0o600))
	out, err := command(t, nil, "sh", args...)
	require.NoError(t, err, out)
	for name, text := range theirs {
		got, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Equal(t, text, string(got), name)
	}
	require.Contains(t, out, "allow_loading_unsigned_plugins = pantau-social-datasource")
	require.Contains(t, out, "left out the notification policies")
	require.NoFileExists(t, leftover)
	require.FileExists(t, filepath.Join(dir, "plugins/pantau-social-datasource/module.js"))
	require.NoFileExists(t, filepath.Join(dir, "provisioning/alerting/pantau-policies.yaml"))
	info, err := os.Stat(filepath.Join(dir, "pantau-token"))
	require.NoError(t, err)
	require.Zero(t, info.Mode().Perm()&0o007, "others can't read the token")

	var boards struct {
		Providers []struct {
			Options struct{ Path string }
		}
	}
	raw, err := os.ReadFile(filepath.Join(dir, "provisioning/dashboards/pantau.yaml"))
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(raw, &boards))
	require.Len(t, boards.Providers, 2)
	for _, p := range boards.Providers {
		require.DirExists(t, p.Options.Path, "it needs no variable of the environment")
	}

	contact := filepath.Join(dir, "provisioning/alerting/pantau-contact.yaml")
	require.NoError(t, os.WriteFile(contact, []byte("# ours\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "grafana.ini"), []byte("[plugins]\nallow_loading_unsigned_plugins = a, pantau-social-datasource\n"), 0o600))
	out, err = command(t, nil, "sh", append(args, "--with-policies")...)
	require.NoError(t, err, out)
	require.NotContains(t, out, "allow_loading_unsigned_plugins")
	kept, err := os.ReadFile(contact)
	require.NoError(t, err)
	require.Equal(t, "# ours\n", string(kept), "an upgrade keeps the office's contact points")
	require.FileExists(t, filepath.Join(dir, "provisioning/alerting/pantau-policies.yaml"))
}

func TestGrafanaWithAnotherPantauIsRefused(t *testing.T) {
	t.Parallel()
	dir, args := grafanaFolder(t)
	other := filepath.Join(dir, "provisioning/datasources/semua.yaml")
	require.NoError(t, os.WriteFile(other, []byte("datasources:\n  - name: P\n    uid: pantau\n"), 0o600))
	out, err := command(t, nil, "sh", args...)
	require.Error(t, err)
	require.Contains(t, out, "semua.yaml has a data source with the uid pantau already")
	require.NoDirExists(t, filepath.Join(dir, "plugins/pantau-social-datasource"))
}

// TestGrafanaFindsTheToken: without --token, of a server and of the embedded
// database, where pantau setup puts it.
func TestGrafanaFindsTheToken(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("grafana.sh")
	require.NoError(t, err)
	for settings, at := range map[string]string{
		"jsonData:\n  org: dinkes\n": "etc/pantau/grafana-token", "jsonData:\n  bucket: pantau\n": "var/lib/pantau/influxdb/grafana-token",
	} {
		dir, args := grafanaFolder(t)
		for i := len(args) - 2; i > 0; i-- {
			if args[i] == "--token" || args[i] == "--datasource" {
				args = slices.Delete(args, i, i+2)
			}
		}
		args[0] = filepath.Join(dir, "grafana.sh") // as if the machine were this folder
		script := strings.NewReplacer("=/etc/pantau", "="+dir+"/etc/pantau", "=/var/lib/pantau", "="+dir+"/var/lib/pantau").Replace(string(raw))
		require.NoError(t, os.WriteFile(args[0], []byte(script), 0o600))
		for name, text := range map[string]string{"etc/pantau/grafana-datasource.yaml": settings, at: "the-token\n"} {
			require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o750))
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
		}
		out, err := command(t, nil, "sh", args...)
		require.NoError(t, err, out)
		token, err := os.ReadFile(filepath.Join(dir, "pantau-token"))
		require.NoError(t, err, out)
		require.Equal(t, "the-token\n", string(token), at)
	}
}
