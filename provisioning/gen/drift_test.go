package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// descriptor is what the editor knows of a query type.
type descriptor struct {
	ID      string
	Formats []string
	Params  []param
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

func TestQuestionsAreKnown(t *testing.T) {
	t.Parallel()
	known := descriptors(t)
	for _, r := range rules(t) {
		asked := 0
		for _, q := range r.Data {
			require.Equal(t, q.RefID, q.Model["refId"], r.UID)
			if q.DatasourceUID == expression {
				continue
			}
			asked++
			require.Equal(t, q.QueryType, q.Model["queryType"], r.UID)
			require.Greater(t, q.RelativeTimeRange.From, q.RelativeTimeRange.To, r.UID)
			i := slices.IndexFunc(known, func(d descriptor) bool { return d.ID == q.QueryType })
			require.GreaterOrEqual(t, i, 0, "%s: unknown query type %q", r.UID, q.QueryType)
			params := q.Model["params"].(map[string]any)
			require.Equal(t, "value", params["format"], "%s: expressions take single values", r.UID)
			for name, value := range params {
				checkParam(t, r.UID, known[i], name, value)
			}
		}
		require.Positive(t, asked, r.UID)
	}
}

func checkParam(t *testing.T, where string, d descriptor, name string, value any) {
	t.Helper()
	i := slices.IndexFunc(d.Params, func(p param) bool { return p.Name == name })
	require.GreaterOrEqual(t, i, 0, "%s: %s has no parameter %q", where, d.ID, name)
	switch p := d.Params[i]; p.Kind {
	case "enum":
		require.True(t, slices.ContainsFunc(p.Options, func(o struct{ Value string }) bool { return o.Value == value }),
			"%s: %s: unknown value %v", where, name, value)
	case "number":
		n := float64(value.(int))
		require.True(t, (p.Min == nil || n >= *p.Min) && (p.Max == nil || n <= *p.Max), "%s: %s: %v is out of bounds", where, name, n)
	default:
		t.Errorf("%s: %s: check parameters of kind %s here", where, name, p.Kind)
	}
}

// TestExpressionsLeadToQuestions holds every refId that an expression names.
func TestExpressionsLeadToQuestions(t *testing.T) {
	t.Parallel()
	for _, r := range rules(t) {
		seen := map[string]bool{}
		for _, q := range r.Data {
			if q.DatasourceUID == expression {
				for _, word := range strings.Fields(fmt.Sprint(q.Model["expression"])) {
					if name := strings.TrimPrefix(word, "$"); name >= "A" && name <= "Z" {
						require.True(t, seen[name], "%s: %s has no question before it", r.UID, name)
					}
				}
			}
			seen[q.RefID] = true
		}
		last := r.Data[len(r.Data)-1]
		require.Equal(t, r.Condition, last.RefID, r.UID)
		require.Equal(t, "threshold", last.Model["type"], r.UID)
	}
}

func TestTheDataSourceIsTheProvisionedOne(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../datasources/pantau.yaml")
	require.NoError(t, err)
	var f struct {
		Datasources []struct{ UID, Type string }
	}
	require.NoError(t, yaml.Unmarshal(raw, &f))
	require.Equal(t, datasourceUID, f.Datasources[0].UID)
	require.Equal(t, datasourceType, f.Datasources[0].Type)
}

// TestLinksLeadSomewhere finds each panel on the dashboards as they are.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	there := map[string]bool{}
	files, err := filepath.Glob("../../dashboards/*/*.json")
	require.NoError(t, err)
	for _, name := range files {
		raw, err := os.ReadFile(name)
		require.NoError(t, err)
		var board struct {
			UID    string
			Panels []struct{ ID int }
		}
		require.NoError(t, json.Unmarshal(raw, &board))
		for _, p := range board.Panels {
			at := place{board.UID, p.ID}
			there[at.path()], there[at.board()] = true, true
		}
	}
	for _, r := range rules(t) {
		require.True(t, there[place{r.DashboardUID, r.PanelID}.path()], r.UID)
		require.Equal(t, r.DashboardUID, r.Annotations["__dashboardUid__"], r.UID)
		require.Equal(t, fmt.Sprint(r.PanelID), r.Annotations["__panelId__"], r.UID)
		for _, name := range []string{"board", "board_en"} {
			_, path, ok := strings.Cut(expand(t, r.Annotations[name], nil, "https://grafana.example"), "https://grafana.example")
			require.True(t, ok && there[path], "%s: %s: %s", r.UID, name, path)
		}
	}
}
