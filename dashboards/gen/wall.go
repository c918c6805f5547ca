package main

import (
	"fmt"

	"github.com/pantau/pantau/collector/schema"
)

const (
	// young is how long posts are judged, and how long a shift of sentiment is news.
	young      = "3d"
	youngHours = 72
	// familiar is the past that tells what sentiment is usual, as for the alert rule: three days are too few to see a
	// shift within them.
	familiar = "14d"
)

// wall is looked at from five metres and never touched. It fills the screen
// without scrolling: 27 rows of the grid. No letter has a size in pixels: Grafana
// makes them as large as their panel lets them be, on every screen; so what has
// many words has the screen's width. What it shows is of the last 24 hours,
// or of the panel's own range, whatever relative range the address carries.
//
// Only the band at the top says that all is well, and only where every account
// was read on time: elsewhere nothing to report is grey, not blue. So a screen
// whose data is old or gone has an orange band and nothing that looks calm.
func wall(t texts) dashboard {
	d := t.dashboard("wall",
		t.wallState(gridPos{H: 4, W: 18, X: 0, Y: 0}),
		t.wallAge(gridPos{H: 4, W: 6, X: 18, Y: 0}),
		t.wallFollowers("wall.followers", "followers", gridPos{H: 5, W: 5, X: 0, Y: 4}),
		t.wallFollowers("wall.followers_before", "followers_before", gridPos{H: 5, W: 5, X: 5, Y: 4}),
		t.wallPercentile("wall.engagement", "wall.unjudged", gridPos{H: 5, W: 4, X: 10, Y: 4}, schema.MetricInteractions),
		t.wallPercentile("wall.views", "wall.views.none", gridPos{H: 5, W: 4, X: 14, Y: 4}, schema.MetricViews),
		t.wallMood("wall.sentiment", day, gridPos{H: 5, W: 3, X: 18, Y: 4}),
		t.wallMood("wall.usual", "30d", gridPos{H: 5, W: 3, X: 21, Y: 4}),
		t.wallRising(gridPos{H: 9, W: 12, X: 0, Y: 9}),
		t.wallRisingAlarm(gridPos{H: 5, W: 6, X: 12, Y: 9}),
		t.wallAlarm("wall.viral", "wall.unjudged", gridPos{H: 5, W: 6, X: 18, Y: 9}, "viral_posts",
			map[string]any{"format": "value", "metric": schema.MetricInteractions}).over(young),
		t.wallShift(gridPos{H: 4, W: 12, X: 12, Y: 14}),
		t.wallPost(gridPos{H: 3, W: 19, X: 0, Y: 18}),
		t.wallPostNumber(gridPos{H: 3, W: 5, X: 19, Y: 18}),
		t.wallFindings(gridPos{H: 6, W: 24, X: 0, Y: 21}),
	)
	d.Time, d.Refresh, d.Links = timeRange{"now-" + day, "now"}, "1m", []link{}
	d.TimePicker, d.Annotations.List[0].Hide = &timePicker{Hidden: true}, true // nobody touches it
	for i := range d.Templating.List {
		d.Templating.List[i].Hide = 2 // the address may still carry them
	}
	return d
}

// named writes a panel's title above its number: those of Grafana's titles are
// too small for a wall.
func (p panel) named() panel {
	p.FieldConfig.Defaults["displayName"] = p.Title
	p.Options["textMode"], p.Options["wideLayout"] = "value_and_name", false
	return p
}

// wallState is the band: calm where every account was read on time, loud where
// one was not and where nothing is known.
func (t texts) wallState(at gridPos) panel {
	p := t.stat("wall.state", "wall.state.nothing", at, "collector_health",
		params(map[string]any{"format": "value", "count": "attention"}, "platform", "account"),
		step{Color: alarm}, from(0, calm), from(1, alarm)).filled().over(day)
	p.FieldConfig.Defaults["mappings"] = []mapping{
		{"value", map[string]any{"0": shownAs{Text: t.of("wall.state.ok"), Color: calm}}},
		{"range", map[string]any{"from": 1, "to": 1e6, "result": shownAs{Text: t.of("wall.state.stale"), Color: alarm, Index: 1}}},
		noNumber(t.of("wall.state.nothing"), alarm),
	}
	return p
}

// wallAge is how many minutes ago anything was read. It goes on counting when the
// collector stands still.
func (t texts) wallAge(at gridPos) panel {
	const stale = 24 * 60 // for an account that is read hourly and one that is read daily; the band judges each by its own habit
	p := t.stat("wall.age", "wall.age.nothing", at, "collector_health", params(map[string]any{"format": "table"}, "platform", "account"),
		step{Color: alarm}, from(0, quiet), from(stale, alarm)).filled().reduced("min").over(day).decimals(0)
	p.Transformations = []option{keep("age"), {"calculateField", map[string]any{
		"mode": "binary", "binary": map[string]any{"left": t.title("age"), "operator": "/", "right": "60"}, "alias": "minutes", "replaceFields": true,
	}}}
	p.FieldConfig.Defaults["mappings"] = []mapping{noNumber(t.of("wall.age.nothing"), alarm)}
	p.FieldConfig.Defaults["unit"] = "suffix: " + t.of("wall.age.unit")
	return p
}

// wallFollowers is one number, in a panel so wide that its height tells how large it
// is: Grafana may measure it before its font is there, whose digits are wider than
// those of the one in its stead, and what is as wide as the panel is cut off then. Of
// two numbers in a panel it measures one.
func (t texts) wallFollowers(name, column string, at gridPos) panel {
	p := t.stat(name, "wall.unjudged", at, "growth", params(map[string]any{"format": "table"}, "platform", "account"),
		step{Color: plain}).reduced("sum").over(day).decimals(0).named()
	p.Transformations = []option{keep(column)}
	p.FieldConfig.Defaults["mappings"] = []mapping{
		// A sum of nothing is 0 in Grafana, and no office has 0 followers.
		{"value", map[string]any{"0": shownAs{Text: t.of("empty.cell")}}}, noNumber(t.of("wall.unjudged"), plain),
	}
	p.column(column, counted)
	return p
}

// wallPercentile is the mean percentile of the young posts among the account's
// other posts at the same age: 50 is as usual, at every hour of the day.
func (t texts) wallPercentile(name, empty string, at gridPos, metric string) panel {
	p := t.stat(name, empty, at, "viral_posts",
		params(map[string]any{"format": "table", "metric": metric, "max_age": youngHours, "limit": 1000}, "platform", "account", "topic"),
		step{Color: attention}, from(20, plain), from(80, well)).reduced("mean").over(young).decimals(0).named()
	p.Transformations = []option{keep("percentile_age")}
	p.column("percentile_age", property{"unit", "none"})
	return p
}

func (t texts) wallMood(name, span string, at gridPos) panel {
	p := t.stat(name, "empty.cell", at, "sentiment", params(map[string]any{"format": "value"}, "platform", "account", "topic"),
		step{Color: attention}, from(-20, plain), from(20, well)).over(span).decimals(0).named()
	p.column("value", property{"unit", "none"})
	return p
}

// wallAlarm says itself what it counts, in letters as large as its panel, and is
// loud above 0. At 0 it is grey, as it is where nothing could be
// judged: 0 is also what old data gives.
func (t texts) wallAlarm(name, empty string, at gridPos, queryType string, own map[string]any) panel {
	p := t.stat(name, empty, at, queryType, params(own, "platform", "account", "topic"),
		step{Color: quiet}, from(1, alarm)).filled().decimals(0)
	said := t.of(name+".said") + ": "
	p.column("value", property{"unit", "prefix:" + said})
	p.FieldConfig.Defaults["mappings"] = []mapping{
		{"value", map[string]any{"0": shownAs{Text: said + t.of("wall.none"), Color: quiet}}}, noNumber(said+t.of(empty), quiet),
	}
	return p
}

func (t texts) wallRisingAlarm(at gridPos) panel {
	return t.wallAlarm("wall.rising_count", "wall.unjudged", at, "rising_topics",
		map[string]any{"format": "value", "measure": "count", "window": "6h"}).over(day)
}

// wallShift is the newest shift of sentiment: loud downwards, blue upwards.
func (t texts) wallShift(at gridPos) panel {
	p := t.wallAlarm("wall.shift", "wall.unjudged", at, "sentiment_shift", map[string]any{"format": "value", "max_age": youngHours}).over(familiar)
	p.FieldConfig.Defaults["thresholds"] = thresholds(step{Color: alarm}, from(0, calm))
	p.column("value", property{"unit", "suffix: " + t.of("wall.shift.unit")})
	return p
}

func (t texts) wallRising(at gridPos) panel {
	p := t.ranking("wall.rising", "empty.rising_short", at, "rising_topics",
		params(map[string]any{"format": "table", "window": "6h"}, "platform", "account", "topic"), 3, "name", "mentions").over(day)
	p.Transformations = []option{ // the loudest first; a topic and a hashtag can have one name
		{"sortBy", map[string]any{"fields": map[string]any{}, "sort": []map[string]any{{"field": t.title("mentions"), "desc": true}}}},
		keep("kind", "name", "mentions"),
	}
	p.Options["namePlacement"] = "top" // beside the bar Grafana cuts long names
	p.counts("mentions")
	// Grafana names a single bar only where it is told to.
	p.FieldConfig.Defaults["displayName"] = "${__data.fields[0]} ${__data.fields[1]}"
	return p
}

// wallPost is one line over the screen's width that says itself what it is, ended
// where its letters would get too small for five metres.
func (t texts) wallPost(at gridPos) panel {
	p := t.sentences("wall.post", "empty.posts_today", at, "top_posts",
		params(map[string]any{"metric": schema.MetricInteractions, "limit": 1}, "platform", "account", "topic"), 1, schema.FieldExcerpt).over(day)
	p.column(schema.FieldExcerpt, shortened(t.of("wall.post.title")+": ", 90, noNumber(t.of("empty.posts_today"), plain)))
	return p
}

func (t texts) wallFindings(at gridPos) panel {
	p := t.sentences("wall.findings", "empty.findings", at, "insights",
		params(map[string]any{"limit": 2}, "platform", "account", "topic"), 2, "finding").over(day)
	p.column("finding", shortened("", 120, noNumber(t.of("empty.findings"), plain)))
	return p
}

// shortened puts words before a text and ends it at a word, after so many letters
// at most; nothing is what stands where there is none. Grafana measures letters
// somewhat too narrow and would break the line at its last word: the blanks at the
// end are measured too, and not shown.
func shortened(before string, letters int, nothing mapping) property {
	const blanks = "          "
	long := fmt.Sprintf(`/^(?=[\s\S]{%d})([\s\S]{1,%d})\s[\s\S]*$/`, letters+1, letters)
	return property{"mappings", []mapping{
		nothing,
		{"regex", map[string]any{"pattern": long, "result": shownAs{Text: before + "$1 …" + blanks, Index: 1}}},
		{"regex", map[string]any{"pattern": `/^([\s\S]+)$/`, "result": shownAs{Text: before + "$1" + blanks, Index: 2}}},
	}}
}

func (t texts) wallPostNumber(at gridPos) panel {
	p := t.stat("wall.post_number", "empty.cell", at, "top_posts",
		params(map[string]any{"metric": schema.MetricInteractions, "limit": 1}, "platform", "account", "topic"), step{Color: plain}).
		over(day).decimals(0)
	p.Transformations = []option{keep("value")}
	p.column("value", property{"unit", "suffix: " + t.of("wall.post_number.unit")})
	return p
}
