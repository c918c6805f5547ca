package config

import (
	"net"
	"strconv"

	"github.com/pantau/pantau/connectors/sdk"
)

// HTTP is where health and metrics are served, and to whom.
type HTTP struct {
	Listen      string     `yaml:"listen" jsonschema:"description=Address for /healthz /readyz and /metrics; empty: off. Beyond this machine it needs a token or client_ca,default=127.0.0.1:9321"`
	Token       sdk.Secret `yaml:"token" jsonschema:"description=Whoever asks says it: Authorization: Bearer TOKEN; better in a file: token_file"`
	Certificate string     `yaml:"certificate" jsonschema:"description=File of the certificate (PEM) for HTTPS; read anew when it changes"`
	PrivateKey  string     `yaml:"private_key" jsonschema:"description=File of its key (PEM)"`
	ClientCA    string     `yaml:"client_ca" jsonschema:"description=File of the authority (PEM) whose certificates those who ask must show"`
}

// Loopback reports whether only this machine can ask.
func (h HTTP) Loopback() bool {
	host, _, err := net.SplitHostPort(h.Listen)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// shortestToken is as long as `openssl rand -hex 8` makes it.
const shortestToken = 16

// validateHTTP keeps the collector from being open to a network for everybody.
func (c *Config) validateHTTP() []error {
	h := c.HTTP
	var errs []error
	_, port, err := net.SplitHostPort(h.Listen)
	if number, nerr := strconv.Atoi(port); h.Listen != "" && (err != nil || nerr == nil && (number < 0 || number > 65535)) {
		errs = append(errs, c.problem("http.listen", "%q is no address; write host and port, such as 127.0.0.1:9321", h.Listen))
	} else if h.Listen != "" && !h.Loopback() && h.Token == "" && h.ClientCA == "" {
		errs = append(errs, c.problem("http.listen", "%s is open to the network; set http.token_file or http.client_ca, or write 127.0.0.1 as host", h.Listen))
	}
	if h.Token != "" && len(h.Token) < shortestToken {
		errs = append(errs, c.problem("http.token_file", "the token is too short; make one with `openssl rand -hex 24`"))
	}
	if (h.Certificate == "") != (h.PrivateKey == "") {
		errs = append(errs, c.problem("http.certificate", "HTTPS needs both http.certificate and http.private_key"))
	}
	if h.ClientCA != "" && h.Certificate == "" {
		errs = append(errs, c.problem("http.client_ca", "certificates are shown over HTTPS only; set http.certificate and http.private_key"))
	}
	return errs
}
