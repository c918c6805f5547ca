package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// allowed are the licences under which what ships may be, beside our own
// Apache-2.0: they ask for their text to be kept, and MPL-2.0 for the source of
// its own files, which we do not change.
var allowed = []string{"Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0", "Unlicense", "CC0-1.0", "Zlib"}

// known are the licences of modules whose archive holds no text of one, and
// those that we take where a module gives a choice.
var known = map[string]string{
	"github.com/eclipse/paho.mqtt.golang": "BSD-3-Clause", // edl-v10; the other is EPL-1.0
	"github.com/apache/arrow/go/arrow":    "Apache-2.0",   // LICENSE.txt stands in the repository's root
	"github.com/bmizerany/pat":            "MIT",          // its README says so
}

// signs tell a licence by words that no other has. All that are found count: a
// file may hold several.
var signs = []struct{ id, words string }{
	{"MPL-2.0", "mozilla public license,? version 2.0"},
	{"Apache-2.0", "apache license,? version 2.0"},
	{"MIT", "permission is hereby granted, free of charge, to any person obtaining a copy"},
	{"ISC", "permission to use, copy, modify, (and/or|and) distribute this software for any purpose with or without fee"},
	{"BSD-3-Clause", "redistribution and use in source and binary forms.*(neither the name|may not be used to endorse or promote)"},
	{"BSD-2-Clause", "redistribution and use in source and binary forms"},
	{"Unlicense", "this is free and unencumbered software released into the public domain"},
	{"CC0-1.0", "cc0 1.0 universal"},
	{"Zlib", "altered source versions must be plainly marked as such"},
	{"EPL", "eclipse public license"},
	{"GPL", "gnu (affero |lesser |library )?general public license"},
	{"SSPL-1.0", "server side public license"},
	{"BUSL-1.1", "business source license"},
	{"Commons-Clause", "commons clause"},
}

var (
	blank       = regexp.MustCompile(`[\s*#]+`)
	licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|unlicense)([-.].*)?$`)
	expressions = compile()
)

func compile() map[string]*regexp.Regexp {
	out := map[string]*regexp.Regexp{}
	for _, s := range signs {
		out[s.id] = regexp.MustCompile(s.words)
	}
	return out
}

// licencesIn gives the licences that a text holds.
func licencesIn(text string) []string {
	text = blank.ReplaceAllString(strings.ToLower(text), " ")
	var out []string
	for _, s := range signs {
		if !expressions[s.id].MatchString(text) {
			continue
		}
		weaker := s.id == "BSD-2-Clause" && slices.Contains(out, "BSD-3-Clause")
		named := s.id == "GPL" && slices.Contains(out, "MPL-2.0") // which names it among those it may be joined with
		if !weaker && !named {
			out = append(out, s.id)
		}
	}
	return out
}

// licencesOf reads the licences of a module in its folder.
func licencesOf(module, dir string) ([]string, error) {
	if id := known[module]; id != "" {
		return []string{id}, nil
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", module, err)
	}
	var out []string
	for _, f := range files {
		if f.IsDir() || !licenceFile.MatchString(f.Name()) {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", module, err)
		}
		out = append(out, licencesIn(string(raw))...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// refused says why a module must not ship; "" if it may.
func refused(c component) string {
	if len(c.licences) == 0 {
		return fmt.Sprintf("%s: no licence that we know; read it, then add it to known or to signs", c.Name)
	}
	for _, id := range c.licences {
		if !slices.Contains(allowed, id) {
			return fmt.Sprintf("%s: %s does not fit Apache-2.0; take another module", c.Name, id)
		}
	}
	return ""
}
