package embedded

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func started(t *testing.T) *Server {
	t.Helper()
	s, err := Start(t.TempDir(), "pantau", 0, quiet)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// InfluxDB answers these twice, the second time as if nothing were wrong.
func TestUnknownPrecision(t *testing.T) {
	t.Parallel()
	s := started(t)
	for path, why := range map[string]string{
		"/write?db=pantau&precision=us": "(use n, u, ms, s, m or h)", "/api/v2/write?bucket=pantau&precision=n": "(use ns, us, ms or s)",
	} {
		got := as(s.Token.Reveal(), http.MethodPost, path, "m f=1").of(t, s.URL)
		require.Equal(t, http.StatusBadRequest, got.status)
		require.Contains(t, got.body, why)
	}
	_, body := ask(t, s, s.Token, "SHOW+MEASUREMENTS")
	require.NotContains(t, body, `"m"`)
}

// A small body that unpacks into a large one would fill the memory.
func TestSqueezedBodyIsBounded(t *testing.T) {
	t.Parallel()
	s := started(t)
	bomb := as(s.Token.Reveal(), http.MethodPost, "/write?db=pantau", squeezed(t, strings.Repeat("#", mostBody+1)))
	require.Less(t, len(bomb.body), 100_000)
	require.Equal(t, http.StatusRequestEntityTooLarge, bomb.with("Content-Encoding", "gzip").of(t, s.URL).status)
	unknown, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/write?db=pantau", io.MultiReader(strings.NewReader(strings.Repeat("#", mostBody+1))))
	require.NoError(t, err)
	unknown.Header.Set("Authorization", "Token "+s.Token.Reveal())
	resp, err := http.DefaultClient.Do(unknown)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusRequestEntityTooLarge, resp.StatusCode)
	form := statement(s.Token.Reveal(), strings.Repeat(" ", mostBody))
	require.Equal(t, http.StatusRequestEntityTooLarge, form.of(t, s.URL).status)
}

func TestPanicFailsOneRequest(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	w := newWeb(nil, slog.New(slog.NewTextHandler(&log, nil))) // no database
	w.mux.HandleFunc("GET /half", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("half an answer"))
		panic("broken")
	})
	s := httptest.NewServer(w)
	t.Cleanup(s.Close)
	require.Equal(t, http.StatusInternalServerError, statement("tester:hidden-password", "SHOW DATABASES").of(t, s.URL).status)
	require.Contains(t, log.String(), "path=/query")
	require.NotContains(t, log.String(), "hidden-password")
	resp, err := http.Get(s.URL + "/half")
	if err == nil {
		_, err = io.ReadAll(resp.Body)
		require.NoError(t, resp.Body.Close())
	}
	require.Error(t, err, "it looks like a whole one")
	require.Equal(t, http.StatusNoContent, as("", http.MethodGet, "/ping", "").of(t, s.URL).status)
}

// TestDeepQueriesAreRefused: the parser would end the process with a million brackets.
func TestDeepQueriesAreRefused(t *testing.T) {
	t.Parallel()
	s := started(t)
	for depth, want := range map[int]string{mostBrackets: "error parsing query: found EOF", mostBrackets + 1: "more than 10000 brackets"} {
		answer := statement(s.Token.Reveal(), "SELECT "+strings.Repeat("(", depth)).of(t, s.URL)
		require.Equal(t, http.StatusBadRequest, answer.status)
		require.Contains(t, answer.body, want)
	}
	require.Equal(t, http.StatusOK, statement(s.Token.Reveal(), "SELECT a FROM "+strings.Repeat("(SELECT a FROM ", 99)+"b"+strings.Repeat(")", 99)).of(t, s.URL).status)
}

// TestNothingElseIsServed: InfluxDB shows these to everybody.
func TestNothingElseIsServed(t *testing.T) {
	t.Parallel()
	s := started(t)
	for _, path := range []string{"/", "/status", "/metrics", "/debug/vars", "/debug/requests", "/debug/pprof/", "/debug/pprof/heap", "/api/v1/prom/read"} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			require.Equal(t, http.StatusNotFound, asked{method: method, path: path}.of(t, s.URL).status, path)
			require.Equal(t, http.StatusNotFound, as(s.Token.Reveal(), method, path, "").of(t, s.URL).status, path)
		}
	}
}

// TestQueryEndsWithItsClient: nobody waits for what a client that has gone asked.
func TestQueryEndsWithItsClient(t *testing.T) {
	t.Parallel()
	s := started(t)
	put(t, s, "m f=1 1\nm f=1 900000000000000")
	endless := "SELECT count(f) FROM m WHERE time > 0 AND time < 10d GROUP BY time(1u) fill(0)"
	for _, chunked := range []string{"false", "true"} {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		a := statement(s.Token.Reveal(), endless, "chunked", chunked)
		req, err := http.NewRequestWithContext(ctx, a.method, s.URL+a.path, strings.NewReader(a.body))
		require.NoError(t, err)
		req.Header = a.header
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			_, err = io.Copy(io.Discard, resp.Body)
			require.NoError(t, resp.Body.Close())
		}
		cancel()
		require.ErrorIs(t, err, context.DeadlineExceeded)
		// Not by SHOW QUERIES: InfluxDB reads there without a lock what ending a query writes.
		require.Eventually(t, func() bool {
			return s.db.queries.Statistics(nil)[0].Values["queriesActive"] == int64(0)
		}, 10*time.Second, 10*time.Millisecond)
	}
}

// TestHalfABodyIsNotWaitedFor: and its sender learns that the points were not to blame.
func TestHalfABodyIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	s := started(t)
	late := newWeb(s.db, quiet)
	late.bodyTime = 50 * time.Millisecond
	l, err := listen(0)
	require.NoError(t, err)
	late.serve(l)
	t.Cleanup(func() { require.NoError(t, late.close()) })
	for _, path := range []string{"/write?db=pantau", "/query"} {
		conn, err := net.Dial("tcp", l.Addr().String())
		require.NoError(t, err)
		require.NoError(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
		_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"+
			"Authorization: Token %s\r\nContent-Length: 100\r\n\r\nm f=", path, s.Token.Reveal())
		require.NoError(t, err)
		answer, err := io.ReadAll(conn) // to its end: the connection is shut
		require.NoError(t, err)
		require.Contains(t, string(answer), "HTTP/1.1 408 ", path)
		require.NoError(t, conn.Close())
	}
}

// TestCloseAnswersWhoAsked: a request on its way has its answer, and one that
// never ends does not keep the database open.
func TestCloseAnswersWhoAsked(t *testing.T) {
	t.Parallel()
	for name, wait := range map[string]func(proceed <-chan struct{}, gone <-chan struct{}){
		"answered": func(proceed, _ <-chan struct{}) { <-proceed },
		"endless":  func(_, gone <-chan struct{}) { <-gone },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWeb(nil, quiet)
			asked, proceed := make(chan struct{}), make(chan struct{})
			w.mux.HandleFunc("GET /slow", func(rw http.ResponseWriter, r *http.Request) {
				close(asked)
				wait(proceed, r.Context().Done())
				rw.WriteHeader(http.StatusTeapot)
			})
			l, err := listen(0)
			require.NoError(t, err)
			w.serve(l)
			status := make(chan int)
			go func() {
				defer close(status)
				if resp, err := http.Get("http://" + l.Addr().String() + "/slow"); err == nil {
					_ = resp.Body.Close()
					status <- resp.StatusCode
				}
			}()
			<-asked
			closed := make(chan error)
			go func() { closed <- w.close() }()
			close(proceed)
			if name == "answered" {
				require.Equal(t, http.StatusTeapot, <-status)
			} else {
				require.Zero(t, <-status)
			}
			require.NoError(t, <-closed)
		})
	}
}
