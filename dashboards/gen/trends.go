package main

import "github.com/pantau/pantau/collector/schema"

// trends says what is talked about, what rises beyond the usual, how sure that
// is, and in which tone.
func trends(t texts) dashboard {
	d := t.dashboard("trends",
		t.rising("trends.rising", gridPos{H: 9, W: 24, X: 0, Y: 0}, "day"),
		t.overviewTopics(gridPos{H: 9, W: 12, X: 0, Y: 9}),
		t.trendsShare(gridPos{H: 9, W: 12, X: 12, Y: 9}),
		t.trendsVolume(gridPos{H: 9, W: 12, X: 0, Y: 18}),
		t.overviewMood(gridPos{H: 9, W: 12, X: 12, Y: 18}),
		t.trendsBursts(gridPos{H: 9, W: 24, X: 0, Y: 27}),
		t.pace("content.pace", "empty.young", gridPos{H: 11, W: 24, X: 0, Y: 36}, schema.MetricInteractions, 72),
		t.comments("trends.mentions", gridPos{H: 12, W: 24, X: 0, Y: 47}, map[string]any{"limit": 100}),
	)
	d.Annotations.List = append(d.Annotations.List, t.shifts(), t.bursts(), t.ownPosts().off())
	return d
}

// rising lists what rises in the last window, with what tells a few loud people
// from many: different authors, platforms, samples.
func (t texts) rising(name string, at gridPos, window string) panel {
	p := t.table(name, "empty.rising", at, "rising_topics",
		params(map[string]any{"window": window, "limit": 20}, "platform", "account", "topic"),
		"kind", "name", "mentions", "times", "voices", "coordinated", "platforms", "net_sentiment", "q", "first_seen", "sample_1")
	p.counts("mentions", "voices")
	p.moment("first_seen")
	p.narrow(80, "kind")
	p.narrow(90, "mentions", "times", "q", "net_sentiment", "voices")
	p.narrow(115, "coordinated")
	p.column("platforms", property{"custom.width", 115}, wrapped)
	p.many("times")
	p.narrow(165, "name") // a hashtag is one word
	p.column("times", property{"decimals", 0}, property{"custom.cellOptions", map[string]any{"type": "color-text"}},
		property{"thresholds", thresholds(step{Color: attention})})
	p.column("coordinated", property{"decimals", 0})
	p.column("q", property{"decimals", 1}, property{"mappings", []mapping{t.nextToNothing()}})
	t.tone(&p, "net_sentiment")
	p.column("sample_1", property{"custom.minWidth", 155}, wrapped)
	return p
}

// wrapped lets long texts take several lines.
var wrapped = property{"custom.cellOptions", map[string]any{"type": "auto", "wrapText": true}}

// tone colours net sentiment as everywhere; the sign says the same.
func (t texts) tone(p *panel, column string) {
	p.column(column, property{"decimals", 0}, t.points(), t.noPoints(), property{"custom.cellOptions", map[string]any{"type": "color-text"}},
		property{"thresholds", thresholds(step{Color: attention}, from(-20, plain), from(20, well))})
}

// trendsShare shows each topic's part, so that a loud week does not hide a shift
// from one topic to another.
func (t texts) trendsShare(at gridPos) panel {
	p := t.series("trends.share", "empty.mentions", at, "share_of_voice",
		params(map[string]any{"of": "topic", "format": "time_series", "interval": "day"}, "platform", "account", "topic"),
		map[string]any{
			"drawStyle": "bars", "fillOpacity": 80, "lineWidth": 0, "showPoints": "never",
			"stacking": map[string]any{"mode": "normal", "group": "A"},
		}).decimals(0).apart()
	p.FieldConfig.Defaults["min"], p.FieldConfig.Defaults["max"] = 0, 100
	return p
}

func (t texts) trendsVolume(at gridPos) panel {
	p := t.table("trends.volume", "empty.mentions", at, "topic_volume",
		params(map[string]any{"format": "table"}, "platform", "account", "topic"),
		schema.TagTopic, "mentions", "mentions_before", "rise", "change", "posts")
	p.counts("mentions", "mentions_before", "rise", "posts")
	p.column(schema.TagTopic, property{"custom.minWidth", 130}, t.opens("policy", "topic", "platform", "account"))
	p.signed(1, "change")
	return p
}

// trendsBursts says since when and until when a topic was beyond its usual part.
func (t texts) trendsBursts(at gridPos) panel {
	p := t.table("trends.bursts", "empty.bursts", at, "rising_topics",
		params(map[string]any{"show": "bursts", "limit": 50}, "platform", "account", "topic"),
		"time", "time_end", schema.TagTopic, "level", "mentions", "expected")
	p.moment("time", "time_end")
	p.counts("mentions", "expected")
	p.narrow(70, "level")
	p.narrow(90, "mentions", "expected")
	p.column(schema.TagTopic, property{"custom.minWidth", 75}, t.opens("policy", "topic", "platform", "account"))
	p.column("expected", property{"decimals", 0})
	return t.sorted(p, "time")
}

// comments is a table of mentions.
func (t texts) comments(name string, at gridPos, own map[string]any) panel {
	p := t.table(name, "empty.mentions", at, "mentions", params(own, "platform", "account", "topic"),
		"time", schema.TagPlatform, schema.TagAccount, "kind", "tone", "score", "text", schema.TagTopic, schema.FieldURL)
	p.moment("time")
	p.narrow(90, schema.TagPlatform)
	p.narrow(140, schema.TagAccount)
	p.column("kind", property{"custom.width", 120}, wrapped)
	p.narrow(80, "tone")
	p.signed(2, "score")
	p.column("score", counted, property{"custom.width", 65}, property{"custom.cellOptions", map[string]any{"type": "color-text"}},
		property{"thresholds", thresholds(step{Color: attention}, from(-0.2, plain), from(0.2, well))})
	p.column("text", property{"custom.minWidth", 340}, wrapped)
	p.column(schema.TagTopic, property{"custom.width", 130}, wrapped)
	t.link(&p)
	return p
}
