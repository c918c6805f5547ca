package scrub

// plateAreas are the letters with which plates begin, by area of registration.
var plateAreas = set("a aa ab ad ae ag b ba bb bd be bg bh bk bl bm bn bp d da db dc dd de dg dh dk dl dm dn dp dr ds dt dw " +
	"e ea eb ed f g h k kb kh kt ku l m n p pa pb pd pg ps pt py r s t w z")

// plateWords follow a letter and a number without being the end of a plate.
var plateWords = set("a an abs agar and apa at bu box cc cm com dan dari dg di dkk dll for gb gr ha hal hari hp id in itu ini jam jt juga juta " +
	"kab kan kb kg km kpk ke kel kec kok kpu kva kwh lah lbr lt ltr m mb mdl mg min ml mm mt mw no nya of on or org orang pak pcs per pn " +
	"pt rb rp rt rw saja sd siap sudah tni the thn tgl to tv uu ya yg yang wib wit wita watt unit untuk x")

// plate looks for a vehicle's registration at the word that begins at i:
// B 1234 XYZ.
func plate(s string, i int) (find, bool) {
	area := wordEnd(s, i)
	if area-i > 2 || area == len(s) || !has(plateAreas, s[i:area]) {
		return find{}, false
	}
	from := skipMark(s, area)
	to := from
	for to < len(s) && isDigit(s[to]) {
		to++
	}
	if to == from || to-from > 4 || s[from] == '0' {
		return find{}, false
	}
	letters := skipMark(s, to)
	end := wordEnd(s, letters)
	if end-letters > 3 || end < len(s) && (isDigit(s[end]) || s[end] == '_') {
		letters, end = to, to
	}
	called, size, joined := contextOf(s, i), to-from, from == area
	f := find{from: i, to: end, kind: Plate}
	switch {
	case i > 0 && s[i-1] == '-': // a product: Z-E203 MA
		return find{}, false
	case end == letters:
		f.to = to
		return f, called == aPlate && size >= 2 && (to == len(s) || !isLetter(s[to]))
	case has(plateWords, s[letters:end]) && (called != aPlate || !isUpper(s[i:end])):
		f.to = to
		return f, called == aPlate && size >= 2 && letters > to
	case called == aPlate:
		return f, true
	case isUpper(s[i:area]) && isUpper(s[letters:end]):
		return f, size == 4 || size == 3 && (!joined || called == aVehicle) || called == aVehicle && size == 2 && !joined && end-letters >= 2
	}
	return f, size == 4 && end-letters >= 2 && (!joined && letters > to || called == aVehicle)
}

// skipMark returns the end of one mark that may stand inside a plate.
func skipMark(s string, i int) int {
	if i < len(s) && (s[i] == ' ' || s[i] == '-' || s[i] == '.') {
		return i + 1
	}
	return i
}

func isUpper(s string) bool {
	for i := range len(s) {
		if s[i] > 'Z' {
			return false
		}
	}
	return true
}

// isTitle reports whether only the first letter is a capital.
func isTitle(s string) bool {
	return len(s) > 1 && s[0] <= 'Z' && s[1] >= 'a'
}
