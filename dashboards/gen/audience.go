package main

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/pantau/pantau/collector/schema"
)

// audience says who follows and who responds, by the platforms' word, and how
// the number of followers changes.
func audience(t texts) dashboard {
	at := func(i int) gridPos { return gridPos{H: 10, W: 12, X: i % 2 * 12, Y: 17 + i/2*10} }
	d := t.dashboard("audience",
		t.audienceGrowth(gridPos{H: 8, W: 24, X: 0, Y: 0}),
		t.audienceFollowers(gridPos{H: 9, W: 12, X: 0, Y: 8}),
		t.audienceNet(gridPos{H: 9, W: 12, X: 12, Y: 8}),
		t.breakdown("age", "followers", at(0)),
		t.breakdown("gender", "followers", at(1)),
		t.breakdown("city", "followers", at(2)),
		t.breakdown("country", "followers", at(3)),
		t.breakdown("function", "followers", at(4)),
		t.breakdown("age", "engaged", at(5)),
	)
	d.Annotations.List = append(d.Annotations.List, t.ownPosts().off())
	return d
}

func (t texts) audienceGrowth(at gridPos) panel {
	p := t.table("audience.growth", "empty.followers", at, "growth", params(map[string]any{"format": "table"}, "platform", "account"),
		schema.TagPlatform, schema.TagAccount, "followers", "followers_before", "net", "percent", "gained", "lost", "reason")
	p.counts("followers", "followers_before", "net", "gained", "lost")
	p.signed(2, "percent")
	p.column(schema.TagAccount, t.opens("overview", "account"))
	return p
}

func (t texts) audienceFollowers(at gridPos) panel {
	p := t.series("audience.followers", "empty.followers", at, "growth",
		params(map[string]any{"format": "time_series", "measure": "followers", "interval": "day"}, "platform", "account"),
		map[string]any{"showPoints": "never"}).apart()
	p.counts("value")
	return p
}

func (t texts) audienceNet(at gridPos) panel {
	return t.series("audience.net", "empty.followers", at, "growth",
		params(map[string]any{"format": "time_series", "measure": "net", "interval": "day"}, "platform", "account"),
		map[string]any{
			"drawStyle": "bars", "fillOpacity": 80, "lineWidth": 0, "showPoints": "never", "axisCenteredZero": true,
			"stacking": map[string]any{"mode": "normal", "group": "A"},
		}).apart()
}

// breakdown is one dimension of the audience. The share is of all where the
// platform counts all, else of those that it lists; the other cell is empty.
func (t texts) breakdown(dimension, of string, at gridPos) panel {
	name := "audience." + dimension
	if of == "engaged" {
		name += "_engaged"
	}
	p := t.table(name, "empty.audience", at, "audience", params(map[string]any{"dimension": dimension, "of": of}, "platform", "account"),
		schema.TagAccount, "bucket", "share", "share_listed", "coverage", "as_of")
	p.Description = t.of("audience.breakdown.description")
	p.narrow(150, schema.TagAccount)
	p.minimum(110, "bucket") // of cities has long names: it takes what is left
	p.column("bucket", t.groups(dimension), wrapped)
	p.column("coverage", property{"displayName", t.of("audience.coverage") + " (%)"})
	p.column("as_of", property{"custom.width", 95}, property{"unit", "time: YYYY-MM-DD"})
	for _, share := range []string{"share", "share_listed"} {
		p.column(share, property{"decimals", 1}, property{"min", 0}, property{"max", 100},
			property{"custom.cellOptions", map[string]any{"type": "gauge", "mode": "basic", "valueDisplayMode": "text"}},
			property{"thresholds", thresholds(step{Color: well})})
	}
	p.column("coverage", property{"decimals", 0})
	p.narrow(80, "coverage")
	return p
}

// groups are the groups of a dimension in words; one that is not known keeps the
// platform's own name.
func (t texts) groups(dimension string) property {
	shown := map[string]any{}
	name := func(group, text string) { shown[group] = shownAs{Text: text, Index: len(shown)} }
	switch dimension {
	case "gender":
		for _, gender := range []string{"female", "male", "unknown"} {
			name(gender, t.of("audience.gender."+gender))
		}
	case "country":
		names := display.Regions(language.MustParse(string(t.lang)))
		for _, code := range countries {
			name(code, names.Name(language.MustParseRegion(code)))
		}
	}
	return property{"mappings", []mapping{{"value", shown}}}
}

// countries are those in which most Indonesians and their neighbours live, by
// their codes in ISO 3166.
var countries = strings.Fields("ID MY SG BN TH PH VN KH LA MM TL PG AU NZ CN HK TW JP KR IN PK BD SA AE QA KW OM BH JO EG TR NL GB DE FR US CA")
