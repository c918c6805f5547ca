package sdk

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"syscall"
	"time"
)

// Reach says which addresses the requests of an account may go to.
type Reach int

// What an account may reach.
const (
	ReachPublic Reach = iota // the public internet
	ReachAll                 // this machine and the inner network too
)

// errand is for whom a request is made.
type errand struct {
	account string
	reach   Reach
	own     map[string]bool // ports of this machine that its settings name
}

type errandKey struct{}

// on gives the context of a call that is made for an account.
func (e errand) on(ctx context.Context) context.Context {
	return context.WithValue(ctx, errandKey{}, e)
}

// InnerAddressError means that a request was not made because its server stands
// on this machine or in the inner network.
type InnerAddressError struct{ Account, Host, Address string }

// Error implements error.
func (e *InnerAddressError) Error() string {
	return fmt.Sprintf("account %s may not ask %s: %s is no address of the public internet; if it is meant, write allow_private: true for this account",
		e.Account, e.Host, e.Address)
}

// outward is the way to the servers of all accounts: what an account's settings,
// a redirect or a name server make of an address is looked at just before the
// connection is made, where nothing can change it any more.
type outward struct {
	refuses func(netip.Addr) bool
	proxy   func(*http.Request) (*url.URL, error)
	direct  *http.Transport
	proxied *http.Transport
}

var _ http.RoundTripper = (*outward)(nil)

// publicly is made when the first request is.
var publicly = sync.OnceValue(func() *outward { return newOutward(inner, http.ProxyFromEnvironment, nil) })

// newOutward makes a way that avoids what is refused; resolver is nil for the system's.
func newOutward(refuses func(netip.Addr) bool, proxy func(*http.Request) (*url.URL, error), resolver *net.Resolver) *outward {
	plain := net.Dialer{Timeout: requestTimeout, Resolver: resolver}
	guarded := plain
	guarded.Control = func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || refuses(at.Addr()) {
			return &InnerAddressError{Address: address}
		}
		return nil
	}
	transport := func(dial net.Dialer, proxy func(*http.Request) (*url.URL, error)) *http.Transport {
		return &http.Transport{
			Proxy: proxy, DialContext: dial.DialContext, ForceAttemptHTTP2: true, MaxIdleConns: 100,
			IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: 10 * time.Second,
		}
	}
	return &outward{refuses: refuses, proxy: proxy, direct: transport(guarded, nil), proxied: transport(plain, proxy)}
}

// RoundTrip implements http.RoundTripper. Behind a proxy the names are the
// proxy's to look up, and so is what it lets through; only an address that is
// written out can be judged here.
func (o *outward) RoundTrip(req *http.Request) (*http.Response, error) {
	by, err := o.proxy(req)
	switch {
	case err != nil:
		return nil, err
	case by == nil:
		return o.direct.RoundTrip(req)
	}
	if at, is := writtenOut(req.URL.Hostname()); is && (!at.IsValid() || o.refuses(at)) {
		return nil, &InnerAddressError{Address: req.URL.Hostname()}
	}
	return o.proxied.RoundTrip(req)
}

// reaching sends each request the way that its account may go. Without an
// account, as in a connector's own tests, it may go anywhere.
type reaching struct{}

var _ http.RoundTripper = reaching{}

// RoundTrip implements http.RoundTripper.
func (reaching) RoundTrip(req *http.Request) (*http.Response, error) {
	e, known := req.Context().Value(errandKey{}).(errand)
	if !known || e.reach == ReachAll || e.names(req.URL) {
		return http.DefaultTransport.RoundTrip(req)
	}
	resp, err := publicly().RoundTrip(req)
	if refused, ok := errors.AsType[*InnerAddressError](err); ok {
		return nil, &InnerAddressError{Account: e.account, Host: req.URL.Host, Address: refused.Address}
	}
	return resp, err
}
