package scrub

const (
	oldNPWP = 15 // 09.254.294.3-407.000
	newNPWP = 16 // the NIK, or a 0 before the old one (PMK 112/2022)
)

// npwpShape is how the old number is written; nothing else looks like it.
var npwpShape = []int{2, 3, 3, 1, 3, 3}

// npwp returns the end of a taxpayer's number that begins with the first group:
// in the usual grouping, or in any where it is called so.
func (n *number) npwp(c context) int {
	if n.plus {
		return 0
	}
	if n.fits(npwpShape) && (c == aNPWP || n.gaps[0] == "." && n.gaps[1] == ".") {
		return n.groups[len(npwpShape)-1].to
	}
	if c == aNPWP {
		return n.exactly(newNPWP, oldNPWP)
	}
	return 0
}

// exactly returns the end of the groups that have one of the given numbers of
// digits in all, the first that can be had.
func (n *number) exactly(sizes ...int) int {
	for _, size := range sizes {
		total := 0
		for _, g := range n.groups {
			if total += g.size(); total == size {
				return g.to
			}
		}
	}
	return 0
}
