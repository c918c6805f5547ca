package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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
	for _, lang := range catalogue.Languages {
		found, err := filepath.Glob(filepath.Join("..", string(lang), "*"))
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

// descriptor is what the editor knows of a query type.
type descriptor struct {
	ID     string
	Params []param
}

type param struct {
	Name, Kind string
	Options    []struct{ Value string }
	Min, Max   *float64
}

func descriptors(t *testing.T) []descriptor {
	t.Helper()
	raw, err := os.ReadFile("../../plugin/src/querytypes.gen.ts")
	require.NoError(t, err)
	_, list, found := bytes.Cut(raw, []byte("QueryTypeDescriptor[] = "))
	require.True(t, found, "querytypes.gen.ts has another form now; read it anew here")
	var out []descriptor
	require.NoError(t, json.Unmarshal(bytes.TrimRight(list, ";\n"), &out))
	require.NotEmpty(t, out)
	return out
}

func TestTargetsAreKnown(t *testing.T) {
	t.Parallel()
	known := descriptors(t)
	each(t, func(t *testing.T, d dashboard) {
		var names []string
		for _, v := range d.Templating.List {
			require.Equal(t, pantau, v.Datasource, v.Name)
			names = append(names, "$"+v.Name)
		}
		for _, p := range d.Panels {
			require.Equal(t, pantau, p.Datasource, p.Title)
			require.NotEmpty(t, p.Targets, p.Title)
			for _, q := range p.Targets {
				require.Equal(t, pantau, q.Datasource, p.Title)
				i := slices.IndexFunc(known, func(k descriptor) bool { return k.ID == q.QueryType })
				require.GreaterOrEqual(t, i, 0, "%s: unknown query type %q", p.Title, q.QueryType)
				for name, value := range q.Params {
					checkParam(t, p.Title, known[i], name, value, names)
				}
			}
		}
	})
}

func checkParam(t *testing.T, where string, d descriptor, name string, value any, variables []string) {
	t.Helper()
	i := slices.IndexFunc(d.Params, func(p param) bool { return p.Name == name })
	require.GreaterOrEqual(t, i, 0, "%s: %s has no parameter %q", where, d.ID, name)
	p := d.Params[i]
	switch p.Kind {
	case "list":
		require.IsType(t, []string{}, value, "%s: %s", where, name)
		for _, v := range value.([]string) {
			require.Contains(t, variables, v, "%s: %s: unknown variable", where, name)
		}
	case "enum":
		require.True(t, slices.ContainsFunc(p.Options, func(o struct{ Value string }) bool { return o.Value == value }),
			"%s: %s: unknown value %v", where, name, value)
	case "number":
		n := float64(value.(int))
		require.True(t, (p.Min == nil || n >= *p.Min) && (p.Max == nil || n <= *p.Max), "%s: %s: %v is out of bounds", where, name, n)
	default:
		require.IsType(t, map[string]any{"boolean": true, "text": ""}[p.Kind], value, "%s: %s", where, name)
	}
}

// TestColumnsAreKnown holds the columns that panels pick against the names that
// answers have: those that the catalogue has a column title or metric for.
func TestColumnsAreKnown(t *testing.T) {
	t.Parallel()
	known := func(name string) bool {
		return name == "value" || catalogue.Has("query.column."+name) || catalogue.Has("metric."+name)
	}
	each(t, func(t *testing.T, d dashboard) {
		for _, p := range d.Panels {
			var names []string
			for _, o := range p.FieldConfig.Overrides {
				if o.Matcher.ID == "byName" {
					names = append(names, o.Matcher.Options.(string))
				}
			}
			for _, tr := range p.Transformations {
				names = append(names, tr.Options.(map[string]any)["include"].(map[string]any)["names"].([]string)...)
			}
			for _, name := range names {
				require.True(t, known(name), "%s: no answer has a column %q", p.Title, name)
			}
		}
	})
}
