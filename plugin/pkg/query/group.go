package query

import (
	"cmp"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
)

// group is what posts or mentions are gathered by. An account is told apart by
// its platform too: two platforms can have the same handle.
type group struct{ platform, account, other string }

// labels name the group in a series; by is the parameter of that name.
func (g group) labels(by string) data.Labels {
	switch by {
	case schema.TagPlatform:
		return data.Labels{schema.TagPlatform: g.platform}
	case schema.TagAccount:
		return data.Labels{schema.TagPlatform: g.platform, schema.TagAccount: g.account}
	case byPost:
		return data.Labels{schema.TagPlatform: g.platform, schema.TagAccount: g.account, by: g.other}
	case schema.TagType, schema.TagTopic, schema.TagQuery:
		return data.Labels{by: g.other}
	}
	return nil
}

// shown is the group's name for people; alone is used where there is only one.
func (r *Request) shown(g group, by, alone string) string {
	switch by {
	case schema.TagPlatform:
		return g.platform
	case schema.TagAccount:
		return g.account + " (" + g.platform + ")"
	case byPost:
		return g.account + " (" + g.platform + ") " + g.other
	case schema.TagType, schema.TagTopic, schema.TagQuery:
		if g.other == "" {
			return r.Text("query.group.no_" + by)
		}
		return g.other
	}
	return alone
}

// groupTags are the tags to group by in the database.
func groupTags(by string) []string {
	switch by {
	case "none":
		return nil
	case schema.TagAccount:
		return []string{schema.TagPlatform, schema.TagAccount}
	}
	return []string{by}
}

func groupOf(by string, tags map[string]string) group {
	switch by {
	case schema.TagPlatform:
		return group{platform: tags[schema.TagPlatform]}
	case schema.TagAccount:
		return group{platform: tags[schema.TagPlatform], account: tags[schema.TagAccount]}
	case schema.TagType, schema.TagTopic, schema.TagQuery:
		return group{other: tags[by]}
	}
	return group{}
}

func (g group) compare(o group) int {
	return cmp.Or(strings.Compare(g.platform, o.platform), strings.Compare(g.account, o.account), strings.Compare(g.other, o.other))
}

// groupColumns are the columns of a table that name its groups.
func (r *Request) groupColumns(groups []group, by string) []*data.Field {
	var out []*data.Field
	add := func(name string, of func(group) string) {
		values := make([]string, len(groups))
		for i, g := range groups {
			values[i] = of(g)
		}
		out = append(out, r.column(name, values, ""))
	}
	switch by {
	case schema.TagPlatform:
		add(by, func(g group) string { return g.platform })
	case schema.TagAccount:
		add(schema.TagPlatform, func(g group) string { return g.platform })
		add(by, func(g group) string { return g.account })
	case schema.TagType, schema.TagTopic, schema.TagQuery:
		add(by, func(g group) string { return r.shown(g, by, "") })
	}
	return out
}
