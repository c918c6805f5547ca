package scrub

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// email looks at the @ at i and finds the address around it,
// not before floor. Handles of the
// fediverse (@name@server.org) are public names and stay, like @name.
func email(s string, i, floor int) (find, bool) {
	if apart(s, i) {
		return apartMail(s, i, floor)
	}
	from := localFrom(s, i, floor)
	for from < i && s[from] == '.' {
		from++
	}
	if from == i || from > 0 && s[from-1] == '@' {
		return find{}, false
	}
	to := i + 1
	for to < len(s) && (isLetter(s[to]) || isDigit(s[to]) || s[to] == '.' || s[to] == '-') {
		to++
	}
	size := domain(s[i+1 : to])
	if end := wordEnd(s, i+1); size == 0 && has(mailboxes, s[i+1:end]) {
		size = end - i - 1
	}
	if size == 0 {
		return find{}, false
	}
	return find{from: from, to: i + 1 + size, kind: Email}, true
}

// mailboxes are what people write without the domain's end, and nothing but mail.
var mailboxes = set("gmail yahoo ymail hotmail")

// apart reports whether a space stands beside the @ at i.
func apart(s string, i int) bool {
	return i > 1 && i+2 < len(s) && (s[i-1] == ' ' || s[i+1] == ' ')
}

// apartMail finds an address around an @ beside spaces, of a known provider:
// "makan @ warung.com" is none, nor is the word before "@gmail.com" that has
// letters only.
func apartMail(s string, i, floor int) (find, bool) {
	end := i
	if s[i-1] == ' ' {
		end--
	}
	from := localFrom(s, end, floor)
	if from == end || from > 0 && s[from-1] == '@' || s[i+1] != ' ' && wordEnd(s, from) == end {
		return find{}, false
	}
	to := spelledDomain(s, i+1, false)
	return find{from: from, to: to, kind: Email}, to > 0
}

// domain returns how many bytes of run are a domain name: labels with dots
// between, the last of two letters or more. 0 if it is none.
func domain(run string) int {
	best, start := 0, 0
	for n := 0; start <= len(run); n++ {
		end := len(run)
		if dot := strings.IndexByte(run[start:], '.'); dot >= 0 {
			end = start + dot
		}
		if end == start {
			break
		}
		if letters := leadingLetters(run[start:end]); n > 0 && letters >= 2 {
			best = start + letters
		}
		start = end + 1
	}
	return best
}

func leadingLetters(s string) int {
	n := 0
	for n < len(s) && isLetter(s[n]) {
		n++
	}
	return n
}

// localFrom is where the name before an address's domain begins that ends at end,
// not before floor. It may have letters with accents (RFC 6531).
func localFrom(s string, end, floor int) int {
	for end > floor {
		r, size := utf8.DecodeLastRuneInString(s[floor:end])
		accent := unicode.Is(unicode.Latin, r) || r >= '\u0300' && r <= '\u036f' // in one, or behind its letter
		if r < utf8.RuneSelf && !isLocal(s[end-1]) || r >= utf8.RuneSelf && !accent {
			break
		}
		end -= size
	}
	return end
}

func isLocal(c byte) bool {
	return isLetter(c) || isDigit(c) || strings.IndexByte("._%+-", c) >= 0
}
