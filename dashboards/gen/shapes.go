package main

import "github.com/pantau/pantau/collector/schema"

// Panels that a few dashboards need, beside those of build.go.

// day is the range of a panel of the wall screen. A calendar day would be empty
// after midnight, and not comparable with whole days before it ends.
const day = "24h"

// over gives a panel a time range of its own, whatever the dashboard's is.
func (p panel) over(span string) panel {
	p.TimeFrom, p.HideTimeOverride = span, true
	return p
}

// filled colours the whole panel, which is seen from farther than coloured digits,
// and without a gradient, whose pale end would drown white letters.
func (p panel) filled() panel {
	p.Options["colorMode"] = "background_solid"
	return p
}

// reduced says how a stat makes one number of a column's rows.
func (p panel) reduced(calc string) panel {
	p.Options["reduceOptions"] = map[string]any{"calcs": []string{calc}, "fields": "", "values": false}
	return p
}

// apart leaves a series nothing but its values: what explains them takes a colour
// each, and the next series gets one that hardly differs from the first's.
func (p panel) apart() panel {
	p.Transformations = []option{keep("time", "value")}
	return p
}

// called names the value field, which the data source names in its own language.
func (p panel) called(title string) panel {
	p.column("value", property{"displayName", title})
	return p
}

// bars shows a number for each value of a text column: the two columns to keep.
func (t texts) bars(name, empty string, at gridPos, queryType string, params map[string]any, label, value string) panel {
	p := t.panel("barchart", name, empty, at, queryType, params)
	p.Transformations = []option{keep(label, value)}
	p.FieldConfig.Defaults["custom"] = map[string]any{"fillOpacity": 80, "lineWidth": 0, "axisPlacement": "auto", "axisSoftMin": 0}
	p.FieldConfig.Defaults["color"] = map[string]any{"mode": "fixed", "fixedColor": well}
	p.Options = map[string]any{
		"orientation": "horizontal", "showValue": "always", "stacking": "none", "groupWidth": 0.7, "barWidth": 0.8, "xTickLabelRotation": 0,
		"legend":  map[string]any{"showLegend": false, "displayMode": "list", "placement": "bottom", "calcs": []string{}},
		"tooltip": map[string]any{"mode": "single", "sort": "none"},
	}
	if label == schema.TagType {
		p.column(label, t.types())
	}
	if value != "value" {
		p.column(value, property{"displayName", t.heading(value)}, counted)
	}
	return p
}

// ranking shows the first rows as bars with letters as large as there is room for:
// the columns are a name and a number.
func (t texts) ranking(name, empty string, at gridPos, queryType string, params map[string]any, rows int, label, value string) panel {
	p := t.panel("bargauge", name, empty, at, queryType, params)
	p.Transformations = []option{keep(label, value)}
	p.FieldConfig.Defaults["min"] = 0
	p.FieldConfig.Defaults["color"] = map[string]any{"mode": "fixed", "fixedColor": attention}
	p.Options = map[string]any{
		"reduceOptions": map[string]any{"calcs": []string{"lastNotNull"}, "fields": "", "values": true, "limit": rows},
		"orientation":   "horizontal", "displayMode": "gradient", "valueMode": "text", "showUnfilled": false, "namePlacement": "left",
		"sizing": "auto", "minVizHeight": 16, "minVizWidth": 8, "maxVizHeight": 300,
	}
	return p
}

// sentences shows the texts of one column, a row each, in the largest letters with
// which one takes one line.
func (t texts) sentences(name, empty string, at gridPos, queryType string, params map[string]any, rows int, column string) panel {
	p := t.stat(name, empty, at, queryType, params, step{Color: plain})
	p.Transformations = []option{keep(column)}
	p.Options["reduceOptions"] = map[string]any{"calcs": []string{"lastNotNull"}, "fields": "/.*/", "values": true, "limit": rows}
	p.Options["orientation"], p.Options["justifyMode"] = "horizontal", "auto"
	return p
}

// week is a table of hours by weekdays, its cells coloured by steps: Grafana makes no
// column narrow enough for 24 of them on a small screen.
func (t texts) week(name, empty string, at gridPos, params map[string]any, value string, steps ...step) panel {
	p := t.panel("table", name, empty, at, "best_time", params)
	p.Transformations = []option{keep("weekday", "hour", value), {"groupingToMatrix", map[string]any{
		"columnField": "weekday", "rowField": "hour", "valueField": value, "emptyValue": "null",
	}}}
	p.FieldConfig.Defaults["custom"] = map[string]any{
		"align": "center", "filterable": false, "minWidth": 50, "cellOptions": map[string]any{"type": "color-background", "mode": "basic"},
	}
	p.FieldConfig.Defaults["decimals"] = 0
	p.FieldConfig.Defaults["color"] = map[string]any{"mode": "thresholds"}
	p.FieldConfig.Defaults["thresholds"] = thresholds(steps...)
	nothing := noNumber(t.of("empty.cell"), "transparent") // the first step means something
	if value == "posts" {                                  // most hours have none, and 168 zeros hide the rest
		nothing = mapping{"value", map[string]any{"0": shownAs{Text: "·"}}}
	}
	p.FieldConfig.Defaults["mappings"] = []mapping{nothing}
	if value != "posts" {
		p.FieldConfig.Defaults["mappings"] = []mapping{nothing, nought(0, "0")}
	}
	p.FieldConfig.Overrides = append(p.FieldConfig.Overrides, override{
		// All columns come from one field; without this they would all have its title.
		option{"byType", "number"}, []property{{"displayName", "${__field.name}"}, {"unit", "none"}, {"noValue", t.of("empty.cell")}},
	}, override{
		option{"byType", "string"}, []property{
			{"displayName", t.title("hour")},
			{"custom.width", 70},
			{"custom.align", "left"},
			{"custom.cellOptions", map[string]any{"type": "auto"}},
		},
	})
	p.Options = map[string]any{"showHeader": true, "cellHeight": "sm"}
	return p
}

// sorted puts the largest of a column first.
func (t texts) sorted(p panel, column string) panel {
	p.Options["sortBy"] = []map[string]any{{"displayName": t.heading(column), "desc": true}}
	return p
}
