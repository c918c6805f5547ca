package consent_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/pantau/pantau/collector/consent"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func listen(t *testing.T, redirect string) *consent.Waiter {
	t.Helper()
	w, err := consent.Listen(0, redirect, "done")
	require.NoError(t, err)
	t.Cleanup(w.Close)
	w.Expect("st-1")
	return w
}

func visit(t *testing.T, address string) (int, string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get(address)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(body)
}

func TestTheBrowserComesBack(t *testing.T) {
	w := listen(t, "")
	status, _ := visit(t, w.Redirect+"?code=stolen&state=another")
	require.Equal(t, http.StatusBadRequest, status, "an answer to nobody's question")
	status, _ = visit(t, w.Redirect+"?state=st-1")
	require.Equal(t, http.StatusBadRequest, status)
	status, page := visit(t, w.Redirect+"?code=c-1&state=st-1")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, page, "done")
	code, err := w.Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, "c-1", code)
}

func TestTheOwnerSaysNo(t *testing.T) {
	w := listen(t, "")
	visit(t, w.Redirect+"?error=access_denied&error_description=The+user+said+no&state=st-1")
	_, err := w.Wait(t.Context())
	require.EqualError(t, err, "the platform answers access_denied The user said no")
}

func TestTheAddressIsPasted(t *testing.T) {
	w := listen(t, "https://dinas.example/kembali")
	require.Equal(t, "https://dinas.example/kembali", w.Redirect)
	var said []error
	w.Paste(strings.NewReader("\nhttps://dinas.example/kembali?code=x&state=wrong\n%zz\nhttps://dinas.example/kembali?code=c-2%23_&state=st-1\n"),
		func(err error) { said = append(said, err) })
	require.Len(t, said, 2)
	code, err := w.Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, "c-2", code)
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	w := listen(t, "")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := w.Wait(ctx)
	require.ErrorIs(t, err, context.Canceled)
}
