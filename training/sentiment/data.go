package main

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/training/dataset"
	"github.com/pantau/pantau/training/fit"
)

// source is a set of files whose labels mean the same.
type source struct {
	pattern string
	text    string            // column
	label   string            // column; "" where every aspect has one
	names   map[string]string // label in the file → ours; nil where they are ours
	weight  float64           // mean weight of one text
}

// feelings maps emotions.
var feelings = map[string]string{
	"happy": "positive", "love": "positive",
	"anger": "negative", "sadness": "negative",
	"fear": "negative",
}

// sources are what is trained on. The weights say how near a source is to what
// is asked: emotion is not sentiment, and the opinion on one aspect of a hotel
// not that on the whole.
var sources = []source{
	{pattern: "sentiment/smsa_train.tsv", text: "text", label: "label", weight: 1},
	{pattern: "sentiment/nusax_*_train.tsv", text: "text", label: "label", weight: 1},
	{pattern: "extra/nusa_kalimat-senti-*-train.csv", text: "text", label: "label", weight: 0.3},
	{pattern: "extra/emot_train.csv", text: "tweet", label: "label", names: feelings, weight: 0.3},
	{pattern: "extra/casa_train.csv", weight: 0.3},
	{pattern: "extra/hoasa_train.csv", weight: 0.3},
}

// trainingData reads all sources.
func trainingData(data string) ([]fit.Sample, error) {
	var all []fit.Sample
	for _, s := range sources {
		files, err := s.read(data)
		if err != nil {
			return nil, err
		}
		var samples []fit.Sample
		for _, f := range files {
			samples = append(samples, s.samples(f)...)
		}
		all = append(all, balance(samples, s.weight)...)
	}
	return all, nil
}

func (s source) read(data string) ([]dataset.File, error) {
	pattern := filepath.Join(data, s.pattern)
	if s.label != "" {
		return dataset.Glob(pattern, s.text, s.label)
	}
	f, err := dataset.Aspects(pattern)
	return []dataset.File{f}, err
}

// samples leaves out what has none of our labels.
func (s source) samples(f dataset.File) []fit.Sample {
	var out []fit.Sample
	for _, e := range f.Examples {
		label := e.Label
		if s.names != nil {
			label = s.names[label]
		}
		class := slices.Index(sentiment.Labels[:], sentiment.Label(label))
		if class >= 0 && strings.TrimSpace(e.Text) != "" {
			out = append(out, fit.Sample{Text: e.Text, Class: class})
		}
	}
	return out
}

// balance gives the classes of a source the same weight in all, weight being the
// mean. A source without a class is silent on it: that none of a set of tweets is
// labelled neutral must not teach that tweets never are.
func balance(samples []fit.Sample, weight float64) []fit.Sample {
	var count [3]float64
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
