// Package scrub removes what identifies a person from texts before anything is
// stored: telephone numbers, e-mail addresses and national identity numbers
// (NIK) are masked, authors replaced by keyed hashes.
//
// It is a safety net, not anonymisation: names and street addresses stay.
package scrub

import "strings"

// What stands in the place of what was masked. The same words, without
// brackets, are the kinds that Text counts.
const (
	PhoneMask = "[telepon]"
	EmailMask = "[surel]"
	NIKMask   = "[NIK]"
)

// Kinds counted by Text.
const (
	Phone = "telepon"
	Email = "surel"
	NIK   = "NIK"
)

// minDigits is the fewest digits of anything that is masked for its digits.
const minDigits = 9

// find is one thing to mask.
type find struct {
	from, to int
	kind     string
}

// Text masks personal data and says how many of each kind there were; counts is
// nil if none. Masked text comes back as it is: Text(Text(s)) is Text(s).
//
// Prices, dates, numbers of laws, years, hashtags and numbers inside addresses
// (except those of wa.me and the like, which are telephone numbers) stay.
func Text(s string) (masked string, counts map[string]int) {
	for mightHold(s) {
		finds := search(s)
		if len(finds) == 0 {
			break
		}
		if counts == nil {
			counts = map[string]int{}
		}
		s = mask(s, finds, counts)
		// A mask can end a longer run that hid another find: look again. Every
		// round takes digits or an @ away, so this ends.
	}
	return s, counts
}

// mightHold is the quick look that lets most texts pass.
func mightHold(s string) bool {
	digits := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '@':
			return true
		case isDigit(c):
			if digits++; digits >= minDigits {
				return true
			}
		}
	}
	return false
}

func mask(s string, finds []find, counts map[string]int) string {
	var b strings.Builder
	b.Grow(len(s))
	at := 0
	for _, f := range finds {
		b.WriteString(s[at:f.from])
		b.WriteByte('[')
		b.WriteString(f.kind)
		b.WriteByte(']')
		counts[f.kind]++
		at = f.to
	}
	b.WriteString(s[at:])
	return b.String()
}

// search returns what is to be masked, from left to right without overlap.
func search(s string) []find {
	var finds []find
	from, to := 0, 0 // of the address in this token
	for i := 0; i < len(s); {
		if startsToken(s, i) {
			from, to = link(s, i)
		}
		f, ok := find{}, false
		switch c := s[i]; {
		case c == '@':
			f, ok = email(s, i, finds)
		case isDigit(c) || c == '+' || c == '(':
			if i < from || i >= to || inPhoneLink(s, i) {
				f, ok = numbers(s, i)
			}
		}
		switch {
		case ok:
			finds = append(finds, f)
			i = f.to
		case isDigit(s[i]):
			for i < len(s) && isDigit(s[i]) {
				i++
			}
		default:
			i++
		}
	}
	return finds
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isSpace(c byte) bool  { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
