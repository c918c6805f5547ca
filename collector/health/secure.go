package health

import (
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/connectors/sdk"
)

// allow answers those only who say the token; all, if there is none. That the
// process lives is no secret.
func allow(token sdk.Secret, next http.Handler) http.Handler {
	if token == "" {
		return next
	}
	want := sha256.Sum256([]byte("Bearer " + token.Reveal()))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		said := sha256.Sum256([]byte(r.Header.Get("Authorization"))) // of one length, so that the comparison takes one time
		if r.URL.Path != "/healthz" && subtle.ConstantTimeCompare(said[:], want[:]) == 0 {
			w.Header().Set("WWW-Authenticate", `Bearer realm="pantau"`)
			answer(w, http.StatusUnauthorized, map[string]string{"error": "the token is missing or wrong"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// encrypted gives the settings of HTTPS; nil where there is no certificate.
func encrypted(c config.HTTP) (*tls.Config, error) {
	if c.Certificate == "" {
		return nil, nil
	}
	load := func() (*tls.Certificate, error) {
		pair, err := tls.LoadX509KeyPair(c.Certificate, c.PrivateKey)
		return &pair, err
	}
	if _, err := load(); err != nil {
		return nil, fmt.Errorf("http.certificate, http.private_key: %w", err)
	}
	settings := &tls.Config{
		MinVersion: tls.VersionTLS12,
		// Certificates are renewed while the collector runs for years.
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return load() },
	}
	if c.ClientCA == "" {
		return settings, nil
	}
	raw, err := os.ReadFile(c.ClientCA)
	if err != nil {
		return nil, fmt.Errorf("http.client_ca: %w", err)
	}
	settings.ClientCAs, settings.ClientAuth = x509.NewCertPool(), tls.RequireAndVerifyClientCert
	if !settings.ClientCAs.AppendCertsFromPEM(raw) {
		return nil, fmt.Errorf("http.client_ca: %s holds no certificate; write the authority's in PEM", c.ClientCA)
	}
	return settings, nil
}
