package query_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/query/querytest"
)

// dimensionless are numbers without a unit, as is the z of drivers; all others must
// have one.
var dimensionless = map[string]bool{"z": true, "log_odds": true, "score": true}

// requireContract checks of every answer what Grafana's data plane contract asks of
// its kind of frame (grafana.github.io/dataplane), and what users expect: names in
// their language, units, links, no number that is none.
func requireContract(t *testing.T, c querytest.Case, frames data.Frames) {
	t.Helper()
	require.NotEmpty(t, frames[0].Meta.ExecutedQueryString, "the query inspector shows what ran")
	for _, f := range frames {
		if len(f.Fields) == 0 {
			require.NotEmpty(t, f.Meta.Custom, "an empty answer too says how it would be computed")
			continue
		}
		switch f.Meta.Type {
		case data.FrameTypeTimeSeriesMulti:
			requireSeries(t, c, f)
		case data.FrameTypeNumericWide:
			require.Equal(t, 1, f.Rows(), "one row of numbers")
			for _, field := range f.Fields {
				require.Equal(t, data.FieldTypeNullableFloat64, field.Type(), "a number that is not available is null, not 0")
			}
			require.Equal(t, len(f.Fields), distinctLabels(f), "numbers are told apart by their labels")
		case data.FrameTypeLogLines:
			require.Equal(t, []string{"timestamp", "body"}, []string{f.Fields[0].Name, f.Fields[1].Name})
			continue
		default:
			require.Equal(t, data.FrameTypeTable, f.Meta.Type)
		}
		for _, field := range f.Fields {
			requireField(t, c, field)
		}
	}
}

// annotations are the four kinds that dashboards mark, each with its column of time
// and of text: what Grafana makes an annotation of.
var annotations = map[string][2]string{
	"top_posts/interactions":  {"published", "excerpt"}, // own posts
	"rising_topics/bursts":    {"time", "summary"},
	"sentiment_shift/table":   {"time", "summary"}, // change points
	"collector_health/breaks": {"time", "message"}, // a metric means something else from then on
}

func requireAnnotation(t *testing.T, c querytest.Case, frames data.Frames) {
	t.Helper()
	want, ok := annotations[c.Name()]
	if !ok {
		return
	}
	at, _ := frames[0].FieldByName(want[0])
	text, _ := frames[0].FieldByName(want[1])
	require.NotNil(t, at)
	require.NotNil(t, text)
	require.Equal(t, []data.FieldType{data.FieldTypeTime, data.FieldTypeString}, []data.FieldType{at.Type(), text.Type()})
	require.NotZero(t, frames[0].Rows())
	for row := range frames[0].Rows() {
		require.NotEmpty(t, text.At(row))
	}
}

func requireSeries(t *testing.T, c querytest.Case, f *data.Frame) {
	t.Helper()
	require.Equal(t, data.FieldTypeTime, f.Fields[0].Type())
	require.Equal(t, data.FieldTypeNullableFloat64, f.Fields[1].Type())
	require.True(t, !c.Alert || len(f.Fields) == 2, "an alert rule takes every number for a series")
	var last time.Time
	for row := range f.Rows() {
		at, ok := f.Fields[0].At(row).(time.Time)
		require.True(t, ok && at.After(last), "times ascend")
		last = at
	}
}

func requireField(t *testing.T, c querytest.Case, field *data.Field) {
	t.Helper()
	require.NotNil(t, field.Config, field.Name)
	require.NotEmpty(t, field.Config.DisplayNameFromDS, field.Name)
	require.NotContains(t, field.Config.DisplayNameFromDS, "query.", "a text of the catalogue")
	if field.Name == "url" {
		require.NotEmpty(t, field.Config.Links, "an address can be followed")
		for row := range field.Len() {
			address, _ := field.At(row).(string)
			inside := strings.HasPrefix(address, "/d/pantau-")
			require.True(t, address == "" || inside || schema.WebAddress(address) != "", address)
		}
	}
	if field.Type() != data.FieldTypeFloat64 && field.Type() != data.FieldTypeNullableFloat64 {
		return
	}
	require.True(t, field.Config.Unit != "" || dimensionless[field.Name] || c.QueryType == "sentiment_drivers", "%s has a unit", field.Name)
	if field.Name == "probability" || field.Name == "certainty" {
		require.NotEmpty(t, field.Config.Mappings, "99.9%% is not shown as 100%%: %s", field.Name)
	}
	for row := range field.Len() {
		if v, ok := field.ConcreteAt(row); ok {
			number, isNumber := v.(float64)
			require.True(t, isNumber && !math.IsNaN(number) && !math.IsInf(number, 0), field.Name)
		}
	}
}

func distinctLabels(f *data.Frame) int {
	seen := map[string]bool{}
	for _, field := range f.Fields {
		seen[field.Labels.String()] = true
	}
	return len(seen)
}
