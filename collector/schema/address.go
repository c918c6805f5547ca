package schema

import (
	"net/url"
	"strings"
)

// WebAddress gives an address back if it is one of the web, http or https, and
// "" if not: dashboards make links of addresses, and what a stranger wrote must
// not run there (javascript:, data:).
func WebAddress(s string) string {
	if plain(s) || parsed(s) {
		return s
	}
	return ""
}

func parsed(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

// plain tells of most addresses what parsed does, without taking them apart: every
// record's is looked at.
func plain(s string) bool {
	rest, ok := strings.CutPrefix(s, "https://")
	if !ok {
		return false
	}
	host, path, _ := strings.Cut(rest, "/")
	return host != "" && only(host, ".-") && only(path, ".-_~/@?=&#")
}

// only tells whether s has ASCII letters, digits and the others, nothing else.
func only(s, others string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && strings.IndexByte(others, c) < 0 {
			return false
		}
	}
	return true
}
