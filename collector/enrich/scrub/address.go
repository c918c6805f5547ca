package scrub

import "strings"

// An address is masked only if it leads to a house: a street with a number, a
// block with a number, or RT with RW. "Jl. Merdeka rusak" is what an office must
// be able to read.

// part is what a word of an address begins.
type part byte

const (
	aStreet part = iota + 1
	aHousing
	aBlock
	aWard  // RT
	aWards // RW
	aHouse
)

var parts = map[string]part{
	"jl": aStreet, "jln": aStreet, "jalan": aStreet, "gg": aStreet, "gang": aStreet, "lorong": aStreet, "lrg": aStreet,
	"perumahan": aHousing, "perum": aHousing, "komplek": aHousing, "kompleks": aHousing, "komp": aHousing, "griya": aHousing,
	"cluster": aHousing, "klaster": aHousing, "asrama": aHousing, "rusun": aHousing, "apartemen": aHousing, "dusun": aHousing, "dsn": aHousing,
	"kp": aHousing, "kampung": aHousing, "kampong": aHousing,
	"blok": aBlock, "blk": aBlock, "rt": aWard, "rw": aWards,
	"no": aHouse, "nomor": aHouse, "nomer": aHouse, "nmr": aHouse, "kav": aHouse, "kavling": aHouse,
}

func partOf(word string) part {
	var room [longestWord]byte
	return parts[string(lower(room[:0], word))]
}

var (
	// notStreet ends the name of a street: whoever writes so speaks of it.
	notStreet = set("yang yg di ke dari dan atau ini itu rusak macet banjir depan menuju sudah belum akan ditutup dibuka lubang berlubang " +
		"kaki raya2 jam pukul tahun hari adalah ada tidak gak ga nggak pada untuk oleh sepanjang sekitar dekat arah sampai s.d tol " +
		"keluar masuk terus pak bu mohon tolong kapan sejak mulai lewat kami kita saya aku jadi masih juga perda perpres pasal uu kota sehat santai")
	// units follow a number that counts something and is no house.
	units = set("km meter m mtr orang hari jam tahun bulan minggu menit detik ruas arah lajur titik kali persen rb ribu juta jt miliar " +
		"buah unit warga rumah kk lubang motor mobil korban pohon tiang lampu kilometer cm hektare ha tempat lantai lokasi kecamatan kelurahan desa rt rw wib")
)

// months stand in names of streets.
var months = set("agustus oktober november maret juni mei")

const (
	maxParts  = 7
	maxStreet = 5 // words of a name
)

// address looks for an address at the word that begins at i.
func address(s string, i int) (find, bool) {
	at, to := i, 0
	for n := 0; n < maxParts; n++ {
		next, house := piece(s, at, n == 0)
		if next == 0 {
			break
		}
		at = next
		if house {
			to = at
		}
	}
	return find{from: i, to: to, kind: Address}, to > 0
}

// piece reads one part of an address: where it ends, and whether it leads to a
// house.
func piece(s string, i int, leads bool) (to int, house bool) {
	start := i
	for n := 0; !leads && i < len(s) && n < 3 && strings.IndexByte(" ,.-", s[i]) >= 0; n++ {
		i++
	}
	if !leads && i == start {
		return 0, false
	}
	end := wordEnd(s, i)
	kind := partOf(s[i:end])
	switch kind {
	case aStreet:
		return street(s, i, end)
	case aHousing:
		return estate(s, end), false
	case aBlock:
		to, house = block(s, end)
		return to, house || to > 0 && !leads
	case aWard:
		to = wards(s, end)
		return to, to > 0
	}
	if kind == 0 || leads {
		return 0, false
	}
	to = houseNumber(s, end)
	return to, to > 0
}

// street reads the name of a street whose kind ends at end, and a number that
// stands right behind it.
func street(s string, i, end int) (to int, house bool) {
	short := end-i <= 3 // Jl, Jln, Gg are never a verb or "way"
	if !short && end < len(s) && s[end] == '.' {
		return 0, false // ends a sentence
	}
	at, words := end, 0
	for words < maxStreet {
		next := skipStreet(s, at)
		stop := wordEnd(s, next)
		if next == at || next == len(s) {
			break
		}
		if isDigit(s[next]) {
			number := houseNumber(s, at)
			if number == 0 {
				break
			}
			after := strings.TrimLeft(s[number:], " ")
			title := after != "" && isTitle(after[:min(2, len(after))])
			if words == 0 && (title || has(months, after[:wordEnd(after, 0)])) { // Jl. 17 Agustus
				at, words = number, words+1
				continue
			}
			if words > 0 && (short || isTitle(s[max(0, at-2):at]) || named(s, end, at) || isDoor(s, number)) && !counts(s, next, number) {
				return number, true
			}
			break
		}
		if stop == next || stop-next > longestWord || partOf(s[next:stop]) > aStreet {
			break
		}
		if has(notStreet, s[next:stop]) {
			return 0, false
		}
		at, words = stop, words+1
		if door := doorOf(s, next, stop); door > 0 {
			return door, true
		}
	}
	if words == 0 {
		return 0, false
	}
	return at, false
}

// doorOf reads the number behind a street's own in Roman digits: III/12.
func doorOf(s string, from, stop int) int {
	if stop == len(s) || s[stop] != '/' || !isDigitAt(s, stop+1) || strings.Trim(s[from:stop], "IVX") != "" {
		return 0
	}
	number := houseNumber(s, stop+1)
	if number == 0 || counts(s, stop+1, number) {
		return 0
	}
	return number
}

// skipStreet skips what may stand between the words of a street's name: one
// space, or the dot of an abbreviation with or without one.
func skipStreet(s string, i int) int {
	if i < len(s) && s[i] == '.' {
		i++
	}
	if i < len(s) && s[i] == ' ' {
		i++
	}
	return i
}

// named reports whether all words of a street's name begin with a capital.
func named(s string, from, to int) bool {
	for field := range strings.FieldsSeq(s[from:to]) {
		if field[0] >= 'a' && field[0] <= 'z' {
			return false
		}
	}
	return true
}

// counts reports whether the number from from to to counts what follows, or is
// a year, a time or a share.
func counts(s string, from, to int) bool {
	if to-from > 1 && s[to-1]|0x20 == 'x' { // twice
		return true
	}
	if to-from == 4 && (s[from:from+2] == "19" || s[from:from+2] == "20") {
		return true
	}
	if to < len(s) && (s[to] == '%' || s[to] == ':' || (s[to] == '.' || s[to] == ',') && to+1 < len(s) && isDigit(s[to+1])) {
		return true
	}
	after := to
	for after < len(s) && after < to+2 && s[after] == ' ' {
		after++
	}
	end := wordEnd(s, after)
	return has(units, s[after:end])
}

// houseNumber reads a number of at most four digits with what belongs to it: 10,
// 12A, 5/7, 52-53, A-12; 0 if there is none.
func houseNumber(s string, i int) int {
	for n := 0; i < len(s) && n < 3 && strings.IndexByte(" .:", s[i]) >= 0; n++ {
		i++
	}
	if i+1 < len(s) && isLetter(s[i]) { // A-12, C2
		i++
		if s[i] == '-' || s[i] == '.' || s[i] == '/' {
			i++
		}
	}
	for rounds := 0; ; rounds++ {
		from := i
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		if i == from || i-from > 4 {
			return 0
		}
		if i < len(s) && isLetter(s[i]) && (i+1 == len(s) || !isLetter(s[i+1]) && !isDigit(s[i+1])) {
			i++
		}
		if rounds == 3 || i+1 >= len(s) || s[i] != '/' && s[i] != '-' || !isDigit(s[i+1]) {
			break
		}
		i++
	}
	if i < len(s) && (isLetter(s[i]) || isDigit(s[i]) || s[i] == '_') {
		return 0
	}
	return i
}

// isDoor reports whether a number of a house ends with the letter of a door: 12B
// counts nothing.
func isDoor(s string, end int) bool {
	letter := s[end-1] | 0x20
	return letter >= 'a' && letter <= 'h' && isDigit(s[end-2])
}

// block reads what follows Blok: a letter or two with a number is a house where
// another number follows or the letter is one: C2 No. 15, C2/15, A-12.
func block(s string, i int) (to int, house bool) {
	i = skipStreet(s, i)
	name := wordEnd(s, i)
	if name == i && (i == len(s) || !isDigit(s[i])) || name-i > 3 || name > i && !isDigitAt(s, name) && name-i > 1 && !isUpper(s[i:name]) {
		return 0, false
	}
	at := name
	for at < len(s) && isDigit(s[at]) && at-name < 4 {
		at++
	}
	rest := at
	for rest < len(s) && rest-at < 2 && (s[rest] == ' ' || s[rest] == '/' || s[rest] == '-') {
		rest++
	}
	if rest > at && isDigitAt(s, rest) {
		if number := houseNumber(s, rest); number > 0 && !counts(s, rest, number) {
			return number, true
		}
	}
	if at < len(s) && (isLetter(s[at]) || isDigit(s[at])) {
		return 0, false
	}
	return at, false
}

func isDigitAt(s string, i int) bool { return i < len(s) && isDigit(s[i]) }

// wards reads what follows RT: 03/RW 05, 003 RW 005, 03/05, or /RW 03/05. RT
// alone is many houses and stays.
func wards(s string, i int) int {
	at := skipWard(s, i)
	if end := wordEnd(s, at); partOf(s[at:end]) == aWards {
		at = skipWard(s, end)
	}
	at, ok := digits(s, at, 3)
	if !ok {
		return 0
	}
	next := skipWard(s, at)
	if end := wordEnd(s, next); partOf(s[next:end]) == aWards {
		next = skipWard(s, end)
	} else if at == len(s) || s[at] != '/' {
		return 0
	}
	to, ok := digits(s, next, 3)
	if !ok {
		return 0
	}
	return to
}

func skipWard(s string, i int) int {
	for n := 0; i < len(s) && n < 3 && strings.IndexByte(" ./:,-", s[i]) >= 0; n++ {
		i++
	}
	return i
}

// digits reads one to most digits that end there.
func digits(s string, i, most int) (to int, ok bool) {
	to = i
	for to < len(s) && isDigit(s[to]) {
		to++
	}
	return to, to > i && to-i <= most
}

// estate reads the name of a housing estate: up to three words with a capital.
func estate(s string, i int) int {
	at := i
	for range 3 {
		next := skipStreet(s, at)
		end := wordEnd(s, next)
		if next == at || end == next || s[next] >= 'a' || partOf(s[next:end]) >= aBlock {
			break
		}
		at = end
	}
	if at == i {
		return 0
	}
	return at
}
