package main

import "fmt"

// boards is the list of all dashboards in this language. Variables and time go
// along, so that the next one shows the same accounts and days.
func (t texts) boards() link {
	return link{
		Title: t.of("links.boards"), Type: "dashboards", Icon: "external link", Tags: []string{"pantau-" + string(t.lang)},
		AsDropdown: true, IncludeVars: true, KeepTime: true,
	}
}

// opens makes the cells of a column links to another dashboard, with a variable
// set to the cell's value, and the time and the named other variables kept.
func (t texts) opens(board, variable string, kept ...string) property {
	url := fmt.Sprintf("/d/%s?var-%s=${__value.raw:percentencode}&${__url_time_range}", t.uid(board), variable)
	for _, name := range kept {
		url += "&${" + name + ":queryparam}"
	}
	return property{"links", []map[string]any{{"title": t.of("links.open") + " " + t.of(board+".title"), "url": url}}}
}

func (t texts) uid(board string) string { return "pantau-" + board + "-" + string(t.lang) }

// events marks what an answer lists on every panel that has a time axis. The
// answer's columns give the time, the end where it has one, and the text. Grafana
// looks for them by the titles that the data source gives them.
func (t texts) events(name, color string, query target, columns map[string]string) annotation {
	query.RefID, query.Datasource, query.Language = "Anno", pantau, string(t.lang)
	mappings := map[string]mapFrom{}
	for part, column := range columns {
		mappings[part] = mapFrom{"field", t.title(column)}
	}
	return annotation{
		Name: t.of("annotation." + name), Enable: true, IconColor: color, Datasource: pantau, Target: query, Mappings: mappings,
	}
}

// off leaves marks to be switched on: where there are many, they hide the curves.
func (a annotation) off() annotation {
	a.Enable = false
	return a
}

// bursts marks while a topic was talked about more than is usual for it: over a
// month there are many.
func (t texts) bursts() annotation {
	return t.events("bursts", "orange", target{
		QueryType: "rising_topics", Params: params(map[string]any{"show": "bursts", "format": "table"}, "platform", "account", "topic"),
	}, map[string]string{"time": "time", "timeEnd": "time_end", "title": "topic", "text": "summary"}).off()
}

// shifts marks when sentiment moved to another level.
func (t texts) shifts() annotation {
	return t.events("shifts", "orange", target{
		QueryType: "sentiment_shift", Params: params(map[string]any{"format": "table"}, "platform", "account", "topic"),
	}, map[string]string{"time": "time", "text": "summary"})
}

// ownPosts marks what the office itself published, so that one can see what
// came after it.
func (t texts) ownPosts() annotation {
	return t.events("posts", "blue", target{
		QueryType: "top_posts", Params: params(map[string]any{"metric": "interactions", "limit": 20}, "platform", "account", "topic"),
	}, map[string]string{"time": "published", "title": "account", "text": "excerpt"})
}
