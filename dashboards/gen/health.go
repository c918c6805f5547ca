package main

import "github.com/pantau/pantau/collector/schema"

// health is for the people who keep the collector running: is everything read,
// what is left of the platforms' limits, and what must be done before a day.
func health(t texts) dashboard {
	return t.dashboard("health",
		t.overviewHealth(gridPos{H: 9, W: 24, X: 0, Y: 0}),
		t.healthBudgets(gridPos{H: 9, W: 12, X: 0, Y: 9}),
		t.healthNotices(gridPos{H: 9, W: 12, X: 12, Y: 9}),
	)
}

func (t texts) healthBudgets(at gridPos) panel {
	p := t.table("health.budgets", "empty.budgets", at, "collector_health",
		params(map[string]any{"show": "budgets", "format": "table"}, "platform", "account"),
		schema.TagConnector, schema.TagAccount, "budget", "left", "budget_left", "limit", "unit")
	p.counts("budget_left", "limit")
	p.column(schema.TagAccount, property{"custom.minWidth", 170})
	p.column("unit", property{"custom.width", 90})
	p.column("left", property{"decimals", 0}, property{"min", 0}, property{"max", 100}, property{"custom.width", 180},
		property{"custom.cellOptions", map[string]any{"type": "gauge", "mode": "basic", "valueDisplayMode": "text"}},
		property{"thresholds", thresholds(step{Color: attention}, from(20, well))})
	return p
}

func (t texts) healthNotices(at gridPos) panel {
	p := t.table("health.notices", "empty.notices", at, "collector_health",
		params(map[string]any{"show": "notices", "format": "table"}, "platform", "account"),
		"time", schema.TagConnector, schema.TagAccount, schema.TagKind, "message")
	p.column("time", property{"custom.width", 110}, property{"unit", "time: YYYY-MM-DD"})
	p.column(schema.TagConnector, property{"custom.width", 110})
	p.column(schema.TagAccount, property{"custom.width", 140})
	p.column(schema.TagKind, property{"custom.width", 190})
	p.column("message", property{"custom.cellOptions", map[string]any{"type": "auto", "wrapText": true}})
	return p
}
