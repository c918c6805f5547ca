// Command evaluate reports how well the readers in the binary do:
//
//	go run ./training/evaluate --data DIR [--probe FILE] > report.md
//
// It reads the validation splits of SmSA and NusaX, and the probe, comments of
// our own that nothing is trained on. docs/model-card.md is written from it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/training/dataset"
	"github.com/pantau/pantau/training/validation"
)

func main() {
	data := flag.String("data", "", "folder that holds sentiment")
	probe := flag.String("probe", "training/transformer/probe.tsv", "comments of our own")
	flag.Parse()
	if err := run(os.Stdout, *data, *probe, sentiment.Accurate(), sentiment.Fast()); err != nil {
		fmt.Fprintln(os.Stderr, "evaluating sentiment:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, data, probe string, readers ...sentiment.Reader) error {
	if data == "" {
		return errors.New("usage: evaluate --data DIR [--probe FILE]")
	}
	groups, err := validation.Read(data)
	if err != nil {
		return err
	}
	own, err := dataset.Read(probe, "text", "label")
	if err != nil {
		return err
	}
	groups = append(groups, validation.Group{Name: "probe", Samples: validation.Balance(validation.Samples(own, nil), 1)})
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
