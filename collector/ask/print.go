package ask

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/pantau/pantau/collector/cell"
	"github.com/pantau/pantau/collector/schema/catalogue"
)

// Formats lists what Print can write.
var Formats = []string{"table", "json", "csv"}

// Print writes frames as a table to read, in a zone and a language, as JSON (the
// frames as Grafana gets them), or as CSV; the last two are for programs, and the
// same everywhere.
func Print(w io.Writer, frames Frames, format string, zone *time.Location, lang catalogue.Language) error {
	switch format {
	case "json":
		raw := make([]json.RawMessage, len(frames))
		for i, f := range frames {
			raw[i] = f.raw
		}
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(raw)
	case "csv":
		return printCSV(w, frames)
	case "table":
		return printTable(w, frames, zone, lang)
	}
	return fmt.Errorf("--format: %q is unknown; write %s", format, strings.Join(Formats, ", "))
}

func printCSV(w io.Writer, frames Frames) error {
	out := csv.NewWriter(w)
	for _, f := range frames {
		if err := out.Write(guarded(names(f))); err != nil {
			return err
		}
		for row := range f.Rows() {
			if err := out.Write(cells(f, row, plainCell)); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func printTable(w io.Writer, frames Frames, zone *time.Location, lang catalogue.Language) error {
	for i, f := range frames {
		if i > 0 {
			_, _ = fmt.Fprintln(w)
		}
		out := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
		_, _ = fmt.Fprintln(out, strings.Join(header(f), "\t"))
		for row := range f.Rows() {
			_, _ = fmt.Fprintln(out, strings.Join(cells(f, row, func(v any) string { return readable(v, zone, lang) }), "\t"))
		}
		if err := out.Flush(); err != nil {
			return err
		}
		printNotices(w, f)
	}
	return nil
}

func printNotices(w io.Writer, f *Frame) {
	for _, notice := range f.Notices {
		_, _ = fmt.Fprintf(w, "* %s\n", notice)
	}
}

// guarded are names in which a topic or an account may stand.
func guarded(names []string) []string {
	for i, name := range names {
		names[i] = cell.Guard(name)
	}
	return names
}

// names are the fields' own names, the same in every language.
func names(f *Frame) []string {
	out := make([]string, len(f.Fields))
	for i, field := range f.Fields {
		out[i] = field.label()
	}
	return out
}

// header is what people read above a column.
func header(f *Frame) []string {
	out := names(f)
	for i, field := range f.Fields {
		if field.Title != "" {
			out[i] = field.Title
		}
	}
	return out
}

func cells(f *Frame, row int, show func(any) string) []string {
	out := make([]string, len(f.Fields))
	for i, field := range f.Fields {
		out[i] = show(field.Values[row])
	}
	return out
}

func plainCell(v any) string {
	switch v := v.(type) {
	case nil:
		return "" // not available
	case time.Time:
		return v.UTC().Format(time.RFC3339)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		return cell.Guard(v)
	}
	return fmt.Sprint(v)
}

// readable is a cell for people: short times, two decimals, one line.
func readable(v any, zone *time.Location, lang catalogue.Language) string {
	switch v := v.(type) {
	case nil:
		return "–" // not available: a column or a note says why
	case time.Time:
		return v.In(zone).Format("2006-01-02 15:04")
	case float64:
		if v == math.Trunc(v) {
			return catalogue.Number(lang, v, 0)
		}
		return catalogue.Number(lang, v, 2)
	case string:
		const width = 60
		line := strings.Join(strings.Fields(v), " ")
		if runes := []rune(line); len(runes) > width {
			line = string(runes[:width-1]) + "…"
		}
		return line
	}
	return catalogue.Value(lang, v)
}
