package main

import "github.com/pantau/pantau/collector/schema"

// issue is for the hour in which something goes wrong: what rises, where, since
// when, what people write, and whether the answer helped.
func issue(t texts) dashboard {
	d := t.dashboard("issue",
		t.issueMentions(gridPos{H: 4, W: 6, X: 0, Y: 0}),
		t.issueNegative(gridPos{H: 4, W: 6, X: 6, Y: 0}),
		t.overviewSentiment(gridPos{H: 4, W: 6, X: 12, Y: 0}),
		t.overviewAttention(gridPos{H: 4, W: 6, X: 18, Y: 0}),
		t.rising("issue.rising", gridPos{H: 9, W: 24, X: 0, Y: 4}, "3h"),
		t.issueVolume(gridPos{H: 9, W: 12, X: 0, Y: 13}),
		t.trendsBursts(gridPos{H: 9, W: 12, X: 12, Y: 13}),
		t.issueWhere("issue.platforms", schema.TagPlatform, gridPos{H: 7, W: 12, X: 0, Y: 22}),
		t.issueWhere("issue.accounts", schema.TagAccount, gridPos{H: 7, W: 12, X: 12, Y: 22}),
		t.curve("issue.curve", gridPos{H: 9, W: 12, X: 0, Y: 29}, "hour"),
		t.answers("issue.answers", gridPos{H: 9, W: 12, X: 12, Y: 29}),
		t.changes("issue.shifts", gridPos{H: 7, W: 24, X: 0, Y: 38}).over(familiar),
		t.pace("content.pace", "empty.young", gridPos{H: 11, W: 24, X: 0, Y: 45}, schema.MetricInteractions, 72),
		t.comments("issue.samples", gridPos{H: 12, W: 24, X: 0, Y: 56}, map[string]any{"label": schema.LabelNegative, "limit": 100}),
	)
	d.Time, d.Refresh = timeRange{"now-48h", "now"}, "1m"
	d.Annotations.List = append(d.Annotations.List, t.bursts(), t.shifts(), t.ownPosts())
	return d
}

func (t texts) issueMentions(at gridPos) panel {
	p := t.stat("issue.mentions", "empty.mentions", at, "mentions", params(map[string]any{"format": "value"}, "platform", "account", "topic"),
		step{Color: plain}).decimals(0)
	p.counts("value")
	return p
}

func (t texts) issueNegative(at gridPos) panel {
	p := t.stat("issue.negative", "empty.mentions", at, "mentions",
		params(map[string]any{"format": "value", "label": schema.LabelNegative}, "platform", "account", "topic"), step{Color: plain}).decimals(0)
	p.counts("value")
	return p
}

// issueVolume is by the hour: a day is a long time in a crisis.
func (t texts) issueVolume(at gridPos) panel {
	p := t.series("issue.volume", "empty.mentions", at, "topic_volume",
		params(map[string]any{"format": "time_series", "interval": "hour"}, "platform", "account", "topic"),
		map[string]any{
			"drawStyle": "bars", "fillOpacity": 80, "lineWidth": 0, "showPoints": "never",
			"stacking": map[string]any{"mode": "normal", "group": "A"},
		})
	p.FieldConfig.Defaults["min"] = 0
	p.counts("value")
	return p
}

// issueWhere says on which platform, or under which account, it is talked about.
func (t texts) issueWhere(name, by string, at gridPos) panel {
	columns := []string{schema.TagPlatform, "mentions", "net_sentiment", "negative", "coordinated"}
	if by == schema.TagAccount {
		columns = append([]string{schema.TagAccount}, columns...)
	}
	p := t.table(name, "empty.mentions", at, "sentiment", params(map[string]any{"format": "table", "by": by}, "platform", "account", "topic"), columns...)
	p.counts("mentions")
	p.narrow(95, schema.TagPlatform)
	p.minimum(138, schema.TagAccount)
	t.tone(&p, "net_sentiment")
	p.column("negative", property{"decimals", 0})
	p.column("coordinated", property{"decimals", 0})
	return p
}
