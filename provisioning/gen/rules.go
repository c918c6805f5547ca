package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

const (
	datasourceUID  = "pantau" // as provisioning/datasources names it
	datasourceType = "pantau-social-datasource"
	expression     = "__expr__" // Grafana's server-side expressions
	folder         = "Pantau"
)

// What a rule says where a question has no answer, or fails. One outage must
// not be told by every rule: data_stale alone tells it.
const (
	nobody   = "OK"       // no data: there is nothing to say
	keep     = "KeepLast" // an error: what was said last still holds
	alerting = "Alerting"
)

// alert is a rule as it differs from others.
type alert struct {
	name     string // key of its texts, and of its uid
	severity string // critical, warning or info
	area     string // issue, post, account or operation
	panel    string // text key of the panel that tells more
	topic    string // the label that names the topic which its board opens with; empty: the panel alone
	ask      []question
	math     string // over the questions' refIds; empty: the first question itself
	fires    string // gt or lt
	than     float64
	lasts    string            // Grafana's "for"
	labels   map[string]string // beside those of the answer
	noData   string            // empty: nobody
	err      string            // empty: keep
}

// question is a query whose answer is one number a series: Grafana's expressions
// take it as it is, without a reduction.
type question struct {
	queryType string
	params    map[string]any
	from, to  time.Duration // before now
}

const (
	hour = time.Hour
	day  = 24 * hour
)

// groups are the rules, gathered by how often they are looked at.
func (s settings) groups() ([]group, error) {
	var out []group
	for _, g := range []struct {
		name     string
		interval string
		alerts   []alert
	}{{"pantau-issues", "5m", issues()}, {"pantau-accounts", "30m", accounts()}, {"pantau-operation", "5m", operation()}} {
		made := group{OrgID: 1, Name: g.name, Folder: folder, Interval: g.interval}
		for _, a := range g.alerts {
			r, err := s.rule(a)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", a.name, err)
			}
			made.Rules = append(made.Rules, r)
		}
		out = append(out, made)
	}
	return out, nil
}

func (s settings) rule(a alert) (rule, error) {
	board, err := s.panels.find(catalogue.Indonesian, a.panel)
	if err != nil {
		return rule{}, err
	}
	english, err := s.panels.find(catalogue.English, a.panel)
	if err != nil {
		return rule{}, err
	}
	text := func(lang catalogue.Language, part string) string {
		return catalogue.Text(lang, "alert."+a.name+"."+part)
	}
	r := rule{
		UID: "pantau-" + strings.ReplaceAll(a.name, "_", "-"), Title: text(catalogue.Indonesian, "title") + " / " + text(catalogue.English, "title"),
		Condition: condition, Data: a.data(), DashboardUID: board.UID, PanelID: board.Panel,
		NoDataState: first(a.noData, nobody), ExecErrState: first(a.err, keep), For: a.lasts,
		Annotations: map[string]string{
			"__dashboardUid__": board.UID, "__panelId__": fmt.Sprint(board.Panel),
			"board": link(board, a.topic), "board_en": link(english, a.topic),
		},
		Labels: map[string]string{"source": "pantau", "severity": a.severity, "area": a.area},
	}
	for _, part := range []struct{ annotation, key string }{{"summary", "what"}, {"certainty", "sure"}, {"first_step", "step"}} {
		r.Annotations[part.annotation] = text(catalogue.Indonesian, part.key)
		r.Annotations[part.annotation+"_en"] = text(catalogue.English, part.key)
	}
	for name, value := range a.labels {
		r.Labels[name] = value
	}
	return r, nil
}

// link is a template of the panel's address, or of its whole board's with the
// topic that a label names. Grafana's own address ends with a slash or not.
func link(p place, label string) string {
	path, chosen := p.path(), ""
	if label != "" {
		path, chosen = p.board(), fmt.Sprintf("{{ with .Labels.%s }}?var-topic={{ urlquery . }}{{ end }}", label)
	}
	return fmt.Sprintf("{{ reReplaceAll \"/*\\\\z\" %q externalURL }}", path) + chosen
}

// condition is the refId that decides.
const condition = "D"

// data are the questions A and B, their mathematics C, and the condition D.
func (a alert) data() []query {
	var out []query
	for i, q := range a.ask {
		refID := string(rune('A' + i))
		out = append(out, query{
			RefID: refID, QueryType: q.queryType, DatasourceUID: datasourceUID,
			RelativeTimeRange: &timeRange{int(q.from.Seconds()), int(q.to.Seconds())},
			Model: map[string]any{
				"refId": refID, "datasource": map[string]any{"type": datasourceType, "uid": datasourceUID},
				"queryType": q.queryType, "params": q.params, "intervalMs": 60_000, "maxDataPoints": 1000,
			},
		})
	}
	judged := "A"
	if a.math != "" {
		judged = "C"
		out = append(out, calculated("C", "math", a.math, nil))
	}
	return append(out, calculated(condition, "threshold", judged, map[string]any{
		"conditions": []any{map[string]any{"evaluator": map[string]any{"type": a.fires, "params": []float64{a.than}}}},
	}))
}

func calculated(refID, kind, of string, more map[string]any) query {
	model := map[string]any{
		"refId": refID, "datasource": map[string]any{"type": expression, "uid": expression}, "type": kind, "expression": of,
	}
	for name, value := range more {
		model[name] = value
	}
	return query{RefID: refID, DatasourceUID: expression, Model: model}
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
