package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// element is a library panel as Grafana's POST /api/library-elements takes it.
type element struct {
	UID       string `json:"uid"`
	FolderUID string `json:"folderUid"`
	Name      string `json:"name"`
	Kind      int    `json:"kind"` // 1: a panel
	Model     panel  `json:"model"`
}

// shelf are the panels for dashboards of one's own, by their text keys.
var shelf = []string{
	"overview.net_sentiment", "overview.engagement_rate", "overview.mentions", "overview.attention", "overview.insights",
	"overview.engagement_trend", "overview.sentiment_trend", "overview.topic_trend", "overview.rising", "overview.top_posts",
	"content.by_type", "content.mix", "content.pace", "best_time.best", "best_time.gain", "audience.growth", "audience.followers",
	"audience.age", "trends.rising", "trends.bursts", "trends.mentions", "policy.curve", "policy.drivers", "policy.shifts",
	"benchmark.peers", "benchmark.topics", "health.budgets",
}

// library gives the panels of the shelf from the dashboards that they stand on.
func library(t texts) []element {
	var out []element
	for _, b := range boards {
		for _, p := range b.build(t).Panels {
			taken := slices.ContainsFunc(out, func(e element) bool { return e.Model.key == p.key })
			if !slices.Contains(shelf, p.key) || taken {
				continue
			}
			out = append(out, element{
				UID:  fmt.Sprintf("pantau-%s-%s", strings.NewReplacer(".", "-", "_", "-").Replace(p.key), t.lang),
				Name: p.Title, FolderUID: folders[t.lang], Kind: 1, Model: p.alone(),
			})
		}
	}
	return out
}

// folders are those that provisioning/dashboards makes.
var folders = map[catalogue.Language]string{catalogue.Indonesian: "pantau", catalogue.English: "pantau-en"}

// carried is what takes a variable along in a link.
var carried = regexp.MustCompile(`&\$\{\w+:queryparam\}`)

// alone takes out the dashboard's variables: another dashboard need not have them,
// and a name that stands for nothing would find nothing.
func (p panel) alone() panel {
	p.ID, p.GridPos.X, p.GridPos.Y = 0, 0, 0
	p.Targets = slices.Clone(p.Targets)
	for i, q := range p.Targets {
		p.Targets[i].Params = map[string]any{}
		for name, value := range q.Params {
			if list, ok := value.([]string); !ok || !strings.HasPrefix(list[0], "$") {
				p.Targets[i].Params[name] = value
			}
		}
	}
	for _, o := range p.FieldConfig.Overrides {
		for _, prop := range o.Properties {
			links, _ := prop.Value.([]map[string]any)
			for _, l := range links {
				if address, ok := l["url"].(string); ok {
					l["url"] = carried.ReplaceAllString(address, "")
				}
			}
		}
	}
	return p
}

// shelve adds the files of the library, one for each panel.
func shelve(files map[string][]byte) error {
	for _, lang := range catalogue.Languages {
		for _, e := range library(texts{lang}) {
			source, err := encode(e)
			if err != nil {
				return fmt.Errorf("encoding %s: %w", e.UID, err)
			}
			files[filepath.Join("library", string(lang), e.UID+".json")] = source
		}
	}
	return nil
}
