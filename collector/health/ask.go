package health

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/pantau/pantau/collector/config"
)

const (
	patience = 3 * time.Second
	// answerLimit bounds what is read of an answer: /metrics of a hundred accounts
	// has about 200 KiB.
	answerLimit = 4 << 20
)

// Ask asks a running collector of this machine as its own configuration says.
func Ask(ctx context.Context, c config.HTTP, path string) (status int, body []byte, err error) {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return 0, nil, fmt.Errorf("http.listen: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	way, err := home(c)
	if err != nil {
		return 0, nil, err
	}
	defer way.CloseIdleConnections()
	scheme := "http://"
	if c.Certificate != "" {
		scheme = "https://"
	}
	return Get(ctx, &http.Client{Transport: way}, scheme+net.JoinHostPort(host, port)+path, c.Token.Reveal())
}

// home is the way to this machine, whatever address it has: by no proxy, which would
// learn the token.
func home(c config.HTTP) (*http.Transport, error) {
	if c.Certificate == "" {
		return &http.Transport{}, nil
	}
	own, err := tls.LoadX509KeyPair(c.Certificate, c.PrivateKey)
	if err != nil {
		return nil, fmt.Errorf("http.certificate, http.private_key: %w", err)
	}
	return &http.Transport{TLSClientConfig: itself(own)}, nil
}

// itself trusts the one server that shows our own certificate, whatever names
// stand in it: we ask by address.
func itself(own tls.Certificate) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{own},
		InsecureSkipVerify: true, //nolint:gosec // compared below
		VerifyConnection: func(c tls.ConnectionState) error {
			if len(c.PeerCertificates) == 0 || !bytes.Equal(c.PeerCertificates[0].Raw, own.Certificate[0]) {
				return errors.New("it shows another certificate than http.certificate")
			}
			return nil
		},
	}
}

// Get asks an address; without a token where that is empty.
func Get(ctx context.Context, client *http.Client, url, token string) (status int, body []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, nil, fmt.Errorf("--url: %w", err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }() // nothing left to lose
	body, err = io.ReadAll(io.LimitReader(resp.Body, answerLimit))
	return resp.StatusCode, body, err
}
