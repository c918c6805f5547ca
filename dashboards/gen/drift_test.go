package main

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

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

// targets are all queries of a dashboard, those of annotations too, with where
// they stand.
func targets(d dashboard) map[string][]target {
	out := map[string][]target{}
	for _, p := range d.Panels {
		out[p.Title] = append(out[p.Title], p.Targets...)
	}
	for _, a := range d.Annotations.List {
		out[a.Name] = append(out[a.Name], a.Target)
	}
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
		}
		for where, list := range targets(d) {
			require.NotEmpty(t, list, where)
			for _, q := range list {
				require.Equal(t, pantau, q.Datasource, where)
				i := slices.IndexFunc(known, func(k descriptor) bool { return k.ID == q.QueryType })
				require.GreaterOrEqual(t, i, 0, "%s: unknown query type %q", where, q.QueryType)
				for name, value := range q.Params {
					checkParam(t, where, known[i], name, value, names)
				}
				if q.QueryType == "share_of_voice" && q.Params["of"] != "topic" {
					continue // accounts and queries have no topics
				}
				for _, name := range names {
					name = strings.TrimPrefix(name, "$") + "s"
					takes := slices.ContainsFunc(known[i].Params, func(p param) bool { return p.Name == name })
					require.Equal(t, takes, q.Params[name] != nil, "%s: the variable for %s is not used, or can't be", where, name)
				}
			}
		}
	})
}

func TestEveryQueryTypeIsOnADashboard(t *testing.T) {
	t.Parallel()
	for _, lang := range catalogue.Languages {
		shown := map[string]bool{}
		for _, b := range boards {
			for _, p := range b.build(texts{lang}).Panels {
				for _, q := range p.Targets {
					shown[q.QueryType] = true
				}
			}
		}
		for _, d := range descriptors(t) {
			require.True(t, shown[d.ID], "no panel asks %s", d.ID)
		}
	}
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
// answers have: those that the catalogue has a column title or metric for, and
// series of kinds of post.
func TestColumnsAreKnown(t *testing.T) {
	t.Parallel()
	known := func(name string) bool {
		return name == "value" || slices.Contains(kinds, name) || catalogue.Has("query.column."+name) || catalogue.Has("metric."+name)
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
				switch o := tr.Options.(map[string]any); tr.ID {
				case "filterFieldsByName":
					names = append(names, o["include"].(map[string]any)["names"].([]string)...)
				case "groupingToMatrix":
					names = append(names, o["columnField"].(string), o["rowField"].(string), o["valueField"].(string))
				case "calculateField":
					shown := texts{catalogue.Language(p.Targets[0].Language)}
					require.True(t, slices.ContainsFunc(kept(p), func(name string) bool {
						return shown.title(name) == o["binary"].(map[string]any)["left"]
					}), p.Title)
				case "sortBy": // by the title, in the answer's language
					shown := texts{catalogue.Language(p.Targets[0].Language)}
					for _, by := range o["sort"].([]map[string]any) {
						require.True(t, slices.ContainsFunc(kept(p), func(name string) bool { return shown.title(name) == by["field"] }),
							"%s: no column is called %q", p.Title, by["field"])
					}
				default:
					t.Errorf("%s: this test does not know the transformation %s", p.Title, tr.ID)
				}
			}
			for _, name := range names {
				require.True(t, known(name), "%s: no answer has a column %q", p.Title, name)
			}
		}
	})
}

// TestLanguagesAskTheSame: the dashboards of a language differ from the others'
// in words alone.
func TestLanguagesAskTheSame(t *testing.T) {
	t.Parallel()
	for _, b := range boards {
		var first [][]target
		for _, lang := range catalogue.Languages {
			var all [][]target
			for _, p := range b.build(texts{lang}).Panels {
				for i := range p.Targets {
					require.Equal(t, string(lang), p.Targets[i].Language, p.Title)
					p.Targets[i].Language = ""
				}
				all = append(all, p.Targets)
			}
			if first == nil {
				first = all
			}
			require.Equal(t, first, all, b.files[lang])
		}
	}
}
