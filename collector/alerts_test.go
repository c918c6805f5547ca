package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/ask"
	"github.com/pantau/pantau/collector/ask/asgrafana"
)

var wib = time.FixedZone("WIB", 7*60*60)

// alertRule is a rule of provisioning/alerting, as far as it is worked out here.
type alertRule struct {
	UID  string
	For  string
	Data []struct {
		RefID             string                 `yaml:"refId"`
		RelativeTimeRange struct{ From, To int } `yaml:"relativeTimeRange"`
		DatasourceUID     string                 `yaml:"datasourceUid"`
		Model             struct {
			QueryType  string `yaml:"queryType"`
			Params     map[string]any
			Type       string
			Expression string
			Conditions []struct {
				Evaluator struct {
					Type   string
					Params []float64
				}
			}
		}
	}
}

// alertRules reads the rules as Grafana does.
func alertRules(t *testing.T) map[string]alertRule {
	t.Helper()
	raw, err := os.ReadFile("../provisioning/alerting/rules.yaml")
	require.NoError(t, err)
	var file struct{ Groups []struct{ Rules []alertRule } }
	require.NoError(t, yaml.Unmarshal(raw, &file))
	rules := map[string]alertRule{}
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			rules[strings.TrimPrefix(r.UID, "pantau-")] = r
		}
	}
	require.NotEmpty(t, rules)
	return rules
}

// evaluate works a rule out at a moment, as Grafana's server-side expressions
// would: the questions are numbers by their labels, mathematics joins equal
// labels, and the threshold judges each. It gives the labels it holds for, with
// the number; what has no number is not there.
func (r alertRule) evaluate(ctx context.Context, p *ask.Plugin, at time.Time) (map[string]float64, error) {
	numbers, err := r.answers(ctx, p, at)
	if err != nil {
		return nil, err
	}
	for _, q := range r.Data {
		m := q.Model
		switch m.Type {
		case "math":
			of := strings.Fields(m.Expression)
			numbers[q.RefID] = map[string]float64{}
			for labels, x := range numbers[of[0][1:]] {
				if y, ok := numbers[of[2][1:]][labels]; ok {
					numbers[q.RefID][labels] = map[string]float64{"+": x + y, "/": x / y}[of[1]]
				}
			}
		case "threshold":
			than := m.Conditions[0].Evaluator.Params[0]
			held := maps.Clone(numbers[m.Expression])
			maps.DeleteFunc(held, func(_ string, v float64) bool {
				return !map[string]bool{"gt": v > than, "lt": v < than}[m.Conditions[0].Evaluator.Type]
			})
			return held, nil
		}
	}
	return nil, fmt.Errorf("%s has no threshold", r.UID)
}

// answers are the numbers of a rule's questions, by refId and labels.
func (r alertRule) answers(ctx context.Context, p *ask.Plugin, at time.Time) (map[string]map[string]float64, error) {
	numbers := map[string]map[string]float64{}
	for _, q := range r.Data {
		if q.DatasourceUID != "pantau" {
			continue
		}
		params := map[string]string{}
		for name, value := range q.Model.Params {
			params[name] = fmt.Sprint(value)
		}
		back := func(seconds int) time.Time { return at.Add(-time.Duration(seconds) * time.Second) }
		frames, err := asgrafana.Ask(ctx, p, ask.Question{
			Type: q.Model.QueryType, Params: params, From: back(q.RelativeTimeRange.From), To: back(q.RelativeTimeRange.To),
		})
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", r.UID, q.RefID, err)
		}
		if numbers[q.RefID], err = numberSet(frames); err != nil {
			return nil, fmt.Errorf("%s %s: %w", r.UID, q.RefID, err)
		}
	}
	return numbers, nil
}

// numberSet reads a frame that Grafana takes for numbers: one row, and every field
// a number with labels of its own. No field is no data.
func numberSet(frames data.Frames) (map[string]float64, error) {
	out := map[string]float64{}
	for _, f := range frames {
		if len(f.Fields) > 0 && (f.Meta == nil || f.Meta.Type != data.FrameTypeNumericWide || f.Meta.TypeVersion.IsZero()) {
			return nil, fmt.Errorf("the frame is not numeric-wide with a version: %+v", f.Meta)
		}
		for _, field := range f.Fields {
			labels := field.Labels.String()
			if _, twice := out[labels]; twice || field.Len() != 1 || !field.Type().Numeric() {
				return nil, fmt.Errorf("field {%s} is no single number", labels)
			}
			if v, err := field.NullableFloatAt(0); err != nil || v == nil {
				continue
			} else {
				out[labels] = *v
			}
		}
	}
	return out, nil
}

// watch evaluates a rule from one time to another, and gives for each labels when
// it first fires: when it has held for as long as the rule demands. With steps
// longer than that, holding once is enough.
func (r alertRule) watch(ctx context.Context, p *ask.Plugin, from, to time.Time, step time.Duration) (map[string]time.Time, error) {
	lasts, err := time.ParseDuration(r.For)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.UID, err)
	}
	since, fired := map[string]time.Time{}, map[string]time.Time{}
	for at := from; !at.After(to); at = at.Add(step) {
		held, err := r.evaluate(ctx, p, at)
		if err != nil {
			return nil, err
		}
		maps.DeleteFunc(since, func(labels string, _ time.Time) bool { _, still := held[labels]; return !still })
		for labels := range held {
			if _, pending := since[labels]; !pending {
				since[labels] = at
			}
			if _, told := fired[labels]; !told && (step >= lasts || at.Sub(since[labels]) >= lasts) {
				fired[labels] = at
			}
		}
	}
	return fired, nil
}
