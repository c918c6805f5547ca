package scrub

import "strings"

// topDomains end the host of an address that is written without http://. A
// short list, because "no.hp/0812…" is no address.
var topDomains = []string{
	"com", "id", "org", "net", "me", "co", "be", "ly", "io", "tv", "app", "info", "social", "gl", "to", "gd", "link", "news",
}

// startsToken reports whether a run of characters without spaces begins at i.
func startsToken(s string, i int) bool {
	return !isSpace(s[i]) && (i == 0 || isSpace(s[i-1]))
}

// link returns where the address in the token that begins at i starts and ends;
// twice the token's end if it holds none.
func link(s string, i int) (from, to int) {
	to = i
	for to < len(s) && !isSpace(s[to]) {
		to++
	}
	token := s[i:to]
	if at := strings.Index(token, "://"); at >= 0 {
		from = at
		for from > 0 && isLetter(token[from-1]) {
			from--
		}
		return i + from, to
	}
	if len(token) > 4 && strings.EqualFold(token[:4], "www.") {
		return i, to
	}
	if host, _, ok := strings.Cut(token, "/"); ok {
		if dot := strings.LastIndexByte(host, '.'); dot > 0 {
			for _, d := range topDomains {
				if strings.EqualFold(host[dot+1:], d) {
					return i, to
				}
			}
		}
	}
	return to, to
}

// phoneLinks come before a telephone number inside an address.
var phoneLinks = []string{"wa.me/", "phone=", "phone=%2b", "t.me/"}

// inPhoneLink reports whether the number at i of an address is a telephone number.
func inPhoneLink(s string, i int) bool {
	before := strings.TrimSuffix(s[max(0, i-10):i], "+")
	for _, p := range phoneLinks {
		if len(before) >= len(p) && strings.EqualFold(before[len(before)-len(p):], p) {
			return true
		}
	}
	return false
}
