// Package dataset reads the training data, which are not part of the
// repository: see training/README.md for what they are and where they are from.
package dataset

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Example is one text with what it is labelled as.
type Example struct {
	Text  string
	Label string
}

// File is one data file.
type File struct {
	Name     string // without folder and extension: "nusax_javanese_train"
	Examples []Example
}

// Read reads one file: .tsv without quoting, .csv with it. The first line names
// the columns; text and label are picked by name.
func Read(path, text, label string) (File, error) {
	rows, err := table(path)
	if err != nil {
		return File{}, err
	}
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	t, l := slices.Index(rows[0], text), slices.Index(rows[0], label)
	if t < 0 || l < 0 {
		return File{}, fmt.Errorf("%s: no columns %q and %q in %q", path, text, label, rows[0])
	}
	f := File{Name: name}
	for _, row := range rows[1:] {
		f.Examples = append(f.Examples, Example{Text: row[t], Label: row[l]})
	}
	return f, nil
}

// Glob reads all files that match, in the order of their names.
func Glob(pattern, text, label string) ([]File, error) {
	paths, err := filepath.Glob(pattern)
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", pattern, err)
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no file matches %q: is --data the folder that holds sentiment and extra?", pattern)
	}
	slices.Sort(paths)
	files := make([]File, len(paths))
	for i, p := range paths {
		if files[i], err = Read(p, text, label); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// Aspects reads a file whose columns, but for the first, each hold the label of
// one aspect of the text, and makes one label of them: that of the aspects
// which have one, "" where they disagree, "neutral" where none has.
func Aspects(path string) (File, error) {
	rows, err := table(path)
	if err != nil {
		return File{}, err
	}
	f := File{Name: strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))}
	for _, row := range rows[1:] {
		f.Examples = append(f.Examples, Example{Text: row[0], Label: whole(row[1:])})
	}
	return f, nil
}

// whole makes one label of those of the aspects.
func whole(aspects []string) string {
	label := "neutral"
	for _, a := range aspects {
		polarity := ""
		switch {
		case strings.HasPrefix(a, "pos"):
			polarity = "positive"
		case strings.HasPrefix(a, "neg"):
			polarity = "negative"
		default:
			continue
		}
		if label != "neutral" && label != polarity {
			return ""
		}
		label = polarity
	}
	return label
}

// table reads all rows, the first naming the columns, every one as long as it.
func table(path string) ([][]string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading training data: %w", err)
	}
	var rows [][]string
	if filepath.Ext(path) == ".tsv" {
		for line := range strings.Lines(string(data)) {
			rows = append(rows, strings.Split(strings.TrimRight(line, "\r\n"), "\t"))
		}
	} else {
		r := csv.NewReader(bytes.NewReader(data))
		r.LazyQuotes = true
		if rows, err = r.ReadAll(); err != nil {
			return nil, fmt.Errorf("reading %s: %w", path, err)
		}
	}
	if len(rows) < 2 {
		return nil, fmt.Errorf("%s: no data", path)
	}
	for i, row := range rows {
		if len(row) != len(rows[0]) {
			return nil, fmt.Errorf("%s: line %d: %d columns, want %d", path, i+1, len(row), len(rows[0]))
		}
	}
	return rows, nil
}

// Document is one text of a file whose labels don't matter.
type Document struct {
	ID   string // "" where the file has no column of that name
	Text string
}

// Documents reads the texts of a file, whatever its columns are: the one named
// text, tweet, sentence or review.
func Documents(path string) ([]Document, error) {
	rows, err := table(path)
	if err != nil {
		return nil, err
	}
	id := slices.Index(rows[0], "id")
	for _, name := range []string{"text", "tweet", "sentence", "review"} {
		c := slices.Index(rows[0], name)
		if c < 0 {
			continue
		}
		documents := make([]Document, len(rows)-1)
		for i, row := range rows[1:] {
			documents[i].Text = row[c]
			if id >= 0 {
				documents[i].ID = row[id]
			}
		}
		return documents, nil
	}
	return nil, fmt.Errorf("%s: no column of texts in %q", path, rows[0])
}
