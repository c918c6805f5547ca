package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/training/dataset"
	"github.com/pantau/pantau/training/fit"
	"github.com/pantau/pantau/training/validation"
)

// The teacher's word on a text weighs taughtWeight where its own label would
// weigh 1; below leastTaught of probability it is not told.
const (
	taughtWeight = 0.3
	leastTaught  = 0.05
)

// untold are texts whose labels, if any, say nothing of what is neutral.
var untold = []string{
	"extra/emot_train.csv", "extra/casa_train.csv", "extra/hoasa_train.csv",
	"extra/nusa_kalimat-senti-*-train.csv",
}

// taught is what the teacher says of all untold texts: one sample a class, with
// the probability as weight (Hinton, Vinyals and Dean 2015).
func taught(w io.Writer, data string, teacher sentiment.Reader) ([]fit.Sample, error) {
	var texts []string
	for _, pattern := range untold {
		paths, err := filepath.Glob(filepath.Join(data, pattern))
		if err != nil {
			return nil, err
		}
		slices.Sort(paths)
		for _, path := range paths {
			documents, err := dataset.Documents(path)
			if err != nil {
				return nil, err
			}
			for _, d := range documents {
				texts = append(texts, d.Text)
			}
		}
	}
	fmt.Fprintf(w, "the accurate reader reads %d texts\n", len(texts))
	var all []fit.Sample
	for i, r := range validation.Readings(texts, teacher) {
		for class, p := range r.Probabilities {
			if p >= leastTaught {
				all = append(all, fit.Sample{Text: texts[i], Class: class, Weight: taughtWeight * p})
			}
		}
	}
	return all, nil
}
