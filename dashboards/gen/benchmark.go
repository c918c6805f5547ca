package main

import "github.com/pantau/pantau/collector/schema"

// benchmark sets accounts beside those of like offices, where the platforms'
// terms allow it, and says what part of the talk each has.
func benchmark(t texts) dashboard {
	return t.dashboard("benchmark",
		t.benchmarkTable(gridPos{H: 9, W: 24, X: 0, Y: 0}),
		t.voice("benchmark.accounts", "account", gridPos{H: 9, W: 12, X: 0, Y: 9}),
		t.voice("benchmark.topics", "topic", gridPos{H: 9, W: 12, X: 12, Y: 9}),
		t.benchmarkVoices(gridPos{H: 9, W: 24, X: 0, Y: 18}),
		t.benchmarkGrowth(gridPos{H: 9, W: 12, X: 0, Y: 27}),
		t.voice("benchmark.queries", "query", gridPos{H: 9, W: 12, X: 12, Y: 27}),
	)
}

func (t texts) benchmarkTable(at gridPos) panel {
	p := t.table("benchmark.peers", "empty.posts", at, "benchmark", params(nil, "platform", "account"),
		schema.TagPlatform, schema.TagAccount, "rate", "rate_low", "rate_high", "percentile_peers", "quartile_1", "median", "quartile_3",
		"peers", "posts", "reason")
	for _, name := range []string{"rate", "rate_low", "rate_high", "quartile_1", "median", "quartile_3"} {
		p.column(name, property{"decimals", 2})
	}
	p.column("percentile_peers", property{"decimals", 0}, property{"custom.cellOptions", map[string]any{"type": "color-text"}},
		property{"thresholds", thresholds(step{Color: attention}, from(25, plain), from(75, well))})
	p.counts("peers", "posts")
	p.narrow(105, "rate")
	p.narrow(90, schema.TagPlatform, "rate_low", "rate_high", "percentile_peers", "quartile_1", "median", "quartile_3", "peers")
	p.narrow(75, "posts")
	p.column("percentile_peers", property{"mappings", []mapping{noNumber(t.of("empty.cell"), plain)}})
	p.column(schema.TagAccount, property{"custom.width", 150}, t.opens("content", "account"))
	p.column("reason", property{"custom.minWidth", 120}, wrapped)
	return p
}

// voice is the share of voice of topics, accounts or queries, largest first.
func (t texts) voice(name, of string, at gridPos) panel {
	empty, variables := "empty.mentions", []string{"platform", "account"}
	columns := []string{"share", "low", "high", "mentions"}
	switch of {
	case "topic":
		columns, variables = append([]string{schema.TagTopic}, columns...), append(variables, "topic")
	case "account":
		columns = append([]string{schema.TagPlatform, schema.TagAccount}, columns...)
	case "query":
		columns, empty = append([]string{schema.TagQuery}, columns...), "empty.queries"
	}
	p := t.table(name, empty, at, "share_of_voice", params(map[string]any{"of": of}, variables...), columns...)
	p.column("share", property{"decimals", 1}, property{"min", 0}, property{"max", 100}, property{"custom.width", 130},
		property{"custom.cellOptions", map[string]any{"type": "gauge", "mode": "basic", "valueDisplayMode": "text"}},
		property{"thresholds", thresholds(step{Color: well})})
	p.column("low", property{"decimals", 1})
	p.column("high", property{"decimals", 1})
	p.counts("mentions")
	p.narrow(70, "low", "high")
	p.narrow(90, schema.TagPlatform, "mentions")
	p.minimum(145, schema.TagAccount)
	if of == "topic" {
		p.column(schema.TagTopic, t.opens("policy", "topic", "platform", "account"))
	}
	return p
}

func (t texts) benchmarkVoices(at gridPos) panel {
	p := t.series("benchmark.voices", "empty.mentions", at, "share_of_voice",
		params(map[string]any{"of": "account", "format": "time_series", "interval": "week"}, "platform", "account"), nil).decimals(0).over("90d").apart()
	p.FieldConfig.Defaults["min"], p.FieldConfig.Defaults["max"] = 0, 100
	return p
}

func (t texts) benchmarkGrowth(at gridPos) panel {
	p := t.table("benchmark.growth", "empty.followers", at, "growth", params(map[string]any{"format": "table"}, "platform", "account"),
		schema.TagPlatform, schema.TagAccount, "followers", "percent", "reason")
	p.counts("followers")
	p.signed(2, "percent")
	p.column("reason", wrapped)
	p.column(schema.TagAccount, property{"custom.minWidth", 150}, t.opens("content", "account"))
	return p
}
