// Command evaluate reports how well the readers in the binary do:
//
//	go run ./training/evaluate --data DIR > report.md
//
// It reads the validation splits of SmSA and NusaX, and three sets of comments of
// our own that nothing is trained on: the probe, those that were written to be
// hard, and hard ones of somebody who had seen nothing of the training.
// docs/model-card.md is written from it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/training/dataset"
	"github.com/pantau/pantau/training/validation"
)

func main() {
	data := flag.String("data", "", "folder that holds sentiment")
	own := flag.String("own", "training/transformer", "folder that holds probe.tsv, hard.tsv and unseen.tsv")
	flag.Parse()
	if err := run(os.Stdout, *data, *own, sentiment.Accurate(), sentiment.Fast()); err != nil {
		fmt.Fprintln(os.Stderr, "evaluating sentiment:", err)
		os.Exit(1)
	}
}

// ours are the sets of comments of our own.
var ours = []string{"probe", "hard", "unseen"}

func run(w io.Writer, data, own string, readers ...sentiment.Reader) error {
	if data == "" {
		return errors.New("usage: evaluate --data DIR [--own DIR]")
	}
	groups, err := validation.Read(data)
	if err != nil {
		return err
	}
	for _, name := range ours {
		file, err := dataset.Read(filepath.Join(own, name+".tsv"), "text", "label")
		if err != nil {
			return err
		}
		groups = append(groups, validation.Group{Name: name, Samples: validation.Balance(validation.Samples(file, nil), 1)})
	}
	for _, r := range readers {
		report(w, read(groups, r))
	}
	return nil
}

// answers are a reader's, to one group.
type answers struct {
	validation.Group
	truth, given []int
	readings     []sentiment.Reading
}

func read(groups []validation.Group, r sentiment.Reader) []answers {
	out := make([]answers, len(groups))
	for i, g := range groups {
		out[i].Group = g
		out[i].readings = validation.Readings(validation.Texts(g.Samples), r)
		for k, reading := range out[i].readings {
			out[i].truth = append(out[i].truth, g.Samples[k].Class)
			out[i].given = append(out[i].given, slices.Index(sentiment.Labels[:], reading.Label))
		}
	}
	return out
}
