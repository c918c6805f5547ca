package scrub

// A NIK has 16 digits: two each for province, regency and district, the date of
// birth as DDMMYY with 40 added to the day for women, four for the order. The
// number of a family's card (KK) is the same with the date of its first issue.
const nikDigits = 16

// nikShapes are the ways in which people group them. The third way of four by
// four is also that of payment cards; region and date tell most apart.
var nikShapes = [][]int{
	{16}, {4, 4, 4, 4}, {6, 6, 4}, {2, 2, 2, 6, 4}, {6, 10}, {12, 4}, {2, 2, 2, 2, 2, 2, 4}, {2, 2, 12},
}

// nik returns the end of a NIK or KK that begins with the first group, 0 if none
// does. Where the text says that it is one, any 16 digits are: people mistype.
func (n *number) nik(c context) int {
	if n.plus || n.opened && n.closed > 0 || len(n.digits) < nikDigits {
		return 0
	}
	if c == aNIK || c == aKK {
		return n.exactly(nikDigits)
	}
	if !plausibleNIK(n.digits[:nikDigits]) {
		return 0
	}
	for _, shape := range nikShapes {
		if n.fits(shape) {
			return n.groups[len(shape)-1].to
		}
	}
	return 0
}

// fits reports whether the first groups have these sizes.
func (n *number) fits(shape []int) bool {
	if len(n.groups) < len(shape) {
		return false
	}
	for i, size := range shape {
		if n.groups[i].size() != size {
			return false
		}
	}
	return true
}

// plausibleNIK reports whether the region exists and the date can be.
func plausibleNIK(d []byte) bool {
	two := func(i int) byte { return (d[i]-'0')*10 + d[i+1] - '0' }
	if !isRegion(d[:6]) {
		return false
	}
	day, month := two(6), two(8)
	if day > 40 {
		day -= 40
	}
	longest := []byte{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	if month < 1 || month > 12 || day < 1 || day > longest[month-1] {
		return false
	}
	return string(d[12:]) != "0000"
}
