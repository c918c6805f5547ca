// Package validation reads the validation splits of sentiment, with weights that
// make SmSA and NusaX, and the classes in each, count the same.
package validation

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/training/dataset"
	"github.com/pantau/pantau/training/fit"
)

// Group is one validation file.
type Group struct {
	Name    string // smsa, nusax_javanese
	Samples []fit.Sample
}

// Classes are the labels of sentiment in the order of Sample.Class.
func Classes() []string {
	var out []string
	for _, l := range sentiment.Labels {
		out = append(out, string(l))
	}
	return out
}

// Read reads the groups in a data folder. SmSA weighs as much as all languages
// of NusaX together.
func Read(data string) ([]Group, error) {
	files, err := dataset.Glob(filepath.Join(data, "sentiment", "*_valid.tsv"), "text", "label")
	if err != nil {
		return nil, err
	}
	groups := make([]Group, len(files))
	for i, f := range files {
		g := Group{strings.TrimSuffix(f.Name, "_valid"), Samples(f, nil)}
		weight := 1 / float64(len(g.Samples))
		if g.IsNusaX() {
			weight /= float64(len(files) - 1)
		}
		g.Samples = Balance(g.Samples, weight)
		groups[i] = g
	}
	return groups, nil
}

// Feelings maps emotions to labels.
var Feelings = map[string]string{
	"happy": "positive", "love": "positive",
	"anger": "negative", "sadness": "negative",
	"fear": "negative",
}

// IsNusaX tells the languages of NusaX from SmSA.
func (g Group) IsNusaX() bool { return strings.HasPrefix(g.Name, "nusax") }

// Joined puts all groups into one list.
func Joined(groups []Group) []fit.Sample {
	var all []fit.Sample
	for _, g := range groups {
		all = append(all, g.Samples...)
	}
	return all
}

// Texts are those of samples, in their order.
func Texts(samples []fit.Sample) []string {
	out := make([]string, len(samples))
	for i, s := range samples {
		out[i] = s.Text
	}
	return out
}

// Samples leaves out what has none of our labels. names says what the file's
// labels mean; nil where they are ours.
func Samples(f dataset.File, names map[string]string) []fit.Sample {
	var out []fit.Sample
	for _, e := range f.Examples {
		label := e.Label
		if names != nil {
			label = names[label]
		}
		class := slices.Index(sentiment.Labels[:], sentiment.Label(label))
		if class >= 0 && strings.TrimSpace(e.Text) != "" {
			out = append(out, fit.Sample{Text: e.Text, Class: class})
		}
	}
	return out
}

// Balance gives the classes of a source the same weight in all, weight being the
// mean. A source without a class is silent on it: that none of a set of tweets is
// labelled neutral must not teach that tweets never are.
func Balance(samples []fit.Sample, weight float64) []fit.Sample {
	var count [len(sentiment.Labels)]float64
	for _, s := range samples {
		count[s.Class]++
	}
	var silent []int
	for class, n := range count {
		if n == 0 {
			silent = append(silent, class)
		}
	}
	present := float64(len(count) - len(silent))
	for i := range samples {
		samples[i].Weight = weight * float64(len(samples)) / (present * count[samples[i].Class])
		samples[i].Silent = silent
	}
	return samples
}
