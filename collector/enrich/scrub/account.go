package scrub

// The fewest and the most digits of a bank account's number.
const (
	minAccount = 10
	maxAccount = 16
)

// account returns the end of a bank account's number that begins with the first
// group; only what is called one is, for nothing in the number itself tells. It
// takes all groups: what may follow is not written right behind it.
func (n *number) account() int {
	mobile := n.digits[0] == '0' && isMobile(n.digits[1:])
	if n.plus || mobile || n.isThousands() || n.hasYear() || len(n.digits) < minAccount || len(n.digits) > maxAccount {
		return 0
	}
	return n.groups[len(n.groups)-1].to
}

// hasYear reports whether a group is a year of our time, as in a date: beside
// groups of one, two or four digits.
func (n *number) hasYear() bool {
	at, found := 0, false
	for _, g := range n.groups {
		group := string(n.digits[at : at+g.size()])
		at += g.size()
		if len(group) == len("DDMMYYYY") {
			group = group[4:]
		}
		if len(group) == 3 || len(group) > 4 {
			return false
		}
		found = found || len(group) == 4 && group >= "1990" && group <= "2039"
	}
	return found
}
