//go:build !race

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/ask"
	"github.com/pantau/pantau/collector/ask/asgrafana"
	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/timerange"
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

// byChance are panels that may be empty on some days, and then say so.
var byChance = []string{
	"Wall screen/Post of the day", "Wall screen/Interactions", // no post on a quiet Sunday
	"Wall screen/Rising issues", "Wall screen/Rising now (mentions in 6 hours)", "Issue room/Rising in 3 hours", // nothing in the small hours
	"Operation and collector health/Notices",
	"Best time/Three recommended hours", "Issue room/Since when sentiment has changed (3 days)",
}

// TestEveryPanelAnswers puts the question of every panel and annotation to the
// plugin, over the demonstration: none may fail, and none may be empty that the
// demonstration has data for.
func TestEveryPanelAnswers(t *testing.T) {
	binary, err := plugin()
	require.NoError(t, err)
	cfg := config.Default()
	cfg.DataDir = t.TempDir()
	got := pantau(t, "", "demo", "--once", "--plugin", binary, "--dir", cfg.DataDir)
	require.Equal(t, 0, got.code, got.err)
	source, closeStore, err := openSource(&cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, closeStore()) })
	p, err := ask.Start(binary, source)
	require.NoError(t, err)
	t.Cleanup(p.Close)
	t.Run("the course", func(t *testing.T) { course(t, p) })
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
			case !slices.Contains(byChance, name):
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
	q.From, q.To, err = timerange.Parse(from, b.Time.To, time.Now())
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
