package main

import (
	"archive/zip"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/mastodon/mastodonsim"
	"github.com/pantau/pantau/connectors/sim"
)

// confided is what citizens write and no file may hold.
var confided = []string{"0812-3456-7890", "siti.aminah@gmail.com", "3174031205900007", "wargarahasia", "sangat menyebalkan", "tok-3n"}

// talkative is a server where people tell too much.
func talkative(t *testing.T) string {
	t.Helper()
	now := time.Now().Truncate(time.Second)
	p := &sim.Post{ID: "100", Type: "text", Published: now.Add(-3 * time.Hour), Text: "Jadwal vaksinasi", Final: sim.Counters{Likes: 3}}
	for i := range 5 {
		p.Comments = append(p.Comments, &sim.Comment{
			ID: fmt.Sprint(101 + i), Author: fmt.Sprintf("wargarahasia%d", i), Created: now.Add(-time.Duration(i+1) * time.Minute),
			Text: "Antrean sangat menyebalkan, hubungi 0812-3456-7890 atau siti.aminah@gmail.com, NIK 3174031205900007",
		})
	}
	a := &sim.Account{Platform: "mastodon", Handle: "dinkes", Name: "Dinkes", Followers: func(time.Time) int { return 5 }, Posts: []*sim.Post{p}}
	server := httptest.NewServer(mastodonsim.Handler(sim.New(time.Now, a), mastodonsim.Options{Tokens: map[string]string{"tok-3n": "dinkes"}, Limit: 100000}))
	t.Cleanup(server.Close)
	return server.URL
}

// unpack reads all files of a zip.
func unpack(t *testing.T, path string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, z.Close()) }()
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		require.NoError(t, err)
		raw, err := io.ReadAll(r)
		require.NoError(t, err)
		out[f.Name] = string(raw)
	}
	return out
}

func TestSupportBundleHoldsNothingConfided(t *testing.T) {
	path := configFile(t, talkative(t), "token: tok-3n")
	ran := pantau(t, "", "run", "--config", path, "--once")
	require.Equal(t, 0, ran.code, ran.err)
	dir := filepath.Dir(path)
	dead := filepath.Join(dir, "data", "dead-letters")
	require.NoError(t, os.Mkdir(dead, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dead, "2026-11.jsonl"), []byte(`{"line":"mention text=\"sangat menyebalkan\""}`+"\n"), 0o600))
	logFile := filepath.Join(dir, "pantau.log")
	require.NoError(t, os.WriteFile(logFile, []byte(ran.err+
		"time=2026-11-28T10:00:00Z level=ERROR msg=\"InfluxDB refuses a point for good\" measurement=mention error=\"partial write: unable to parse 'mention,author=wargarahasia3 text=sangat menyebalkan' 0812-3456-7890\"\n"+
		"time=2026-11-28T10:00:01Z level=WARN msg=\"reading failed\" connector=mastodon error=\"GET /api/v1/accounts/wargarahasia3: 404 @wargarahasia3 siti.aminah@gmail.com\"\n"+
		`{"time":"2026-11-28T10:00:02Z","level":"DEBUG","msg":"connector says","line":"sangat menyebalkan tok-3n"}`+"\n"+
		"panic: sangat menyebalkan\n"), 0o600))

	out := filepath.Join(dir, "support.zip")
	got := pantau(t, "", "doctor", "--config", path, "--out", out, "--log", logFile)
	require.Equal(t, 0, got.code, got.out+got.err)
	require.Contains(t, got.out, "1 points were refused by the database for good\n           → the reasons stand in dead-letters")
	require.Contains(t, got.out, "InfluxDB 1.8.10, takes data")
	files := unpack(t, out)
	require.Len(t, files, 7)
	for name, content := range files {
		for _, secret := range confided {
			require.NotContains(t, content, secret, name)
		}
	}
	require.Contains(t, files["config.yaml"], "token: '[REDACTED]'")
	require.Contains(t, files["config.yaml"], "base_url: http://127.0.0.1:")
	require.Contains(t, files["statistics.json"], `"mentions": 5`)
	require.Contains(t, files["log.txt"], `error="partial write: unable to parse …"`)
	require.Equal(t, 3, strings.Count(files["log.txt"], "\n"), files["log.txt"])
	require.Contains(t, files["findings.txt"], "WARN dead_letters")
	require.Contains(t, files["versions.txt"], "pantau dev")
	info, err := os.Stat(out)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestDoctorSaysWhatIsBroken(t *testing.T) {
	path := configFile(t, "http://127.0.0.1:1", "")
	got := pantau(t, "", "doctor", "--config", path)
	require.Equal(t, 0, got.code, got.out)
	require.Contains(t, got.out, "is made by the first run")
	require.NoDirExists(t, filepath.Join(filepath.Dir(path), "data"), "looking changes nothing")

	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	away := strings.Replace(string(raw), "influxdb: {port: 0}", "influxdb: {url: \"http://127.0.0.1:1\", token: never-shown}", 1)
	require.NoError(t, os.WriteFile(path, []byte(away), 0o600))
	got = pantau(t, "", "doctor", "--config", path)
	require.Equal(t, 1, got.code, got.out)
	require.Contains(t, got.out, "is influxdb.url right and the server up?")
	require.NotContains(t, got.out, "never-shown")
	require.Equal(t, 2, pantau(t, "", "doctor").code)
}
