package sdk

import (
	"net/netip"
	"net/url"
	"strings"
)

// machine finds addresses of this machine that stand in an account's settings. One
// that is written out there, with its port, is the operator's own word: a gateway
// or a copy of a platform beside the collector. Names that lead here, other ports
// and the inner network are not.
var machine = Pattern(`(?i)\b(https?)://(localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::(\d{1,5}))?(?:[/?#"',\]}\s]|$)`)

// ownPorts are the ports of this machine that settings name.
func ownPorts(settings Settings) map[string]bool {
	ports := map[string]bool{}
	for _, found := range machine().FindAllSubmatch(settings, -1) {
		ports[portOr(string(found[3]), string(found[1]))] = true
	}
	return ports
}

func portOr(port, scheme string) string {
	switch {
	case port != "":
		return port
	case strings.EqualFold(scheme, "https"):
		return "443"
	}
	return "80"
}

// names reports whether an address is of this machine, written out, and of a port
// that the settings name.
func (e errand) names(u *url.URL) bool {
	host := u.Hostname()
	at, err := netip.ParseAddr(host)
	here := strings.EqualFold(host, "localhost") || err == nil && at.IsLoopback()
	return here && e.own[portOr(u.Port(), u.Scheme)]
}
