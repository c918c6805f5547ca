package main

import "github.com/pantau/pantau/collector/schema"

// policy follows one topic: how it is felt, since when, through which words, and
// whether it was felt otherwise after the office had explained it.
func policy(t texts) dashboard {
	d := t.dashboard("policy",
		t.policyMood(gridPos{H: 4, W: 6, X: 0, Y: 0}),
		t.policyPart("policy.negative", "negative", gridPos{H: 4, W: 6, X: 6, Y: 0}),
		t.policyPart("policy.mentions", "mentions", gridPos{H: 4, W: 6, X: 12, Y: 0}),
		t.policyShift(gridPos{H: 4, W: 6, X: 18, Y: 0}),
		t.curve("policy.curve", gridPos{H: 11, W: 24, X: 0, Y: 4}, "day"),
		t.policyVolume(gridPos{H: 7, W: 24, X: 0, Y: 15}),
		t.changes("policy.shifts", gridPos{H: 8, W: 24, X: 0, Y: 22}),
		t.policyDrivers(gridPos{H: 9, W: 24, X: 0, Y: 30}),
		t.answers("policy.posts", gridPos{H: 9, W: 24, X: 0, Y: 39}),
		t.comments("policy.negatives", gridPos{H: 11, W: 24, X: 0, Y: 48}, map[string]any{"label": schema.LabelNegative, "limit": 100}),
		t.comments("policy.comments", gridPos{H: 11, W: 24, X: 0, Y: 59}, map[string]any{"limit": 200}),
		t.policyAccuracy(gridPos{H: 5, W: 24, X: 0, Y: 70}),
	)
	d.Time = timeRange{"now-90d", "now"}
	d.Annotations.List = append(d.Annotations.List, t.shifts(), t.ownPosts())
	topic := &d.Templating.List[2] // one topic: those of several add up to nothing
	topic.Sort = 0                 // as listed: it opens with what is spoken of most
	topic.Multi, topic.IncludeAll, topic.AllValue, topic.Current = false, false, "", variableValue{}
	return d
}

func (t texts) policyMood(at gridPos) panel {
	p := t.overviewSentiment(at)
	p.Title, p.Description = t.of("policy.mood.title"), t.of("policy.mood.description")
	return p
}

// policyPart is one number of the table of sentiment.
func (t texts) policyPart(name, column string, at gridPos) panel {
	p := t.stat(name, "empty.mentions", at, "sentiment", params(map[string]any{"format": "table"}, "platform", "account", "topic"),
		step{Color: plain}).decimals(0)
	p.Transformations = []option{keep(column)}
	if column == "mentions" {
		p.counts(column)
	}
	return p
}

func (t texts) policyShift(at gridPos) panel {
	p := t.stat("policy.shift", "empty.windows", at, "sentiment_shift", params(map[string]any{"format": "value"}, "platform", "account", "topic"),
		step{Color: attention}, from(0, plain), from(1, well)).decimals(0)
	p.FieldConfig.Defaults["mappings"] = []mapping{
		{"value", map[string]any{"0": shownAs{Text: t.of("policy.shift.none"), Color: plain}}}, noNumber(t.of("empty.windows"), plain),
	}
	p.column("value", t.points())
	return p
}

// curve is net sentiment with its 95% interval as a band around it.
func (t texts) curve(name string, at gridPos, interval string) panel {
	p := t.series(name, "empty.mentions", at, "sentiment",
		params(map[string]any{"format": "time_series", "interval": interval}, "platform", "account", "topic"), nil).decimals(0)
	p.FieldConfig.Defaults["min"], p.FieldConfig.Defaults["max"] = -100, 100
	p.FieldConfig.Defaults["color"] = map[string]any{"mode": "fixed", "fixedColor": well}
	p.column("value", property{"displayName", t.title("net_sentiment")}, t.points())
	shown := property{"custom.hideFrom", map[string]bool{"viz": false, "legend": true, "tooltip": false}}
	for _, bound := range []string{"net_low", "net_high"} {
		p.column(bound, property{"displayName", t.title(bound)}, shown, property{"custom.lineWidth", 0}, property{"custom.showPoints", "never"})
	}
	p.column("net_high", property{"custom.fillBelowTo", t.title("net_low")}, property{"custom.fillOpacity", 15})
	return p
}

func (t texts) policyVolume(at gridPos) panel {
	p := t.series("policy.volume", "empty.mentions", at, "topic_volume",
		params(map[string]any{"format": "time_series", "interval": "day"}, "platform", "account", "topic"),
		map[string]any{"drawStyle": "bars", "fillOpacity": 80, "lineWidth": 0, "showPoints": "never"}).called(t.title("mentions"))
	p.FieldConfig.Defaults["min"] = 0
	p.counts("value")
	return p
}

// changes lists when sentiment moved to another level, before and after.
func (t texts) changes(name string, at gridPos) panel {
	p := t.table(name, "empty.shifts", at, "sentiment_shift", params(nil, "platform", "account", "topic"),
		"time", "earliest", "latest", "net_before", "net_after", "shift", "shift_low", "shift_high", "probability", "n_before", "n_after", "mover")
	p.moment("time", "earliest", "latest")
	p.narrow(90, "net_before", "net_after", "shift", "shift_low", "shift_high", "n_before", "n_after")
	p.narrow(75, "probability")
	for _, name := range []string{"net_before", "net_after", "shift_low", "shift_high"} {
		p.column(name, property{"decimals", 0}, t.points(), t.noPoints())
	}
	p.column("shift", property{"decimals", 0}, t.points(), t.noPoints(), property{"custom.cellOptions", map[string]any{"type": "color-text"}},
		property{"thresholds", thresholds(step{Color: attention}, from(0, well))})
	p.column("probability", property{"decimals", 0})
	p.counts("n_before", "n_after")
	p.column("mover", wrapped, t.opens("policy", "topic", "platform", "account"))
	return p
}

func (t texts) policyDrivers(at gridPos) panel {
	p := t.table("policy.drivers", "empty.sides", at, "sentiment_drivers", params(map[string]any{"limit": 12}, "platform", "account", "topic"),
		"word", "tone", "z", "in_negative", "in_positive", "sample")
	p.counts("in_negative", "in_positive")
	p.narrow(130, "word")
	p.narrow(80, "tone")
	p.narrow(90, "in_negative", "in_positive")
	p.column("z", counted, property{"custom.width", 70}, property{"decimals", 1}, property{"custom.cellOptions", map[string]any{"type": "color-text"}},
		property{"thresholds", thresholds(step{Color: well}, from(0, attention))}) // above 0 is negative
	p.column("sample", property{"custom.minWidth", 120}, wrapped)
	return p
}

// answers are the office's own posts on the topic, the newest first: what was
// said, and when, to be held against the curve.
func (t texts) answers(name string, at gridPos) panel {
	p := t.table(name, "empty.posts", at, "top_posts",
		params(map[string]any{"metric": schema.MetricInteractions, "limit": 100}, "platform", "account", "topic"),
		"published", schema.TagAccount, schema.FieldExcerpt, "value", schema.FieldURL)
	p.moment("published")
	p.column(schema.TagAccount, property{"custom.width", 140}, t.opens("content", "account"))
	p.column(schema.FieldExcerpt, property{"custom.minWidth", 140}, wrapped)
	p.column("value", property{"displayName", t.title(schema.MetricInteractions)}, counted, property{"custom.width", 105})
	t.link(&p)
	return t.sorted(p, "published")
}

// policyAccuracy is how far the tone can be trusted: measured on the office's own
// comments.
func (t texts) policyAccuracy(at gridPos) panel {
	p := t.table("policy.accuracy", "empty.accuracy", at, "collector_health", params(map[string]any{"show": "accuracy", "format": "table"}, "platform", "account"), // of all accounts: a reader learns from all
		"reader", "corrected", schema.FieldAccuracy, schema.FieldLow, schema.FieldHigh, schema.FieldBaseAccuracy, schema.FieldF1, schema.FieldAgreement, "time")
	p.moment("time")
	p.counts("corrected")
	for _, name := range []string{schema.FieldAccuracy, schema.FieldLow, schema.FieldHigh, schema.FieldBaseAccuracy, schema.FieldF1} {
		p.column(name, property{"decimals", 0})
	}
	p.column(schema.FieldAgreement, counted, property{"decimals", 2})
	return p
}
