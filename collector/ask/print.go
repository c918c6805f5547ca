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

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// Columns keeps the named columns of a table, in that order.
func Columns(frames data.Frames, names ...string) data.Frames {
	for _, f := range frames {
		var kept []*data.Field
		for _, name := range names {
			if field, _ := f.FieldByName(name); field != nil {
				kept = append(kept, field)
			}
		}
		f.Fields = kept
	}
	return frames
}

// First keeps the first rows of each table.
func First(frames data.Frames, rows int) data.Frames {
	for _, f := range frames {
		for last := f.Rows() - 1; last >= rows; last-- {
			f.DeleteRow(last)
		}
	}
	return frames
}

// Formats lists what Print can write.
var Formats = []string{"table", "json", "csv"}

// Print writes frames as a table to read, in a zone and a language, as JSON (the
// frames as Grafana gets them), or as CSV; the last two are for programs, and the
// same everywhere.
func Print(w io.Writer, frames data.Frames, format string, zone *time.Location, lang catalogue.Language) error {
	switch format {
	case "json":
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(frames)
	case "csv":
		return printCSV(w, frames)
	case "table":
		return printTable(w, frames, zone, lang)
	}
	return fmt.Errorf("--format: %q is unknown; write %s", format, strings.Join(Formats, ", "))
}

func printCSV(w io.Writer, frames data.Frames) error {
	out := csv.NewWriter(w)
	for _, f := range frames {
		if err := out.Write(names(f)); err != nil {
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

func printTable(w io.Writer, frames data.Frames, zone *time.Location, lang catalogue.Language) error {
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

func printNotices(w io.Writer, f *data.Frame) {
	if f.Meta == nil {
		return
	}
	for _, n := range f.Meta.Notices {
		_, _ = fmt.Fprintf(w, "* %s\n", n.Text)
	}
}

// names are the fields' own names, the same in every language.
func names(f *data.Frame) []string {
	out := make([]string, len(f.Fields))
	for i, field := range f.Fields {
		out[i] = field.Name
		if len(field.Labels) > 0 {
			out[i] += " " + field.Labels.String()
		}
	}
	return out
}

// header is what people read above a column.
func header(f *data.Frame) []string {
	out := names(f)
	for i, field := range f.Fields {
		if field.Config != nil && field.Config.DisplayNameFromDS != "" {
			out[i] = field.Config.DisplayNameFromDS
		}
	}
	return out
}

func cells(f *data.Frame, row int, show func(any) string) []string {
	out := make([]string, len(f.Fields))
	for i, field := range f.Fields {
		if v, ok := field.ConcreteAt(row); ok {
			out[i] = show(v)
		} else {
			out[i] = show(nil)
		}
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
		// What strangers wrote must not run as a formula in a spreadsheet.
		if v != "" && strings.Contains("=+-@\t\r", v[:1]) {
			return "'" + v
		}
		return v
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
