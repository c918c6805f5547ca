package ngram

import "unicode/utf8"

// Plan says which features a model weighs.
type Plan struct {
	Bits     int  // features are numbered below 1<<Bits
	Words    int  // longest run of words that is one feature; 0 for none
	MinChars int  // shortest piece of a word, in characters
	MaxChars int  // longest piece of a word; 0 for none
	Across   bool // pieces may cross the space between words
}

const (
	fnvOffset uint32 = 2166136261
	fnvPrime  uint32 = 16777619
	// Seeds keep a word, a pair and a piece of the same letters apart.
	wordSeed  = fnvOffset
	pieceSeed = fnvOffset ^ 0x5bd1e995
)

// Append appends the features of normalised text, repeated ones as often as
// they stand there, and returns the longer slice.
func (p Plan) Append(dst []uint32, normal []byte) []uint32 {
	mask := uint32(1)<<p.Bits - 1
	dst = p.words(dst, normal, mask)
	if p.MaxChars > 0 {
		dst = p.pieces(dst, normal, mask)
	}
	return dst
}

func (p Plan) words(dst []uint32, normal []byte, mask uint32) []uint32 {
	if p.Words == 0 {
		return dst
	}
	hash, previous, before := wordSeed, uint32(0), false
	for i, b := range normal {
		if b != ' ' {
			hash = (hash ^ uint32(b)) * fnvPrime
			continue
		}
		if i == 0 || hash == wordSeed {
			continue
		}
		dst = append(dst, mix(hash)&mask)
		if p.Words > 1 && before {
			dst = append(dst, mix(previous*0x9e3779b1+hash)&mask)
		}
		previous, before, hash = hash, true, wordSeed
	}
	return dst
}

// pieces walks every start and every length. A piece may hold the space at
// either end of a word, which tells beginnings and endings from middles.
func (p Plan) pieces(dst []uint32, normal []byte, mask uint32) []uint32 {
	for start := 0; start < len(normal); {
		hash, n, i := pieceSeed, 0, start
		for i < len(normal) && n < p.MaxChars {
			width := 1
			if normal[i] >= utf8.RuneSelf {
				_, width = utf8.DecodeRune(normal[i:])
			}
			for _, b := range normal[i : i+width] {
				hash = (hash ^ uint32(b)) * fnvPrime
			}
			n++
			if n >= p.MinChars {
				dst = append(dst, mix(hash)&mask)
			}
			if !p.Across && normal[i] == ' ' && n > 1 {
				break
			}
			i += width
		}
		if normal[start] < utf8.RuneSelf {
			start++
		} else {
			_, width := utf8.DecodeRune(normal[start:])
			start += width
		}
	}
	return dst
}

// mix spreads the bits of a hash, so that its low ones can be used alone.
func mix(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	return h ^ h>>16
}
