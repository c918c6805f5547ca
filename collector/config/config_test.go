package config

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files")

func environment(name string) (string, bool) {
	v, ok := map[string]string{"DINKES_TOKEN": "s3cret-0123", "PORT": "9999"}[name]
	return v, ok
}

// TestRefusals walks testdata/bad: a configuration and the error it must give.
func TestRefusals(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/bad/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile(file)
			require.NoError(t, err)
			_, err = Parse(raw, "/nowhere", environment)
			require.Error(t, err)
			golden := file[:len(file)-len("yaml")] + "err"
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(err.Error()+"\n"), 0o600))
			}
			want, rerr := os.ReadFile(golden)
			require.NoError(t, rerr)
			require.Equal(t, string(want), err.Error()+"\n")
		})
	}
}

func TestLoadFillsIn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "influx-token"), []byte("from-file\n"), 0o600))
	path := filepath.Join(dir, "pantau.yaml")
	require.NoError(t, os.WriteFile(path, []byte(`
influxdb: {url: "http://127.0.0.1:8086/", token_file: influx-token}
topics: {vaksinasi: [vaksin]}
accounts:
  - connector: mastodon
    account: dinkes
    base_url: http://127.0.0.1:8080
    interval: 1d12h
    hashtags: [banjir]
`), 0o600))
	c, err := Load(path)
	require.NoError(t, err)
	require.Equal(t, filepath.Join(dir, "data"), c.DataDir)
	require.Equal(t, "from-file", c.InfluxDB.Token.Reveal())
	require.Equal(t, 36*time.Hour, time.Duration(c.Accounts[0].Interval))
	require.Equal(t, "mastodon/dinkes", c.Accounts[0].Key())
	require.Equal(t, defaultHistory, c.Accounts[0].History)
	settings, err := c.Accounts[0].ConnectorSettings(true)
	require.NoError(t, err)
	require.YAMLEq(t, "{account: dinkes, base_url: 'http://127.0.0.1:8080', hashtags: [banjir]}", string(settings))
	require.NoError(t, c.Accounts[0].CheckSettings([]string{"base_url", "hashtags"}))
	require.EqualError(t, c.Accounts[0].CheckSettings([]string{"base_url"}),
		"line 9: hashtags: connector mastodon has no such setting; it knows base_url")
}

// {token:abc} is one name in YAML, and often written.
func TestValuesGluedToTheirNamesAreNotPrinted(t *testing.T) {
	t.Parallel()
	c, err := Parse([]byte("accounts: [{connector: mastodon, account: a, token:sesame.open}]"), ".", environment)
	require.NoError(t, err)
	require.EqualError(t, c.Accounts[0].CheckSettings([]string{"token"}), "line 1: token: write a space behind the colon")
	_, err = Parse([]byte("influxdb: {url: 'http://h', token:sesame.open}"), ".", environment)
	require.ErrorContains(t, err, "line 1: influxdb.token: write a space behind the colon")
	require.NotContains(t, err.Error(), "sesame")
}

// TestPathsOfAccountsStartAtTheFile as all others do, wherever the command is given.
func TestPathsOfAccountsStartAtTheFile(t *testing.T) {
	t.Parallel()
	c, err := Parse([]byte("accounts: [{connector: file, account: a, paths: [okt.csv, ekspor/*.csv, /srv/x.csv, 5]}]"), "/etc/pantau", environment)
	require.NoError(t, err)
	require.Equal(t, []any{"/etc/pantau/okt.csv", "/etc/pantau/ekspor/*.csv", "/srv/x.csv", 5}, c.Accounts[0].Settings["paths"])
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	c, err := Parse([]byte(`
influxdb: {url: "http://h", token: "${DINKES_TOKEN}"}
accounts: [{connector: mastodon, account: a, token: "${DINKES_TOKEN}"}]
`), ".", environment)
	require.NoError(t, err)
	require.NotContains(t, fmt.Sprintf("%v %+v %#v", c.InfluxDB, c.InfluxDB, c.InfluxDB), "s3cret")
	require.NotContains(t, fmt.Sprintf("%v %+v %#v", c.Accounts, c.Accounts, c.Accounts), "s3cret")
}

func TestReferencesOutsideAccounts(t *testing.T) {
	t.Parallel()
	c, err := Parse([]byte("influxdb:\n  port: ${PORT}"), ".", environment)
	require.NoError(t, err)
	require.Equal(t, 9999, c.InfluxDB.Port)
}

func TestEmptyFileIsTheDefault(t *testing.T) {
	t.Parallel()
	c, err := Parse(nil, "/x", environment)
	require.NoError(t, err)
	require.True(t, c.InfluxDB.Embedded())
	require.Equal(t, "/x/data", c.DataDir)
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("accounts: [{connector: mastodon, account: a}]"))
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("influxdb: {token_file: x}\ntopics: {a: [b]}"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := Parse(raw, t.TempDir(), environment)
		require.True(t, (c == nil) == (err != nil))
	})
}
