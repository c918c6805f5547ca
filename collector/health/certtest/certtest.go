// Package certtest makes certificates of this machine's address for tests.
package certtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Authority issues certificates.
type Authority struct {
	File        string // its own certificate, in PEM
	Certificate *x509.Certificate

	key *ecdsa.PrivateKey
}

// New makes an authority, whose certificate stands in dir.
func New(t *testing.T, dir, name string) *Authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	a := &Authority{key: key, File: filepath.Join(dir, name+".pem")}
	a.Certificate, err = x509.ParseCertificate(raw)
	require.NoError(t, err)
	writePEM(t, a.File, "CERTIFICATE", raw)
	return a
}

// Issue makes a certificate for servers and clients, and gives its file and its
// key's.
func (a *Authority) Issue(t *testing.T, dir, name string) (certificate, privateKey string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, a.Certificate, &key.PublicKey, a.key)
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
