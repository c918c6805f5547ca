package main

import "github.com/pantau/pantau/collector/schema"

// content is for the people who write the posts: which types, topics and
// platforms are responded to, which posts did best, and how the young ones run.
func content(t texts) dashboard {
	d := t.dashboard("content",
		t.bars("content.by_type", "empty.posts", gridPos{H: 8, W: 12, X: 0, Y: 0}, "engagement_rate",
			params(map[string]any{"format": "table", "by": schema.TagType}, "platform", "account", "topic"), schema.TagType, "rate").decimals(2),
		t.contentPlatforms(gridPos{H: 8, W: 12, X: 12, Y: 0}),
		t.contentMix(gridPos{H: 10, W: 24, X: 0, Y: 8}),
		t.contentPosts(gridPos{H: 13, W: 24, X: 0, Y: 18}),
		t.pace("content.pace", "empty.young", gridPos{H: 11, W: 24, X: 0, Y: 31}, schema.MetricInteractions, 72),
		t.pace("content.views", "empty.views", gridPos{H: 11, W: 24, X: 0, Y: 42}, schema.MetricViews, 240),
		t.contentTrend(gridPos{H: 9, W: 24, X: 0, Y: 53}),
	)
	d.Annotations.List = append(d.Annotations.List, t.ownPosts().off())
	return d
}

func (t texts) contentPlatforms(at gridPos) panel {
	p := t.table("content.by_platform", "empty.posts", at, "engagement_rate",
		params(map[string]any{"format": "table", "by": schema.TagPlatform}, "platform", "account", "topic"),
		schema.TagPlatform, "rate", "rate_low", "rate_high", "posts", "reason")
	p.counts("posts")
	for _, name := range []string{"rate", "rate_low", "rate_high"} {
		p.column(name, property{"decimals", 2})
	}
	p.narrow(105, "rate")
	p.narrow(90, "rate_low", "rate_high", "posts")
	p.column("reason", property{"custom.minWidth", 120}, wrapped)
	return p
}

func (t texts) contentMix(at gridPos) panel {
	p := t.table("content.mix", "empty.posts", at, "content_mix", params(nil, "platform", "account", "topic"),
		schema.TagPlatform, schema.TagAccount, schema.TagType, schema.TagTopic, "estimate", "low", "high", "account_rate", "posts", "state", "reason")
	p.counts("posts")
	for _, name := range []string{"estimate", "low", "high", "account_rate"} {
		p.column(name, property{"decimals", 2})
	}
	p.narrow(95, schema.TagPlatform, schema.TagType, "estimate", "low", "high", "account_rate", "posts")
	p.column(schema.TagAccount, property{"custom.minWidth", 150}, t.opens("overview", "account"))
	p.column(schema.TagTopic, property{"custom.minWidth", 130}, t.opens("policy", "topic", "platform", "account"))
	p.narrow(130, "state")
	p.column("reason", wrapped)
	return p
}

// contentPosts has the counters that most platforms have, and which of them this one does not give.
func (t texts) contentPosts(at gridPos) panel {
	counters := []string{schema.MetricReach, schema.MetricViews, schema.MetricLikes, schema.MetricComments}
	columns := append([]string{"published", schema.TagPlatform, schema.TagAccount, schema.FieldExcerpt, "value", "percentile"}, counters...)
	p := t.table("content.posts", "empty.posts", at, "top_posts",
		params(map[string]any{"metric": schema.MetricInteractions, "limit": 25}, "platform", "account", "topic"),
		append(columns, "not_available", schema.FieldURL)...)
	p.moment("published")
	p.narrow(90, schema.TagPlatform)
	p.column(schema.TagAccount, property{"custom.width", 140}, t.opens("overview", "account"))
	p.minimum(135, schema.FieldExcerpt)
	p.column("value", property{"displayName", t.title(schema.MetricInteractions)}, counted)
	p.narrow(80, "value")
	p.high("percentile")
	for _, name := range counters {
		p.column(name, counted)
	}
	p.narrow(82, counters...)
	p.column("not_available", property{"custom.minWidth", 120}, wrapped)
	p.Options["maxRowHeight"] = 5*22 + 12 // why a number is missing is not to be cut
	t.link(&p)
	return p
}

// high marks percentiles that few posts reach.
func (p *panel) high(column string) {
	p.column(column, property{"custom.width", 95}, property{"decimals", 0},
		property{"custom.cellOptions", map[string]any{"type": "color-text"}},
		property{"thresholds", thresholds(step{Color: plain}, from(90, well))})
}

// moment is a column of times to the minute; it holds sixteen digits and no more.
func (p *panel) moment(columns ...string) {
	for _, name := range columns {
		p.column(name, property{"custom.width", 135}, property{"unit", "time: YYYY-MM-DD HH:mm"})
	}
}

// link shortens addresses: the data source makes them links, but they are long.
func (t texts) link(p *panel) {
	p.column(schema.FieldURL, property{"custom.width", 75}, property{"mappings", []mapping{
		{"regex", map[string]any{"pattern": ".+", "result": shownAs{Text: t.of("links.post")}}},
	}})
}

// pace compares young posts with what the account's others had at their age.
func (t texts) pace(name, empty string, at gridPos, metric string, hours int) panel {
	p := t.table(name, empty, at, "viral_posts",
		params(map[string]any{"metric": metric, "max_age": hours, "limit": 20}, "platform", "account", "topic"),
		"state", "published", schema.TagPlatform, schema.TagAccount, schema.FieldExcerpt, "actual", "expected", "usual_low", "usual_high",
		"times", "percentile_age", schema.FieldURL)
	p.moment("published")
	p.counts("actual", "expected", "usual_low", "usual_high")
	p.column(schema.TagAccount, property{"custom.width", 140}, t.opens("content", "account"))
	p.minimum(150, schema.FieldExcerpt)
	p.narrow(90, "state", schema.TagPlatform, "actual", "expected", "usual_low", "usual_high", "times")
	for _, name := range []string{"expected", "usual_low", "usual_high"} {
		p.column(name, property{"decimals", 0})
	}
	p.many("times")
	p.column("times", property{"decimals", 1},
		property{"custom.cellOptions", map[string]any{"type": "color-text"}},
		property{"thresholds", thresholds(step{Color: plain}, from(2, attention))})
	p.high("percentile_age")
	t.link(&p)
	return p
}

// kinds of post that connectors tell apart.
var kinds = []string{"text", "image", "video", "reel", "short", "carousel", "link", "poll", "article", "audio", "document", "event", "story"}

// types are the kinds of post in words; one that is not known keeps its name.
func (t texts) types() property {
	shown := map[string]any{}
	for i, name := range kinds {
		shown[name] = shownAs{Text: t.of("type." + name), Index: i}
	}
	return property{"mappings", []mapping{{"value", shown}}}
}

func (t texts) contentTrend(at gridPos) panel {
	p := t.series("content.trend", "empty.posts", at, "engagement_rate",
		params(map[string]any{"format": "time_series", "interval": "week", "by": schema.TagType}, "platform", "account", "topic"), nil).decimals(2).over("90d").percentages().apart()
	p.FieldConfig.Defaults["min"] = 0
	for _, name := range kinds {
		p.column(name, property{"displayName", t.of("type." + name)})
	}
	return p
}
