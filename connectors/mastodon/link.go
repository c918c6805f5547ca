package mastodon

import (
	"net/url"
	"strings"
)

// nextQuery gives the query of the link to the next page, nil if there is none.
// Of the address only the query counts: servers behind a proxy put hosts there
// that can't be reached, and a hostile one must not send the token elsewhere.
func nextQuery(headers []string) url.Values {
	for _, header := range headers {
		for header != "" {
			var address, params string
			address, params, header = cutLink(header)
			if !isNext(params) {
				continue
			}
			u, err := url.Parse(address)
			if err != nil || u.RawQuery == "" {
				return nil
			}
			return u.Query()
		}
	}
	return nil
}

// cutLink takes the first <address>; params off a Link header.
func cutLink(header string) (address, params, rest string) {
	_, header, found := strings.Cut(header, "<")
	if !found {
		return "", "", ""
	}
	address, header, _ = strings.Cut(header, ">")
	if end := strings.Index(header, "<"); end >= 0 {
		return address, header[:end], header[end:]
	}
	return address, header, ""
}

func isNext(params string) bool {
	for param := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(strings.Trim(param, " ,\t"), "=")
		if strings.EqualFold(strings.TrimSpace(name), "rel") && strings.EqualFold(strings.Trim(value, ` "`), "next") {
			return true
		}
	}
	return false
}
