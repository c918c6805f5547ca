package sdk

import (
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"
)

// special lists what the registries of special-purpose addresses of IANA
// (RFC 6890) keep from the public internet, as far as net/netip does not know it.
var special = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16",
)

var (
	public6 = netip.MustParsePrefix("2000::/3") // all that was ever given out
	nat64   = netip.MustParsePrefix("64:ff9b::/96")
	sixTo4  = netip.MustParsePrefix("2002::/16")
)

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		out[i] = netip.MustParsePrefix(text)
	}
	return out
}

// inner reports whether an address is not of the public internet: this machine,
// the inner network, a cloud's metadata (169.254.169.254), a group. What holds
// an IPv4 address inside (RFC 4291, 6052, 3056) is judged by that.
func inner(at netip.Addr) bool {
	at = at.WithZone("").Unmap()
	if at.Is6() {
		raw := at.As16()
		switch {
		case nat64.Contains(at):
			return inner(netip.AddrFrom4([4]byte(raw[12:])))
		case sixTo4.Contains(at):
			return inner(netip.AddrFrom4([4]byte(raw[2:6])))
		case !public6.Contains(at):
			return true
		}
	}
	for _, p := range special {
		if p.Contains(at) {
			return true
		}
	}
	return !at.IsGlobalUnicast() || at.IsPrivate()
}

// writtenOut is the address that a host is, where it is no name, in all the ways in
// which systems read one: 127.0.0.1, 127.1, 0x7f.1, 017700000001, 2130706433, and
// localhost. A host that ends in a number and is no address gives an invalid one.
func writtenOut(host string) (at netip.Addr, is bool) {
	if at, err := netip.ParseAddr(host); err == nil {
		return at, true
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return netip.IPv6Loopback(), true
	}
	parts := strings.Split(host, ".")
	if !isNumber(parts[len(parts)-1]) {
		return at, false
	}
	return inParts(parts), true
}

func isNumber(part string) bool {
	digits, hexadecimal := strings.CutPrefix(part, "0x")
	of := "0123456789"
	if hexadecimal {
		of += "abcdef"
	}
	return digits != "" && strings.Trim(digits, of) == ""
}

// inParts puts an address together as inet_aton(3) does: the last part fills what
// the others leave.
func inParts(parts []string) netip.Addr {
	const most = 4
	if len(parts) > most {
		return netip.Addr{}
	}
	var whole uint64
	for i, part := range parts {
		bits := 8
		if i == len(parts)-1 {
			bits *= most + 1 - len(parts)
		}
		n, err := strconv.ParseUint(part, 0, bits)
		if err != nil || strings.Contains(part, "_") {
			return netip.Addr{}
		}
		whole = whole<<bits | n
	}
	return netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, uint32(whole))))
}
