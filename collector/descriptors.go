package main

import (
	"context"
	"flag"
	"slices"
	"strings"

	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/connectors"
)

// described is a command as help, completion and the man page tell of it.
type described struct {
	name  string
	flags []*flag.Flag
	words []string // what may follow it
}

// describe asks every command for its flags, which it makes before it does
// anything else.
func describe(ctx context.Context) []described {
	out := make([]described, 0, len(commands()))
	for _, cmd := range commands() {
		d := described{name: cmd.name, words: wordsOf(cmd.name)}
		_ = cmd.run(ctx, &console{told: func(fs *flag.FlagSet) {
			fs.VisitAll(func(f *flag.Flag) { d.flags = append(d.flags, f) })
		}}, nil) // it ends as with --help
		out = append(out, d)
	}
	return out
}

// wordsOf are the words that a command takes, where they are known.
func wordsOf(command string) []string {
	switch command {
	case "auth", "connectors":
		return connectors.IDs()
	case "query":
		return queryTypes()
	case "completion":
		return shells
	}
	return nil
}

// queryTypes are those that the catalogue has texts of.
func queryTypes() []string {
	var out []string
	for key := range catalogue.Section("query.") {
		if id, ok := strings.CutSuffix(strings.TrimPrefix(key, "query."), ".help"); ok && !strings.Contains(id, ".") {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// takesValue reports whether something must follow a flag.
func takesValue(f *flag.Flag) bool {
	b, ok := f.Value.(interface{ IsBoolFlag() bool })
	return !ok || !b.IsBoolFlag()
}
