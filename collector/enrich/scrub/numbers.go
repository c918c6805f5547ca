package scrub

import "strings"

// maxDigits is the longest row of digits that can be anything we mask, and a few
// more, so that a longer one is seen to be longer.
const maxDigits = 20

// group is digits without anything between them.
type group struct{ from, to int }

func (g group) size() int { return g.to - g.from }

// number is groups of digits that could belong together.
type number struct {
	start  int // of the first digit, its + or its (
	plus   bool
	opened bool // by a (
	closed int  // how many groups stand before the ), 0 if there is none
	groups []group
	gaps   []string // gaps[i] stands before groups[i+1]
	digits []byte   // of all groups
}

// numbers looks for a number that identifies somebody and begins at i.
func numbers(s string, i int) (find, bool) {
	if !mayPrecede(s, i) {
		return find{}, false
	}
	var n number
	var room [maxDigits]byte
	var groups [maxDigits]group
	var gaps [maxDigits]string
	n.digits, n.groups, n.gaps = room[:0], groups[:0], gaps[:0]
	n.read(s, i)
	if len(n.digits) < minDigits {
		return find{}, false
	}
	to, kind := n.what(s)
	return find{from: n.from(to), to: to, kind: kind}, to > 0
}

// what returns where the number ends and its kind, 0 if it is nothing to mask.
func (n *number) what(s string) (to int, kind string) {
	c := contextOf(s, n.start)
	if c == anAccount {
		if to := n.account(); to > 0 && !n.isAmount(s) {
			return to, Account
		}
	}
	if len(n.digits) >= oldNPWP && !n.isAmount(s) {
		if to := n.npwp(c); to > 0 {
			return to, NPWP
		}
		if c == aCard {
			if to := n.card(c); to > 0 {
				return to, Card
			}
		}
		if to := n.nik(c); to > 0 {
			if c == aKK {
				return to, KK
			}
			return to, NIK
		}
		if to := n.card(c); to > 0 {
			return to, Card
		}
	}
	if c == aPhone && n.digits[0] == '8' && !n.plus && n.isAmount(s) { // no amount begins with 0, or as 628 does
		return 0, Phone
	}
	return n.phone(c), Phone
}

// read gathers groups until something comes that can't stand within a number.
func (n *number) read(s string, i int) {
	n.start = i
	if s[i] == '(' {
		n.opened = true
		i++
	}
	if i < len(s) && s[i] == '+' {
		n.plus = true
		i++
	}
	for i < len(s) && isDigit(s[i]) {
		from := i
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		if len(n.digits)+i-from > maxDigits {
			return
		}
		n.digits = append(n.digits, s[from:i]...)
		n.groups = append(n.groups, group{from, i})
		end := skipGap(s, i)
		if n.opened && n.closed == 0 && strings.IndexByte(s[i:end], ')') >= 0 {
			n.closed = len(n.groups)
		}
		if end < len(s) && isDigit(s[end]) {
			n.gaps = append(n.gaps, s[i:end])
		}
		i = end
	}
}

// isThousands reports whether dots stand where they do in a price: 1.250.000.
func (n *number) isThousands() bool {
	for i, g := range n.groups {
		if i == 0 && g.size() > 3 || i > 0 && (g.size() != 3 || n.gaps[i-1] != ".") {
			return false
		}
	}
	return len(n.groups) > 1
}

// manyZeros end what is counted; few numbers that are given out have so many.
const manyZeros = "000000"

// isAmount reports whether a number counts money: it is grouped as a price, ends in
// many zeros, or a currency or "ribu" follows.
func (n *number) isAmount(s string) bool {
	if n.isThousands() && n.digits[0] != '0' || strings.HasSuffix(string(n.digits), manyZeros) {
		return true
	}
	i := n.groups[len(n.groups)-1].to
	for i < len(s) && s[i] == ' ' {
		i++
	}
	return has(amounts, s[i:wordEnd(s, i)])
}

var amounts = set("rupiah rp perak ribu rb juta jt miliar milyar triliun dolar usd")

// from is where the masked part begins: at the ( only if its ) is masked too.
func (n *number) from(to int) int {
	if !n.opened || n.closed > 0 && n.groups[n.closed-1].to < to {
		return n.start
	}
	return n.start + 1
}

// wideMarks may stand between the digits of a number, as may ASCII's below.
var wideMarks = []string{"\u00a0", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\u200b", "\u202f", "\u00b7", "\u2022"}

// skipGap returns the end of at most three marks at i.
func skipGap(s string, i int) int {
	for range 3 {
		if i == len(s) {
			break
		}
		switch c := s[i]; {
		case c == ' ', c == '\t', c == '-', c == '.', c == '(', c == ')', c == '_':
			i++
			continue
		case c < 0x80:
			return i
		}
		width := 0
		for _, m := range wideMarks {
			if strings.HasPrefix(s[i:], m) {
				width = len(m)
			}
		}
		if width == 0 {
			break
		}
		i += width
	}
	return i
}

// labels may stand right before a number: WA0812…, hp0812….
var labels = []string{"wa", "hp", "telp", "tlp", "tel", "telpon", "telepon", "no", "nomor", "nomer", "cp", "sms", "call", "nik", "ktp", "kk", "nkk", "npwp", "cc"}

// mayPrecede reports whether something to mask may begin at i, by what stands
// before it: no letters but a label, no decimal point, no #, no Rp.
func mayPrecede(s string, i int) bool {
	if i == 0 {
		return true
	}
	switch before := s[i-1]; {
	case isDigit(before), before == '#', before == '+':
		return false
	case before == '_': // of a name, unless it slants what follows
		return i == 1 || isSpace(s[i-2])
	case before == '.' || before == ',':
		if i > 1 && isDigit(s[i-2]) {
			return false
		}
	case isLetter(before):
		from := i
		for from > 0 && i-from <= 8 && isLetter(s[from-1]) {
			from--
		}
		return isLabel(s[from:i]) || i > 2 && strings.EqualFold(s[i-3:i], "%2b") // a + in an address
	}
	return !afterCurrency(s, i)
}

func isLabel(word string) bool {
	for _, l := range labels {
		if strings.EqualFold(word, l) {
			return true
		}
	}
	return false
}

func afterCurrency(s string, i int) bool {
	before := strings.TrimRight(s[max(0, i-6):i], " .")
	for _, c := range []string{"rp", "idr"} {
		if len(before) >= len(c) && strings.EqualFold(before[len(before)-len(c):], c) {
			return len(before) == len(c) || !isLetter(before[len(before)-len(c)-1])
		}
	}
	return false
}
