package doctor

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/cluster"
	"github.com/pantau/pantau/collector/cluster/clustertest"
	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/collector/state"
	"github.com/pantau/pantau/collector/vault"
)

// now is when the patients are looked over.
var now = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

func patient(t *testing.T) Patient {
	t.Helper()
	c := config.Default()
	c.DataDir = filepath.Join(t.TempDir(), "data")
	require.NoError(t, os.Mkdir(c.DataDir, 0o700))
	c.Accounts = []config.Account{{Connector: "youtube", Account: "dinas", Name: "dinas"}}
	return Patient{
		Config: &c, Now: func() time.Time { return now },
		Plugin: func() (string, error) { return "/p", nil },
		Format: func() error { return nil },
		Connectors: func() (map[string]error, error) {
			return map[string]error{"kecamatan": errors.New("another program")}, nil
		},
	}
}

func levels(r *Report) map[string]Level {
	out := map[string]Level{}
	for _, f := range r.Findings {
		out[f.Key] = f.Level
	}
	return out
}

func TestEveryFindingHasItsTexts(t *testing.T) {
	t.Parallel()
	source, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, path := range source {
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, level := range []string{"ok(\"", "warning(\"", "failed(\""} {
			for _, rest := range strings.Split(string(raw), level)[1:] {
				key, _, _ := strings.Cut(rest, `"`)
				if strings.ContainsAny(key, "\\ ,") {
					continue // this test
				}
				require.True(t, catalogue.Has("doctor."+key), key)
				require.Equal(t, level != "ok(\"", catalogue.Has("doctor."+key+"_fix"), key)
			}
		}
	}
}

func TestTokensAreToldBeforeTheyEnd(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kept string
		want string
	}{
		"ended":            {`{"access":"a","expires":"2026-11-27T00:00:00Z"}`, "token_ended"},
		"ends soon":        {`{"access":"a","refresh":"r","expires":"2026-11-28T13:00:00Z","refresh_expires":"2026-12-05T00:00:00Z"}`, "token_ends"},
		"good for long":    {`{"access":"a","expires":"2027-11-27T00:00:00Z"}`, "token_until"},
		"renews by itself": {`{"access":"a","refresh":"r","expires":"2026-11-28T13:00:00Z"}`, "token"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := patient(t)
			dir := filepath.Join(p.Config.DataDir, "vault")
			kept, err := vault.Open(dir, dir+".key")
			require.NoError(t, err)
			require.NoError(t, kept.Keep("youtube/dinas", false, "token", []byte(c.kept)))
			found := p.tokens()
			require.Len(t, found, 1)
			require.Equal(t, c.want, found[0].Key)
		})
	}
}

func TestExamineFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	p := patient(t)
	p.Config.Spool.MaxBytes = 1 << 20
	require.NoError(t, os.Chmod(p.Config.DataDir, 0o755))
	memory, err := state.Open(filepath.Join(p.Config.DataDir, "state.db"))
	require.NoError(t, err)
	require.NoError(t, memory.Update("youtube/dinas", func(a *state.Account) error {
		return a.SetCursor(state.Cursor{At: now.Add(time.Hour)}, now)
	}))
	require.NoError(t, memory.Close())
	p.Plugin = func() (string, error) { return "", errors.New("not there") }
	p.Ask = func(_ context.Context, path string) (int, []byte, error) {
		return map[string]int{"/readyz": 503, "/metrics": 200}[path], []byte("pantau_spool_messages 7\npantau_spool_bytes 900000\ngo_goroutines 3\n"), nil
	}
	r := Examine(t.Context(), p)
	require.Equal(t, map[string]Level{
		"config": OK, "data_dir_open": Warning, "data_dir_fine": OK, "disk": OK, "not_ready": Failed, "backlog": Failed,
		"state_fine": OK, "unconfined": OK, "clock_back": Failed, "database_new": OK, "plugin_missing": Warning, "connector": Failed,
	}, levels(r))
	require.Equal(t, Failed, r.Worst())
	require.Equal(t, "pantau_spool_messages 7\npantau_spool_bytes 900000\n", string(ownMetrics(r.Metrics)))
	require.Equal(t, "not ready", r.Health)
}

// TestFolderIsLookedOver: a restore that was killed, keys that are missing or open,
// and what root has left.
func TestFolderIsLookedOver(t *testing.T) {
	t.Parallel()
	p := patient(t)
	require.NotContains(t, levels(Examine(t.Context(), p)), "key_missing", "no collector has run here yet")
	dir := p.Config.DataDir
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "spool"), 0o700))
	require.NoError(t, os.Mkdir(filepath.Join(dir, ".replaced-1"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "vault.key"), make([]byte, 32), 0o600))
	require.NoError(t, os.Chmod(filepath.Join(dir, "vault.key"), 0o644))
	p.Format = func() error { return errors.New("of a newer Pantau") }
	found := levels(Examine(t.Context(), p))
	for _, key := range []string{"format", "key_missing", "key", "restore_interrupted"} {
		require.Equal(t, Failed, found[key], key)
	}
	require.NotContains(t, found, "data_dir_owner")
	if os.Geteuid() == 0 {
		require.NoError(t, os.Chown(filepath.Join(dir, "vault.key"), 3999999999, -1))
		require.Equal(t, Failed, levels(Examine(t.Context(), p))["data_dir_owner"])
	}
}

func TestMaskedConfigShowsNoSecret(t *testing.T) {
	t.Parallel()
	c, err := config.Parse([]byte(`
influxdb: {url: "http://db", token: s3cret-a}
http: {listen: "127.0.0.1:9"}
topics: {vaksinasi: [vaksin, "Ibu Rahasia"]}
accounts:
  - {connector: x, account: dinas, api_key: s3cret-b, base_url: "https://u:s3cret-c@h", keywords: [s3cret-d], quota: 5, platform: x}
  - {connector: y, account: dinas, base_url: "u:s3cret-e@h", secret: 8675309245, pin: 4711, level: 0.5, platform: "x?key=s3cret-f"}
`), "/etc/pantau", func(string) (string, bool) { return "", false })
	require.NoError(t, err)
	raw, err := maskedConfig(c)
	require.NoError(t, err)
	require.NotContains(t, string(raw), "s3cret")
	require.NotContains(t, string(raw), "Rahasia")
	require.Contains(t, string(raw), "quota: 5")
	require.Contains(t, string(raw), "level: 0.5")
	require.NotContains(t, string(raw), "8675309245", "a secret may be a number")
	require.NotContains(t, string(raw), "4711")
	require.Contains(t, string(raw), "platform: x")
	require.Contains(t, string(raw), "url: http://db")
}

// FuzzSaid: whatever an error quotes stays out, and so do addresses and handles.
func FuzzSaid(f *testing.F) {
	f.Add("unable to parse ", "mention,author=warga text=rahasia")
	f.Add("GET /api/v1/accounts/warga: 404", "")
	f.Add("@warga", "0812-3456-7890")
	f.Fuzz(func(t *testing.T, words, quoted string) {
		require.Equal(t, said(words+"'"), said(words+"'"+quoted))
		require.NotContains(t, said(words), "@")
		require.NotContains(t, said(words), "/")
		require.LessOrEqual(t, len(said(words)), longError+len("…"))
	})
}

func TestClusterIsLookedOver(t *testing.T) {
	t.Parallel()
	node := clustertest.Plan(t, "127.0.0.1")[0]
	p := patient(t)
	p.Config.Spool.URL = node.URL()
	require.Equal(t, Failed, levels(Examine(t.Context(), p))["cluster"])
	node.Start(t)
	require.Contains(t, levels(Examine(t.Context(), p)), "cluster_new")
	for name, account := range map[string]string{"one": "youtube/dinas", "two": "youtube/gone"} {
		c, err := cluster.Open(t.Context(), cluster.Options{Spool: p.Config.Spool, Name: name, Log: slog.New(slog.DiscardHandler)})
		require.NoError(t, err)
		defer c.Close()
		memory, err := state.Open(filepath.Join(t.TempDir(), "state.db"))
		require.NoError(t, err)
		defer func() { require.NoError(t, memory.Close()) }()
		c.Share([]cluster.Unit{{Name: account, Accounts: []string{account}}}, memory, "settings of "+name)
		release, err := c.Take(t.Context(), 20*time.Second)
		require.NoError(t, err)
		defer release()
		require.NoError(t, c.Put(t.Context(), spool.Message{Kind: spool.Done, Account: account}))
	}
	r := Examine(t.Context(), p)
	require.Equal(t, Warning, levels(r)["cluster_differs"])
	strays := slices.DeleteFunc(slices.Clone(r.Findings), func(f Finding) bool { return f.Key != "cluster_stray" })
	require.Len(t, strays, 1, "of the account that is not in the configuration")
	require.NotContains(t, levels(r), "cluster")
	require.Contains(t, levels(r), "cluster_fine")
	require.Equal(t, Warning, levels(r)["cluster_alone"])
	require.Contains(t, levels(r), "backlog_fine")
}
