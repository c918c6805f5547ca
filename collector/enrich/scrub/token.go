package scrub

import "strings"

// Names of parameters whose values let whoever has the address in.
var (
	tokenNames = []string{
		"key", "apikey", "api_key", "sig", "sign", "signature", "session", "sessionid", "sid", "phpsessid", "jsessionid", "auth",
		"authorization", "otp", "pwd", "pass", "password", "passwd", "jwt", "secret", "ticket", "magic", "credential", "sas", "pin", "hmac",
	}
	tokenEndings = []string{"token", "_key", "-key", "signature", "secret", "password", "session", "session_id", "credential", "_sig"}
	// tokenSegments come before the secret in the path of a link that logs in.
	tokenSegments = []string{
		"magic", "magic-link", "magiclink", "login", "masuk", "reset", "reset-password", "password-reset", "verify", "verification",
		"verifikasi", "confirm", "konfirmasi", "activate", "aktivasi", "token", "otp", "sso", "session", "auth", "unsubscribe",
	}
)

const (
	// minSegment is the shortest part of a path that is taken for a secret.
	minSegment = 16
	// minCode is the shortest value of a code that is one: shorter ones are of
	// articles and coupons.
	minCode = 12
)

// tokens appends the secrets in the address at s[from:to].
func tokens(dst []find, s string, from, to int) []find {
	if at := strings.Index(s[from:to], "://"); at >= 0 {
		from += at + 3
	}
	end := until(s, from, to, "/?#")
	if at := strings.LastIndexByte(s[from:end], '@'); at > 0 && strings.IndexByte(s[from:from+at], ':') > 0 {
		dst = append(dst, find{from: from, to: from + at, kind: Token})
	}
	path := end
	end = until(s, path, to, "?#")
	dst = segments(dst, s, path, end)
	for end < to {
		start := end + 1
		end = until(s, start, to, "&#;?")
		if eq := strings.IndexByte(s[start:end], '='); eq > 0 && isTokenName(s[start:start+eq], end-start-eq-1) {
			dst = appendToken(dst, s, start+eq+1, end)
		}
	}
	return dst
}

// until returns where the first of chars stands in s[from:to], or to.
func until(s string, from, to int, chars string) int {
	if n := strings.IndexAny(s[from:to], chars); n >= 0 {
		return from + n
	}
	return to
}

// segments appends the secrets in a path.
func segments(dst []find, s string, from, to int) []find {
	after := false
	for from < to {
		start := from + 1
		from = until(s, start, to, "/")
		part := s[start:from]
		if after && isSecret(part) || isJWT(part) {
			dst = appendToken(dst, s, start, from)
		}
		after = false
		for _, name := range tokenSegments {
			after = after || strings.EqualFold(part, name)
		}
	}
	return dst
}

// appendToken takes the punctuation of the sentence off; a mask stays.
func appendToken(dst []find, s string, from, to int) []find {
	for to > from && strings.IndexByte(".,;:!?)]}>\"'", s[to-1]) >= 0 {
		to--
	}
	if to == from || s[from] == '[' {
		return dst
	}
	return append(dst, find{from: from, to: to, kind: Token})
}

// isTokenName reports whether a parameter with a value of that many bytes is a
// secret.
func isTokenName(name string, size int) bool {
	if strings.EqualFold(name, "code") || strings.EqualFold(name, "hash") {
		return size >= minCode
	}
	for _, n := range tokenNames {
		if strings.EqualFold(name, n) {
			return true
		}
	}
	for _, n := range tokenEndings {
		if len(name) >= len(n) && strings.EqualFold(name[len(name)-len(n):], n) {
			return true
		}
	}
	return false
}

// isSecret reports whether a part of a path is no word: long, with digits among
// letters, and no title of words with hyphens between.
func isSecret(part string) bool {
	const words = 3
	found := 0
	for word := range strings.SplitSeq(part, "-") {
		if word != "" && leadingLetters(word) == len(word) {
			found++
		}
	}
	if found >= words {
		return false
	}
	digits, letters := 0, 0
	for i := range len(part) {
		switch c := part[i]; {
		case isDigit(c):
			digits++
		case isLetter(c):
			letters++
		}
	}
	return len(part) >= minSegment && digits >= 3 && letters >= 3
}

// isJWT reports whether part is a JSON Web Token: it begins with {" in base64.
func isJWT(part string) bool {
	return len(part) >= minSegment && strings.HasPrefix(part, "eyJ") && strings.Count(part, ".") == 2
}
