package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

func TestFilesAreCurrent(t *testing.T) {
	t.Parallel()
	files, err := generate()
	require.NoError(t, err)
	var want []string
	for name, content := range files {
		want = append(want, name)
		got, err := os.ReadFile(filepath.Join("..", name))
		require.NoError(t, err)
		require.Equal(t, string(content), string(got), "%s: run go generate ./dashboards/gen", name)
	}
	var have []string
	for _, folder := range []string{"id", "en", "library/id", "library/en"} {
		found, err := filepath.Glob(filepath.Join("..", folder, "*"))
		require.NoError(t, err)
		for _, path := range found {
			have = append(have, strings.TrimPrefix(path, "../"))
		}
	}
	require.ElementsMatch(t, want, have, "a file that no source makes")
}

// each runs a check for every dashboard in every language.
func each(t *testing.T, check func(t *testing.T, d dashboard)) {
	t.Helper()
	for _, b := range boards {
		for _, lang := range catalogue.Languages {
			t.Run(string(lang)+"/"+b.files[lang], func(t *testing.T) {
				t.Parallel()
				check(t, b.build(texts{lang}))
			})
		}
	}
}

// keys finds what the catalogue gives for a text that it has not.
var keys = regexp.MustCompile(`"(dashboard|query|metric)\.[a-z_.]+`)

func TestPanelsSayWhatTheyMean(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d dashboard) {
		source, err := encode(d)
		require.NoError(t, err)
		require.Empty(t, keys.FindAllString(string(source), -1), "texts are missing")
		for _, p := range d.Panels {
			require.Equal(t, 3, strings.Count(p.Description, ".** "), "%s: meaning, formula, what to do", p.Title)
			require.NotEmpty(t, p.FieldConfig.Defaults["noValue"], "%s says nothing while there is no data", p.Title)
		}
	})
}

func TestPanelsFillTheGrid(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d dashboard) {
		taken, bottom, area := map[[2]int]string{}, 0, 0
		for _, p := range d.Panels {
			g := p.GridPos
			require.LessOrEqual(t, g.X+g.W, 24, p.Title)
			for x := g.X; x < g.X+g.W; x++ {
				for y := g.Y; y < g.Y+g.H; y++ {
					require.Empty(t, taken[[2]int{x, y}], "%s overlaps", p.Title)
					taken[[2]int{x, y}] = p.Title
				}
			}
			bottom, area = max(bottom, g.Y+g.H), area+g.W*g.H
		}
		require.Equal(t, 24*bottom, area, "there are holes between the panels")
	})
}

func TestUIDsAreUnique(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, b := range boards {
		for _, lang := range catalogue.Languages {
			uid := b.build(texts{lang}).UID
			require.False(t, seen[uid], uid)
			require.LessOrEqual(t, len(uid), 40, "Grafana refuses longer ones")
			seen[uid] = true
		}
	}
}
