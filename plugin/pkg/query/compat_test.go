package query_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/plugin/pkg/influx"
	"github.com/pantau/pantau/plugin/pkg/query"
	"github.com/pantau/pantau/plugin/pkg/query/querytest"
)

const compat = "../../../testdata/compat"

// saved is a query as a dashboard, an alert rule or an annotation keeps it.
type saved struct {
	QueryType string         `json:"queryType"           yaml:"queryType"`
	Params    map[string]any `json:"params"              yaml:"params"`
}

// empty is a store without data: what is saved must be accepted, whatever there is.
type empty struct{}

func (empty) Query(context.Context, influx.Query) (*influx.Result, error) {
	return &influx.Result{}, nil
}

// TestSavedQueriesAreAccepted asks everything that the dashboards and alert rules
// of released versions ask.
func TestSavedQueriesAreAccepted(t *testing.T) {
	t.Parallel()
	if v := os.Getenv("PANTAU_KEEP"); v != "" {
		keep(t, v, "queries.json", today(t))
	}
	files, err := filepath.Glob(filepath.Join(compat, "*/queries.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	d := query.NewDispatcher(query.Options{Store: empty{}, Zone: querytest.Zone, Language: catalogue.Indonesian})
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		var all []saved
		require.NoError(t, json.Unmarshal(raw, &all))
		require.NotEmpty(t, all)
		for _, q := range all {
			raw, err := json.Marshal(q)
			require.NoError(t, err)
			got := d.QueryData(t.Context(), &backend.QueryDataRequest{Queries: []backend.DataQuery{{
				RefID: "A", QueryType: q.QueryType, JSON: raw, MaxDataPoints: 1000,
				TimeRange: backend.TimeRange{From: querytest.Monday, To: querytest.Sunday},
			}}}).Responses["A"]
			require.NoError(t, got.Error, "%s: %s", file, raw)
		}
	}
}

// TestQueryTypesKeepTheirParameters holds every id, parameter and value that
// somebody may have saved.
func TestQueryTypesKeepTheirParameters(t *testing.T) {
	t.Parallel()
	now := promises()
	if v := os.Getenv("PANTAU_KEEP"); v != "" {
		keep(t, v, "query-types.json", now)
	}
	files, err := filepath.Glob(filepath.Join(compat, "*/query-types.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		var then map[string]map[string]promise
		require.NoError(t, json.Unmarshal(raw, &then))
		require.NotEmpty(t, then)
		for id, params := range then {
			require.Contains(t, now, id, file)
			for name, p := range params {
				require.Contains(t, now[id], name, "%s: %s", file, id)
				require.Equal(t, p.Kind, now[id][name].Kind, "%s: %s.%s", file, id, name)
				require.Equal(t, p.Default, now[id][name].Default, "%s: %s.%s: a saved query without it would mean something else", file, id, name)
				require.Subset(t, now[id][name].Options, p.Options, "%s: %s.%s", file, id, name)
			}
		}
	}
}

// promise is what a saved query relies on.
type promise struct {
	Kind    string   `json:"kind"`
	Default string   `json:"default"`
	Options []string `json:"options,omitempty"`
}

func promises() map[string]map[string]promise {
	out := map[string]map[string]promise{}
	for _, d := range query.Descriptors() {
		out[d.ID] = map[string]promise{}
		for _, p := range d.Params {
			standard, _ := json.Marshal(p.Default) // texts and numbers: cannot fail
			made := promise{Kind: string(p.Kind), Default: string(standard)}
			for _, o := range p.Options {
				made.Options = append(made.Options, o.Value)
			}
			out[d.ID][p.Name] = made
		}
	}
	return out
}

// today gathers the queries of the dashboards and alert rules as they are now,
// each once.
func today(t *testing.T) []saved {
	t.Helper()
	var out []saved
	seen := map[string]bool{}
	add := func(q saved) {
		raw, err := json.Marshal(q)
		require.NoError(t, err)
		if q.QueryType != "" && !seen[string(raw)] {
			seen[string(raw)] = true
			out = append(out, q)
		}
	}
	boards, err := filepath.Glob("../../../dashboards/id/*.json")
	require.NoError(t, err)
	for _, file := range boards {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		var board struct {
			Panels      []struct{ Targets []saved }
			Annotations struct{ List []struct{ Target saved } }
		}
		require.NoError(t, json.Unmarshal(raw, &board))
		for _, p := range board.Panels {
			for _, q := range p.Targets {
				add(q)
			}
		}
		for _, a := range board.Annotations.List {
			add(a.Target)
		}
	}
	raw, err := os.ReadFile("../../../provisioning/alerting/rules.yaml")
	require.NoError(t, err)
	var alerts struct {
		Groups []struct {
			Rules []struct{ Data []struct{ Model saved } }
		}
	}
	require.NoError(t, yaml.Unmarshal(raw, &alerts))
	for _, g := range alerts.Groups {
		for _, r := range g.Rules {
			for _, q := range r.Data {
				add(q.Model)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b saved) int { return strings.Compare(a.QueryType, b.QueryType) })
	return out
}

func keep(t *testing.T, version, name string, what any) {
	t.Helper()
	raw, err := json.MarshalIndent(what, "", " ")
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Join(compat, version), 0o750))
	require.NoError(t, os.WriteFile(filepath.Join(compat, version, name), append(raw, '\n'), 0o600))
}
