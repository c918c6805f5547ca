// Package copies finds texts that are copies of one another, word for word or
// nearly so: a campaign's, not many people's own words.
//
// A text is remembered by its print, a MinHash signature of its pieces of five
// characters (Broder, "On the resemblance and containment of documents", 1997).
// The share of places at which two prints agree estimates the Jaccard similarity
// of the texts; with 24 places the standard error is at most 0.1.
package copies

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"math"
	"unicode/utf8"

	"github.com/pantau/pantau/collector/enrich/ngram"
)

const (
	places = 24 // of a print
	// Alike is the similarity from which on texts are copies of one another.
	Alike = 0.7
	// Shorter texts are alike by chance: "terima kasih banyak".
	minWords, minLetters = 5, 25
	piece                = 5
)

// Print stands for a text when it is compared with others. The text can't be
// made from it.
type Print [places]uint16

// Of gives the print of a text; false if the text is too short to tell whether
// it was copied. It takes time linear in what ngram.Normalise reads.
func Of(text string) (Print, bool) {
	words := bytes.TrimSpace(ngram.Normalise(nil, text))
	if utf8.RuneCount(words) < minLetters || !differ(words) {
		return Print{}, false
	}
	var least [places]uint64
	for i := range least {
		least[i] = math.MaxUint64
	}
	for at := 0; at+piece <= len(words); at++ {
		h := hash(words[at : at+piece])
		for i := range least {
			// A random permutation of 64-bit numbers for each place.
			if v := mix(h ^ seeds[i]); v < least[i] {
				least[i] = v
			}
		}
	}
	var p Print
	for i, v := range least {
		p[i] = uint16(v) // the low bits are as good as all
	}
	return p, true
}

// differ tells whether there are enough different words.
func differ(words []byte) bool {
	seen := map[string]bool{}
	for w := range bytes.FieldsSeq(words) {
		if seen[string(w)] = true; len(seen) == minWords {
			return true
		}
	}
	return false
}

var seeds = func() (out [places]uint64) {
	for i := range out {
		out[i] = mix(uint64(i) + 1)
	}
	return out
}()

// hash is FNV-1a.
func hash(piece []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range piece {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood 2014): a bijection
// that spreads every bit.
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// Similarity estimates the Jaccard similarity of two texts, 0…1.
func (p Print) Similarity(q Print) float64 {
	same := 0
	for i := range p {
		if p[i] == q[i] {
			same++
		}
	}
	return float64(same) / places
}

// String writes a print as 64 characters.
func (p Print) String() string {
	raw := make([]byte, 0, 2*places)
	for _, v := range p {
		raw = binary.BigEndian.AppendUint16(raw, v)
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// Parse reads what String wrote.
func Parse(s string) (Print, error) {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(raw) != 2*places {
		return Print{}, errors.New("not the print of a text")
	}
	var p Print
	for i := range p {
		p[i] = binary.BigEndian.Uint16(raw[2*i:])
	}
	return p, nil
}
