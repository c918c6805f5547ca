package scrub

import (
	"slices"
	"strings"
)

// Lengths of the national number: without the leading 0 or 62.
const (
	minMobile = 9 // 0811 234 567 is 811 234 567
	maxMobile = 12
	minLocal  = 5 // a landline's number without its area
	maxLocal  = 8
)

// shortAreas are the area codes of two digits (Jakarta, Bandung, Semarang,
// Surabaya, Medan); all others have three.
var shortAreas = []string{"21", "22", "24", "31", "61"}

// phone returns the end of the telephone number that begins with the first
// group, 0 if none does. It takes groups as long as the number stays possible;
// once it is complete, a group of one or two digits after others is something else
// ("0812 3456 7890 2 orang").
func (n *number) phone(c context) int {
	skip, ok := n.prefix(c)
	if !ok {
		return 0
	}
	best, total := 0, 0
	for i, g := range n.groups {
		if best > 0 && g.size() < 3 && g.size() != n.groups[i-1].size() {
			break
		}
		total += g.size()
		if total <= skip {
			continue
		}
		if national := n.digits[skip:total]; isMobile(national) || n.isLandline(national, i) {
			best = g.to
		}
	}
	return best
}

// prefix returns how many digits stand before the national number, and whether
// the grouping is one in which numbers are written.
func (n *number) prefix(c context) (digits int, ok bool) {
	d := string(n.digits)
	first := n.groups[0].size()
	switch {
	case n.plus:
		return country(d, "62")
	case strings.HasPrefix(d, "0062"):
		return country(d, "0062")
	case d[0] == '0':
		return 1, first >= 3 || n.even()
	case strings.HasPrefix(d, "628"):
		if n.isThousands() { // 62.812.345.678 is a price
			return 0, false
		}
		return 2, first >= 5 || first == 2 && n.groups[1].size() >= 3
	case c == aPhone && d[0] == '8':
		return 0, len(d) > minMobile && first >= 3
	case c == aPhone && strings.HasPrefix(d, "62"):
		return 2, first >= 10 || first == 2
	}
	return 0, false
}

// country skips the country's code and the 0 that some write after it.
func country(digits, code string) (int, bool) {
	if !strings.HasPrefix(digits, code) {
		return 0, false
	}
	if len(digits) > len(code) && digits[len(code)] == '0' {
		return len(code) + 1, true
	}
	return len(code), true
}

// even reports whether the number is spelt in many groups of one or two digits
// with the same mark between: 08-12-34-56-78-90. Dates have fewer.
func (n *number) even() bool {
	size := n.groups[0].size()
	if size > 2 || len(n.groups) < 5 {
		return false
	}
	for i, g := range n.groups {
		if g.size() != size || i+1 < len(n.groups) && n.gaps[i] != n.gaps[0] {
			return false
		}
	}
	return true
}

func isMobile(d []byte) bool {
	return len(d) >= minMobile && len(d) <= maxMobile && d[0] == '8' && strings.IndexByte("1235789", d[1]) >= 0
}

// isLandline reports whether d is area and local number, the area being the
// first group, or all one group.
func (n *number) isLandline(d []byte, last int) bool {
	area := 3
	if len(d) > 2 && slices.Contains(shortAreas, string(d[:2])) {
		area = 2
	}
	local := len(d) - area
	if local < minLocal || local > maxLocal || d[0] < '2' || d[0] == '8' || d[1] == '0' {
		return false
	}
	abroad := n.plus || n.digits[0] == '6' // with the country's code
	if abroad || last == 0 {
		return local > minLocal || abroad
	}
	return n.groups[0].size() == area+1
}
