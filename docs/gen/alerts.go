package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// rule is an alert rule, as far as it is shown.
type rule struct {
	UID  string
	For  string
	Data []struct {
		RefID             string                 `yaml:"refId"`
		RelativeTimeRange struct{ From, To int } `yaml:"relativeTimeRange"`
		Model             struct {
			QueryType  string `yaml:"queryType"`
			Type       string
			Expression string
			Params     map[string]any
			Conditions []struct {
				Evaluator struct {
					Type   string
					Params []float64
				}
			}
		}
	}
	NoDataState  string `yaml:"noDataState"`
	ExecErrState string `yaml:"execErrState"`
	Labels       map[string]string
}

// alertWords are the page's own texts.
var alertWords = map[catalogue.Language]struct{ intro, asks, holds, lasts, labels, silence, sure, step string }{
	"id": {
		intro: "# Aturan peringatan\n\nSetiap aturan beserta pertanyaan yang diajukannya. Cara mengubah, merutekan, dan membisukannya: [peringatan](../alerts.md).\n",
		asks:  "Pertanyaan", holds: "Menyala bila", lasts: "selama", labels: "Label",
		silence: "Tanpa data; bila gagal", sure: "Seberapa pasti", step: "Langkah pertama",
	},
	"en": {
		intro: "# Alert rules\n\nEvery rule with the questions that it asks. How to change, route and mute them: [alerts](../alerts.md).\n",
		asks:  "Asks", holds: "Fires when", lasts: "for", labels: "Labels",
		silence: "Without data; on an error", sure: "How sure", step: "First step",
	},
}

// alertsPage lists the provisioned rules in one language.
func alertsPage(lang catalogue.Language) func(string) (string, error) {
	return func(root string) (string, error) {
		raw, err := os.ReadFile(filepath.Join(root, "provisioning", "alerting", "rules.yaml"))
		if err != nil {
			return "", err
		}
		var file struct{ Groups []struct{ Rules []rule } }
		if err := yaml.Unmarshal(raw, &file); err != nil {
			return "", err
		}
		var b strings.Builder
		b.WriteString(alertWords[lang].intro)
		for _, g := range file.Groups {
			for _, r := range g.Rules {
				r.write(&b, lang)
			}
		}
		return b.String(), nil
	}
}

func (r rule) write(b *strings.Builder, lang catalogue.Language) {
	w := alertWords[lang]
	key := "alert." + strings.ReplaceAll(strings.TrimPrefix(r.UID, "pantau-"), "-", "_")
	fmt.Fprintf(b, "\n## %s\n\n`%s`\n\n", catalogue.Text(lang, key+".title"), r.UID)
	var asks []string
	holds := ""
	for _, q := range r.Data {
		m := q.Model
		switch {
		case m.QueryType != "":
			asks = append(asks, fmt.Sprintf("%s: [`%s`](../query-types.%s.md#%s)%s, %s", q.RefID, m.QueryType, lang, m.QueryType,
				params(m.Params), span(q.RelativeTimeRange.From, q.RelativeTimeRange.To)))
		case m.Type == "math":
			asks = append(asks, fmt.Sprintf("%s: `%s`", q.RefID, m.Expression))
		default:
			e := m.Conditions[0].Evaluator
			holds = fmt.Sprintf("%s %s %g", m.Expression, map[string]string{"gt": ">", "lt": "<"}[e.Type], e.Params[0])
		}
	}
	fmt.Fprintf(b, "- %s: %s\n- %s: %s, %s %s\n", w.asks, strings.Join(asks, "; "), w.holds, holds, w.lasts, r.For)
	fmt.Fprintf(b, "- %s: `severity` %s, `area` %s\n- %s: %s; %s\n", w.labels, r.Labels["severity"], r.Labels["area"], w.silence, r.NoDataState, r.ExecErrState)
	fmt.Fprintf(b, "- %s: %s\n- %s: %s\n", w.sure, cell(catalogue.Text(lang, key+".sure")), w.step, cell(catalogue.Text(lang, key+".step")))
}

// params are a question's, but for the form of its answer.
func params(all map[string]any) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if name != "format" {
			out = append(out, fmt.Sprintf("`%s=%v`", name, all[name]))
		}
	}
	if len(out) == 0 {
		return ""
	}
	return " " + strings.Join(out, " ")
}

// span writes a range of seconds before now as Grafana does.
func span(from, to int) string {
	ago := func(s int) string {
		switch {
		case s == 0:
			return "now"
		case s%86400 == 0:
			return fmt.Sprintf("now-%dd", s/86400)
		}
		return fmt.Sprintf("now-%dh", s/3600)
	}
	return fmt.Sprintf("`%s` … `%s`", ago(from), ago(to))
}
