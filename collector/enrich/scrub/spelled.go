package scrub

import "strings"

// digitWords are how digits are spoken.
var digitWords = map[string]byte{
	"nol": '0', "kosong": '0', "zero": '0', "satu": '1', "dua": '2', "tiga": '3', "empat": '4', "lima": '5', "enam": '6',
	"tujuh": '7', "delapan": '8', "lapan": '8', "dlapan": '8', "sembilan": '9', "smbilan": '9',
}

// minSpoken is how many words there must be: others write the whole in digits.
const minSpoken = 3

// spelled looks for a mobile number that is spoken, in whole or in part, from the
// word or digit at i: nol delapan satu dua …, 0812 tiga empat lima ….
func spelled(s string, i int) (find, bool) {
	var room [maxDigits]byte
	d := room[:0]
	to, words := i, 0
	var letters [longestWord]byte
	for at := i; at < len(s) && len(d) < maxDigits; {
		end := at
		if isDigit(s[at]) {
			for end < len(s) && isDigit(s[end]) && len(d) < maxDigits {
				d = append(d, s[end])
				end++
			}
		} else {
			end = wordEnd(s, at)
			digit, ok := digitWords[string(lower(letters[:0], s[at:end]))]
			if !ok {
				break
			}
			d = append(d, digit)
			words++
		}
		if end < len(s) && isLetter(s[end]) {
			break
		}
		to, at = end, end
		for n := 0; at < len(s) && n < 2 && strings.IndexByte(" -,.", s[at]) >= 0; n++ {
			at++
		}
	}
	switch {
	case words < minSpoken:
		return find{}, false
	case strings.HasPrefix(string(d), "62"):
		d = d[2:]
	case len(d) > 0 && d[0] == '0':
		d = d[1:]
	}
	return find{from: i, to: to, kind: Phone}, isMobile(d)
}

// disguised looks for a mobile number with letters for digits: O812…, 08l2….
func disguised(s string, i int) (find, bool) {
	const longest = 24
	if s[i] != '0' && s[i]|0x20 != 'o' {
		return find{}, false
	}
	var room [longest]byte
	part := room[:copy(room[:], s[i:])]
	changed := false
	for k := range part {
		switch c := part[k]; {
		case c == 'o' || c == 'O':
			part[k], changed = '0', true
		case c == 'l' || c == 'I' || c == 'i' || c == '|':
			part[k], changed = '1', true
		case isLetter(c):
			part = part[:k]
		}
		if len(part) <= k {
			break
		}
	}
	if !changed || len(part) < minDigits || part[0] != '0' || part[1] != '8' || !mayPrecede(s, i) {
		return find{}, false
	}
	// A letter that only follows the number is a word's: cut to its last digit.
	end := len(part)
	for end > 0 && (!isDigit(part[end-1]) || !isDigit(s[i+end-1])) {
		end--
	}
	f, ok := numbers(string(part[:end]), 0)
	if !ok || f.from != 0 || f.kind != Phone || i+f.to < len(s) && isLetter(s[i+f.to]) {
		return find{}, false
	}
	return find{from: i, to: i + f.to, kind: Phone}, true
}

// providers are where most people have their mail: after a bare "at" only these.
var providers = set("gmail yahoo ymail outlook hotmail icloud proton protonmail rocketmail live")

// spelledMail looks for an address in which the @ at i is a word, in brackets or
// not: budi (at) gmail dot com, budi at gmail.com.
func spelledMail(s string, i, floor int) (find, bool) {
	at, bracketed := i, false
	if strings.IndexByte("([{", s[i]) >= 0 {
		at, bracketed = i+1, true
	}
	end := wordEnd(s, at)
	if end-at != 2 || !strings.EqualFold(s[at:end], "at") {
		return find{}, false
	}
	if bracketed {
		if end == len(s) || strings.IndexByte(")]}", s[end]) < 0 {
			return find{}, false
		}
		end++
	}
	local := i
	if local > floor && s[local-1] == ' ' {
		local--
	} else if !bracketed {
		return find{}, false
	}
	from := localFrom(s, local, max(floor, local-64))
	if from == local {
		return find{}, false
	}
	to := spelledDomain(s, end, bracketed)
	return find{from: from, to: to, kind: Email}, to > 0
}

// spelledDomain reads a domain whose dots may be words; 0 if there is none.
func spelledDomain(s string, i int, bracketed bool) int {
	if i < len(s) && s[i] == ' ' {
		i++
	}
	start := i
	for i < len(s) && (isLetter(s[i]) || isDigit(s[i]) || s[i] == '-') {
		i++
	}
	if i == start || i-start > 63 || !bracketed && !has(providers, s[start:i]) {
		return 0
	}
	to := 0
	for range 3 {
		next := skipDot(s, i)
		end := wordEnd(s, next)
		if next == i || end-next < 2 || end-next > 6 {
			break
		}
		to, i = end, end
	}
	return to
}

// skipDot returns the end of a dot, or of one in words, at i; i if there is none.
func skipDot(s string, i int) int {
	if i < len(s) && s[i] == '.' {
		return i + 1
	}
	at := i
	for n := 0; at < len(s) && n < 2 && strings.IndexByte(" ([{", s[at]) >= 0; n++ {
		at++
	}
	end := wordEnd(s, at)
	if word := s[at:end]; at == i || !strings.EqualFold(word, "dot") && !strings.EqualFold(word, "titik") {
		return i
	}
	for n := 0; end < len(s) && n < 2 && strings.IndexByte(" )]}", s[end]) >= 0; n++ {
		end++
	}
	return end
}
