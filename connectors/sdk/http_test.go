package sdk

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// serve gives a client of a server that always answers alike.
func serve(t *testing.T, status int, body string, headers ...string) *HTTP {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return NewHTTP(server.URL)
}

func TestStatusDecidesTheKindOfError(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status  int
		headers []string
		want    ErrorKind
	}{
		{http.StatusTooManyRequests, nil, RateLimited},
		{http.StatusServiceUnavailable, []string{"Retry-After", "5"}, RateLimited},
		{http.StatusServiceUnavailable, nil, Transient},
		{http.StatusUnauthorized, nil, Auth},
		{http.StatusForbidden, nil, Auth},
		{http.StatusInternalServerError, nil, Transient},
		{http.StatusRequestTimeout, nil, Transient},
		{http.StatusNotFound, nil, Permanent},
		{http.StatusBadRequest, nil, Permanent},
		{http.StatusMultipleChoices, nil, Permanent},
	} {
		h := serve(t, test.status, `{"error":"no"}`, test.headers...)
		var out any
		_, err := h.JSON(t.Context(), "/x", nil, &out)
		require.Equal(t, test.want, KindOf(err), test.status)
		require.Equal(t, test.status, Status(err))
		require.ErrorContains(t, err, "GET /x")
		require.ErrorContains(t, err, ": no")
	}
}

func TestAnswersThatAreNoJSON(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ kind, body, says string }{
		"web page by type":    {"text/html; charset=utf-8", "hello", "web page"},
		"web page by content": {"application/json", "\n <!DOCTYPE HTML><html>", "web page"},
		"cut off":             {"application/json", `{"a":[1,`, "unreadable JSON"},
		"empty":               {"application/json", "", "unreadable JSON"},
		"something behind":    {"application/json", `{} {}`, "unreadable JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out any
			_, err := serve(t, http.StatusOK, test.body, "Content-Type", test.kind).JSON(t.Context(), "/x", nil, &out)
			require.Equal(t, Permanent, KindOf(err))
			require.ErrorContains(t, err, test.says)
		})
	}
}

func TestTooLongAnswersAreRefused(t *testing.T) {
	t.Parallel()
	_, _, err := serve(t, http.StatusOK, strings.Repeat(" ", maxBody+1)).Get(t.Context(), "/x", nil, nil)
	require.Equal(t, Permanent, KindOf(err))
	require.ErrorContains(t, err, "32 MiB")
}

func TestBrokenConnectionsAreTransient(t *testing.T) {
	t.Parallel()
	h := serve(t, http.StatusOK, "short", "Content-Length", "1000")
	_, _, err := h.Get(t.Context(), "/x", url.Values{"secret": {"s3cret"}}, nil)
	require.Equal(t, Transient, KindOf(err))
	require.NotContains(t, err.Error(), "s3cret")

	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	_, _, err = NewHTTP(gone.URL).Get(t.Context(), "/x", url.Values{"secret": {"s3cret"}}, nil)
	require.Equal(t, Transient, KindOf(err))
	require.NotContains(t, err.Error(), "s3cret", "the query may hold what belongs in no log")
}

func TestCancelledRequests(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := serve(t, http.StatusOK, "{}").Get(ctx, "/x", nil, nil)
	require.ErrorIs(t, err, context.Canceled)
}

func TestCredentialsStayWithTheServer(t *testing.T) {
	t.Parallel()
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.URL.String()+" "+r.Header.Get("Authorization"))
		_, _ = w.Write([]byte("{}"))
	}))
	t.Cleanup(server.Close)
	h := NewHTTP(server.URL + "/base")
	h.Bearer("token")
	ask := func(path string) error {
		var out struct{}
		_, err := h.JSON(t.Context(), path, url.Values{"a": {"1"}}, &out)
		return err
	}
	require.NoError(t, ask("/x"))
	require.NoError(t, ask(server.URL+"/next"))
	for _, elsewhere := range []string{"https://elsewhere.invalid/next", strings.Replace(server.URL, "http:", "https:", 1) + "/next", server.URL + "0/next"} {
		err := ask(elsewhere)
		require.Equal(t, Permanent, KindOf(err), elsewhere)
	}
	require.Equal(t, []string{"/base/x?a=1 Bearer token", "/next?a=1 Bearer token"}, got)
	require.Equal(t, 2, h.Requests())
}

func TestRedirectsElsewhereCarryNoCredentials(t *testing.T) {
	t.Parallel()
	var got []http.Header
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header)
		_, _ = w.Write([]byte("{}"))
	}))
	t.Cleanup(elsewhere.Close)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/here" {
			got = append(got, r.Header)
			_, _ = w.Write([]byte("{}"))
			return
		}
		target := map[string]string{"/near": "/here", "/far": elsewhere.URL}[r.URL.Path]
		http.Redirect(w, r, target, http.StatusTemporaryRedirect)
	}))
	t.Cleanup(server.Close)
	h := NewHTTP(server.URL)
	h.Bearer("token")
	h.Header("Access-Token", "token")
	var out struct{}
	for _, path := range []string{"/near", "/far"} {
		_, err := h.JSON(t.Context(), path, nil, &out)
		require.NoError(t, err)
	}
	require.Equal(t, "token", got[0].Get("Access-Token"), "the same server may send somebody on")
	require.Empty(t, got[1].Get("Access-Token"))
	require.Empty(t, got[1].Get("Authorization"), "another port is another server")
	require.Equal(t, userAgent, got[1].Get("User-Agent"))
	_, err := h.PostForm(t.Context(), "/far", url.Values{"client_secret": {"s"}}, &out)
	require.ErrorContains(t, err, "to another server")
	require.Len(t, got, 2, "a form may hold secrets")
}

// wayTo answers each request from a table and notes what was asked.
type wayTo struct {
	locations map[string]string
	asked     []*http.Request
}

func (w *wayTo) RoundTrip(req *http.Request) (*http.Response, error) {
	w.asked = append(w.asked, req)
	resp := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("{}")), Request: req}
	if to := w.locations[req.URL.String()]; to != "" {
		resp.StatusCode, resp.Header = http.StatusTemporaryRedirect, http.Header{"Location": {to}}
	}
	return resp, nil
}

func TestRedirectsInTheClearCarryNoCredentials(t *testing.T) {
	t.Parallel()
	way := &wayTo{locations: map[string]string{"https://a.example/x": "http://a.example/x", "http://a.example/up": "https://a.example/up"}}
	h, up := NewHTTP("https://a.example"), NewHTTP("http://a.example")
	h.client.Transport, up.client.Transport = way, way
	h.Bearer("token")
	up.Bearer("token")
	var out struct{}
	_, err := h.JSON(t.Context(), "/x", nil, &out)
	require.NoError(t, err)
	require.Equal(t, "http", way.asked[1].URL.Scheme)
	require.Empty(t, way.asked[1].Header.Get("Authorization"), "everybody on the way reads it")
	_, err = h.PostForm(t.Context(), "/x", url.Values{"client_secret": {"s"}}, &out)
	require.ErrorContains(t, err, "to another server")
	way.asked = nil
	_, err = up.JSON(t.Context(), "/up", nil, &out)
	require.NoError(t, err)
	require.Equal(t, "Bearer token", way.asked[1].Header.Get("Authorization"), "the same server, better guarded")
}

func TestRedirectsDoNotSayWhereFrom(t *testing.T) {
	t.Parallel()
	way := &wayTo{locations: map[string]string{"https://a.example/botTOKEN/me?key=TOKEN": "https://b.example/"}}
	h := NewHTTP("https://a.example")
	h.client.Transport = way
	var out struct{}
	_, err := h.JSON(t.Context(), "/botTOKEN/me", url.Values{"key": {"TOKEN"}}, &out)
	require.NoError(t, err)
	require.Equal(t, "b.example", way.asked[1].URL.Host)
	require.NotContains(t, way.asked[1].Header, "Referer", "paths and queries hold tokens")
}

func TestPostJSON(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.ContentLength > 0 != (r.Header.Get("Content-Type") == "application/json") {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		_, _ = w.Write([]byte(`{"Name":"x"}`))
	}))
	t.Cleanup(server.Close)
	h := NewHTTP(server.URL)
	for _, in := range []any{nil, map[string]string{"a": "b"}} {
		var out struct{ Name string }
		_, err := h.PostJSON(t.Context(), "/x", in, &out)
		require.NoError(t, err)
		require.Equal(t, "x", out.Name)
	}
	_, err := h.PostJSON(t.Context(), "/x", func() {}, nil)
	require.ErrorContains(t, err, "encoding the request")
}

func TestHints(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"error":"bad"}`: ": bad",
		`{"error":"bad","message":"token expired"}`:     ": bad: token expired",
		`{"error":{"code":3},"message":"nested"}`:       ": nested",
		`{"error_description":"The token was revoked"}`: ": The token was revoked",
		`<html>`: "",
		`{}`:     "",
		`{"error":"` + strings.Repeat("x", 500) + `"}`:      ": " + strings.Repeat("x", 200) + "…",
		"{\"error\":\"nul \\u0000 and \\ud800 surrogate\"}": ": nul  and \uFFFD surrogate",
	} {
		require.Equal(t, want, (&StatusError{Body: []byte(body)}).hint(), body)
	}
}

func TestRetryAfterReachesTheError(t *testing.T) {
	t.Parallel()
	_, _, err := serve(t, http.StatusTooManyRequests, "", "Retry-After", "90").Get(t.Context(), "/x", nil, nil)
	require.WithinDuration(t, time.Now().Add(90*time.Second), RetryAt(err), 10*time.Second)
	_, ok := errors.AsType[*StatusError](err)
	require.True(t, ok)
}
