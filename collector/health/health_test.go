package health

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/health/certtest"
	"github.com/pantau/pantau/connectors/sdk"
)

// byProxy counts what is asked through the proxy of the environment, which is read
// once a process.
var byProxy atomic.Int32

func TestMain(m *testing.M) {
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { byProxy.Add(1) }))
	if err := os.Setenv("HTTP_PROXY", proxy.URL); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m, goleak.IgnoreCurrent()) // the proxy's
}

// TestTheTokenGoesThroughNoProxy: this machine may have an address that is no loopback.
func TestTheTokenGoesThroughNoProxy(t *testing.T) {
	t.Parallel()
	const nowhere = "240.0.0.1:9" // reserved: nobody answers, or a network that makes as if
	_, _, _ = Ask(t.Context(), config.HTTP{Listen: nowhere, Token: token}, "/readyz")
	require.Zero(t, byProxy.Load())
}

const token = "0123456789abcdef0123"

// listen serves, and gives what to ask.
func listen(t *testing.T, c config.HTTP) config.HTTP {
	t.Helper()
	c.Listen = "127.0.0.1:0"
	reg := prometheus.NewRegistry()
	reg.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: "pantau_test"}))
	s, err := Listen(c, reg, func() string { return "" })
	require.NoError(t, err)
	t.Cleanup(s.Close)
	c.Listen = s.URL()[strings.LastIndex(s.URL(), "/")+1:]
	return c
}

// asked gives the status of an answer, and its body.
func asked(t *testing.T, c config.HTTP, path string) (int, string) {
	t.Helper()
	status, body, err := Ask(t.Context(), c, path)
	require.NoError(t, err)
	return status, string(body)
}

func TestEndpointsAskForTheToken(t *testing.T) {
	t.Parallel()
	c := listen(t, config.HTTP{Token: token})
	for _, said := range []sdk.Secret{"", sdk.Secret(token[:19]), token + "x"} {
		other := c
		other.Token = said
		for _, path := range []string{"/readyz", "/metrics", "//healthz", "/healthz/../metrics"} {
			status, body := asked(t, other, path)
			require.Equal(t, http.StatusUnauthorized, status, "%q %s", said, path)
			require.NotContains(t, body, token)
		}
		status, _ := asked(t, other, "/healthz")
		require.Equal(t, http.StatusOK, status, "that it lives is no secret")
	}
	status, body := asked(t, c, "/metrics")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, "pantau_test 0")
	require.NotContains(t, body, token)
	status, _ = asked(t, listen(t, config.HTTP{}), "/metrics")
	require.Equal(t, http.StatusOK, status, "on loopback it needs none")
	_, err := Listen(config.HTTP{Listen: c.Listen}, prometheus.NewRegistry(), func() string { return "" })
	require.ErrorContains(t, err, "http.listen: ")
}

func TestEndpointsOverHTTPS(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	office := certtest.New(t, dir, "office")
	c := config.HTTP{Token: token}
	c.Certificate, c.PrivateKey = office.Issue(t, dir, "first")
	c = listen(t, c)
	status, body := asked(t, c, "/metrics")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, "pantau_test 0")
	plain := c
	plain.Certificate = ""
	status, body = asked(t, plain, "/metrics")
	require.Equal(t, http.StatusBadRequest, status, "a word on HTTPS, and no numbers")
	require.NotContains(t, body, "pantau_test")

	renewed := c
	renewed.Certificate, renewed.PrivateKey = office.Issue(t, dir, "second")
	_, _, err := Ask(t.Context(), renewed, "/metrics")
	require.ErrorContains(t, err, "it shows another certificate")
	for from, to := range map[string]string{renewed.Certificate: c.Certificate, renewed.PrivateKey: c.PrivateKey} {
		raw, err := os.ReadFile(from)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(to, raw, 0o600))
	}
	status, _ = asked(t, renewed, "/metrics")
	require.Equal(t, http.StatusOK, status, "a renewed certificate is shown without a restart")

	_, err = Listen(config.HTTP{Listen: "127.0.0.1:0", Certificate: "nowhere", PrivateKey: "nowhere"}, nil, nil)
	require.ErrorContains(t, err, "http.certificate")
}

func TestEndpointsAskForCertificates(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	office, stranger := certtest.New(t, dir, "office"), certtest.New(t, dir, "stranger")
	c := config.HTTP{ClientCA: office.File}
	c.Certificate, c.PrivateKey = office.Issue(t, dir, "server")
	c = listen(t, c)
	status, _ := asked(t, c, "/metrics")
	require.Equal(t, http.StatusOK, status)

	pool := x509.NewCertPool()
	pool.AddCert(office.Certificate)
	for name, issue := range map[string]*certtest.Authority{"stranger's": stranger, "none": nil} {
		settings := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: pool}
		if issue != nil {
			pair, err := tls.LoadX509KeyPair(issue.Issue(t, dir, "client"))
			require.NoError(t, err)
			settings.Certificates = []tls.Certificate{pair}
		}
		transport := &http.Transport{TLSClientConfig: settings}
		_, _, err := Get(t.Context(), &http.Client{Transport: transport}, "https://"+c.Listen+"/healthz", "")
		require.ErrorContains(t, err, "certificate", name)
		transport.CloseIdleConnections()
	}
	empty := filepath.Join(dir, "empty")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	c.ClientCA = empty
	_, err := Listen(c, nil, nil)
	require.ErrorContains(t, err, "http.client_ca: "+empty+" holds no certificate")
}
