package telegram

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/telegram/telegramsim"
)

func TestRetryAfterIsKeptExactly(t *testing.T) {
	t.Parallel()
	o := one(t, sdktest.World(telegramsim.Platform), telegramsim.Options{RetryAfter: 77})
	before := time.Now()
	err := o.run(t, "@dinas").err
	require.Equal(t, sdk.RateLimited, sdk.KindOf(err))
	require.WithinRange(t, sdk.RetryAt(err), before.Add(77*time.Second), time.Now().Add(77*time.Second))
}

// The token stands in every address. None of what can go wrong may show it, as
// it is or as it stands in a URL.
func TestNoErrorShowsTheToken(t *testing.T) {
	t.Parallel()
	const secret = "123:AB c+d\"ü"
	echo := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body + r.URL.Path + r.URL.EscapedPath() + url.QueryEscape(secret)))
		}
	}
	for name, handler := range map[string]http.HandlerFunc{
		"nobody there": nil,
		"web page":     echo(http.StatusOK, "<html>"),
		"no json":      echo(http.StatusOK, ""),
		"server error": echo(http.StatusInternalServerError, "oops"),
		"not found":    echo(http.StatusNotFound, "oops"),
		"description": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"ok":false,"error_code":400,"description":"Bad Request: ` + url.PathEscape(secret) + `"}`))
		},
		"broken off": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte(`{`))
		},
		"other result": func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(`{"ok":true,"result":"x"}`)) },
	} {
		server := httptest.NewServer(handler)
		if handler == nil {
			server.Close()
		}
		err := newClient(server.URL, secret).call(t.Context(), "getMe", nil, &meJSON{})
		server.Close()
		require.Error(t, err, name)
		for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), "AB"} {
			require.NotContains(t, err.Error(), form, name)
		}
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"dinas_kota": "@dinas_kota", "@Dinas": "@dinas", "https://t.me/Dinas/": "@dinas", " t.me/dinas": "@dinas",
		"-1001234567890": "-1001234567890",
	} {
		got, err := channelName(raw)
		require.NoError(t, err, raw)
		require.Equal(t, want, got, raw)
	}
	for _, raw := range []string{"", "@", "a b", "https://t.me/dinas/5", "https://t.me/+AbCd", "12345", "@di"} {
		_, err := channelName(raw)
		require.ErrorContains(t, err, "channel:", raw)
	}
	for _, settings := range []string{"", "token: 'a b'\nchannel: dinas", "token: a/b\nchannel: dinas", "channel: dinas"} {
		err := New().Configure(sdk.Settings(settings))
		require.ErrorContains(t, err, "token:")
		require.Equal(t, sdk.Permanent, sdk.KindOf(err))
	}
}
