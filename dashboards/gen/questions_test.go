package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// TestQuestionsAreAnswered holds docs/questions.md against the dashboards: every
// row names a dashboard and one of its panels, in its language.
func TestQuestionsAreAnswered(t *testing.T) {
	t.Parallel()
	panels := map[string][]string{}
	for _, b := range boards {
		for _, lang := range catalogue.Languages {
			d := b.build(texts{lang})
			for _, p := range d.Panels {
				panels[d.Title] = append(panels[d.Title], p.Title)
			}
		}
	}
	tables := map[string]int{}
	language := ""
	for line := range bytes.Lines(read(t, "../../docs/questions.md")) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(string(line)), "|"), "|")
		if len(cells) != 3 {
			continue
		}
		question, board, panel := strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1]), strings.TrimSpace(cells[2])
		switch {
		case strings.HasPrefix(question, "--"):
		case board == "Dasbor" || board == "Dashboard":
			language = board
		default:
			require.Contains(t, panels[board], panel, "%s: dashboard %q", question, board)
			tables[language]++
		}
	}
	require.Equal(t, map[string]int{"Dasbor": 10, "Dashboard": 10}, tables)
}
