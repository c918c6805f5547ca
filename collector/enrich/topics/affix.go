package topics

// The rules undo Indonesian affixes one after the other and look up whatever is
// left; what is left needn't be a word, it must only be a pattern's word. So a
// wrong cut does no harm unless it happens to give a configured word.

// maxAffixes bounds how much longer than a pattern a form of it can be, in
// bytes: mem|per|…|kan|nya|lah and the like.
const maxAffixes = 16

// Shortest stems, in bytes. Particles and possessives are clear enough for
// three letters (KTP-nya, airnya); the rest would find bank in banker.
const (
	minStem  = 4
	minShort = 3
)

// endings are particles and possessives; each is taken off at most once, in
// this order: vaksin|nya|kah.
var (
	particles   = []string{"lah", "kah", "pun", "tah"}
	possessives = []string{"nya", "ku", "mu", "ny"}
	// suffixes make new words: vaksin|asi, vaksin|kan, colloquial vaksin|in,
	// Javanese and Sundanese vaksin|e, vaksin|na.
	suffixes = []string{"kan", "an", "i", "in", "asi", "isasi", "asikan", "isasikan", "isme", "is"}
)

// prefix is cut off and its replacement put in its place: me|ny+apu → s|apu.
type prefix struct {
	cut   string
	put   string
	vowel bool // only before a vowel
	short bool // leaves stems of three letters: di|cek, menge|bom
}

var prefixes = []prefix{
	{cut: "di", short: true},
	{cut: "ke"},
	{cut: "se"},
	{cut: "ku"},
	{cut: "kau"},
	{cut: "ber"},
	{cut: "be"},
	{cut: "bel"}, // bel|ajar
	{cut: "ter"},
	{cut: "te"},
	{cut: "per"},
	{cut: "pel"},
	{cut: "pe"},
	{cut: "pra"},
	{cut: "pasca"},
	{cut: "anti"},
	{cut: "non"},
	{cut: "me"},
	{cut: "mem"},
	{cut: "men"},
	{cut: "meng", short: true},
	{cut: "menge", short: true},
	{cut: "nge", short: true},
	{cut: "ng"},
	{cut: "pem"},
	{cut: "pen"},
	{cut: "peng", short: true},
	{cut: "penge", short: true},
	{cut: "mem", put: "p", vowel: true},
	{cut: "pem", put: "p", vowel: true},
	{cut: "men", put: "t", vowel: true},
	{cut: "pen", put: "t", vowel: true},
	{cut: "meng", put: "k", vowel: true},
	{cut: "peng", put: "k", vowel: true},
	{cut: "meny", put: "s", vowel: true},
	{cut: "peny", put: "s", vowel: true},
	// Colloquial: ngirim, nyuntik, nyuci, mukul, nulis.
	{cut: "ng", put: "k", vowel: true},
	{cut: "ny", put: "s", vowel: true},
	{cut: "ny", put: "c", vowel: true},
	{cut: "m", put: "p", vowel: true},
	{cut: "n", put: "t", vowel: true},
}

// prefixesBy are the prefixes by their first letter: most words have none.
var prefixesBy = func() (by [256][]prefix) {
	for _, p := range prefixes {
		by[p.cut[0]] = append(by[p.cut[0]], p)
	}
	return by
}()

// maxPrefixes is how many prefixes are taken off: mem|per|…, ke|se|per|….
const maxPrefixes = 3

// stems appends the numbers of pattern words that word is an affixed form of.
func (m *Matcher) stems(dst []int, word []byte) []int {
	return m.stemsOf(dst, len(dst), word)
}

// stemsOf is stems, where dst holds what was found since seen.
func (m *Matcher) stemsOf(dst []int, seen int, word []byte) []int {
	if len(word) <= minShort {
		return dst
	}
	outer, n := withAndWithout(word, particles)
	for _, a := range outer[:n] {
		inner, n := withAndWithout(a, possessives)
		for _, b := range inner[:n] {
			if len(b) < minShort {
				continue
			}
			if len(b) < len(word) {
				dst = m.lookup(dst, seen, b)
			}
			dst = m.inner(dst, seen, b)
		}
	}
	return dst
}

// inner takes suffixes and prefixes off.
func (m *Matcher) inner(dst []int, seen int, word []byte) []int {
	dst = m.front(dst, seen, word, maxPrefixes)
	for _, s := range suffixes {
		if rest, ok := cut(word, s); ok && len(rest) >= minStem {
			dst = m.lookup(dst, seen, rest)
			dst = m.front(dst, seen, rest, maxPrefixes)
		}
	}
	return dst
}

// front takes up to n prefixes off.
func (m *Matcher) front(dst []int, seen int, word []byte, n int) []int {
	var room [maxAffixes + 64]byte
	for _, p := range prefixesBy[word[0]] {
		rest := len(word) - len(p.cut)
		least := minStem
		if p.short {
			least = minShort
		}
		if rest+len(p.put) < least || string(word[:len(p.cut)]) != p.cut {
			continue
		}
		stem := word[len(p.cut):]
		if p.cut == "ber" && string(stem) == "ikan" {
			continue // berikan is of beri; there is no fish in it
		}
		if p.vowel {
			if !isVowel(stem[0]) || len(stem)+1 > len(room) {
				continue
			}
			stem = append(append(room[:0], p.put...), stem...)
		}
		dst = m.lookup(dst, seen, stem)
		if n > 1 {
			dst = m.front(dst, seen, stem, n-1)
		}
	}
	return dst
}

// lookup appends the number of word unless it is there since seen.
func (m *Matcher) lookup(dst []int, seen int, word []byte) []int {
	n, ok := m.exact[string(word)]
	if !ok {
		return dst
	}
	return appendNew(dst, seen, n)
}

// withAndWithout returns word, and word without the first ending it has.
func withAndWithout(word []byte, endings []string) (both [2][]byte, n int) {
	both[0], n = word, 1
	for _, e := range endings {
		if rest, ok := cut(word, e); ok {
			both[1], n = rest, 2
			break
		}
	}
	return both, n
}

func cut(word []byte, ending string) ([]byte, bool) {
	n := len(word) - len(ending)
	if n <= 0 || string(word[n:]) != ending {
		return nil, false
	}
	return word[:n], true
}

func isVowel(b byte) bool {
	switch b {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	}
	return false
}
