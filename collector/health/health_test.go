package health

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/connectors/sdk"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

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
	office := newAuthority(t, dir, "office")
	c := config.HTTP{Token: token}
	c.Certificate, c.PrivateKey = office.issue(t, dir, "first")
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
	renewed.Certificate, renewed.PrivateKey = office.issue(t, dir, "second")
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
	office, stranger := newAuthority(t, dir, "office"), newAuthority(t, dir, "stranger")
	c := config.HTTP{ClientCA: office.file}
	c.Certificate, c.PrivateKey = office.issue(t, dir, "server")
	c = listen(t, c)
	status, _ := asked(t, c, "/metrics")
	require.Equal(t, http.StatusOK, status)

	pool := x509.NewCertPool()
	pool.AddCert(office.certificate)
	for name, issue := range map[string]*authority{"stranger's": stranger, "none": nil} {
		settings := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: pool}
		if issue != nil {
			pair, err := tls.LoadX509KeyPair(issue.issue(t, dir, "client"))
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

// authority issues certificates of this machine's address.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	file        string
}

func newAuthority(t *testing.T, dir, name string) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	a := &authority{key: key, file: filepath.Join(dir, name+".pem")}
	a.certificate, err = x509.ParseCertificate(raw)
	require.NoError(t, err)
	writePEM(t, a.file, "CERTIFICATE", raw)
	return a
}

// issue makes a certificate for servers and clients, and gives its file and its
// key's.
func (a *authority) issue(t *testing.T, dir, name string) (certificate, privateKey string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &key.PublicKey, a.key)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	certificate, privateKey = filepath.Join(dir, name+".crt"), filepath.Join(dir, name+".key")
	writePEM(t, certificate, "CERTIFICATE", raw)
	writePEM(t, privateKey, "PRIVATE KEY", private)
	return certificate, privateKey
}

func writePEM(t *testing.T, path, kind string, raw []byte) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: raw}), 0o600))
}
