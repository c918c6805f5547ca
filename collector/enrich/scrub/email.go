package scrub

import "strings"

// email looks at the @ at i and finds the address around it,
// not before floor. Handles of the
// fediverse (@name@server.org) are public names and stay, like @name.
func email(s string, i, floor int) (find, bool) {
	from := i
	for from > floor && isLocal(s[from-1]) {
		from--
	}
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
	if size == 0 {
		return find{}, false
	}
	return find{from: from, to: i + 1 + size, kind: Email}, true
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

func isLocal(c byte) bool {
	return isLetter(c) || isDigit(c) || strings.IndexByte("._%+-", c) >= 0
}
