package embedded

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tinylib/msgp/msgp"

	"github.com/pantau/pantau/collector/schema/influxtest"
)

// asked is a request, and said what is compared of the answer to it.
type asked struct {
	method, path string
	header       http.Header
	body         string
}

type said struct {
	status int
	header http.Header
	kind   string
	body   string
	packed []any
}

func (a asked) of(t *testing.T, at string) said {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), a.method, at+a.path, strings.NewReader(a.body))
	require.NoError(t, err)
	for name, values := range a.header {
		req.Header[name] = values
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	s := said{status: resp.StatusCode, header: http.Header{}}
	// InfluxDB leaves the cell of such a number as it stood before.
	s.body = strings.ReplaceAll(string(body), ",replicaN,true", ",1,true")
	for _, name := range []string{"X-Influxdb-Version", "X-Influxdb-Build", "X-Influxdb-Error", "Www-Authenticate"} {
		s.header[name] = resp.Header.Values(name)
	}
	if len(body) > 0 {
		s.kind, _, _ = strings.Cut(resp.Header.Get("Content-Type"), ";")
	}
	if s.kind == "application/x-msgpack" { // InfluxDB packs tags in any order
		s.body, s.packed = "", unpack(t, body)
	}
	return s
}

func unpack(t *testing.T, raw []byte) (all []any) {
	t.Helper()
	for len(raw) > 0 {
		one, rest, err := msgp.ReadIntfBytes(raw)
		require.NoError(t, err)
		all, raw = append(all, one), rest
	}
	return all
}

const (
	admin  = "tester:secret-of-the-test" // as influxtest names it
	reader = "reads:only"
)

// both starts our server and InfluxDB 1.8 as it is delivered, with the same users and points.
func both(t *testing.T) (ours, theirs string) {
	t.Helper()
	s, err := Start(t.TempDir(), "pantau", 0, quiet)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	status, body := ask(t, s, s.Token, "CREATE+USER+tester+WITH+PASSWORD+'secret-of-the-test'+WITH+ALL+PRIVILEGES")
	require.Equal(t, http.StatusOK, status, body)
	real := influxtest.Start18(t)
	require.Equal(t, admin, real.Token)
	for _, a := range []asked{
		statement(admin, "CREATE DATABASE pantau"),
		statement(admin, "ALTER RETENTION POLICY autogen ON pantau SHARD DURATION 91d"),
		statement(admin, "CREATE DATABASE other"),
		statement(admin, "CREATE USER reads WITH PASSWORD 'only'"),
		statement(admin, "GRANT READ ON pantau TO reads"),
		as(admin, http.MethodPost, "/write?db=pantau", points),
	} {
		for _, at := range []string{s.URL, real.URL} {
			got := a.of(t, at)
			require.Less(t, got.status, 300, "%s %s: %s", a.path, a.body, got.body)
		}
	}
	return s.URL, real.URL
}

const points = `post,account=a,platform=x likes=1i,reach=2.5,text="satu <b> & \"dua\"",live=true 1700000000000000000
post,account=a,platform=x likes=1000000000000i,reach=1e-9,text="é 😀 
baris" 1700000001000000123
post,account=b,platform=y likes=-3i,reach=1e22 1700000002000000000
account,account=b,platform=y followers=7i 1700000000000000000
`

func as(token, method, path, body string) asked {
	return asked{method, path, http.Header{"Authorization": {"Token " + token}}, body}
}

func statement(token, q string, more ...string) asked {
	return ask2(token, q, "", more...)
}

// ask2 asks in a form of the body; more are further parameters and their values.
func ask2(token, q, accept string, more ...string) asked {
	form := url.Values{"q": {q}, "db": {"pantau"}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	a := as(token, http.MethodPost, "/query", form.Encode())
	a.header.Set("Content-Type", "application/x-www-form-urlencoded")
	if accept != "" {
		a.header.Set("Accept", accept)
	}
	return a
}

func (a asked) with(name, value string) asked {
	a.header = a.header.Clone()
	if a.header == nil {
		a.header = http.Header{}
	}
	a.header.Set(name, value)
	return a
}

func squeezed(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(s))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.String()
}

// TestAnswersAreThoseOfInfluxDB asks our server and InfluxDB 1.8 the same, one
// after the other.
func TestAnswersAreThoseOfInfluxDB(t *testing.T) {
	t.Parallel()
	ours, theirs := both(t)
	for _, part := range []struct {
		name string
		all  []asked
	}{
		{"queries", queries()}, {"refusals", refusals()}, {"writes", writes(t)},
	} {
		for _, a := range part.all {
			got, want := a.of(t, ours), a.of(t, theirs)
			require.Equal(t, want, got, "%s: %s %s %v %.200q", part.name, a.method, a.path, a.header["Accept"], a.body)
		}
	}
}

func queries() []asked {
	var all []asked
	texts := []string{
		"SELECT * FROM post", "SELECT likes FROM post GROUP BY account, platform", "SELECT likes FROM post GROUP BY *; SELECT followers FROM account",
		"SELECT sum(likes), mean(reach) FROM post WHERE time >= '2023-11-14T22:13:20Z' AND time < '2023-11-14T22:13:24Z' GROUP BY time(1s) fill(null)",
		"SELECT sum(likes) FROM post, account GROUP BY account", "SHOW MEASUREMENTS", "SHOW TAG KEYS", "SHOW FIELD KEYS", "SHOW TAG VALUES WITH KEY = account",
		"SHOW SERIES", "SHOW DATABASES", "SHOW RETENTION POLICIES", "SHOW GRANTS FOR reads", "SELECT * FROM nothing", "SELECT * FROM other..post",
		"SELECT ln(likes) FROM post", "SELECT likes FROM post WHERE account = $a", "SELECT mean(text) FROM post; SELECT likes FROM post", "EXPLAIN SELECT likes FROM post",
		"SELECT likes, text FROM post LIMIT 1", "SHOW TAG VALUES CARDINALITY WITH KEY = account", "SELECT * FROM (SELECT max(likes) FROM post GROUP BY account)",
	}
	for _, q := range texts {
		params := []string{"params", `{"a":"b","n":1,"f":1.5}`}
		for _, accept := range []string{
			"", "application/json", "application/csv", "text/csv", "application/x-msgpack", "text/html, application/csv;q=0.5, */*;q=0.1",
			"text/*", "*/*", "image/png", "application/csv;q=x, application/x-msgpack;q=0.2",
		} {
			all = append(all, ask2(admin, q, accept, params...), ask2(admin, q, accept, append(params, "epoch", "ms", "chunked", "true", "chunk_size", "1")...))
		}
		for _, unit := range []string{"ns", "u", "s", "m", "h", "moon"} {
			all = append(all, statement(reader, q, append(params, "epoch", unit)...))
		}
		// Asked by reading, those that write warn.
		all = append(all, as(admin, http.MethodGet, "/query?"+url.Values{"q": {q}, "db": {"pantau"}, "pretty": {"true"}, "params": {params[1]}}.Encode(), ""))
	}
	many := ask2(admin, "SELECT likes FROM post", "", "rp", "autogen")
	return append(all, many, as(admin, http.MethodGet, "/query?q=CREATE+DATABASE+third", ""), as(admin, http.MethodGet, "/query?q=SHOW+DATABASES&pretty=true", ""))
}

func refusals() []asked {
	const q = "/query?db=pantau&q=SHOW+MEASUREMENTS"
	none := asked{method: http.MethodGet, path: q}
	all := []asked{
		none, none.with("Authorization", "Bearer x.y.z"), none.with("Authorization", "Token tester"), none.with("Authorization", "Token tester:wrong"),
		none.with("Authorization", "Token nobody:x"), none.with("Authorization", "Token :x"), none.with("Authorization", "Basic dGVzdGVyOnNlY3JldC1vZi10aGUtdGVzdA=="),
		none.with("Authorization", "Basic dGVzdGVyOndyb25n"), none.with("Authorization", "Basic not base 64"), none.with("Accept", "application/csv"),
		none.with("Accept", "application/x-msgpack"),
		{method: http.MethodGet, path: q + "&u=tester&p=secret-of-the-test"},
		{method: http.MethodGet, path: q + "&u=tester&p=wrong"},
		{method: http.MethodPost, path: "/write?db=pantau", body: "m f=1"},
		{method: http.MethodPost, path: "/api/v2/write?bucket=pantau", body: "m f=1"},
		as(admin, http.MethodGet, "/query", ""), as(admin, http.MethodGet, "/query?q=+", ""), as(admin, http.MethodGet, "/query?q=SELECT", ""),
		as(admin, http.MethodPut, "/query", ""), as(admin, http.MethodGet, "/write", ""), as(admin, http.MethodGet, "/api/v2/buckets", ""),
		as(admin, http.MethodPost, "/api/v2/delete", ""), as(admin, http.MethodGet, "/", ""), as(admin, http.MethodPost, "/api/v2/query", ""),
		as(admin, http.MethodGet, "/ping", ""), as(admin, http.MethodGet, "/ping?verbose=true", ""), as(admin, http.MethodGet, "/ping?verbose=0", ""),
		as("", http.MethodHead, "/ping", ""), as("", http.MethodGet, "/health", ""),
	}
	for _, params := range []string{"{", `{"a":1e3}`, `{"a":99999999999999999999}`, `{"a":null}`, `[]`, `{"a":{"x":1}}`, `{"a":{"duration":"1h"}}`, `{"a":{"regex":".*"}}`} {
		all = append(all, statement(admin, "SELECT likes FROM post WHERE account = $a", "params", params))
	}
	for _, q := range []string{
		"SELECT * FROM post", "SELECT * FROM other.autogen.post", "DROP DATABASE pantau", "CREATE USER x WITH PASSWORD 'y'", "DELETE FROM post", "SHOW DATABASES", "SHOW USERS",
		"SELECT * INTO copy FROM post", "DROP MEASUREMENT post", "SHOW MEASUREMENTS", "SHOW MEASUREMENTS ON other", "KILL QUERY 1", "SHOW STATS", "SHOW DIAGNOSTICS",
		"SELECT * FROM post; SELECT * FROM other..post", "GRANT ALL ON pantau TO reads", "SET PASSWORD FOR tester = 'mine'", "SHOW RETENTION POLICIES", "SELECT * FROM (SELECT * FROM other..post)",
	} {
		all = append(all, statement(reader, q), ask2(reader, q, "application/x-msgpack", "chunked", "true"))
	}
	return all
}

func writes(t *testing.T) []asked {
	const at = "/write?db=pantau"
	read := statement(admin, "SELECT * FROM w, s GROUP BY *", "epoch", "ns")
	all := []asked{
		as(admin, http.MethodPost, at, "w f=1i 1\nw f=2i 2"), as(admin, http.MethodPost, at, "w f=1.5 3"), as(admin, http.MethodPost, at, "w f=4i 4\nw f=5.5 5"),
		as(admin, http.MethodPost, at, "w f=6i 6\nbroken\nw,=x f=1"), as(admin, http.MethodPost, at, "broken"), as(admin, http.MethodPost, at, ""), as(admin, http.MethodPost, at, "# a comment"),
		as(admin, http.MethodPost, at, squeezed(t, "w f=7i 7")).with("Content-Encoding", "gzip"), as(admin, http.MethodPost, at, "w f=8i 8").with("Content-Encoding", "gzip"),
		as(admin, http.MethodPost, at, `w,time=x f=9i 9`), as(admin, http.MethodPost, at, `w time=9i 9`), as(admin, http.MethodPost, at, "w f=9i 99999999999999999999"),
		as(admin, http.MethodPost, "/write", "w f=1i"), as(admin, http.MethodPost, "/write?db=gone", "w f=1i"), as(admin, http.MethodPost, at+"&rp=gone", "w f=1i"),
		as(admin, http.MethodPost, "/api/v2/write?bucket=pantau&org=o&precision=s", "s f=1i 11"), as(admin, http.MethodPost, "/api/v2/write?bucket=pantau/autogen&precision=ms", "s f=1i 12"),
		as(admin, http.MethodPost, "/api/v2/write?bucket=pantau/", "s f=1i 13"), as(admin, http.MethodPost, "/api/v2/write?bucket=/autogen", "s f=1i 14"), as(admin, http.MethodPost, "/api/v2/write", "s f=1i 15"),
		as(admin, http.MethodPost, "/api/v2/write?bucket=pantau/gone", "s f=1i 16"), as(admin, http.MethodPost, "/api/v2/write?bucket=gone", "s f=1i 17"),
		as(admin, http.MethodPost, "/api/v2/write?bucket=pantau&precision=us", "s f=1i 18"), as(admin, http.MethodPost, "/api/v2/write?bucket=pantau&precision=ns", "s f=1i 19"),
		as(reader, http.MethodPost, at, "w f=1i"), as(reader, http.MethodPost, "/api/v2/write?bucket=pantau", "w f=1i"), as(reader, http.MethodPost, "/write?db=gone", "w f=1i"),
		as(admin, http.MethodPost, at, strings.Repeat("x", 25e6+1)), as(admin, http.MethodPost, at, strings.Repeat("#", 25e6)),
	}
	for _, precision := range []string{"n", "ns", "u", "ms", "s", "m", "h"} {
		all = append(all, as(admin, http.MethodPost, at+"&precision="+precision, "s,p="+precision+" f=1i 20"))
	}
	for _, q := range []string{"DELETE FROM w WHERE time = 7", "DROP SERIES FROM s WHERE p = 'h'", "SELECT * INTO copy FROM w", "SELECT * FROM copy", "ALTER RETENTION POLICY autogen ON pantau DURATION 52w", "SHOW RETENTION POLICIES ON pantau"} {
		all = append(all, statement(admin, q), read)
	}
	return append(all, read)
}
