package setup

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/influxd"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/connectors/sdk"
)

// office is a fresh InfluxDB 2.7 and a folder to set up in.
func office(t *testing.T) (*influxtest.Server, Options) {
	t.Helper()
	binary := os.Getenv(influxtest.Env)
	if binary == "" {
		t.Skipf("InfluxDB 2.7 is not here: set %s to its influxd", influxtest.Env)
	}
	s := influxtest.Start27(t, binary)
	return s, Options{
		URL: s.URL, Org: influxtest.Organization, Bucket: "pantau", Admin: sdk.Secret(s.Token),
		Config: filepath.Join(t.TempDir(), "pantau.yaml"), Template: "# ours\ntopics: {banjir: [banjir]}\n",
	}
}

// token reads one that was kept.
func token(t *testing.T, path string) sdk.Secret {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(ownerOnly), info.Mode().Perm(), path)
	return sdk.Secret(strings.TrimSpace(string(raw)))
}

// may reports what a token may do with the bucket: one point is really written.
func may(t *testing.T, o Options, token sdk.Secret, org string) (read, write bool) {
	t.Helper()
	s := &server{influxd.Client{URL: o.URL, Token: token}}
	_, err := s.Send(t.Context(), http.MethodPost, "/api/v2/write?org="+org+"&bucket="+o.Bucket, "text/plain", strings.NewReader("m f=1"))
	return s.reads(t.Context(), token, o.Bucket) == nil, err == nil
}

func TestSetUpThenAgain(t *testing.T) {
	t.Parallel()
	s, o := office(t)
	first, err := Run(t.Context(), o)
	require.NoError(t, err)
	require.True(t, first.MadeBucket && first.MadeCollector && first.MadeReader && first.WroteConfig)
	require.Equal(t, "2.7.12", first.Version)

	c, err := config.Load(o.Config)
	require.NoError(t, err)
	require.Equal(t, s.URL, c.InfluxDB.URL)
	require.Contains(t, c.Topics, "banjir", "the rest of the file stands")
	writer, reader := token(t, first.CollectorAt), token(t, first.ReaderAt)
	require.Equal(t, writer, c.InfluxDB.Token)
	read, write := may(t, o, writer, o.Org)
	require.True(t, read && write, "the collector reads and writes")
	read, write = may(t, o, reader, o.Org)
	require.True(t, read, "Grafana reads")
	require.False(t, write, "Grafana's token can't write")
	elsewhere := o
	elsewhere.Bucket = "first"
	read, write = may(t, elsewhere, writer, o.Org)
	require.False(t, read || write, "no token reaches another bucket")
	srv := &server{influxd.Client{URL: o.URL, Token: writer}}
	require.NoError(t, srv.As(writer).InfluxQL(t.Context(), o.Bucket, "DELETE FROM m WHERE time < now() - 1d"), "the collector deletes by terms")
	require.Error(t, srv.As(reader).InfluxQL(t.Context(), o.Bucket, "DELETE FROM m WHERE time < now() - 1d"))

	before, err := os.ReadFile(o.Config)
	require.NoError(t, err)
	o.Org = "" // there is only one
	again, err := Run(t.Context(), o)
	require.NoError(t, err)
	require.False(t, again.MadeBucket || again.MadeMapping || again.MadeCollector || again.MadeReader || again.WroteConfig)
	require.Equal(t, first.Grafana, again.Grafana)
	after, err := os.ReadFile(o.Config)
	require.NoError(t, err)
	require.Equal(t, string(before), string(after))
	require.Equal(t, writer, token(t, first.CollectorAt))

	for _, secret := range []sdk.Secret{o.Admin, writer, reader} {
		require.NotContains(t, string(after)+first.Grafana, secret.Reveal())
	}
	kept, err := os.ReadFile(filepath.Join(filepath.Dir(o.Config), "grafana-datasource.yaml"))
	require.NoError(t, err)
	require.Equal(t, first.Grafana, string(kept))
	var provisioned provisioning
	require.NoError(t, yaml.Unmarshal([]byte(first.Grafana), &provisioned))
	require.Equal(t, map[string]string{"org": "pantau", "bucket": "pantau", "timeZone": "Asia/Jakarta", "language": "id"}, provisioned.DataSources[0].JSON)
	require.Equal(t, "$__file{/etc/grafana/pantau-token}", provisioned.DataSources[0].Secure["token"])
}

func TestRotation(t *testing.T) {
	t.Parallel()
	_, o := office(t)
	o.Variables = true
	first, err := Run(t.Context(), o)
	require.NoError(t, err)
	k := variables{filepath.Join(filepath.Dir(o.Config), "pantau.env")}
	require.Contains(t, first.CollectorAt, "PANTAU_INFLUXDB_TOKEN in ")
	old := map[string]sdk.Secret{}
	for _, r := range []role{collector, grafana} {
		old[r.name], err = k.get(r)
		require.NoError(t, err)
	}
	o.Rotate = true
	second, err := Run(t.Context(), o)
	require.NoError(t, err)
	require.True(t, second.MadeCollector && second.MadeReader)
	require.False(t, second.WroteConfig)
	for _, r := range []role{collector, grafana} {
		now, err := k.get(r)
		require.NoError(t, err)
		require.NotEqual(t, old[r.name], now)
		read, write := may(t, o, old[r.name], o.Org)
		require.False(t, read || write, "the old token of the %s is void", r.name)
		read, write = may(t, o, now, o.Org)
		require.True(t, read)
		require.Equal(t, r.name == collector.name, write)
	}
	raw, err := os.ReadFile(o.Config)
	require.NoError(t, err)
	require.Contains(t, string(raw), "token: ${PANTAU_INFLUXDB_TOKEN}")
	c, err := config.Parse(raw, ".", lookup(k))
	require.NoError(t, err)
	require.NotEmpty(t, c.InfluxDB.Token)
}

func TestRefusalsNameTheFix(t *testing.T) {
	t.Parallel()
	s, o := office(t)
	refused := func(o Options, parts ...string) {
		t.Helper()
		_, err := Run(t.Context(), o)
		require.Error(t, err)
		for _, part := range parts {
			require.ErrorContains(t, err, part)
		}
		require.NotContains(t, err.Error(), o.Admin.Reveal())
	}
	wrong := o
	wrong.Admin = "wrong-token"
	refused(wrong, "the admin token", "401", "All Access API Token")
	wrong = o
	wrong.Org = "nowhere"
	refused(wrong, `--org: "nowhere" is not there; choose one of: pantau`)
	wrong = o
	wrong.URL = "http://127.0.0.1:1"
	refused(wrong, "--url: no answer from http://127.0.0.1:1")
	wrong.URL = influxtest.Start18(t).URL
	refused(wrong, "InfluxDB 1.8.10", "token_file: a file with USER:PASSWORD")

	year, month := 365*24*time.Hour, 30*24*time.Hour
	o.Retention = &year
	r, err := Run(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, year, r.Keeps)
	wrong = o
	wrong.Admin = token(t, r.ReaderAt)
	refused(wrong, "the admin token")
	wrong = o
	wrong.Retention = &month
	refused(wrong, "--retention: bucket pantau keeps data 8760h0m0s", "--replace")
	wrong.Replace = true
	r, err = Run(t.Context(), wrong)
	require.NoError(t, err)
	require.Equal(t, month, r.Keeps)
	o.Retention = nil

	wrong = o
	wrong.Bucket = "other"
	refused(wrong, "--config: ", "writes to "+s.URL+", bucket pantau", "--replace")
	reader := token(t, r.ReaderAt)
	require.NoError(t, os.Remove(r.ReaderAt))
	refused(o, "grafana-token is not here", `"Pantau: Grafana, bucket pantau"`, "--rotate")
	require.NoError(t, os.WriteFile(r.ReaderAt, []byte("no-token\n"), 0o600))
	refused(o, "grafana-token: this token can't read bucket pantau", "--rotate")
	require.NoError(t, os.WriteFile(r.ReaderAt, []byte(token(t, r.CollectorAt).Reveal()), 0o600))
	refused(o, "more than Grafana needs")
	require.NoError(t, os.WriteFile(r.ReaderAt, []byte(reader.Reveal()), 0o600))
	_, err = Run(t.Context(), o)
	require.NoError(t, err)
}

// TestBucketsMadeByHandGetLongShards while they are empty; where data are, the command
// is said.
func TestBucketsMadeByHandGetLongShards(t *testing.T) {
	t.Parallel()
	_, o := office(t)
	srv := &server{influxd.Client{URL: o.URL, Token: o.Admin}}
	org, err := srv.organization(t.Context(), "")
	require.NoError(t, err)
	const week = 7 * 24 * time.Hour
	shardOf := func(name string) time.Duration {
		b, made, err := srv.bucket(t.Context(), org, name, nil, false)
		require.NoError(t, err)
		require.False(t, made)
		return b.shard()
	}
	for name, days := range map[string]int{"empty": 0, "used": 0, "ending": 365} {
		require.NoError(t, srv.Call(t.Context(), http.MethodPost, "/api/v2/buckets", map[string]any{
			"orgID": org.ID, "name": name, "retentionRules": []any{map[string]any{"type": "expire", "everySeconds": days * 86400}},
		}, nil))
		require.Equal(t, week, shardOf(name), "as the server makes them")
	}
	_, err = srv.Send(t.Context(), http.MethodPost, "/api/v2/write?org="+org.Name+"&bucket=used", "text/plain", strings.NewReader("m f=1"))
	require.NoError(t, err)

	dir := t.TempDir()
	run := func(name string) Result {
		at := o
		at.Bucket, at.Config = name, filepath.Join(dir, name, "pantau.yaml")
		r, err := Run(t.Context(), at)
		require.NoError(t, err)
		require.Equal(t, shardOf(name), r.Shard)
		return r
	}
	r := run("empty")
	require.True(t, r.Lengthened)
	require.Equal(t, embedded.Shard, r.Shard)
	require.Empty(t, r.ShardAdvice)
	require.Zero(t, r.Keeps)
	r = run("used")
	require.False(t, r.Lengthened)
	require.Equal(t, week, r.Shard)
	require.Regexp(t, "^influx bucket update --host "+o.URL+" --id [0-9a-f]{16} --shard-group-duration 91d$", r.ShardAdvice)
	parts := strings.Fields(r.ShardAdvice)
	require.NoError(t, srv.Call(t.Context(), http.MethodPatch, "/api/v2/buckets/"+parts[6], map[string]any{
		"retentionRules": []any{map[string]any{"type": "expire", "shardGroupDurationSeconds": 91 * 86400}},
	}, nil), "what that command asks for")
	r = run("used")
	require.Equal(t, embedded.Shard, r.Shard)
	require.Zero(t, r.Keeps)
	require.Empty(t, r.ShardAdvice)
	r = run("ending")
	require.Equal(t, week, r.Shard, "what ends leaves by whole shards")
	require.Empty(t, r.ShardAdvice)
}

// TestAnotherBucketUnderTheName has InfluxQL map the name to the wrong bucket.
func TestAnotherBucketUnderTheName(t *testing.T) {
	t.Parallel()
	_, o := office(t)
	srv := &server{influxd.Client{URL: o.URL, Token: o.Admin}}
	org, err := srv.organization(t.Context(), "")
	require.NoError(t, err)
	other, _, err := srv.bucket(t.Context(), org, "lain", nil, false)
	require.NoError(t, err)
	require.NoError(t, srv.Call(t.Context(), http.MethodPost, "/api/v2/dbrps", map[string]any{
		"orgID": org.ID, "bucketID": other.ID, "database": "pantau", "retention_policy": "autogen", "default": true,
	}, nil))
	_, err = Run(t.Context(), o)
	require.ErrorContains(t, err, "InfluxQL finds another bucket")
	require.ErrorContains(t, err, "influx v1 dbrp delete --id ")
}

func TestEmbeddedHasAReaderToo(t *testing.T) {
	t.Parallel()
	o := Options{Bucket: "pantau", Config: filepath.Join(t.TempDir(), "pantau.yaml"), Template: "data_dir: ./data\n"}
	r, err := Run(t.Context(), o)
	require.NoError(t, err)
	require.True(t, r.WroteConfig && r.MadeReader)
	require.Contains(t, r.Grafana, "url: http://127.0.0.1:8186")
	c, err := config.Load(o.Config)
	require.NoError(t, err)
	reader := token(t, r.ReaderAt)
	again, err := Run(t.Context(), o)
	require.NoError(t, err)
	require.False(t, again.WroteConfig || again.MadeReader)
	require.Equal(t, reader, token(t, r.ReaderAt))

	db, stop, err := openEmbedded(c)
	require.NoError(t, err)
	defer func() { require.NoError(t, stop()) }()
	o.Rotate = true // while the collector runs
	o.URL = ""
	_, err = Run(t.Context(), o)
	require.NoError(t, err)
	o.URL = db.URL
	read, write := may(t, o, token(t, r.ReaderAt), "")
	require.True(t, read)
	require.False(t, write, "Grafana's user can't write")
	read, _ = may(t, o, reader, "")
	require.False(t, read, "the old password is void")
	read, write = may(t, o, db.Token, "")
	require.True(t, read && write)
}
