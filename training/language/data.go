package main

import (
	"fmt"
	"hash/fnv"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/pantau/pantau/collector/enrich/language"
	"github.com/pantau/pantau/training/dataset"
	"github.com/pantau/pantau/training/fit"
)

// The parts that the documents are divided into.
const (
	train     = iota
	calibrate // turns margins into probabilities
	held      // is only measured on
)

// names tells the language of a data file by its name.
var names = map[string]string{
	"smsa": language.Indonesian, "nusax_indonesian": language.Indonesian,
	"emot": language.Indonesian, "casa": language.Indonesian, "hoasa": language.Indonesian,
	"nusax_english":  language.English,
	"nusax_javanese": language.Javanese, "-jav": language.Javanese,
	"nusax_sundanese": language.Sundanese, "-sun": language.Sundanese,
	"nusax_minangkabau": language.Minangkabau, "-min": language.Minangkabau,
	"-bew": language.Betawi,
}

// languageOf returns the class of a file.
func languageOf(file string) int {
	file = corpus(file)
	code, ok := names[file]
	if at := strings.LastIndex(file, "-"); !ok && at >= 0 {
		code, ok = names[file[at:]]
	}
	if !ok {
		code = language.Other
	}
	return slices.Index(language.Codes, code)
}

// corpus is a file's name without its split.
func corpus(file string) string {
	for _, suffix := range []string{"_train", "_valid", "-train", "-valid"} {
		file = strings.TrimSuffix(file, suffix)
	}
	return file
}

// document is a text with what it is known by: translations of one document
// share it, so that they never stand on both sides of a split.
type document struct {
	id    string
	class int
	text  string
	valid bool // in a file of a validation split
}

// read reads every file.
func read(data string) ([]document, error) {
	var out []document
	for _, pattern := range []string{"sentiment/*_train.tsv", "sentiment/*_valid.tsv", "extra/*train.csv", "extra/*valid.csv"} {
		paths, err := filepath.Glob(filepath.Join(data, pattern))
		if err != nil || len(paths) == 0 {
			return nil, fmt.Errorf("no file matches %s in %q: is --data the folder that holds sentiment and extra?", pattern, data)
		}
		slices.Sort(paths)
		for _, path := range paths {
			documents, err := dataset.Documents(path)
			if err != nil {
				return nil, err
			}
			name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
			valid := strings.HasSuffix(name, "valid")
			for i, d := range documents {
				out = append(out, document{id: idOf(name, i, d.ID), class: languageOf(name), text: d.Text, valid: valid})
			}
		}
	}
	return out, nil
}

// idOf names a document across files. NusaWrites numbers its paragraphs alike in
// every language; other files have no numbers but the line.
func idOf(file string, line int, id string) string {
	if id != "" {
		name, _, _ := strings.Cut(file, "-")
		return name + " " + id
	}
	return file + " " + strconv.Itoa(line)
}

// split divides the documents: the validation splits are held out, and a tenth
// of the paragraphs, which have none; whatever shares an id with a held-out
// document is never trained on.
func split(documents []document) (parts [held + 1][]fit.Sample) {
	out := map[string]bool{}
	for _, d := range documents {
		if d.valid || strings.HasPrefix(d.id, "nusa_alinea ") && tenth(d.id) == 0 {
			out[d.id] = true
		}
	}
	for _, d := range documents {
		part := train
		switch {
		case d.valid || out[d.id] && strings.HasPrefix(d.id, "nusa_alinea "):
			part = held
		case out[d.id]:
			continue
		case tenth(d.id) == 1:
			part = calibrate
		}
		parts[part] = append(parts[part], fit.Sample{Text: d.text, Class: d.class})
	}
	return parts
}

// tenth spreads ids over 0 to 9.
func tenth(id string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // never fails
	return h.Sum32() / 7 % 10
}
