package config

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestEndpointsAreNotOpenToEverybody: beyond this machine they need a token or
// certificates.
func TestEndpointsAreNotOpenToEverybody(t *testing.T) {
	t.Parallel()
	const token = "0123456789abcdef"
	for settings, want := range map[string]string{
		`listen: ""`:                                              "",
		`listen: 127.0.0.1:0`:                                     "",
		`listen: "[::1]:9321"`:                                    "",
		`listen: localhost:9321`:                                  "",
		`listen: ":9321"`:                                         "line 1: http.listen: :9321 is open to the network; set http.token_file or http.client_ca, or write 127.0.0.1 as host",
		`listen: 0.0.0.0:9321`:                                    "http.token_file",
		`listen: "[::]:9321"`:                                     "http.token_file",
		`listen: 192.168.1.5:9321`:                                "http.token_file",
		`listen: pantau.dinas.example:9321`:                       "http.token_file",
		`listen: 127.0.0.1.example:9321`:                          "http.token_file",
		`listen: 127.0.0.1`:                                       `http.listen: "127.0.0.1" is no address; write host and port, such as 127.0.0.1:9321`,
		`listen: ":9321", token: ` + token:                        "",
		`listen: ":9321", token: short`:                           "http.token_file: the token is too short; make one with `openssl rand -hex 24`",
		`certificate: a.pem`:                                      "http.certificate: HTTPS needs both http.certificate and http.private_key",
		`private_key: a.pem`:                                      "http.certificate: HTTPS needs both",
		`client_ca: a.pem`:                                        "http.client_ca: certificates are shown over HTTPS only",
		`listen: ":9321", certificate: a.pem, private_key: b.pem`: "open to the network",
		`listen: ":9321", certificate: a.pem, private_key: b.pem, client_ca: ca.pem`: "",
	} {
		_, err := Parse([]byte("http: {"+settings+"}\n"), t.TempDir(), os.LookupEnv)
		if want == "" {
			require.NoError(t, err, settings)
			continue
		}
		require.ErrorContains(t, err, want, settings)
	}
}

// The token stands in a file of its own and is never printed.
func TestTokenOfTheEndpoints(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "token"), []byte("s3cret-s3cret-s3cret\n"), 0o600))
	c, err := Parse([]byte("http: {listen: ':0', token_file: token, certificate: a.pem, private_key: /b.pem}\n"), dir, os.LookupEnv)
	require.NoError(t, err)
	require.Equal(t, "s3cret-s3cret-s3cret", c.HTTP.Token.Reveal())
	require.Equal(t, filepath.Join(dir, "a.pem"), c.HTTP.Certificate)
	require.Equal(t, "/b.pem", c.HTTP.PrivateKey)
	require.NotContains(t, fmt.Sprintf("%v %+v %#v", c, c, c.HTTP), "s3cret")
}
