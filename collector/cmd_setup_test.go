package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/schema/influxtest"
)

// TestSetupByAnswers gives the answers that a person would type, for both kinds
// of database.
func TestSetupByAnswers(t *testing.T) {
	t.Run("embedded", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "pantau.yaml")
		got := pantau(t, "\n", "setup", "--config", path)
		require.Equal(t, 0, got.code, got.err)
		require.Contains(t, got.out, "Start the collector, which runs the database too: pantau run --config "+path)
		checked := pantau(t, "", "check", "--config", path)
		require.Equal(t, 0, checked.code)
		require.Contains(t, checked.out, "There are no accounts yet")
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		uncommented := regexp.MustCompile(`(?m)^#(accounts:|topics:|  )`).ReplaceAllString(string(raw), "$1")
		require.NoError(t, os.WriteFile(path, []byte(uncommented), 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(path), "token-dinkes"), []byte("t"), 0o600))
		c, err := config.Load(path)
		require.NoError(t, err, "the examples in it are taken into use by removing the signs before them")
		require.Len(t, c.Accounts, 1)
		require.NotEmpty(t, c.Topics)
	})
	t.Run("2.7", func(t *testing.T) {
		binary := os.Getenv(influxtest.Env)
		if binary == "" {
			t.Skipf("InfluxDB 2.7 is not here: set %s to its influxd", influxtest.Env)
		}
		s := influxtest.Start27(t, binary)
		path := filepath.Join(t.TempDir(), "pantau.yaml")
		got := pantau(t, strings.Join([]string{s.URL, "", "sosial", "730d", s.Token}, "\n")+"\n", "setup", "--config", path)
		require.Equal(t, 0, got.code, got.err)
		for _, want := range []string{"InfluxDB 2.7.12 at " + s.URL, "bucket sosial: made; data is kept for 730.0 days", "datasources:"} {
			require.Contains(t, got.out, want)
		}
		require.NotContains(t, got.out+got.err, s.Token)
		checked := pantau(t, "", "check", "--config", path)
		require.Equal(t, 0, checked.code, checked.out+checked.err)

		file := filepath.Join(t.TempDir(), "token")
		require.NoError(t, os.WriteFile(file, []byte(s.Token+"\n"), 0o600))
		again := pantau(t, "", "setup", "--config", path, "--url", s.URL, "--bucket", "sosial", "--admin-token-file", file)
		require.Equal(t, 0, again.code, again.err)
		require.Equal(t, 5, strings.Count(again.out, "there already"), again.out)
		t.Setenv(adminToken, s.Token)
		again = pantau(t, "", "setup", "--config", path, "--url", s.URL, "--bucket", "sosial", "--rotate")
		require.Equal(t, 0, again.code, again.err)
		require.Contains(t, again.out, "The old tokens are void")
		checked = pantau(t, "", "check", "--config", path)
		require.Equal(t, 0, checked.code, checked.out+checked.err)
	})
}

func TestSetupRefuses(t *testing.T) {
	for name, tc := range map[string]struct {
		stdin string
		args  []string
		want  string
	}{
		"no answers":  {"", nil, "give the answers as flags"},
		"no token":    {"\n", []string{"--url", "http://127.0.0.1:1"}, "--admin-token-file"},
		"token file":  {"", []string{"--url", "http://127.0.0.1:1", "--admin-token-file", "/no/such"}, "--admin-token-file: open /no/such"},
		"span":        {"", []string{"--embedded", "--retention", "soon"}, "--retention: \"soon\" is no time span"},
		"too short":   {"", []string{"--embedded", "--retention", "5m"}, "at least 1h"},
		"no address":  {"t\n", []string{"--url", "influx"}, "--url: \"influx\" is no address of a server"},
		"with a user": {"t\n", []string{"--url", "http://a:b@h"}, "credentials have settings of their own"},
	} {
		got := pantau(t, tc.stdin, append([]string{"setup", "--config", filepath.Join(t.TempDir(), "pantau.yaml")}, tc.args...)...)
		require.Equal(t, 2, got.code, name)
		require.Contains(t, got.err, tc.want, name)
	}
}
