package sdk

import (
	"net/url"
	"slices"
	"strings"
)

// maxLink is the longest address of a page, in bytes.
const maxLink = 2048

// CanonicalURL gives the form of a web address that tells pages apart: absolute
// (link is taken as relative to base, which may be nil), without fragment, credentials, default port and utm_ parameters, and with a
// path of at least "/". Other slashes and parameters stay: servers differ in
// what they mean. What is no web address, or too long for one, gives "".
func CanonicalURL(link string, base *url.URL) string {
	link = strings.TrimSpace(link)
	if link == "" {
		return ""
	}
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	switch {
	case u.Hostname() == "":
		return ""
	case u.Scheme == "http":
		u.Host = strings.TrimSuffix(u.Host, ":80")
	case u.Scheme == "https":
		u.Host = strings.TrimSuffix(u.Host, ":443")
	default:
		return ""
	}
	if u.Path == "" {
		u.Path = "/"
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	u.RawQuery, u.ForceQuery = withoutCampaign(u.RawQuery), false
	if out := u.String(); len(out) <= maxLink {
		return out
	}
	return ""
}

// withoutCampaign drops the utm_ parameters of a query and leaves the rest as
// it stands.
func withoutCampaign(query string) string {
	if query == "" {
		return ""
	}
	kept := slices.DeleteFunc(strings.Split(query, "&"), func(p string) bool {
		return strings.HasPrefix(strings.ToLower(p), "utm_")
	})
	return strings.Join(kept, "&")
}
