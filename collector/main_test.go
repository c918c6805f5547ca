package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/ask"
	"github.com/pantau/pantau/connectors"
	"github.com/pantau/pantau/connectors/mastodon/mastodonsim"
	"github.com/pantau/pantau/connectors/sim"
)

// TestMain lets the test binary be the connectors too, as pantau is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "connector" {
		os.Exit(connectors.Main(os.Args[2:], os.Stderr))
	}
	if err := os.Setenv("PANTAU_LANG", "en"); err != nil {
		panic(err)
	}
	code := m.Run()
	if dir, err := built(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// built is the folder of the programs that tests build, until they end.
var built = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "pantau-built-") })

func build(name, source string) (string, error) {
	dir, err := built()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, name)
	out, err := exec.Command("go", "build", "-o", path, source).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return path, err
}

// plugin and program build the plugin's program and pantau as they are installed, once.
var (
	plugin  = sync.OnceValues(func() (string, error) { return build(ask.BinaryName(), "../plugin/pkg") })
	program = sync.OnceValues(func() (string, error) { return build("pantau", ".") })
)

type result struct {
	code     int
	out, err string
}

func pantau(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(t.Context(), args, &console{in: strings.NewReader(stdin), out: &out, err: &errs})
	return result{code, out.String(), errs.String()}
}

// office is a Mastodon server with one account: ten posts, the last two hours
// old, two comments each.
func office(t *testing.T) *httptest.Server {
	t.Helper()
	now := time.Now().Truncate(time.Second)
	a := &sim.Account{Platform: "mastodon", Handle: "dinkes", Name: "Dinkes", Followers: func(time.Time) int { return 500 }}
	for i := range 10 {
		at := now.Add(-time.Duration(10-i) * 2 * time.Hour)
		p := &sim.Post{ID: fmt.Sprint(100 + 10*i), Type: "text", Published: at, Text: "Jadwal vaksinasi", Final: sim.Counters{Likes: 10 + i, Shares: 3}}
		for k, text := range []string{"Pelayanannya cepat dan ramah, terima kasih banyak!", "Antreannya lama sekali, sangat mengecewakan dan menyebalkan."} {
			p.Comments = append(p.Comments, &sim.Comment{ID: fmt.Sprint(101 + 10*i + k), Author: "warga", Created: at.Add(time.Duration(k+1) * time.Minute), Text: text})
		}
		a.Posts = append(a.Posts, p)
	}
	server := httptest.NewServer(mastodonsim.Handler(sim.New(time.Now, a), mastodonsim.Options{Tokens: map[string]string{"tok-3n": "dinkes"}, Limit: 100000}))
	t.Cleanup(server.Close)
	return server
}

func configFile(t *testing.T, url, extra string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pantau.yaml")
	require.NoError(t, os.WriteFile(path, fmt.Appendf(nil, `
influxdb: {port: 0}
topics: {vaksinasi: [vaksinasi]}
accounts:
  - connector: mastodon
    account: dinkes
    base_url: %s
    allow_private: true
    %s
`, url, extra), 0o600))
	return path
}

func TestRunOnceThenQuery(t *testing.T) {
	path := configFile(t, office(t).URL, "token: tok-3n")
	got := pantau(t, "", "run", "--config", path, "--once")
	require.Equal(t, 0, got.code, got.err)
	require.Regexp(t, `^Read: \d+ records; accounts: 1\.\n$`, got.out)
	binary, err := plugin()
	require.NoError(t, err)
	query := func(args ...string) result {
		return pantau(t, "", append([]string{"query", "--config", path, "--plugin", binary, "--format", "csv", "--from", "now-7d"}, args...)...)
	}

	got = query("top_posts", "--param", "limit=1")
	require.Equal(t, 0, got.code, got.err)
	lines := strings.Split(strings.TrimSpace(got.out), "\n")
	require.Len(t, lines, 2)
	require.Contains(t, lines[1], ",24,", "19 likes, 2 comments, 3 shares")

	got = query("engagement_rate", "--param", "base=reach", "--param", "format=table")
	require.Equal(t, 0, got.code, got.err)
	require.Contains(t, got.out, "this platform does not offer it")

	got = query("sentiment", "--param", "format=table")
	require.Equal(t, 0, got.code, got.err)
	require.Contains(t, got.out, "20", "all comments are counted")

	got = query("nosuch")
	require.Equal(t, 2, got.code)
	require.True(t, strings.HasPrefix(got.err, `pantau: this can't be asked: queryType: "nosuch" is not a query type; choose one of `), got.err)
	got = query("sentiment", "--param", "colour=red")
	require.Equal(t, 2, got.code)
	require.Contains(t, got.err, "params.colour")
}

func TestQueryOfAMissingBucketSaysSo(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"results":[{"statement_id":0,"error":"database not found: nowhere"}]}`))
	}))
	t.Cleanup(server.Close)
	path := filepath.Join(t.TempDir(), "pantau.yaml")
	require.NoError(t, os.WriteFile(path, fmt.Appendf(nil, "influxdb: {url: %q, token: t, bucket: nowhere}", server.URL), 0o600))
	binary, err := plugin()
	require.NoError(t, err)
	got := pantau(t, "", "query", "sentiment", "--config", path, "--plugin", binary)
	require.Equal(t, 1, got.code)
	require.Contains(t, got.err, "nowhere")
}

func TestCheck(t *testing.T) {
	server := office(t)
	good := pantau(t, "", "check", "--config", configFile(t, server.URL, "token: tok-3n"))
	require.Equal(t, 0, good.code, good.out+good.err)
	require.Contains(t, good.out, "mastodon/dinkes")

	refused := pantau(t, "", "check", "--config", configFile(t, server.URL, "token: wr0ng-token"))
	require.Equal(t, 1, refused.code)
	require.Contains(t, refused.out, "401")
	require.NotContains(t, refused.out+refused.err, "wr0ng-token")

	away := pantau(t, "", "check", "--config", configFile(t, "http://127.0.0.1:1", ""))
	require.Equal(t, 1, away.code)
	require.Contains(t, away.out, "connection refused")

	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("<!doctype html><title>Selamat datang</title>"))
	}))
	t.Cleanup(page.Close)
	html := pantau(t, "", "check", "--config", configFile(t, page.URL, ""))
	require.Equal(t, 1, html.code)
	require.Contains(t, html.out, "is base_url the address of the API?")
}

func TestBadConfigurationIsExitCode2(t *testing.T) {
	for name, tc := range map[string]struct{ extra, want string }{
		"unknown setting":  {"colour: red", "line 9: colour: connector mastodon has no such setting"},
		"missing variable": {"token: ${NO_SUCH_VARIABLE}", "line 9: the environment variable NO_SUCH_VARIABLE is not set"},
		"missing file":     {"token_file: /no/such/file", "line 9: token_file"},
		"bad value":        {"hashtags: {a: b}", "line 5: mastodon/dinkes"},
		"bad span":         {"interval: soon", `line 9: interval: "soon" is no time span`},
	} {
		for _, command := range []string{"check", "run"} {
			got := pantau(t, "", command, "--config", configFile(t, "http://127.0.0.1:1", tc.extra))
			require.Equal(t, 2, got.code, "%s %s: %s", command, name, got.err)
			require.Contains(t, got.err, tc.want, "%s %s", command, name)
			require.Contains(t, got.err, "(see docs/en/troubleshoot.md#it-does-not-start)", "%s %s", command, name)
		}
	}
	got := pantau(t, "", "run")
	require.Equal(t, 2, got.code)
	require.Contains(t, got.err, "--config")
	got = pantau(t, "", "run", "--config", "/no/such/file.yaml")
	require.Equal(t, 2, got.code)
	got = pantau(t, "", "health", "--config", "/no/such/file.yaml")
	require.Equal(t, 2, got.code)
	require.NotContains(t, got.err, "does pantau run", "nobody was asked")
	off := filepath.Join(t.TempDir(), "pantau.yaml")
	require.NoError(t, os.WriteFile(off, []byte("http: {listen: \"\"}\n"), 0o600))
	got = pantau(t, "", "health", "--config", off)
	require.Equal(t, 2, got.code)
	require.Contains(t, got.err, "http.listen: it is empty")
}

func TestScore(t *testing.T) {
	const texts = "pelayanannya cepat dan ramah, terima kasih\nparah, antre berjam-jam, mengecewakan sekali\n\n\xff\xfe"
	for _, reader := range []string{"accurate", "fast"} {
		got := pantau(t, texts, "score", "--format", "tsv", "--reader", reader)
		require.Equal(t, 0, got.code)
		lines := strings.Split(strings.TrimSuffix(got.out, "\n"), "\n")
		require.Len(t, lines, 4, "one line for each, empty and unreadable ones too")
		for _, line := range lines {
			require.Regexp(t, `^(positive|neutral|negative)\t-?[01]\.\d{4}$`, line)
		}
		require.Equal(t, []string{"neutral\t0.0000", "neutral\t0.0000"}, lines[2:], reader)
	}
	require.Equal(t, pantau(t, texts, "score", "--reader", "accurate"), pantau(t, texts, "score"))
	lines := strings.Split(pantau(t, texts, "score", "--reader", "fast").out, "\n")
	require.Regexp(t, `^positive\t0\.\d{4}$`, lines[0])
	require.Regexp(t, `^negative\t-0\.\d{4}$`, lines[1])
	require.Equal(t, 2, pantau(t, "", "score", "--format", "xml").code)
	require.Contains(t, pantau(t, "", "score", "--reader", "slow").err, "write accurate or fast")
}

func TestScoreSaysMoreWhenAsked(t *testing.T) {
	got := pantau(t, "parah, mengecewakan sekali\nya\n\n\x1b[2Jparah \u202eya\n", "score", "--reader", "fast", "--sure", "--explain")
	lines := strings.Split(strings.TrimSuffix(got.out, "\n"), "\n")
	require.Len(t, lines, 4)
	require.Regexp(t, `^negative\t-0\.\d{4}\tsure\tparah, -0\.\d{4}; mengecewakan -0\.\d{4}; sekali [+-]0\.\d{4}$`, lines[0])
	require.Regexp(t, `\t(not_)?sure\tya [+-]0\.\d{4}$`, lines[1])
	require.Equal(t, "neutral\t0.0000\tsure", lines[2])
	require.Contains(t, lines[3], "[2Jparah ", "the word is there")
	require.NotContains(t, lines[3], "\x1b", "and commands no terminal")
	require.NotContains(t, lines[3], "\u202e")
}

func TestConnectorsSayWhatTheyGive(t *testing.T) {
	got := pantau(t, "", "connectors")
	require.Equal(t, 0, got.code, got.err)
	for _, want := range []string{"bluesky", "mastodon", "rss"} {
		require.Contains(t, got.out, want)
	}
	got = pantau(t, "", "connectors", "mastodon")
	require.Equal(t, 0, got.code, got.err)
	for _, want := range []string{"favourites_count", "this platform does not offer it", "docs.joinmastodon.org"} {
		require.Contains(t, got.out, want)
	}
	require.Equal(t, 1, pantau(t, "", "connectors", "nosuch").code)
}

func TestEveryCommandHasHelpWithAnExample(t *testing.T) {
	for _, c := range commands() {
		got := pantau(t, "", c.name, "--help")
		require.Equal(t, 0, got.code, c.name)
		require.Contains(t, got.err, "pantau "+c.name, c.name)
		require.Contains(t, got.err, "Example:", c.name)
		require.NotContains(t, got.err, "cli.", "a text is missing")
		require.Equal(t, 2, pantau(t, "", c.name, "--no-such-flag").code, c.name)
	}
	require.Equal(t, 0, pantau(t, "").code)
	require.Equal(t, 2, pantau(t, "", "dance").code)
	require.Equal(t, pantau(t, "", "version"), pantau(t, "", "--version"), "as everybody else's")
}

func TestRunStopsInTime(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var out, errs bytes.Buffer
	path := configFile(t, office(t).URL, "token: tok-3n")
	done := make(chan int, 1)
	go func() { done <- run(ctx, []string{"run", "--config", path}, &console{out: &out, err: &errs}) }()
	address := filepath.Join(filepath.Dir(path), "data", "influxdb", "address.json")
	require.Eventually(t, func() bool { _, err := os.Stat(address); return err == nil }, 30*time.Second, 10*time.Millisecond)
	cancel()
	select {
	case code := <-done:
		require.Equal(t, 0, code, errs.String())
	case <-time.After(20 * time.Second):
		t.Fatal("it does not stop")
	}
}

func TestDemoAnswersForTwoWeeks(t *testing.T) {
	binary, err := plugin()
	require.NoError(t, err)
	got := pantau(t, "", "demo", "--days", "14", "--once", "--plugin", binary)
	require.Equal(t, 0, got.code, got.err)
	for _, want := range []string{"Top posts", "Net sentiment by topic", "Newest negative comments", "14 days"} {
		require.Contains(t, got.out, want)
	}
	require.Equal(t, 17, strings.Count(got.out, "\n## "), "an answer of every query type")
}
