package main

import "github.com/pantau/pantau/collector/schema"

// health is for the people who keep the collector running: is everything read,
// how late, what is left of the platforms' limits and of the money, what has
// died, and what must be done before a day.
func health(t texts) dashboard {
	return t.dashboard("health",
		t.healthCount("health.failing", "failing", gridPos{H: 4, W: 6, X: 0, Y: 0}),
		t.healthCount("health.late", "late", gridPos{H: 4, W: 6, X: 6, Y: 0}),
		t.healthCount("health.never", "never", gridPos{H: 4, W: 6, X: 12, Y: 0}),
		t.healthScarcest(gridPos{H: 4, W: 6, X: 18, Y: 0}),
		t.overviewHealth(gridPos{H: 9, W: 24, X: 0, Y: 4}),
		t.healthRuns(gridPos{H: 9, W: 24, X: 0, Y: 13}),
		t.healthBudgets(gridPos{H: 9, W: 12, X: 0, Y: 22}),
		t.healthNotices(gridPos{H: 9, W: 12, X: 12, Y: 22}),
		t.healthBreaks(gridPos{H: 8, W: 24, X: 0, Y: 31}),
	)
}

func (t texts) healthCount(name, status string, at gridPos) panel {
	p := t.stat(name, "empty.runs", at, "collector_health", params(map[string]any{"format": "value", "count": status}, "platform", "account"),
		step{Color: well}, from(1, attention))
	p.FieldConfig.Defaults["mappings"] = []mapping{noNumber(t.of("empty.runs"), attention)}
	return p
}

// healthScarcest is the limit, of requests, units or money, that ends first.
func (t texts) healthScarcest(at gridPos) panel {
	p := t.stat("health.scarcest", "empty.budgets", at, "collector_health",
		params(map[string]any{"show": "budgets", "format": "table"}, "platform", "account"),
		step{Color: attention}, from(20, well)).reduced("min").decimals(0)
	p.Transformations = []option{keep("left")}
	return p
}

// healthRuns has what one run of each account did, and how late it began.
func (t texts) healthRuns(at gridPos) panel {
	p := t.table("health.runs", "empty.runs", at, "collector_health", params(map[string]any{"format": "table"}, "platform", "account"),
		schema.TagConnector, schema.TagAccount, "last_run", "lag", "records", "errors", "budget_left")
	p.moment("last_run")
	p.counts("records", "errors", "budget_left")
	p.column("lag", span, property{"custom.cellOptions", map[string]any{"type": "color-text"}},
		property{"thresholds", thresholds(step{Color: plain}, from(60, attention))})
	return p
}

func (t texts) healthBudgets(at gridPos) panel {
	p := t.table("health.budgets", "empty.budgets", at, "collector_health",
		params(map[string]any{"show": "budgets", "format": "table"}, "platform", "account"),
		schema.TagConnector, schema.TagAccount, "budget", "left", "budget_left", "unit")
	p.counts("budget_left")
	p.minimum(130, schema.TagAccount)
	p.narrow(80, schema.TagConnector)
	p.narrow(90, "budget_left")
	p.narrow(95, "budget", "unit")
	p.column("budget", t.limits())
	p.column("unit", t.limits())
	p.column("left", property{"decimals", 0}, property{"min", 0}, property{"max", 100}, property{"custom.width", 90},
		property{"custom.cellOptions", map[string]any{"type": "gauge", "mode": "basic", "valueDisplayMode": "text"}},
		property{"thresholds", thresholds(step{Color: attention}, from(20, well))})
	return p
}

func (t texts) healthNotices(at gridPos) panel {
	p := t.table("health.notices", "empty.notices", at, "collector_health",
		params(map[string]any{"show": "notices", "format": "table"}, "platform", "account"),
		"time", schema.TagConnector, schema.TagAccount, schema.TagKind, "message")
	p.column("time", property{"custom.width", 95}, property{"unit", "time: YYYY-MM-DD"})
	p.narrow(90, schema.TagConnector)
	p.narrow(120, schema.TagAccount)
	p.column(schema.TagKind, property{"custom.width", 130}, wrapped)
	p.column("message", property{"custom.minWidth", 150}, wrapped)
	return p
}

// healthBreaks lists the days across which a metric's numbers may not be compared.
func (t texts) healthBreaks(at gridPos) panel {
	p := t.table("health.breaks", "empty.breaks", at, "collector_health",
		params(map[string]any{"show": "breaks", "format": "table"}, "platform", "account"),
		"time", schema.TagConnector, schema.TagAccount, "metric", "message").over("2y")
	p.column("time", property{"custom.width", 110}, property{"unit", "time: YYYY-MM-DD"})
	p.narrow(110, schema.TagConnector)
	p.narrow(200, schema.TagAccount)
	p.narrow(130, "metric")
	p.column("metric", t.metrics())
	p.column("message", wrapped)
	return p
}

// limits are what platforms count, in words; a name of their own stays.
func (t texts) limits() property {
	shown := map[string]any{}
	for i, name := range []string{"requests", "units", "queries", "hashtags", "percent", "money"} {
		shown[name] = shownAs{Text: t.of("health.limit." + name), Index: i}
	}
	return property{"mappings", []mapping{{"value", shown}}}
}

// metrics are the names of metrics in words.
func (t texts) metrics() property {
	shown := map[string]any{}
	for i, name := range schema.PostMetrics {
		shown[name] = shownAs{Text: t.title(name), Index: i}
	}
	return property{"mappings", []mapping{{"value", shown}}}
}
