// Command language trains the language classifier of the enrichment:
//
//	go run ./training/language --data DIR --out FILE
//	go run ./training/language --data DIR             # measures what the collector holds
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"github.com/pantau/pantau/collector/enrich/language"
	"github.com/pantau/pantau/collector/enrich/ngram"
	"github.com/pantau/pantau/training/fit"
	"github.com/pantau/pantau/training/measure"
)

var settings = fit.Settings{
	Plan: ngram.Plan{Bits: 16, Words: 1, MinChars: 2, MaxChars: 5},
	Cost: 1, Smooth: 0.5, Power: 1, Rounds: 5, Seed: 1,
}

func main() {
	data := flag.String("data", "", "folder that holds sentiment and extra")
	out := flag.String("out", "", "file to write the model to; without it the model that is there is measured")
	flag.Parse()
	if err := run(os.Stdout, *data, *out); err != nil {
		fmt.Fprintln(os.Stderr, "training language:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, data, out string) error {
	if data == "" {
		return errors.New("usage: language --data DIR [--out FILE]")
	}
	documents, err := read(data)
	if err != nil {
		return err
	}
	parts := split(documents)
	if out == "" {
		report(w, parts[held], func(text string, p []float64) int {
			code, _ := language.Detect(text)
			clear(p)
			p[max(0, slices.Index(language.Codes, code))] = 1 // not sure: what most texts are
			return 0
		})
		reportMixed(w, parts[held])
		return nil
	}
	learnt := balance(append(windows(parts[train], 3, 12), parts[train]...), 1)
	weights, bias := fit.Weights(learnt, len(language.Codes), settings)
	m := fit.Quantise(weights, bias, language.Codes, settings)
	fit.Calibrate(m, balance(slices.Concat(parts[calibrate], windows(parts[calibrate], 4, 8)), indonesianShare))
	fmt.Fprintln(w, "held-out texts, whole:")
	report(w, parts[held], m.Probabilities)
	fmt.Fprintln(w, "\npieces of 4 to 8 words of them:")
	report(w, windows(parts[held], 4, 8), m.Probabilities)
	return m.Save(out)
}

// seed of the windows' places.
const seed = 7

// windows returns two pieces of every text, of least to most words: comments are
// shorter than what the data hold.
func windows(samples []fit.Sample, least, most int) []fit.Sample {
	random := rand.New(rand.NewPCG(seed, uint64(least)))
	var out []fit.Sample
	for _, s := range samples {
		words := strings.Fields(s.Text)
		if len(words) <= least {
			continue
		}
		for range 2 {
			n := min(len(words), least+random.IntN(most-least+1))
			at := random.IntN(len(words) - n + 1)
			out = append(out, fit.Sample{Text: strings.Join(words[at:at+n], " "), Class: s.Class})
		}
	}
	return out
}

// indonesianShare is how much more Indonesian than any other class the
// probabilities expect: most of what an Indonesian office gets.
const indonesianShare = 3

// balance gives every class the same weight in all, Indonesian a multiple of it.
func balance(samples []fit.Sample, indonesian float64) []fit.Sample {
	count := make([]float64, len(language.Codes))
	for _, s := range samples {
		count[s.Class]++
	}
	count[slices.Index(language.Codes, language.Indonesian)] /= indonesian
	for i := range samples {
		samples[i].Weight = float64(len(samples)) / (count[samples[i].Class] * float64(len(count)))
	}
	return samples
}

func report(w io.Writer, samples []fit.Sample, read func(string, []float64) int) {
	table := measure.NewConfusion(language.Codes)
	p := make([]float64, len(language.Codes))
	for _, s := range samples {
		read(s.Text, p)
		best := 0
		for c := range p {
			if p[c] > p[best] {
				best = c
			}
		}
		table.Add(s.Class, best)
	}
	table.Print(w)
	fmt.Fprintf(w, "accuracy %.1f, macro-F1 %.1f\n", table.Accuracy(), table.MacroF1())
}
