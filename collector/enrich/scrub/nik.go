package scrub

import "slices"

// A NIK has 16 digits: two each for province, regency and district, the date of
// birth as DDMMYY with 40 added to the day for women, four for the order.
const nikDigits = 16

// nikShapes are the ways in which people group them. The third way of four by
// four is also that of payment cards; province and date tell most apart.
var nikShapes = [][]int{
	{16}, {4, 4, 4, 4}, {6, 6, 4}, {2, 2, 2, 6, 4}, {6, 10}, {12, 4}, {2, 2, 2, 2, 2, 2, 4}, {2, 2, 12},
}

// provinces are the codes in use (Kemendagri), with those from before the
// provinces of Papua were divided.
var provinces = []byte{
	11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 31, 32, 33, 34, 35, 36, 51, 52, 53,
	61, 62, 63, 64, 65, 71, 72, 73, 74, 75, 76, 81, 82, 91, 92, 93, 94, 95, 96, 97,
}

// nik returns the end of a NIK that begins with the first group, 0 if none does.
func (n *number) nik() int {
	if n.plus || n.opened && n.closed > 0 || len(n.digits) < nikDigits || !plausibleNIK(n.digits[:nikDigits]) {
		return 0
	}
	for _, shape := range nikShapes {
		if len(n.groups) < len(shape) {
			continue
		}
		fits := true
		for i, size := range shape {
			fits = fits && n.groups[i].size() == size
		}
		if fits {
			return n.groups[len(shape)-1].to
		}
	}
	return 0
}

func plausibleNIK(d []byte) bool {
	two := func(i int) byte { return (d[i]-'0')*10 + d[i+1] - '0' }
	if !slices.Contains(provinces, two(0)) || two(2) == 0 || two(4) == 0 {
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
