package sdktest

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMissingGoldenFailsAndUpdateWritesIt(t *testing.T) {
	folder := t.TempDir()
	write(t, filepath.Join(folder, "config.yaml"), "base_url: {{base_url}}\n")
	write(t, filepath.Join(folder, "http/posts/0.json"), `{"Posts":[{"ID":"1","Text":"satu"}]}`)
	s := &suite{t: t, factory: newToy(""), o: toyOptions(t)}

	require.ErrorContains(t, s.testCase(folder, false), "expected.lp is missing")
	require.NoError(t, s.testCase(folder, true))
	require.NoError(t, s.testCase(folder, false))
	golden, err := os.ReadFile(filepath.Join(folder, "expected.lp"))
	require.NoError(t, err)
	require.Contains(t, string(golden), `post,type=text id="1",text="satu",clicks=!not_offered`)

	write(t, filepath.Join(folder, "expected.lp"), "something else\n")
	require.ErrorContains(t, s.testCase(folder, false), "expected.lp differs")
}

// A case that stops failing must not keep its expected.err, nor one that starts
// failing pass for want of it.
func TestErrorGoldens(t *testing.T) {
	folder := t.TempDir()
	write(t, filepath.Join(folder, "config.yaml"), "base_url: ftp://example.org\n")
	s := &suite{t: t, factory: newToy(""), o: toyOptions(t)}
	require.ErrorContains(t, s.testCase(folder, false), "expected.err is missing")
	require.NoError(t, s.testCase(folder, true))

	write(t, filepath.Join(folder, "config.yaml"), "base_url: {{base_url}}\n")
	write(t, filepath.Join(folder, "http/posts/0.json"), `{}`)
	require.ErrorContains(t, s.testCase(folder, false), "expected.err differs")
}

func TestRequestFileIsStrict(t *testing.T) {
	folder := t.TempDir()
	write(t, filepath.Join(folder, "request.yaml"), "snice: 2026-03-01T00:00:00Z\n")
	_, err := readCaseRequest(folder)
	require.ErrorContains(t, err, "snice")
}

func TestFixturesAreFoundByPathAndQuery(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"http/index.html":                 "home",
		"http/feed.xml":                   "<rss/>",
		"http/v1/app.get.json":            "first",
		"http/v1/app.get@cursor=2.json":   "second {{base_url}}",
		"http/v1/app.get@a=1&b=2.json":    "both",
		"http/v1/@dinas.json":             "at",
		"http/v1/gone.status":             "410\n",
		"http/v1/app.get.headers":         "Link: <{{base_url}}/next>; rel=\"next\"\n",
		"http.2/v1/app.get.json":          "first, later",
		"http/v1/app.get@cursor=2.status": "206",
	} {
		write(t, filepath.Join(dir, name), content)
	}
	p, err := newCasePlatform(dir, 2)
	require.NoError(t, err)
	ask := func(run int64, path string) *httptest.ResponseRecorder {
		p.run.Store(run)
		w := httptest.NewRecorder()
		p.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://host"+path, nil))
		return w
	}
	require.Equal(t, "home", ask(1, "/").Body.String())
	require.Equal(t, "<rss/>", ask(1, "/feed.xml").Body.String())
	require.Equal(t, "first", ask(1, "/v1/app.get?limit=4").Body.String())
	require.Equal(t, `<http://host/next>; rel="next"`, ask(1, "/v1/app.get").Header().Get("Link"))
	require.Equal(t, "first, later", ask(2, "/v1/app.get").Body.String())
	require.Equal(t, "second http://host", ask(1, "/v1/app.get?cursor=2").Body.String())
	require.Equal(t, 206, ask(1, "/v1/app.get?cursor=2").Code)
	require.Equal(t, "both", ask(1, "/v1/app.get?b=2&a=1&c=3").Body.String())
	require.Equal(t, "at", ask(1, "/v1/@dinas").Body.String())
	require.Equal(t, http.StatusGone, ask(1, "/v1/gone").Code)
	require.Equal(t, http.StatusNotFound, ask(1, "/v1/none").Code)
}
