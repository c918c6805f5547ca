package topics

// People write words in other ways than a pattern does. Each way is tried only on
// words that have found nothing as they stand, so that no right word is bent into
// another, and only where the pattern is long enough to be meant.

const (
	// minVariant is the fewest letters of a pattern's word whose doubled letters
	// or digits for letters are undone.
	minVariant = 5
	// minSlip is the fewest letters of a pattern's word in which one slip is
	// forgiven; shorter ones are too often other words: banjir, banjar.
	minSlip = 8
	// minPart is the fewest letters of a word that is found at either end of a
	// hashtag written in one: #ayovaksin.
	minPart = 6
	// maxWord is the longest word, in bytes, that is tried.
	maxWord = 64
)

// looks are the letters that digits stand for: v4ks1n.
var looks = [10]byte{0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 6: 'g', 7: 't', 8: 'b', 9: 'g'}

// variants appends the numbers of the pattern words that word may be a spelling of.
func (m *Matcher) variants(dst []int, word []byte) []int {
	if len(word) <= minShort || len(word) > maxWord {
		return dst
	}
	seen := len(dst)
	var room [maxWord]byte
	if digit := firstDigit(word); digit >= 0 {
		if digit >= minShort && word[digit] == '2' { // warga2, jalan2nya
			once := append(append(room[:0], word[:digit]...), word[digit+1:]...)
			return m.forms(dst, seen, once)
		}
		if len(word) < minVariant {
			return dst
		}
		dst = m.forms(dst, seen, plainLetters(room[:0], word))
	}
	if len(dst) == seen {
		if once := undouble(room[:0], word); len(once) >= minVariant {
			if len(once) < len(word) {
				dst = m.forms(dst, seen, once)
			}
			if n, ok := m.undoubled[string(once)]; ok {
				dst = appendNew(dst, seen, n)
			}
		}
	}
	if len(dst) == seen {
		dst = m.slips(dst, seen, word)
	}
	return dst
}

// forms looks a word and its stems up.
func (m *Matcher) forms(dst []int, seen int, word []byte) []int {
	return m.stemsOf(m.lookup(dst, seen, word), seen, word)
}

func firstDigit(word []byte) int {
	for i, c := range word {
		if c >= '0' && c <= '9' {
			return i
		}
	}
	return -1
}

// plainLetters puts the letters that digits look like in their place.
func plainLetters(dst, word []byte) []byte {
	for _, c := range word {
		if c >= '0' && c <= '9' && looks[c-'0'] != 0 {
			c = looks[c-'0']
		}
		dst = append(dst, c)
	}
	return dst
}

// undouble writes doubled letters once.
func undouble(dst, word []byte) []byte {
	for i, c := range word {
		if i == 0 || c != word[i-1] || c < 'a' || c > 'z' {
			dst = append(dst, c)
		}
	}
	return dst
}

// learn prepares a pattern's word for variants.
func (m *Matcher) learn(word string, number int) {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return
		}
	}
	if once := undouble(nil, []byte(word)); len(once) < len(word) && len(once) >= minVariant {
		m.undoubled[string(once)] = number
	}
	if len(word) < minSlip {
		return
	}
	// Of two words that differ by one slip, each with a letter less are alike
	// (Garbe's symmetric deletes).
	for i := 1; i < len(word); i++ {
		short := word[:i] + word[i+1:]
		m.short[short] = append(m.short[short], slip{word: word, number: number})
	}
	m.short[word] = append(m.short[word], slip{word: word, number: number})
}

// slip is a word that a shortened one can come from.
type slip struct {
	word   string
	number int
}

// slips looks a word up with one letter wrong, missing, too many, or two
// neighbours changed; the first letter must be right. Endings like -nya are
// taken off first.
func (m *Matcher) slips(dst []int, seen int, word []byte) []int {
	if len(m.short) == 0 || len(word) < minSlip-1 {
		return dst
	}
	both, n := withAndWithout(word, possessives)
	for _, w := range both[:n] {
		if len(w) < minSlip-1 {
			continue
		}
		dst = m.near(dst, seen, w, m.short[string(w)])
		var room [maxWord]byte
		short := append(room[:0], w[:1]...)
		short = append(short, w[2:]...) // without the letter at 1
		for i := 1; i < len(w); i++ {
			dst = m.near(dst, seen, w, m.short[string(short)])
			if i < len(short) {
				short[i] = w[i] // and now without the next
			}
		}
	}
	return dst
}

func (m *Matcher) near(dst []int, seen int, word []byte, candidates []slip) []int {
	for _, c := range candidates {
		if oneSlip(word, c.word) {
			dst = appendNew(dst, seen, c.number)
		}
	}
	return dst
}

// oneSlip reports whether a and b differ by one slip (Damerau-Levenshtein
// distance 1).
func oneSlip(a []byte, b string) bool {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	switch len(a) - len(b) {
	case 0:
		return i < len(a) && (string(a[i+1:]) == b[i+1:] ||
			i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && string(a[i+2:]) == b[i+2:])
	case 1:
		return string(a[i+1:]) == b[i:]
	case -1:
		return string(a[i:]) == b[i+1:]
	}
	return false
}

// appendNew appends a number unless it is there since seen.
func appendNew(dst []int, seen, n int) []int {
	for _, old := range dst[seen:] {
		if old == n {
			return dst
		}
	}
	return append(dst, n)
}
