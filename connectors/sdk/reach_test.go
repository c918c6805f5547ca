package sdk

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/dns/dnsmessage"
)

func TestInnerAddresses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"127.0.0.1": true, "127.255.255.254": true, "0.0.0.0": true, "0.1.2.3": true, "10.0.0.1": true,
		"172.16.0.1": true, "172.32.0.1": false, "192.168.255.255": true, "192.169.0.1": false,
		"169.254.169.254": true, "100.64.0.1": true, "100.128.0.1": false, "100.63.255.255": false,
		"192.0.0.8": true, "198.18.0.1": true, "203.0.113.7": true, "224.0.0.1": true, "239.1.1.1": true,
		"255.255.255.255": true, "240.0.0.1": true, "8.8.8.8": false, "103.10.20.30": false,
		"::": true, "::1": true, "fe80::1%eth0": true, "fec0::1": true, "fc00::1": true, "fd00:ec2::254": true,
		"ff02::1": true, "2001:db8::1": true, "2001:0:4136:e378::": true, "2404:6800:4003::200e": false,
		"::ffff:127.0.0.1": true, "::ffff:10.1.2.3": true, "::ffff:8.8.8.8": false, "::127.0.0.1": true,
		"64:ff9b::a9fe:a9fe": true, "64:ff9b::8.8.8.8": false, "64:ff9b:1::808:808": true,
		"2002:7f00:1::": true, "2002:a9fe:a9fe::1": true, "2002:808:808::1": false, "100::1": true, "4000::1": true,
	} {
		require.Equal(t, want, inner(netip.MustParseAddr(text)), text)
	}
}

// An address inside another one is judged as it stands alone.
func FuzzInnerAddressesInOthers(f *testing.F) {
	f.Add([]byte{169, 254, 169, 254})
	f.Add([]byte{8, 8, 4, 4})
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) != 4 {
			return
		}
		v4 := [4]byte(raw)
		mapped := [16]byte{10: 0xff, 11: 0xff}
		translated := [16]byte{0, 0x64, 0xff, 0x9b}
		tunnelled := [16]byte{0x20, 0x02}
		copy(mapped[12:], raw)
		copy(translated[12:], raw)
		copy(tunnelled[2:], raw)
		for _, form := range [][16]byte{mapped, translated, tunnelled} {
			require.Equal(t, inner(netip.AddrFrom4(v4)), inner(netip.AddrFrom16(form)), netip.AddrFrom16(form))
		}
	})
}

// askedBy asks an address for an account, as a call of the collector does.
func askedBy(t *testing.T, e errand, address string) error {
	t.Helper()
	_, _, err := NewHTTP(address).Get(e.on(t.Context()), "/", nil, nil)
	return err
}

// TestAccountsReachNothingInside asks a server of this machine by its address,
// by name and written otherwise. None is even connected to.
func TestAccountsReachNothingInside(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer server.Close()
	port := server.URL[strings.LastIndex(server.URL, ":"):]
	hosts := []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "169.254.169.254", "192.168.1.1", "[fd00:ec2::254]"}
	for _, host := range hosts {
		err := askedBy(t, errand{account: "rss/berita"}, "http://"+host+port)
		require.Equal(t, Permanent, KindOf(err), host)
		for _, word := range []string{"account rss/berita", host + port, "allow_private: true"} {
			require.ErrorContains(t, err, word, host)
		}
	}
	require.Zero(t, asked.Load())
	require.NoError(t, askedBy(t, errand{account: "rss/berita", reach: ReachAll}, server.URL))
	require.ErrorContains(t, askedBy(t, errand{account: "rss/other"}, server.URL), "rss/other",
		"a connection that another account has left open is not for this one")
	require.EqualValues(t, 1, asked.Load())
}

// TestThisMachineIsReachedWhereTheSettingsNameIt: written out, with its port.
func TestThisMachineIsReachedWhereTheSettingsNameIt(t *testing.T) {
	t.Parallel()
	for settings, want := range map[string]string{
		"base_url: http://127.0.0.1:8080/api": "8080", "base_url: 'http://localhost:81'": "81", `{feeds: ["https://[::1]/a","b"]}`: "443",
		"feeds: [HTTP://127.0.0.9]": "80", "base_url: http://127.0.0.1.example:8080": "", "base_url: http://localhost.example": "",
		"base_url: http://localhost@10.0.0.1:90": "", "base_url: http://10.0.0.1:8080": "", "token: 127.0.0.1:8080": "",
	} {
		ports := ownPorts(Settings(settings))
		require.Equal(t, want != "", ports[want], settings)
		require.LessOrEqual(t, len(ports), 1, settings)
	}

	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if to := r.URL.Query().Get("to"); to != "" {
			http.Redirect(w, r, to, http.StatusFound)
		}
	}))
	defer server.Close()
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	e := errand{account: "rss/berita", own: ownPorts(Settings("base_url: " + server.URL))}
	require.NoError(t, askedBy(t, e, server.URL))
	require.NoError(t, askedBy(t, e, strings.Replace(server.URL, "127.0.0.1", "localhost", 1)))
	for _, elsewhere := range []string{other.URL, "http://169.254.169.254/latest", "http://10.0.0.1" + server.URL[strings.LastIndex(server.URL, ":"):]} {
		require.ErrorContains(t, askedBy(t, e, elsewhere), "allow_private: true", elsewhere)
		_, _, err := NewHTTP(server.URL).Get(e.on(t.Context()), "/", url.Values{"to": {elsewhere}}, nil)
		require.ErrorContains(t, err, "allow_private: true", "sent on to "+elsewhere)
	}
}

// sendVia makes requests go a way of the test's own.
func sendVia(t *testing.T, o *outward, address string) error {
	t.Helper()
	t.Cleanup(o.direct.CloseIdleConnections)
	t.Cleanup(o.proxied.CloseIdleConnections)
	h := NewHTTP(address)
	h.client.Transport = o
	_, _, err := h.Get(t.Context(), "/", nil, nil)
	return err
}

func direct(*http.Request) (*url.URL, error) { return nil, nil }

// firstOnly lets one address of this machine pass for the public internet.
func firstOnly(at netip.Addr) bool { return at != netip.MustParseAddr("127.0.0.1") }

// TestRedirectsLeadNowhereInside is sent on from an allowed server to one inside.
func TestRedirectsLeadNowhereInside(t *testing.T) {
	t.Parallel()
	for _, inside := range []string{"http://127.0.0.2/", "http://169.254.169.254/latest/meta-data/"} {
		server := httptest.NewServer(http.RedirectHandler(inside, http.StatusFound))
		t.Cleanup(server.Close)
		err := sendVia(t, newOutward(firstOnly, direct, nil), server.URL)
		var refused *InnerAddressError
		require.ErrorAs(t, err, &refused, inside)
		require.Contains(t, inside, refused.Address[:strings.LastIndex(refused.Address, ":")])
		require.Equal(t, Permanent, KindOf(err))
	}
}

// TestNamesAreJudgedByWhatTheyLeadTo has a name server that says a public
// address at first, and then one of this machine.
func TestNamesAreJudgedByWhatTheyLeadTo(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	answer := func() [4]byte {
		if asked.Add(1) == 1 {
			return [4]byte{127, 0, 0, 1}
		}
		return [4]byte{127, 0, 0, 2}
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") }))
	defer server.Close()
	address := "http://rebind.example" + server.URL[strings.LastIndex(server.URL, ":"):]
	o := newOutward(firstOnly, direct, nameServer(t, answer))
	require.NoError(t, sendVia(t, o, address))
	var refused *InnerAddressError
	require.ErrorAs(t, sendVia(t, o, address), &refused)
}

// nameServer answers every question for an IPv4 address with what answer says.
func nameServer(t *testing.T, answer func() [4]byte) *net.Resolver {
	t.Helper()
	listener, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		buffer := make([]byte, 512)
		for {
			n, from, err := listener.ReadFrom(buffer)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buffer[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.Additionals = true, nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}, Body: &dnsmessage.AResource{A: answer()},
				}}
			}
			if raw, err := m.Pack(); err == nil {
				_, _ = listener.WriteTo(raw, from) // a lost answer fails the test
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", listener.LocalAddr().String())
	}}
}

// TestProxiesAreAsked: a proxy may stand inside, and looks up the names itself;
// an address inside that is written out does not even get that far.
func TestProxiesAreAsked(t *testing.T) {
	t.Parallel()
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked = append(asked, r.URL.Host) }))
	defer proxy.Close()
	by, err := url.Parse(proxy.URL)
	require.NoError(t, err)
	o := newOutward(inner, http.ProxyURL(by), nil)
	require.NoError(t, sendVia(t, o, "http://dinas.example"))
	var refused *InnerAddressError
	for _, host := range []string{
		"10.0.0.1", "[::1]", "10.0.0.1.", "127.1", "2130706433", "0x7f.0.0.1", "0xA9FEA9FE", "0251.0376.0251.0376", "169.254.43518", "localhost", "Localhost.",
		"a.localhost", "0", "1.2.3.4.5", "256.1.1.1", "0x100000000", "099.1",
	} {
		require.ErrorAs(t, sendVia(t, o, "http://"+host), &refused, host)
	}
	for _, host := range []string{"0x08.0x08.0x08.0x08", "134744072", "8.8.8.8", "4.dinas.example", "0x.example"} { // the internet's, however written
		require.NoError(t, sendVia(t, o, "http://"+host), host)
	}
	require.Len(t, asked, 6)
	broken := newOutward(inner, func(*http.Request) (*url.URL, error) { return nil, errors.New("no such proxy") }, nil)
	require.ErrorContains(t, sendVia(t, broken, "http://dinas.example"), "no such proxy")
}
