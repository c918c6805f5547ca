package schema

import "net/url"

// WebAddress gives an address back if it is one of the web, http or https, and
// "" if not: dashboards make links of addresses, and what a stranger wrote must
// not run there (javascript:, data:).
func WebAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return s
}
