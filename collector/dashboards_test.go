//go:build !race

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/ask"
	"github.com/pantau/pantau/collector/ask/asgrafana"
	"github.com/pantau/pantau/collector/demo"
	"github.com/pantau/pantau/collector/timerange"
	"github.com/pantau/pantau/connectors"
)

// board is what a dashboard asks.
type board struct {
	Title       string
	Time        struct{ From, To string }
	Panels      []boardPanel
	Annotations struct {
		List []struct {
			Name   string
			Target boardTarget
		}
	}
}

type boardPanel struct {
	Title, TimeFrom string
	Targets         []boardTarget
	Transformations []struct {
		ID      string
		Options struct{ Include struct{ Names []string } }
	}
}

type boardTarget struct {
	QueryType string
	Params    map[string]any
}

// notInTheDemo are panels that the demonstration can't fill: its platforms are
// Mastodon, Bluesky, Instagram and RSS. Each must be empty indeed, and say nothing
// wrong.
var notInTheDemo = []string{
	"Audience/Job functions of followers (LinkedIn)",
	"Benchmark/Share of voice by query",                // X counts queries
	"Policy sentiment/How accurately the tone is read", // nobody corrected anything
}

// byChance tells of what a reading met with; on most machines nothing.
const byChance = "Operation and collector health/Notices"

// TestEveryPanelAnswers puts the question of every panel and annotation to the
// plugin, over the demonstration as it is on a Friday evening: none may fail, and
// none may be empty that the demonstration has data for.
func TestEveryPanelAnswers(t *testing.T) {
	visit(t, demo.Options{Days: 120, End: worldEnd}, func(p *ask.Plugin) {
		t.Run("the course", func(t *testing.T) { course(t, p) })
		boards(t, p)
	})
}

// visit makes a demonstration and asks the plugin about it.
func visit(t *testing.T, o demo.Options, look func(p *ask.Plugin)) {
	t.Helper()
	binary, err := plugin()
	require.NoError(t, err)
	self, err := os.Executable()
	require.NoError(t, err)
	o.Once, o.Dir, o.Plugin, o.Language, o.BuiltIn, o.Executable = true, t.TempDir(), binary, "en", connectors.IDs(), self
	o.Out, o.Log = io.Discard, slog.New(slog.DiscardHandler)
	o.Ask = func(_ context.Context, p *ask.Plugin) error {
		look(p)
		return nil
	}
	require.NoError(t, demo.Run(t.Context(), o))
}

func boards(t *testing.T, p *ask.Plugin) {
	t.Helper()
	paths, err := filepath.Glob("../dashboards/en/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	unseen := slices.Clone(notInTheDemo)
	for _, path := range paths {
		b := readBoard(t, path)
		for _, a := range b.Annotations.List {
			askBoard(t, p, b, a.Name, "", a.Target)
		}
		for _, panel := range b.Panels {
			name := b.Title + "/" + panel.Title
			full := false
			for _, target := range panel.Targets {
				full = shows(askBoard(t, p, b, panel.Title, panel.TimeFrom, target), panel) || full
			}
			i := slices.Index(unseen, name)
			switch {
			case i >= 0:
				unseen = slices.Delete(unseen, i, i+1)
				require.False(t, full, "%s is not empty any more; take it from notInTheDemo", name)
			case name != byChance:
				require.True(t, full, "%s is empty", name)
			}
		}
	}
	require.Empty(t, unseen, "there are no such panels")
}

func readBoard(t *testing.T, path string) board {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	var b board
	require.NoError(t, json.Unmarshal(raw, &b))
	require.NotEmpty(t, b.Panels, path)
	return b
}

// askBoard puts in the variables' values as Grafana does: all of everything, and
// one topic on the dashboard that is about one.
func askBoard(t *testing.T, p *ask.Plugin, b board, name, timeFrom string, target boardTarget) data.Frames {
	t.Helper()
	topic := "*"
	if b.Title == "Policy sentiment" {
		topic = "parkir elektronik"
	}
	params := map[string]string{}
	for key, value := range target.Params {
		text := fmt.Sprint(value)
		if list, ok := value.([]any); ok {
			text = fmt.Sprint(list[0])
			require.Len(t, list, 1, "%s: %s", name, key)
		}
		params[key] = strings.NewReplacer("$platform", "*", "$account", "*", "$topic", topic).Replace(text)
		require.NotContains(t, params[key], "$", "%s: a variable without a value", name)
	}
	from := b.Time.From
	if timeFrom != "" {
		from = "now-" + timeFrom
	}
	q := ask.Question{Type: target.QueryType, Params: params}
	var err error
	q.From, q.To, err = timerange.Parse(from, b.Time.To, worldEnd)
	require.NoError(t, err, name)
	frames, err := asgrafana.Ask(t.Context(), p, q)
	require.NoError(t, err, "%s/%s", b.Title, name)
	return frames
}

// shows tells whether anything is left to be seen: a value in one of the columns
// that the panel keeps.
func shows(frames data.Frames, panel boardPanel) bool {
	var kept []string
	for _, tr := range panel.Transformations {
		kept = append(kept, tr.Options.Include.Names...)
	}
	for _, f := range frames {
		for _, field := range f.Fields {
			if kept != nil && !slices.Contains(kept, field.Name) || kept == nil && field.Name == "time" {
				continue
			}
			for row := range field.Len() {
				if v, ok := field.ConcreteAt(row); ok && v != "" {
					return true
				}
			}
		}
	}
	return false
}
