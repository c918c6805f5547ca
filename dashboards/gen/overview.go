package main

import (
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/catalogue"
)

// overview is the first dashboard: are we all right, what is talked about, and
// is the data complete. Numbers, findings and trends stand on the first screen of
// 1920×1080; topics, posts and collectors follow below it.
func overview(t texts) dashboard {
	d := t.dashboard("overview",
		t.overviewSentiment(gridPos{H: 4, W: 6, X: 0, Y: 0}),
		t.overviewRate(gridPos{H: 4, W: 6, X: 6, Y: 0}),
		t.overviewMentions(gridPos{H: 4, W: 6, X: 12, Y: 0}),
		t.overviewAttention(gridPos{H: 4, W: 6, X: 18, Y: 0}),
		t.overviewInsights(gridPos{H: 8, W: 24, X: 0, Y: 4}),
		t.overviewEngagement(gridPos{H: 7, W: 12, X: 0, Y: 12}),
		t.overviewMood(gridPos{H: 7, W: 12, X: 12, Y: 12}),
		t.overviewTopics(gridPos{H: 7, W: 12, X: 0, Y: 19}),
		t.overviewRising(gridPos{H: 7, W: 12, X: 12, Y: 19}),
		t.overviewPosts(gridPos{H: 11, W: 24, X: 0, Y: 26}),
		t.overviewHealth(gridPos{H: 7, W: 24, X: 0, Y: 37}),
	)
	d.Annotations.List = append(d.Annotations.List, t.shifts(), t.bursts(), t.ownPosts().off())
	return d
}

func (t texts) overviewSentiment(at gridPos) panel {
	p := t.stat("overview.net_sentiment", "empty.mentions", at, "sentiment",
		params(map[string]any{"format": "value"}, "platform", "account", "topic"),
		step{Color: attention}, from(-20, plain), from(20, well)).decimals(0)
	p.column("value", t.points())
	p.FieldConfig.Defaults["mappings"] = []mapping{noNumber(t.of("empty.mentions"), plain), t.zero()}
	return p
}

func (t texts) overviewRate(at gridPos) panel {
	p := t.stat("overview.engagement_rate", "empty.posts", at, "engagement_rate",
		params(map[string]any{"format": "value"}, "platform", "account", "topic"), step{Color: well}).decimals(2)
	p.column("value", counted)
	return p
}

// zero is net sentiment that is rounded to 0.
func (t texts) zero() mapping { return nought(0, "0 "+catalogue.Text(t.lang, "query.unit.points")) }

// noPoints is the same in a column.
func (t texts) noPoints() property { return property{"mappings", []mapping{t.zero()}} }

// points is the unit of net sentiment.
func (t texts) points() property {
	return property{"unit", "suffix: " + catalogue.Text(t.lang, "query.unit.points")}
}

// overviewMentions takes the count from the sentiment of everything, where a
// mention of several topics counts once.
func (t texts) overviewMentions(at gridPos) panel {
	p := t.stat("overview.mentions", "empty.mentions", at, "sentiment",
		params(map[string]any{"format": "table"}, "platform", "account", "topic"), step{Color: plain}).decimals(0)
	p.counts("mentions")
	p.Transformations = []option{keep("mentions")}
	return p
}

func (t texts) overviewAttention(at gridPos) panel {
	p := t.stat("overview.attention", "empty.runs", at, "collector_health",
		params(map[string]any{"format": "value", "count": "attention"}, "platform", "account"),
		step{Color: well}, from(1, attention))
	p.FieldConfig.Defaults["mappings"] = []mapping{
		{"value", map[string]any{"0": shownAs{Text: t.of("overview.attention.ok")}}},
		noNumber(t.of("empty.runs"), attention), // nothing known must not look like all well
	}
	return p
}

// overviewInsights are the findings in plain sentences, each with what carries it.
func (t texts) overviewInsights(at gridPos) panel {
	p := t.table("overview.insights", "empty.findings", at, "insights", params(nil, "platform", "account", "topic"),
		"rank", "subject", "finding", "evidence", "suggestion", schema.FieldURL)
	p.narrow(90, "rank")
	p.narrow(130, "subject")
	for _, name := range []string{"finding", "evidence", "suggestion"} {
		p.column(name, property{"custom.minWidth", 260}, wrapped)
	}
	p.column(schema.FieldURL, property{"custom.width", 165}, property{"mappings", []mapping{
		{"regex", map[string]any{"pattern": ".+", "result": shownAs{Text: t.of("links.open")}}},
	}})
	return p
}

func (t texts) overviewEngagement(at gridPos) panel {
	p := t.series("overview.engagement_trend", "empty.posts", at, "engagement_rate",
		params(map[string]any{"format": "time_series", "interval": "day"}, "platform", "account", "topic"),
		map[string]any{"fillOpacity": 8})
	p = p.percentages().decimals(2)
	p.FieldConfig.Defaults["min"] = 0
	p.FieldConfig.Defaults["color"] = map[string]any{"mode": "fixed", "fixedColor": well}
	p.column("value", property{"displayName", t.heading("rate")})
	p.Options["legend"] = map[string]any{"showLegend": false, "displayMode": "list", "placement": "bottom", "calcs": []string{}}
	return p
}

func (t texts) overviewMood(at gridPos) panel {
	p := t.history("overview.sentiment_trend", "empty.mentions", at, "sentiment",
		params(map[string]any{"format": "time_series", "by": schema.TagTopic}, "platform", "account", "topic"), 40,
		step{Color: "dark-orange"}, from(-50, "light-orange"), from(-20, neither), from(20, "light-blue"), from(50, "semi-dark-blue")).
		decimals(0)
	p.column("value", t.points())
	return p
}

func (t texts) overviewTopics(at gridPos) panel {
	p := t.series("overview.topic_trend", "empty.mentions", at, "topic_volume",
		params(map[string]any{"format": "time_series", "interval": "day"}, "platform", "account", "topic"),
		map[string]any{
			"drawStyle": "bars", "fillOpacity": 80, "lineWidth": 0, "showPoints": "never",
			"stacking": map[string]any{"mode": "normal", "group": "A"},
		})
	p.FieldConfig.Defaults["min"] = 0
	p.counts("value")
	return p
}

func (t texts) overviewRising(at gridPos) panel {
	p := t.table("overview.rising", "empty.mentions", at, "topic_volume",
		params(map[string]any{"format": "table"}, "platform", "account", "topic"),
		"topic", "mentions", "mentions_before", "rise", "change", "posts")
	p.counts("mentions", "mentions_before", "posts")
	p.column(schema.TagTopic, property{"custom.minWidth", 130}, t.opens("policy", "topic", "platform", "account"))
	p.signed(1, "change")
	p.column("rise", counted,
		property{"custom.cellOptions", map[string]any{"type": "color-text"}},
		property{"thresholds", thresholds(step{Color: plain}, from(1, attention))})
	return p
}

func (t texts) overviewPosts(at gridPos) panel {
	p := t.table("overview.top_posts", "empty.posts", at, "top_posts",
		params(map[string]any{"metric": "engagement_rate", "limit": 10}, "platform", "account", "topic"),
		"published", schema.TagPlatform, schema.TagAccount, schema.FieldExcerpt, "value", "percentile",
		schema.MetricInteractions, schema.MetricComments, schema.MetricShares, schema.FieldURL)
	p.moment("published")
	p.narrow(90, schema.TagPlatform)
	p.column(schema.TagAccount, property{"custom.width", 160}, t.opens("content", "account"))
	p.minimum(220, schema.FieldExcerpt)
	p.column("value", property{"displayName", t.heading("rate")}, counted, property{"custom.width", 110}, property{"decimals", 2})
	p.column("percentile", property{"custom.width", 100}, property{"decimals", 0},
		property{"custom.cellOptions", map[string]any{"type": "color-text"}},
		property{"thresholds", thresholds(step{Color: plain}, from(90, well))})
	for _, counter := range []string{schema.MetricInteractions, schema.MetricComments, schema.MetricShares} {
		p.column(counter, counted, property{"custom.width", 105})
	}
	t.link(&p)
	return p
}

func (t texts) overviewHealth(at gridPos) panel {
	p := t.table("overview.health", "empty.runs", at, "collector_health",
		params(map[string]any{"format": "table"}, "platform", "account"),
		schema.TagConnector, schema.TagAccount, "status", "age", "last_success", "errors", "message")
	p.narrow(120, schema.TagConnector)
	p.narrow(240, schema.TagAccount)
	status := map[string]any{}
	for i, name := range []string{"ok", "late", "failing", "never"} {
		color := []string{well, attention, "dark-orange", "dark-orange"}[i]
		status[name] = shownAs{Text: catalogue.Text(t.lang, "query.status."+name), Color: color, Index: i}
	}
	p.column("status", property{"custom.width", 170}, property{"custom.cellOptions", map[string]any{"type": "color-text"}},
		property{"mappings", []mapping{{"value", status}}})
	p.column("age", property{"custom.width", 140}, span)
	p.column("last_success", property{"custom.width", 180}, property{"unit", "time: YYYY-MM-DD HH:mm"})
	p.narrow(90, "errors")
	return p
}

// decimals fixes how many digits after the point are shown.
func (p panel) decimals(n int) panel {
	p.FieldConfig.Defaults["decimals"] = n
	return p
}
