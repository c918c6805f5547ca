package engine

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/backup"
	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/doctor"
	"github.com/pantau/pantau/connectors/sim"
)

// confided is what people let slip, none of which may stand anywhere.
var confided = []string{
	"0812-3456-7801", "081234567801", "+62 813 9876 5402", "81398765402", "budi.rahasia@contoh.example", "siti_rahasia@surat.example",
	"3273014501900001", "3174056203850002", "warga_rahasia", "Rahasiawati", "09.254.294.3-407.000",
}

// marks are words of the same texts that stay, so that the test would see what
// it looks for.
const marks = "menandaiberkas"

// gossip is an office under whose posts people tell everything.
func gossip() *sim.World {
	a := &sim.Account{Platform: "mastodon", Handle: "dinkes", Name: "Dinas Kesehatan", Followers: func(time.Time) int { return 1200 }}
	texts := []string{
		"hubungi saya di 0812-3456-7801 atau 081234567801", "WA +62 813 9876 5402 ya", "surel budi.rahasia@contoh.example dan siti_rahasia@surat.example",
		"NIK saya 3273014501900001, istri 3174056203850002", "Bu Rahasiawati yang melayani, NPWP 09.254.294.3-407.000", "biasa saja",
	}
	for i := range 3 {
		at := epoch.Add(-time.Duration(3-i) * 2 * time.Hour)
		p := &sim.Post{ID: fmt.Sprint(1000 + 100*i), Type: "text", Published: at, Text: "Layanan vaksinasi " + marks + ", " + texts[i], HalfLife: time.Hour}
		for k, text := range texts {
			p.Comments = append(p.Comments, &sim.Comment{
				ID: fmt.Sprint(1001 + 100*i + k), Author: fmt.Sprintf("warga_rahasia_%d", k), Created: at.Add(time.Duration(k+1) * time.Minute), Text: marks + " " + text,
			})
		}
		a.Posts = append(a.Posts, p)
	}
	return sim.New(func() time.Time { return epoch }, a)
}

// influx is a server that is away or refuses every point, as a test says.
type influx struct {
	mu     sync.Mutex
	status int
	told   []string // what it was asked to write
}

func (i *influx) set(status int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.status = status
}

func (i *influx) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if r.URL.Path != "/api/v2/write" {
		_, _ = w.Write([]byte(`{"results":[{}]}`))
		return
	}
	var body io.Reader = r.Body
	if packed, err := gzip.NewReader(r.Body); err == nil {
		body = packed
	}
	raw, _ := io.ReadAll(body)
	i.told = append(i.told, string(raw))
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(i.status)
	_, _ = w.Write([]byte(`{"code":"unprocessable entity","message":"refused by the test"}`))
}

// requireNothingConfided looks at every byte below a folder, and reports whether
// the marks are there.
func requireNothingConfided(t *testing.T, dir string) (marked bool) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		marked = requireSilent(t, path, raw) || marked
		return err
	}))
	return marked
}

func requireSilent(t *testing.T, where string, raw []byte) (marked bool) {
	t.Helper()
	for _, secret := range confided {
		require.False(t, bytes.Contains(bytes.ToLower(raw), []byte(strings.ToLower(secret))), "%s: %s", where, secret)
	}
	return bytes.Contains(raw, []byte(marks))
}

// TestNothingConfidedStandsAnywhere follows what people write through all places
// that it could stay in: the spool while the database is away, the dead letters
// when it refuses, the store, the log, the support file and the backup.
func TestNothingConfidedStandsAnywhere(t *testing.T) {
	t.Parallel()
	world := gossip()
	platform := serve(t, world)
	dir := t.TempDir()
	server := &influx{status: http.StatusServiceUnavailable}
	database := httptest.NewServer(server)
	defer database.Close()
	path := filepath.Join(dir, "pantau.yaml")
	require.NoError(t, os.WriteFile(path, fmt.Appendf(nil, `
data_dir: data
influxdb: {url: %q, token: written-nowhere-else}
http: {listen: ""}
topics: {vaksinasi: [vaksinasi]}
accounts:
  - {connector: mastodon, account: dinkes, base_url: %q, allow_private: true, token: tok-3n, interval: 1s, history: 3650d}
`, database.URL, platform.URL), 0o600))
	c := load(t, path)
	logged := filepath.Join(dir, "data", "pantau.log")
	require.NoError(t, os.MkdirAll(filepath.Dir(logged), 0o700))
	file, err := os.Create(logged)
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	o := options(c)
	o.Now, o.Log = at(epoch), slog.New(slog.NewTextHandler(file, &slog.HandlerOptions{Level: slog.LevelDebug}))

	e, err := Open(t.Context(), o)
	require.NoError(t, err)
	require.NoError(t, e.pollAll(t.Context()))
	require.NoError(t, e.Close())
	require.True(t, requireNothingConfided(t, filepath.Join(c.DataDir, "spool")), "it waits in the spool")

	server.set(http.StatusUnprocessableEntity)
	e, err = Open(t.Context(), o)
	require.NoError(t, err)
	done := make(chan struct{})
	close(done)
	require.NoError(t, e.sink.Drain(t.Context(), done))
	require.NoError(t, e.Close())
	require.True(t, requireNothingConfided(t, filepath.Join(c.DataDir, "dead-letters")))
	requireSilent(t, "written", []byte(strings.Join(server.told, "\n")))
	requireNothingConfided(t, c.DataDir)
	requireSilentCopies(t, c, logged)
}

// requireSilentCopies looks into a support file and a backup.
func requireSilentCopies(t *testing.T, c *config.Config, logged string) {
	t.Helper()
	report := doctor.Examine(t.Context(), doctor.Patient{
		Config: c, Now: at(epoch), Plugin: func() (string, error) { return "", errors.New("none") },
		Connectors: func() (map[string]error, error) { return nil, nil },
		Format:     func() error { _, err := CheckFormat(c.DataDir); return err },
	})
	lines, err := os.Open(logged)
	require.NoError(t, err)
	defer func() { require.NoError(t, lines.Close()) }()
	var packed bytes.Buffer
	require.NoError(t, doctor.Bundle{Config: c, Report: report, At: epoch, Log: lines}.Write(&packed))
	archive, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	require.NoError(t, err)
	require.NotEmpty(t, archive.File)
	for _, f := range archive.File {
		r, err := f.Open()
		require.NoError(t, err)
		raw, err := io.ReadAll(r)
		require.NoError(t, err)
		require.False(t, requireSilent(t, f.Name, raw), "%s: not even what is not confided", f.Name)
	}
	packed.Reset()
	require.NoError(t, backup.Write(&packed, c, backup.Manifest{Made: epoch, Version: "x", Keys: true}))
	unzipped, err := gzip.NewReader(&packed)
	require.NoError(t, err)
	members, marked := tar.NewReader(unzipped), false
	for {
		h, err := members.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		raw, err := io.ReadAll(members)
		require.NoError(t, err)
		marked = requireSilent(t, h.Name, raw) || marked
	}
	require.True(t, marked, "the dead letters are in it")
}

// TestNothingConfidedIsStored reads back all that stands in the database.
func TestNothingConfidedIsStored(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	e := open(t, load(t, writeConfig(t, dir, serve(t, gossip()).URL)), at(epoch))
	require.NoError(t, e.Once(t.Context()))
	var stored []any
	for _, measurement := range rowsOf(t, e.Database(), `SHOW MEASUREMENTS`) {
		stored = append(stored, rowsOf(t, e.Database(), fmt.Sprintf(`SELECT * FROM %q`, measurement[0]))) // tags and fields
	}
	raw, err := json.Marshal(stored)
	require.NoError(t, err)
	require.True(t, requireSilent(t, "the database", raw))
	require.Len(t, column(t, e.Database(), `SELECT text FROM mention`), 18)
	require.NoError(t, e.Close())
	requireNothingConfided(t, filepath.Join(dir, "data"))
}
