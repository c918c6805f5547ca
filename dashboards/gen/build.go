package main

import (
	"maps"
	"slices"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/catalogue"
)

// schemaVersion is that of Grafana 11.0; later versions migrate it themselves.
const (
	schemaVersion = 39
	pluginVersion = "11.0.0"
)

// pantau is the provisioned data source.
var pantau = datasource{Type: "pantau-social-datasource", UID: "pantau"}

// Colours that differ for colour-blind people and on a projector too: blue for
// well, orange for attention. Grafana adapts the names to its theme. The sign
// or the text always says the same as the colour.
const (
	well      = "blue"
	attention = "orange"
	plain     = "text"
	neither   = "rgba(128, 128, 128, 0.35)"
	quiet     = "#5f636b" // white letters can be read on it in both themes, as on the next two
	calm      = "#1f60c4"
	alarm     = "#d45d00"
)

// texts gives the texts of the dashboards in one language.
type texts struct{ lang catalogue.Language }

// title is what a field of an answer is called, as the data source names it too.
func (t texts) title(field string) string {
	if key := "query.column." + field; catalogue.Has(key) {
		return catalogue.Text(t.lang, key)
	}
	return catalogue.Text(t.lang, "metric."+field)
}

func (t texts) of(key string) string { return catalogue.Text(t.lang, "dashboard."+key) }

// dashboard makes one with the variables that all have. name is the first part
// of its text keys.
func (t texts) dashboard(name string, panels ...panel) dashboard {
	for i := range panels {
		panels[i].ID = i + 1
		panels[i].fit()
	}
	return dashboard{
		UID: "pantau-" + name + "-" + string(t.lang), Title: t.of(name + ".title"), Description: t.of(name + ".description"),
		Tags: []string{"pantau", "pantau-" + string(t.lang)}, WeekStart: "monday", Refresh: "5m",
		Time: timeRange{"now-30d", "now"}, GraphTooltip: 1, Editable: true, SchemaVersion: schemaVersion,
		Annotations: annotations{[]annotation{t.breaks()}}, Links: []link{t.boards()},
		Templating: templating{[]variable{
			t.variable("platform", "platforms"), t.variable("account", "accounts?platforms=$platform"), t.variable("topic", "topics"),
		}},
		Panels: panels,
	}
}

// breaks marks the days from which on a metric means something else: a series
// must not be read across them.
func (t texts) breaks() annotation {
	return t.events("breaks", "purple", target{
		QueryType: "collector_health", Params: params(map[string]any{"show": "breaks", "format": "table"}, "platform", "account"),
	}, map[string]string{"time": "time", "title": "metric", "text": "message"})
}

// variable offers what the data source lists. Its "All" is "*", which the data
// source takes as no restriction: mentions without any topic count too.
func (t texts) variable(name, query string) variable {
	return variable{
		Name: name, Label: t.of("variable." + name), Type: "query", Datasource: pantau, Query: query, Definition: query,
		Refresh: 2, Sort: 1, Multi: true, IncludeAll: true, AllValue: "*",
		Current: variableValue{[]string{"All"}, []string{"$__all"}},
	}
}

// params are a query's own parameters and the variables that apply to it.
func params(own map[string]any, variables ...string) map[string]any {
	all := maps.Clone(own)
	if all == nil {
		all = map[string]any{}
	}
	for _, name := range variables {
		all[name+"s"] = []string{"$" + name}
	}
	return all
}

// panel has what all kinds share. name is its text key; empty is the key of what
// it says while there is no data.
func (t texts) panel(kind, name, empty string, at gridPos, queryType string, params map[string]any) panel {
	return panel{
		key: name, Type: kind, Title: t.of(name + ".title"), Description: t.of(name + ".description"), PluginVersion: pluginVersion,
		GridPos: at, Datasource: pantau,
		Targets: []target{{RefID: "A", Datasource: pantau, QueryType: queryType, Language: string(t.lang), Params: params}},
		FieldConfig: fieldConfig{
			Defaults:  map[string]any{"noValue": t.of(empty)},
			Overrides: []override{},
		},
	}
}

// stat shows one number; steps are its thresholds. Without a number the first
// step's colour would be shown, which may mean something, so that has its own.
func (t texts) stat(name, empty string, at gridPos, queryType string, params map[string]any, steps ...step) panel {
	p := t.panel("stat", name, empty, at, queryType, params)
	p.FieldConfig.Defaults["mappings"] = []mapping{noNumber(t.of(empty), plain)}
	p.FieldConfig.Defaults["color"] = map[string]any{"mode": "thresholds"}
	p.FieldConfig.Defaults["thresholds"] = thresholds(steps...)
	p.Options = map[string]any{
		"reduceOptions": map[string]any{"calcs": []string{"lastNotNull"}, "fields": "", "values": false},
		"colorMode":     "value", "graphMode": "none", "textMode": "value", "justifyMode": "center",
		"orientation": "auto", "wideLayout": true, "showPercentChange": false,
	}
	return p
}

// step is a threshold: its colour holds from the value on; the first has none.
type step struct {
	Color string   `json:"color"`
	Value *float64 `json:"value"`
}

func from(value float64, color string) step { return step{color, &value} }

func thresholds(steps ...step) map[string]any {
	return map[string]any{"mode": "absolute", "steps": steps}
}

// mapping shows a text in place of a value.
type mapping struct {
	Type    string         `json:"type"`
	Options map[string]any `json:"options"`
}

type shownAs struct {
	Text  string `json:"text"`
	Color string `json:"color,omitempty"`
	Index int    `json:"index"`
}

func noNumber(text, color string) mapping {
	return mapping{"special", map[string]any{"match": "null+nan", "result": shownAs{Text: text, Color: color}}}
}

// series shows values over time; custom changes how they are drawn.
func (t texts) series(name, empty string, at gridPos, queryType string, params, custom map[string]any) panel {
	p := t.panel("timeseries", name, empty, at, queryType, params)
	drawn := map[string]any{
		"drawStyle": "line", "lineInterpolation": "linear", "lineWidth": 2, "fillOpacity": 0, "showPoints": "always",
		"pointSize": 5, "spanNulls": false, "axisBorderShow": false, "axisPlacement": "auto",
	}
	maps.Copy(drawn, custom)
	p.FieldConfig.Defaults["custom"] = drawn
	p.FieldConfig.Defaults["color"] = map[string]any{"mode": "palette-classic"}
	p.Options = map[string]any{
		"legend":  map[string]any{"showLegend": true, "displayMode": "list", "placement": "bottom", "calcs": []string{}},
		"tooltip": map[string]any{"mode": "multi", "sort": "desc"},
	}
	return p
}

// history shows one row a series and one cell a window, coloured by thresholds:
// the pattern of many series without their tangle of lines. cells is about how
// many windows there are at most.
func (t texts) history(name, empty string, at gridPos, queryType string, params map[string]any, cells int, steps ...step) panel {
	p := t.panel("status-history", name, empty, at, queryType, params)
	p.MaxDataPoints = cells
	p.Transformations = []option{keep("time", "value")}
	p.FieldConfig.Defaults["color"] = map[string]any{"mode": "thresholds"}
	p.FieldConfig.Defaults["thresholds"] = thresholds(steps...)
	p.FieldConfig.Defaults["custom"] = map[string]any{"fillOpacity": 75, "lineWidth": 0}
	p.Options = map[string]any{
		"rowHeight": 0.85, "colWidth": 0.92, "showValue": "never",
		"legend":  map[string]any{"showLegend": true, "displayMode": "list", "placement": "bottom"},
		"tooltip": map[string]any{"mode": "single", "sort": "none"},
	}
	return p
}

// table shows the named columns of an answer, in the answer's order.
func (t texts) table(name, empty string, at gridPos, queryType string, params map[string]any, columns ...string) panel {
	p := t.panel("table", name, empty, at, queryType, params)
	p.Transformations = []option{keep(columns...)}
	p.FieldConfig.Defaults["custom"] = map[string]any{"align": "auto", "filterable": false, "minWidth": leastWidth, "wrapHeaderText": true}
	for _, name := range columns {
		if name == "value" { // what it is depends on the query
			continue
		}
		p.column(name, property{"displayName", t.heading(name)}, property{"custom.minWidth", wordWidth(t.heading(name))})
		if units[name] != "" {
			p.column(name, counted)
		}
	}
	for _, name := range []string{schema.TagAccount, schema.TagTopic, schema.FieldExcerpt} { // a name cut at its end is another's
		if slices.Contains(columns, name) {
			p.column(name, wrapped)
		}
	}
	if slices.Contains(columns, schema.TagType) {
		p.column(schema.TagType, t.types())
	}
	p.FieldConfig.Overrides = append(p.FieldConfig.Overrides, override{
		// noValue is also what an empty cell shows; there it must be short.
		option{"byType", "number"}, []property{{"noValue", t.of("empty.cell")}},
	}, override{
		option{"byType", "string"}, []property{{"noValue", t.of("empty.cell")}},
	}, override{
		option{"byType", "time"}, []property{{"noValue", t.of("empty.cell")}},
	})
	p.Options = map[string]any{"showHeader": true, "cellHeight": "sm"}
	if slices.Contains(columns, schema.FieldExcerpt) { // the rest shows where the pointer is
		p.Options["maxRowHeight"] = 3*22 + 12
	}
	return p
}

// keep leaves only the named fields. Names are those of the answer, not the
// ones shown, so that it works in every language of the data source.
func keep(columns ...string) option {
	return option{"filterFieldsByName", map[string]any{"include": map[string]any{"names": columns}}}
}

// column sets properties of one column.
func (p *panel) column(name string, properties ...property) {
	p.FieldConfig.Overrides = append(p.FieldConfig.Overrides, override{option{"byName", name}, properties})
}
