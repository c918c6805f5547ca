package cluster

import (
	"context"
	"crypto/tls"
	"net"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/pantau/pantau/collector/config"
)

const (
	dialWait   = 3 * time.Second
	againAfter = 500 * time.Millisecond // until a server is tried again
)

// dialer reaches a server.
type dialer func(network, address string) (net.Conn, error)

// Dial implements nats.CustomDialer.
func (d dialer) Dial(network, address string) (net.Conn, error) { return d(network, address) }

// dialUntil gives a dialer that reaches nobody any more when ctx has ended.
func dialUntil(ctx context.Context) dialer {
	return func(network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{Timeout: dialWait}).DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return socket{conn}, nil
	}
}

// socket is a connection that ends when something could not be written. The NATS client
// goes on with it: it waits for ever for a server that stands still, or what it says
// next is taken for the rest of what was written by half.
type socket struct{ net.Conn }

func (s socket) Write(b []byte) (int, error) {
	n, err := s.Conn.Write(b)
	if err != nil {
		_ = s.Close() // it is of no use any more
	}
	return n, err
}

// connect reaches one of the servers. Only those that are named are used.
func connect(o Options, d dialer) (*link, error) {
	l := &link{opts: o, closed: make(chan struct{})}
	opts := []nats.Option{
		nats.Name("pantau " + o.Name), nats.MaxReconnects(-1), nats.ReconnectWait(againAfter), nats.Timeout(dialWait), nats.SetCustomDialer(d),
		nats.PingInterval(2 * time.Second), nats.MaxPingsOutstanding(2), nats.IgnoreDiscoveredServers(),
		// A write that nobody takes would hold up everything, and a password that is
		// refused for a while end the connection for good.
		nats.FlusherTimeout(callWait), nats.IgnoreAuthErrorAbort(),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				o.Log.Warn("the NATS server is gone; trying the others", "error", err)
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) {
			l.refused.Store(nil)
			o.Log.Info("connected to a NATS server again")
		}),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { l.refuse(err) }),
		nats.ClosedHandler(func(*nats.Conn) { close(l.closed) }),
	}
	var err error
	if l.conn, err = nats.Connect(o.Spool.URL, append(opts, identity(o.Spool)...)...); err != nil {
		return nil, unreached(err)
	}
	if l.js, err = jetstream.New(l.conn, jetstream.WithDefaultTimeout(callWait)); err == nil {
		err = l.fit()
	}
	if err != nil {
		l.conn.Close()
		return nil, err
	}
	return l, nil
}

// identity is how a collector shows who it is, and knows the servers.
func identity(s config.Spool) []nats.Option {
	var opts []nats.Option
	if s.Credentials != "" {
		opts = append(opts, nats.UserCredentialBytes([]byte(s.Credentials.Reveal())))
	}
	if s.User != "" {
		opts = append(opts, nats.UserInfo(s.User, s.Password.Reveal()))
	}
	if strings.Contains(s.URL, "tls://") || s.TLSCA != "" {
		opts = append(opts, nats.Secure(&tls.Config{MinVersion: tls.VersionTLS12}))
	}
	if s.TLSCA != "" {
		opts = append(opts, nats.RootCAs(s.TLSCA))
	}
	if s.TLSCert != "" {
		opts = append(opts, nats.ClientCert(s.TLSCert, s.TLSKey))
	}
	return opts
}
