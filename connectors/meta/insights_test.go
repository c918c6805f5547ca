package meta

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk"
)

func TestNumberOfEachShape(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]any{
		`{"values":[{"value":7}]}`: 7.0,
		`{"values":[{"value":3,"end_time":"2026-03-08T08:00:00+0000"},{"value":4,"end_time":"2026-03-09T08:00:00+0000"}]}`: 4.0,
		`{"values":[{"value":{"like":3,"love":1}}]}`: 4.0,
		`{"values":[{"value":{}}]}`:                  nil,
		`{"values":[{"value":null}]}`:                nil,
		`{"values":[]}`:                              nil,
		`{}`:                                         nil,
		`{"total_value":{"value":0}}`:                0.0,
		`{"total_value":{}}`:                         nil,
		`{"total_value":{"breakdowns":[{"results":[{"dimension_values":["F"],"value":2},{"dimension_values":["M"],"value":3}]}]}}`: 5.0,
	} {
		var i Insight
		require.NoError(t, json.Unmarshal([]byte(raw), &i), raw)
		got, ok := i.Number()
		require.Equal(t, want != nil, ok, raw)
		if ok {
			require.Equal(t, want, got, raw)
		}
	}
}

func TestByFindsADimensionAmongOthers(t *testing.T) {
	t.Parallel()
	var i Insight
	require.NoError(t, json.Unmarshal([]byte(`{"total_value":{"breakdowns":[{"dimension_keys":["timeframe","country"],
		"results":[{"dimension_values":["LAST_90_DAYS","ID"],"value":5},{"dimension_values":["LAST_90_DAYS"],"value":2},{"dimension_values":["LAST_90_DAYS","MY"]}]}]}}`), &i))
	require.Equal(t, []Bucket{{"ID", 5}}, i.By("country"))
	require.Empty(t, i.By("city"))
	require.Empty(t, Insight{}.By("country"))
}

// gated serves an object with the metrics a, b and c; others have d.
func gated(t *testing.T, o metasim.Options) (*Client, *sdk.Insights) {
	t.Helper()
	o.Tokens = map[string]metasim.Token{token.Reveal(): {}}
	gate := metasim.NewGate(o, nil, "instagram")
	return serve(t, gate.Guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			names := metasim.Metrics(r)
			if gate.Refuses(w, names, []string{"a", "b", "c"}, []string{"d"}) {
				return
			}
			var found []metasim.Insight
			for _, name := range names {
				if name != "c" { // for which there is no value
					found = append(found, metasim.Lifetime(name, 5))
				}
			}
			metasim.AnswerInsights(w, r, found)
		})).ServeHTTP),
		&sdk.Insights{Memory: sdk.NewMemory(nil, nil), Refused: Refused}
}

func TestAskTellsWhyMetricsAreMissing(t *testing.T) {
	t.Parallel()
	c, dead := gated(t, metasim.Options{Dead: []string{"b"}})
	answer, err := c.Ask(t.Context(), now, dead, Question{Object: "1", Scope: "x", Names: []string{"a", "b", "c"}})
	require.NoError(t, err)
	require.Equal(t, sdk.Number(5.0), answer.Metric("a", schema.Threshold))
	require.Equal(t, sdk.NotAvailable(schema.Removed), answer.Metric("b", schema.Threshold))
	require.Equal(t, sdk.NotAvailable(schema.Threshold), answer.Metric("c", schema.Threshold))
	require.Equal(t, 4, c.Requests(), "all, then one by one")
	_, err = c.Ask(t.Context(), now, dead, Question{Object: "2", Scope: "x", Names: []string{"a", "b", "c"}})
	require.NoError(t, err)
	require.Equal(t, 5, c.Requests(), "what is dead is remembered")
}

func TestAskLeavesOutWhatIsNamedAsElsewhere(t *testing.T) {
	t.Parallel()
	c, dead := gated(t, metasim.Options{})
	answer, err := c.Ask(t.Context(), now, dead, Question{Object: "1", Scope: "x", Names: []string{"a", "d"}})
	require.NoError(t, err)
	require.Equal(t, sdk.Number(5.0), answer.Metric("a", schema.Threshold))
	require.Equal(t, sdk.NotAvailable(schema.NotOffered), answer.Metric("d", schema.Threshold))
	require.Equal(t, 2, c.Requests())
}

func TestAskKnowsThresholdsFromPermissions(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]schema.Reason{
		`{"error":{"message":"(#10) Not enough viewers for the media to show insights","code":10}}`: schema.Threshold,
		`{"error":{"message":"Invalid parameter","code":100,"error_subcode":2108006}}`:              schema.NotOffered,
		`{"error":{"message":"(#10) Application does not have permission","code":10}}`:              schema.Permission,
		`{"error":{"message":"down","code":2}}`:                                                     schema.NotRead,
	} {
		c := serve(t, says(400, body))
		dead := &sdk.Insights{Memory: sdk.NewMemory(nil, nil), Refused: Refused}
		answer, err := c.Ask(t.Context(), now, dead, Question{Object: "1", Scope: "x", Names: []string{"a", "b"}})
		require.Equal(t, want == schema.Permission || want == schema.NotRead, err != nil, body)
		for _, name := range []string{"a", "b"} {
			require.Equal(t, sdk.NotAvailable(want), answer.Metric(name, schema.NotReady), body)
		}
		require.Equal(t, 1, c.Requests(), body)
	}
}
