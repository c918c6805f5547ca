// Package correct learns from what an office corrects. Corrections lie in the
// data_dir and never leave it. A corrected text is read as its people said; from
// all of them a small layer is learnt on top of any sentiment.Reader, and kept
// only if cross-validation shows that it helps. The same corrections measure how
// often the reader is right on the office's own comments.
package correct

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/enrich/ngram"
	"github.com/pantau/pantau/collector/enrich/scrub"
	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// Correction is what one person says of one text.
type Correction struct {
	Text      string // masked
	Label     sentiment.Label
	Annotator string
	Time      time.Time
	// Unsure means that the text was shown because the reader was unsure of it.
	// Such texts are harder than most, so they teach but do not measure.
	Unsure bool
}

// DefaultAnnotator is who labels, unless somebody is named.
const DefaultAnnotator = "office"

// normal is the form in which texts are the same: masked, in the words that the
// readers see. It is "" where there is nothing to read.
func normal(text string) string {
	// A character has at most four bytes, and no reader reads further.
	return strings.TrimSpace(string(ngram.Normalise(nil, masked(text[:min(len(text), 4*ngram.MaxCharacters)]))))
}

// masked is a text as it may be stored.
func masked(text string) string {
	text, _ = new(scrub.Scrubber).Text(text)
	return text
}

// said is what all annotators together say of one text.
type said struct {
	normal string
	text   string     // as it was met last, for the reader
	votes  [3]float64 // shares, in the order of sentiment.Labels
	label  int        // that of most; of as many, the latest
	unsure bool       // nobody met it by chance
	at     time.Time  // of the latest word
}

// gather brings the corrections of each text together, sorted by text, so that
// their order does not matter. A person's later word replaces the earlier.
func gather(corrections []Correction) []said {
	byText := map[string][]Correction{}
	for _, c := range latest(corrections) {
		n := normal(c.Text)
		byText[n] = append(byText[n], c)
	}
	out := make([]said, 0, len(byText))
	for n, all := range byText {
		slices.SortFunc(all, func(a, b Correction) int {
			return cmp.Or(a.Time.Compare(b.Time), strings.Compare(a.Annotator, b.Annotator))
		})
		s := said{normal: n, text: all[len(all)-1].Text, at: all[len(all)-1].Time, unsure: true}
		for _, c := range all {
			s.votes[index(c.Label)]++
			s.unsure = s.unsure && c.Unsure
		}
		const casting = 0.5 // of a vote: the latest decides
		s.votes[index(all[len(all)-1].Label)] += casting
		for i := range s.votes {
			s.votes[i] /= float64(len(all)) + casting
		}
		s.label = best(s.votes)
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b said) int { return strings.Compare(a.normal, b.normal) })
	return out
}

// key is a text as one annotator sees it.
type key struct{ normal, annotator string }

// latest keeps the last word of each annotator on each text, in the order of
// the first.
func latest(corrections []Correction) []Correction {
	at := map[key]int{}
	var out []Correction
	for _, c := range corrections {
		k := key{normal(c.Text), c.Annotator}
		i, seen := at[k]
		switch {
		case k.normal == "":
		case !seen:
			at[k] = len(out)
			out = append(out, c)
		case !c.Time.Before(out[i].Time):
			c.Unsure = c.Unsure && out[i].Unsure
			out[i] = c
		}
	}
	return out
}

func index(l sentiment.Label) int { return slices.Index(sentiment.Labels[:], l) }

func best(p [3]float64) int {
	top := 0
	for i := range p {
		if p[i] > p[top] {
			top = i
		}
	}
	return top
}
