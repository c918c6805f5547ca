// Command sentiment trains the fast sentiment reader:
//
//	go run ./training/sentiment --data DIR --out FILE [--teach]
//
// DIR holds the folders sentiment and extra, see training/README.md. It trains
// on the train splits, calibrates on the valid splits, prints scores and writes
// the model. With --teach it also learns what the accurate reader in the binary
// makes of the texts that have no fitting label. The same data and the same
// accurate reader give the same bytes.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/pantau/pantau/collector/enrich/ngram"
	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/training/fit"
	"github.com/pantau/pantau/training/validation"
)

var settings = fit.Settings{
	Plan: ngram.Plan{Bits: 19, Words: 2, MinChars: 2, MaxChars: 5},
	Cost: 1, Smooth: 0.3, Power: 1, Rounds: 10, Seed: 1,
}

func main() {
	data := flag.String("data", "", "folder that holds sentiment and extra")
	out := flag.String("out", "", "file to write the model to")
	teach := flag.Bool("teach", false, "learn from the accurate reader too")
	flag.Parse()
	var teacher sentiment.Reader
	if *teach {
		teacher = sentiment.Transformed()
	}
	if err := run(os.Stdout, *data, *out, teacher); err != nil {
		fmt.Fprintln(os.Stderr, "training sentiment:", err)
		os.Exit(1)
	}
}

// run trains; teacher may be nil.
func run(w io.Writer, data, out string, teacher sentiment.Reader) error {
	if data == "" || out == "" {
		return errors.New("usage: sentiment --data DIR --out FILE")
	}
	train, err := trainingData(data)
	if err != nil {
		return err
	}
	if teacher != nil {
		more, err := taught(w, data, teacher)
		if err != nil {
			return err
		}
		train = append(train, more...)
	}
	groups, err := validation.Read(data)
	if err != nil {
		return err
	}
	classes := validation.Classes()
	fmt.Fprintf(w, "training on %d texts\n", len(train))
	weights, bias := fit.Weights(train, len(classes), settings)
	m := fit.Quantise(weights, bias, classes, settings)
	reportCalibration(w, m, groups)
	fit.Calibrate(m, validation.Joined(groups))
	reportScores(w, m, groups)
	return m.Save(out)
}
