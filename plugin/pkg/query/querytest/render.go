package querytest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"
)

// Render writes frames as text that a reviewer can read: what Grafana is told
// about a frame, then a table with a row of names, units and display names.
func Render(t testing.TB, frames data.Frames) string {
	t.Helper()
	var b strings.Builder
	for i, f := range frames {
		_, err := f.MarshalJSON() // what Grafana gets must be JSON
		require.NoError(t, err)
		fmt.Fprintf(&b, "frame %d %q\n", i, f.Name)
		renderMeta(&b, f, i == 0)
		if i > 0 {
			require.Empty(t, f.Meta.ExecutedQueryString, "what ran stands in the first frame")
			require.Nil(t, f.Meta.Custom, "how it was computed, too")
		}
		rows, _ := f.RowLen()
		table := make([][]string, rows+4)
		for _, field := range f.Fields {
			renderField(table, field, rows)
		}
		writeTable(&b, table)
		b.WriteString("\n")
	}
	return b.String()
}

func renderMeta(b *strings.Builder, f *data.Frame, first bool) {
	fmt.Fprintf(b, "type    %s %v\n", f.Meta.Type, f.Meta.TypeVersion)
	if first {
		fmt.Fprintf(b, "custom  %s\n", custom(f.Meta.Custom))
	}
	for _, n := range f.Meta.Notices {
		severity, _ := n.Severity.MarshalJSON()
		fmt.Fprintf(b, "notice  %s %s\n", severity, n.Text)
	}
	if !first {
		return
	}
	for line := range strings.SplitSeq(f.Meta.ExecutedQueryString, "\n") {
		if line != "" {
			fmt.Fprintf(b, "ran     %s\n", line)
		}
	}
}

// custom writes the answer's own part of the meta. Over the wire it comes as a map.
func custom(meta any) string {
	raw, err := json.Marshal(meta)
	if err != nil {
		return err.Error()
	}
	var d struct {
		QueryType, Formula, Source string
		N                          int
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%+v", d)
}

func renderField(table [][]string, field *data.Field, rows int) {
	unit, shown := "", ""
	if field.Config != nil {
		unit, shown = field.Config.Unit, field.Config.DisplayNameFromDS
		for _, l := range field.Config.Links {
			unit += " link=" + l.URL
		}
		if _, hidden := field.Config.Custom["hideFrom"]; hidden {
			unit += " (beside)"
		}
	}
	table[0] = append(table[0], field.Name)
	table[1] = append(table[1], shown)
	table[2] = append(table[2], strings.TrimSpace(field.Type().ItemTypeString()+" "+unit))
	table[3] = append(table[3], field.Labels.String())
	for row := range rows {
		table[4+row] = append(table[4+row], renderCell(field, row))
	}
}

func renderCell(field *data.Field, row int) string {
	v, ok := field.ConcreteAt(row)
	if !ok {
		return "null"
	}
	switch v := v.(type) {
	case time.Time:
		return v.In(Zone).Format("2006-01-02 15:04:05Z07")
	case float64:
		return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.4f", v), "0"), ".")
	case string:
		return "'" + v + "'"
	case json.RawMessage:
		return string(v)
	}
	return fmt.Sprint(v)
}

func writeTable(b *strings.Builder, table [][]string) {
	if len(table[0]) == 0 {
		b.WriteString("(no fields)\n")
		return
	}
	widths := make([]int, len(table[0]))
	for _, row := range table {
		for i, v := range row {
			widths[i] = max(widths[i], len([]rune(v)))
		}
	}
	for r, row := range table {
		var line strings.Builder
		for i, v := range row {
			line.WriteString("| " + v + strings.Repeat(" ", widths[i]-len([]rune(v))) + " ")
		}
		b.WriteString(line.String() + "|\n")
		if r == 3 {
			b.WriteString("|" + strings.Join(slices.Repeat([]string{"-"}, 20), "") + "\n")
		}
	}
}
