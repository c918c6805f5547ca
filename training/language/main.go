// Command language trains the language classifier of the enrichment:
//
//	go run ./training/language --data DIR --out FILE
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
	"strings"

	"github.com/pantau/pantau/collector/enrich/language"
	"github.com/pantau/pantau/collector/enrich/ngram"
	"github.com/pantau/pantau/training/dataset"
	"github.com/pantau/pantau/training/fit"
	"github.com/pantau/pantau/training/measure"
)

var settings = fit.Settings{
	Plan: ngram.Plan{Bits: 16, Words: 1, MinChars: 2, MaxChars: 5},
	Cost: 1, Smooth: 0.5, Power: 1, Rounds: 5, Seed: 1,
}

func main() {
	data := flag.String("data", "", "folder that holds sentiment and extra")
	out := flag.String("out", "", "file to write the model to")
	flag.Parse()
	if err := run(os.Stdout, *data, *out); err != nil {
		fmt.Fprintln(os.Stderr, "training language:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, data, out string) error {
	if data == "" || out == "" {
		return errors.New("usage: language --data DIR --out FILE")
	}
	train, err := load(data, "train")
	if err != nil {
		return err
	}
	valid, err := load(data, "valid")
	if err != nil {
		return err
	}
	train = balance(append(windows(train, 3, 12), train...), 1)
	weights, bias := fit.Weights(train, len(language.Codes), settings)
	m := fit.Quantise(weights, bias, language.Codes, settings)
	short := windows(valid, 4, 8)
	fit.Calibrate(m, balance(slices.Concat(valid, short), indonesianShare))
	fmt.Fprintln(w, "whole texts of the validation splits:")
	report(w, valid, m.Probabilities)
	fmt.Fprintln(w, "\npieces of 4 to 8 words of them:")
	report(w, short, m.Probabilities)
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

// names tells the language of a data file by its name.
var names = map[string]string{
	"smsa": language.Indonesian, "nusax_indonesian": language.Indonesian,
	"emot": language.Indonesian, "casa": language.Indonesian, "hoasa": language.Indonesian,
	"nusax_english":  language.English,
	"nusax_javanese": language.Javanese, "-jav": language.Javanese,
	"nusax_sundanese": language.Sundanese, "-sun": language.Sundanese,
	"nusax_minangkabau": language.Minangkabau, "-min": language.Minangkabau,
}

// languageOf returns the class of a file.
func languageOf(file string) int {
	for _, suffix := range []string{"_train", "_valid", "-train", "-valid"} {
		file = strings.TrimSuffix(file, suffix)
	}
	code, ok := names[file]
	if at := strings.LastIndex(file, "-"); !ok && at >= 0 {
		code, ok = names[file[at:]]
	}
	if !ok {
		code = language.Other
	}
	return slices.Index(language.Codes, code)
}

// load reads everything of one split; some files name their text differently.
func load(data, split string) ([]fit.Sample, error) {
	var out []fit.Sample
	for _, pattern := range []string{"sentiment/*_" + split + ".tsv", "extra/*" + split + ".csv"} {
		paths, err := filepath.Glob(filepath.Join(data, pattern))
		if err != nil || len(paths) == 0 {
			return nil, fmt.Errorf("no file matches %s in %q: is --data the folder that holds sentiment and extra?", pattern, data)
		}
		slices.Sort(paths)
		for _, path := range paths {
			texts, err := dataset.Texts(path)
			if err != nil {
				return nil, err
			}
			name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
			for _, t := range texts {
				out = append(out, fit.Sample{Text: t, Class: languageOf(name)})
			}
		}
	}
	return out, nil
}
