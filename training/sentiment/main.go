// Command sentiment trains the fast sentiment reader:
//
//	go run ./training/sentiment --data DIR --out FILE
//
// DIR holds the folders sentiment and extra, see training/README.md. It trains
// on the train splits, calibrates on the valid splits, prints scores and writes
// the model. The same data give the same bytes.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/pantau/pantau/collector/enrich/ngram"
	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/training/dataset"
	"github.com/pantau/pantau/training/fit"
)

var settings = fit.Settings{
	Plan: ngram.Plan{Bits: 19, Words: 2, MinChars: 2, MaxChars: 5},
	Cost: 1, Smooth: 0.3, Power: 1, Rounds: 10, Seed: 1,
}

func main() {
	data := flag.String("data", "", "folder that holds sentiment and extra")
	out := flag.String("out", "", "file to write the model to")
	flag.Parse()
	if err := run(os.Stdout, *data, *out); err != nil {
		fmt.Fprintln(os.Stderr, "training sentiment:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, data, out string) error {
	if data == "" || out == "" {
		return errors.New("usage: sentiment --data DIR --out FILE")
	}
	train, err := trainingData(data)
	if err != nil {
		return err
	}
	valid, err := dataset.Glob(filepath.Join(data, "sentiment", "*_valid.tsv"), "text", "label")
	if err != nil {
		return err
	}
	classes := make([]string, len(sentiment.Labels))
	for i, l := range sentiment.Labels {
		classes[i] = string(l)
	}
	fmt.Fprintf(w, "training on %d texts\n", len(train))
	weights, bias := fit.Weights(train, len(classes), settings)
	m := fit.Quantise(weights, bias, classes, settings)
	groups := groupsOf(valid)
	reportCalibration(w, m, groups)
	fit.Calibrate(m, joined(groups))
	reportScores(w, m, groups)
	return m.Save(out)
}
