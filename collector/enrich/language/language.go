// Package language says in which language a text is written: the languages that
// Indonesian offices meet most, and "other" for the rest.
package language

import (
	_ "embed"
	"sync"
	"unicode"

	"github.com/pantau/pantau/collector/enrich/linear"
	"github.com/pantau/pantau/collector/enrich/ngram"
)

// Codes that Detect returns: ISO 639-1 where there is one, else 639-3.
const (
	Indonesian   = "id"
	English      = "en"
	Javanese     = "jv"
	Sundanese    = "su"
	Minangkabau  = "min"
	Betawi       = "bew"
	Other        = "other" // sure to be none of the above
	Undetermined = "und"   // too short, or not sure
)

// Codes is the order of the model's classes.
var Codes = []string{Indonesian, English, Javanese, Sundanese, Minangkabau, Betawi, Other}

const (
	// minLetters is the fewest letters that are judged.
	minLetters = 8
	// minFeatures is the fewest features that are judged; an address has none.
	minFeatures = 20
	// minConfidence is the least probability that is an answer.
	minConfidence = 0.4
)

// weights is written by training/language.
//
//go:embed language.bin
var weights []byte

var model = sync.OnceValue(func() *linear.Model {
	m, err := linear.Parse(weights)
	if err != nil || len(m.Classes) != len(Codes) {
		panic("embedded language weights are damaged") // a test reads them at every build
	}
	return m
})

// Detect returns the code of text's language and the probability that it is
// right, from 0 to 1; Undetermined and 0 where it can't tell. It reads the first
// ngram.MaxCharacters characters and is safe for concurrent use.
func Detect(text string) (code string, confidence float64) {
	latin, foreign := letters(text)
	if latin+foreign < minLetters {
		return Undetermined, 0
	}
	if foreign > latin {
		// None of ours is commonly written in another script.
		return Other, float64(foreign) / float64(latin+foreign)
	}
	var room [8]float64
	p := room[:len(Codes)]
	if model().Probabilities(text, p) < minFeatures {
		return Undetermined, 0
	}
	best := 0
	for i := range p {
		if p[i] > p[best] {
			best = i
		}
	}
	if p[best] < minConfidence {
		return Undetermined, 0
	}
	return Codes[best], p[best]
}

// letters counts letters of the Latin and of other scripts.
func letters(text string) (latin, foreign int) {
	n := 0
	for _, r := range text {
		if n++; n > ngram.MaxCharacters {
			break
		}
		switch {
		case r < 0x80:
			if r|0x20 >= 'a' && r|0x20 <= 'z' {
				latin++
			}
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.IsLetter(r):
			foreign++
		}
	}
	return latin, foreign
}
