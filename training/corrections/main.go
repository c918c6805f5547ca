// Command corrections reports what the accurate reader gains from an office's
// corrections on sources that none of its training read:
//
//	go run ./training/corrections --data DIR
//
// Of each source some texts are drawn and given as corrections, and the reader is
// measured on the others, before and after; again and again, with other draws.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/pantau/pantau/collector/enrich/correct"
	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/training/dataset"
	"github.com/pantau/pantau/training/fit"
	"github.com/pantau/pantau/training/measure"
	"github.com/pantau/pantau/training/validation"
)

func main() {
	data := flag.String("data", "", "folder that holds sentiment and extra")
	draws := flag.Int("draws", 20, "draws of every size")
	flag.Parse()
	if err := run(os.Stdout, *data, *draws, sentiment.Accurate()); err != nil {
		fmt.Fprintln(os.Stderr, "measuring corrections:", err)
		os.Exit(1)
	}
}

// sizes are how many corrections are tried.
var sizes = []int{50, 100, 200, 500}

// leastLeft is how many texts must be left to measure on.
const leastLeft = 100

func run(w io.Writer, data string, draws int, reader sentiment.Reader) error {
	if data == "" {
		return errors.New("usage: corrections --data DIR [--draws N]")
	}
	all, err := sources(data)
	if err != nil {
		return err
	}
	fmt.Fprint(w, "| source | n | corrections | macro-F1 before | gain | 90% of draws | accuracy before | gain | 90% of draws | layer learnt |\n|---|---|---|---|---|---|---|---|---|---|\n")
	for _, s := range all {
		known := &remembered{reader: reader, met: map[string]opinion{}}
		validation.Readings(validation.Texts(s.Samples), known)
		for _, n := range sizes {
			if n+leastLeft <= len(s.Samples) {
				curve(w, s, n, draws, known)
			}
		}
	}
	return nil
}

// sources are labelled by people, in ways of their own.
func sources(data string) ([]validation.Group, error) {
	extra := func(name string) string { return filepath.Join(data, "extra", name+"_valid.csv") }
	tweets, err := dataset.Read(extra("emot"), "tweet", "label")
	if err != nil {
		return nil, err
	}
	hotels, err := dataset.Aspects(extra("hoasa"))
	if err != nil {
		return nil, err
	}
	cars, err := dataset.Aspects(extra("casa"))
	if err != nil {
		return nil, err
	}
	for i, e := range hotels.Examples {
		if e.Label == "" { // praise and blame: neither
			hotels.Examples[i].Label = string(sentiment.Neutral)
		}
	}
	for i, e := range cars.Examples {
		if e.Label == "" {
			cars.Examples[i].Label = string(sentiment.Neutral)
		}
	}
	reviews := dataset.File{Examples: slices.Concat(hotels.Examples, cars.Examples)}
	valid, err := validation.Read(data)
	if err != nil {
		return nil, err
	}
	out := []validation.Group{
		{Name: "tweets by emotion", Samples: validation.Samples(tweets, validation.Feelings)},
		{Name: "hotels and cars", Samples: validation.Samples(reviews, nil)},
	}
	for _, g := range valid {
		if !g.IsNusaX() {
			out = append(out, g)
		}
	}
	return out, nil
}

// remembered reads every text once.
type remembered struct {
	reader sentiment.Reader
	mu     sync.Mutex
	met    map[string]opinion
}

type opinion struct {
	reading sentiment.Reading
	vector  []float32
}

// Read is that of the reader.
func (r *remembered) Read(text string) sentiment.Reading {
	reading, _ := r.Embed(text)
	return reading
}

// Embed gives no embedding where the reader has none.
func (r *remembered) Embed(text string) (sentiment.Reading, []float32) {
	r.mu.Lock()
	o, ok := r.met[text]
	r.mu.Unlock()
	if ok {
		return o.reading, o.vector
	}
	if e, ok := r.reader.(sentiment.Embedder); ok {
		o.reading, o.vector = e.Embed(text)
	} else {
		o.reading = r.reader.Read(text)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.met[text] = o
	return o.reading, o.vector
}

// curve prints one point of a source's curve.
func curve(w io.Writer, s validation.Group, n, draws int, known sentiment.Reader) {
	var f1, accuracy, f1Before, before []float64
	learnt := 0
	for draw := range draws {
		random := rand.New(rand.NewPCG(uint64(draw), uint64(n)))
		samples := slices.Clone(s.Samples)
		random.Shuffle(len(samples), func(i, j int) { samples[i], samples[j] = samples[j], samples[i] })
		reader := correct.Wrap("office", known)
		reader.Learn(corrections(samples[:n]))
		if reader.Adapted() {
			learnt++
		}
		alone, taught := table(samples[n:], known), table(samples[n:], reader)
		f1Before, before = append(f1Before, alone.MacroF1()), append(before, alone.Accuracy())
		f1 = append(f1, taught.MacroF1()-alone.MacroF1())
		accuracy = append(accuracy, taught.Accuracy()-alone.Accuracy())
	}
	fmt.Fprintf(w, "| %s | %d | %d | %.1f | %+.1f | %s | %.1f | %+.1f | %s | %d%% |\n", s.Name, len(s.Samples), n,
		mean(f1Before), mean(f1), most(f1), mean(before), mean(accuracy), most(accuracy), 100*learnt/draws)
}

func corrections(samples []fit.Sample) []correct.Correction {
	out := make([]correct.Correction, len(samples))
	for i, s := range samples {
		out[i] = correct.Correction{Text: s.Text, Label: sentiment.Labels[s.Class], Annotator: correct.DefaultAnnotator, Time: time.Unix(int64(i), 0)}
	}
	return out
}

func table(samples []fit.Sample, reader sentiment.Reader) *measure.Confusion {
	t := measure.NewConfusion(validation.Classes())
	for _, s := range samples {
		t.Add(s.Class, slices.Index(sentiment.Labels[:], reader.Read(s.Text).Label))
	}
	return t
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// most is between what nine draws of ten lie.
func most(x []float64) string {
	slices.Sort(x)
	return fmt.Sprintf("%+.1f to %+.1f", x[len(x)/20], x[len(x)-1-len(x)/20])
}
