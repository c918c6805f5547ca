package main

// Colours behind numbers, on which letters can be read in both themes: white on
// the blues, black on the orange.
const (
	some = "#5875a5"
	much = "#1f60c4"
	pale = "#ffb357"
)

// bestTime says at which hours of the week posts are responded to, and how much
// of that is known.
func bestTime(t texts) dashboard {
	return t.dashboard("best_time",
		t.bestHours(gridPos{H: 7, W: 12, X: 0, Y: 0}),
		t.bestOnline(gridPos{H: 7, W: 12, X: 12, Y: 0}),
		t.week("best_time.gain", "empty.posts", gridPos{H: 25, W: 12, X: 0, Y: 7}, params(nil, "platform", "account", "topic"), "gain",
			step{Color: "dark-orange"}, from(-25, pale), from(-8, "transparent"), from(8, some), from(25, much)),
		t.week("best_time.posts", "empty.posts", gridPos{H: 25, W: 12, X: 12, Y: 7}, params(nil, "platform", "account", "topic"), "posts",
			step{Color: "transparent"}, from(3, some), from(10, much)),
		t.bestList(gridPos{H: 11, W: 24, X: 0, Y: 32}),
	)
}

func (t texts) bestHours(at gridPos) panel {
	p := t.table("best_time.best", "empty.best", at, "best_time", params(map[string]any{"show": "best"}, "platform", "account", "topic"),
		"rank", "weekday", "hour", "gain", "low", "high", "posts")
	p.bounds()
	return p
}

// bounds shows an estimate and its interval without digits that mean nothing.
func (p *panel) bounds() {
	p.signed(0, "gain", "low", "high")
	p.counts("posts")
}

func (t texts) bestOnline(at gridPos) panel {
	p := t.bars("best_time.online", "empty.online", at, "audience",
		params(map[string]any{"dimension": "hour"}, "platform", "account"), "bucket", "share").decimals(1)
	p.Options["orientation"], p.Options["showValue"] = "vertical", "auto"
	return p
}

func (t texts) bestList(at gridPos) panel {
	p := t.table("best_time.hours", "empty.posts", at, "best_time", params(nil, "platform", "account", "topic"),
		"weekday", "hour", "gain", "low", "high", "state", "posts", "posts_with_rate", "online")
	p.bounds()
	p.column("online", property{"decimals", 0})
	p.column("gain", property{"custom.cellOptions", map[string]any{"type": "color-text"}},
		property{"thresholds", thresholds(step{Color: attention}, from(0, plain), from(8, well))})
	return t.sorted(p, "gain")
}
