package sentiment

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pantau/pantau/collector/enrich/ngram"
)

// Contribution is how much one word weighs in what a reader makes of a text.
type Contribution struct {
	Word   string
	Weight float64 // score with the word less score without it, −2…2
}

const (
	// mostExplained bounds the readings that an explanation costs.
	mostExplained = 200
	// explained is far more of a text, in bytes, than any reader reads of it.
	explained = 4 * utf8.UTFMax * ngram.MaxCharacters
)

// Explain leaves out one word after another, and gives what each changes, the
// heaviest first (occlusion: Li, Monroe and Jurafsky 2016). It works with every
// reader. Of a long text it explains the first 200 words.
func Explain(r Reader, text string) []Contribution {
	words := strings.Fields(text[:min(len(text), explained)])
	whole := r.Read(strings.Join(words, " ")).Score
	out := make([]Contribution, min(len(words), mostExplained))
	for i := range out {
		rest := strings.Join(slices.Concat(words[:i], words[i+1:]), " ")
		out[i] = Contribution{Word: words[i], Weight: whole - r.Read(rest).Score}
	}
	slices.SortStableFunc(out, func(a, b Contribution) int {
		switch x, y := abs(a.Weight), abs(b.Weight); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return out
}

func abs(x float64) float64 { return max(x, -x) }
