package query

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// What collector_health shows.
const (
	showAccounts = "accounts" // how each account is read
	showNotices  = "notices"  // what the operator should know
	showBudgets  = "budgets"  // what is left of the platforms' limits
	showBreaks   = "breaks"   // days from which on a metric means something else, for annotations
	showExpiring = "expiring" // notices of what ends on a day unless people act
)

// kindBreak is the kind of notice that regime breaks are.
const kindBreak = "definition_changed"

// expiring are the kinds of notice of what ends on a day unless people act.
var expiring = []string{"token_expiring", "version_expiring"}

// notice is one message of a connector.
type notice struct {
	at                                        time.Time
	connector, account, kind, metric, message string
}

// read gives the notices of the time range, the newest first.
func (p collectorHealthParams) read(ctx context.Context, r *Request) ([]notice, *Answer, error) {
	kinds := influx.Match{Name: schema.TagKind, Not: p.Show == showNotices, Values: []string{kindBreak}}
	if p.Show == showExpiring {
		kinds.Values = expiring
	}
	result, err := r.Query(ctx, influx.Select{
		From: schema.Notice, Range: influx.Range{From: r.From, To: r.To}, Where: append(p.where(), kinds), Descending: true,
		Columns: influx.Fields(schema.TagConnector, schema.TagAccount, schema.TagKind, schema.FieldMessage, schema.FieldMetrics, schema.FieldID),
	})
	if err != nil {
		return nil, nil, err
	}
	var out []notice
	for i := range result.Series {
		s := &result.Series[i]
		for row := range s.Len() {
			text := func(name string) string { return s.Texts(name)[row] }
			n := notice{
				s.Time(row), text(schema.TagConnector), text(schema.TagAccount), text(schema.TagKind),
				text(schema.FieldMetrics), text(schema.FieldMessage),
			}
			if key := "break." + text(schema.FieldID); catalogue.Has(key) {
				n.message = r.Text(key)
			}
			out = append(out, n)
		}
	}
	return out, &Answer{N: len(out)}, nil
}

// notices has a row a message, with the last day it was said.
func (p collectorHealthParams) notices(ctx context.Context, r *Request) (*Answer, error) {
	all, a, err := p.read(ctx, r)
	if err != nil {
		return nil, err
	}
	seen := map[notice]bool{}
	all = slices.DeleteFunc(all, func(n notice) bool {
		n.at = time.Time{}
		before := seen[n]
		seen[n] = true
		return before
	})
	a.Formula = r.Text("query.collector_health.formula.notices")
	switch {
	case len(all) == 0:
	case p.Format == Value:
		a.Frames = noticeValues(r, all)
	default:
		a.Frames = table("collector_health", r.noticeColumns(all)...)
	}
	return a, nil
}

// breaks has a row a break and account, as annotations want it.
func (p collectorHealthParams) breaks(ctx context.Context, r *Request) (*Answer, error) {
	all, a, err := p.read(ctx, r)
	if err != nil {
		return nil, err
	}
	a.Formula = r.Text("query.collector_health.formula.breaks")
	if len(all) > 0 {
		a.Frames = table("collector_health", r.noticeColumns(all)...)
	}
	return a, nil
}

func (r *Request) noticeColumns(all []notice) []*data.Field {
	return []*data.Field{
		r.column("time", columnOf(all, func(n notice) time.Time { return n.at }), ""),
		r.column("connector", columnOf(all, func(n notice) string { return n.connector }), ""),
		r.column("account", columnOf(all, func(n notice) string { return n.account }), ""),
		r.column("kind", columnOf(all, func(n notice) string { return r.kindOf(n.kind) }), ""),
		r.column("metric", columnOf(all, func(n notice) string { return n.metric }), ""),
		r.column("message", columnOf(all, func(n notice) string { return n.message }), ""),
	}
}

// kindOf is a kind of notice in words; one of a foreign connector as it is.
func (r *Request) kindOf(kind string) string {
	if key := "query.notice." + kind; catalogue.Has(key) {
		return r.Text(key)
	}
	return kind
}

// budget is what was left of a limit at the last run.
type budget struct {
	at                             time.Time
	connector, account, name, unit string
	limit, remaining               *float64
}

// budgets has a row a limit, the scarcest first. Single values are of those that
// were read in the time range: an alert must not outlive an account.
func (p collectorHealthParams) budgets(ctx context.Context, r *Request) (*Answer, error) {
	span := influx.Range{From: r.To.AddDate(0, 0, -healthDays), To: r.To}
	if p.Format == Value {
		span = r.Range()
	}
	result, err := r.Query(ctx, influx.Select{
		From: schema.Budget, Range: span, Where: p.where(),
		Columns: influx.Fields(schema.FieldLimit, schema.FieldRemaining, schema.FieldUnit),
		By:      []string{schema.TagConnector, schema.TagAccount, schema.TagBudget}, Descending: true, Limit: 1,
	})
	if err != nil {
		return nil, err
	}
	var all []budget
	for i := range result.Series {
		s := &result.Series[i]
		all = append(all, budget{
			s.Time(0), s.Tags[schema.TagConnector], s.Tags[schema.TagAccount], s.Tags[schema.TagBudget], s.Texts(schema.FieldUnit)[0],
			whole(s.Numbers(schema.FieldLimit)[0]), whole(s.Numbers(schema.FieldRemaining)[0]),
		})
	}
	a := &Answer{Formula: r.Text("query.collector_health.formula.budgets"), N: len(all)}
	if len(all) == 0 {
		return a, nil
	}
	slices.SortStableFunc(all, func(x, y budget) int { return cmp.Compare(x.left(), y.left()) })
	if p.Format == Value {
		a.Frames = budgetValues(r, all)
		return a, nil
	}
	a.Frames = table("collector_health",
		r.column("connector", columnOf(all, func(b budget) string { return b.connector }), ""),
		r.column("account", columnOf(all, func(b budget) string { return b.account }), ""),
		r.column("budget", columnOf(all, func(b budget) string { return b.name }), ""),
		r.column("left", columnOf(all, func(b budget) *float64 { return whole(b.left()) }), percent),
		r.column("budget_left", columnOf(all, func(b budget) *float64 { return b.remaining }), count),
		r.column("limit", columnOf(all, func(b budget) *float64 { return b.limit }), count),
		r.column("unit", columnOf(all, func(b budget) string { return b.unit }), ""),
		r.column("time", columnOf(all, func(b budget) time.Time { return b.at }), ""))
	return a, nil
}

// left is the part that is left, in percent; 100 where no limit is stated.
func (b budget) left() float64 {
	if b.limit == nil || b.remaining == nil || *b.limit <= 0 {
		return 100
	}
	return 100 * *b.remaining / *b.limit
}
