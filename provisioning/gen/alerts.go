package main

import "maps"

// asked are the parameters of a question for single values.
func asked(params map[string]any) map[string]any {
	all := maps.Clone(params)
	all["format"] = "value"
	return all
}

// topic is the label to route by, where the query type calls it otherwise.
var topic = map[string]string{"topic": "{{ with .Labels.name }}{{ . }}{{ end }}"}

// platform is the same for answers about the collector.
var platform = map[string]string{"platform": "{{ with .Labels.connector }}{{ . }}{{ end }}"}

// issues are what people say about the office, and how far a post goes.
func issues() []alert {
	return []alert{
		{
			// Three times what is usual for the topic is much in an office of any size;
			// where usual is next to nothing, ten mentions are the least worth a message.
			// An evening of comments under one own post is left to the next rule but one.
			name: "topic_burst", severity: "warning", area: "issue", panel: "issue.rising", topic: "name", labels: topic,
			ask: []question{{"rising_topics", asked(map[string]any{
				"window": "3h", "kind": "topic", "cause": "public", "measure": "times", "minimum": 10, "fdr": 1,
			}), 3 * hour, 0}},
			fires: "gt", than: 3, lasts: "15m",
		},
		{
			// Two weeks give a quiet topic enough mentions to be compared with. That the
			// tone changed is one question, by how much another: a fall by 25 points in
			// thirty mentions may be one by 5. So the fall that the 95% interval is sure
			// of counts: its upper end. And a message is about what is new: a topic with
			// twenty mentions a week looks another week, another way, and who is told of
			// last week's shift today can do nothing about it.
			name: "sentiment_shift", severity: "warning", area: "issue", panel: "issue.curve", topic: "topic",
			ask:   []question{{"sentiment_shift", asked(map[string]any{"by": "topic", "interval": "hour", "certainty": 95, "size": "least", "max_age": 48}), 14 * day, 0}},
			fires: "lt", than: -25, lasts: "15m",
		},
		{
			// One in twenty posts beats 95% of the others, which is no alarm. Five times
			// the median and ahead of all others happens about once a month. A post that
			// was just read is ahead of those that were read less often at its age, until
			// the next readings: hence the hour and a half.
			name: "viral_post", severity: "warning", area: "post", panel: "content.pace",
			ask:   []question{{"viral_posts", asked(map[string]any{"metric": "interactions", "by": "account", "max_age": 48, "percentile": 99, "times": 5}), 2 * day, 0}},
			fires: "gt", than: 0, lasts: "90m",
		},
	}
}

// accounts are how the office's own accounts do.
func accounts() []alert {
	rate := asked(map[string]any{"base": "followers", "by": "account"})
	return []alert{
		{
			// Posts of two days and less are still being answered. Between the demo's
			// episodes a week's mean rate falls to half of what was usual by chance.
			name: "low_engagement", severity: "info", area: "account", panel: "overview.engagement_trend",
			ask:  []question{{"engagement_rate", rate, 9 * day, 2 * day}, {"engagement_rate", rate, 37 * day, 9 * day}},
			math: "$A / $B", fires: "lt", than: 0.4, lasts: "6h",
		},
		{
			name: "silent_account", severity: "info", area: "account", panel: "overview.top_posts",
			ask:   []question{{"growth", asked(map[string]any{"measure": "posts"}), 7 * day, 0}},
			fires: "lt", than: 1, lasts: "1h",
		},
		{
			name: "follower_drop", severity: "warning", area: "account", panel: "audience.net",
			ask:   []question{{"growth", asked(map[string]any{"measure": "percent"}), day, 0}},
			fires: "lt", than: -2, lasts: "1h",
		},
	}
}

// operation is what the IT department keeps running.
func operation() []alert {
	states := func(count string) map[string]any { return asked(map[string]any{"by": "account", "count": count}) }
	return []alert{
		{
			// Notices stand at midnight of the day on which they were given: thirty
			// hours hold those of today, and of yesterday until the next reading.
			name: "ends_soon", severity: "warning", area: "operation", panel: "health.notices", labels: platform,
			ask:   []question{{"collector_health", asked(map[string]any{"show": "expiring"}), 30 * hour, 0}},
			fires: "gt", than: 0, lasts: "10m",
		},
		{
			// Limits of minutes run low and recover all day; an hour on end is none of
			// these.
			name: "budget_low", severity: "warning", area: "operation", panel: "health.budgets", labels: platform,
			ask:   []question{{"collector_health", asked(map[string]any{"show": "budgets"}), 6 * hour, 0}},
			fires: "lt", than: 10, lasts: "1h",
		},
		{
			name: "account_failing", severity: "warning", area: "operation", panel: "overview.health", labels: platform,
			ask:  []question{{"collector_health", states("failing"), hour, 0}, {"collector_health", states("never"), hour, 0}},
			math: "$A + $B", fires: "gt", than: 0, lasts: "1h",
		},
		{
			// The one rule that speaks when there is no answer: a collector that never
			// ran, or a database that is away. Late is three times an account's usual
			// gap, so a restart of the collector is over before it counts.
			name: "data_stale", severity: "critical", area: "operation", panel: "overview.health", labels: platform,
			ask:   []question{{"collector_health", states("late"), hour, 0}},
			fires: "gt", than: 0, lasts: "15m", noData: alerting, err: alerting,
		},
	}
}
