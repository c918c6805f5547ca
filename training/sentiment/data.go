package main

import (
	"path/filepath"

	"github.com/pantau/pantau/training/dataset"
	"github.com/pantau/pantau/training/fit"
	"github.com/pantau/pantau/training/validation"
)

// source is a set of files whose labels mean the same.
type source struct {
	pattern string
	text    string            // column
	label   string            // column; "" where every aspect has one
	names   map[string]string // label in the file → ours; nil where they are ours
	weight  float64           // mean weight of one text
}

// sources are what is trained on. The weights say how near a source is to what
// is asked: emotion is not sentiment, and the opinion on one aspect of a hotel
// not that on the whole.
var sources = []source{
	{pattern: "sentiment/smsa_train.tsv", text: "text", label: "label", weight: 1},
	{pattern: "sentiment/nusax_*_train.tsv", text: "text", label: "label", weight: 1},
	{pattern: "extra/nusa_kalimat-senti-*-train.csv", text: "text", label: "label", weight: 0.3},
	{pattern: "extra/emot_train.csv", text: "tweet", label: "label", names: validation.Feelings, weight: 0.3},
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
			samples = append(samples, validation.Samples(f, s.names)...)
		}
		all = append(all, validation.Balance(samples, s.weight)...)
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
