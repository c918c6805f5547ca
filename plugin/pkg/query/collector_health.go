package query

import (
	"context"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

const (
	// healthDays is how far back an account is still looked for.
	healthDays = 30
	// runsRead is how many runs tell an account's usual gap.
	runsRead = 20
	// leastLate is the shortest gap that can count as late: polls have jitter.
	leastLate = 5 * time.Minute
	// mostLate is how much longer than its usual gap an account may go unread at
	// most: of one that is read daily, three days would be too many.
	mostLate = 6 * time.Hour
)

// Statuses of an account. Dashboards and alerts name them: never renamed.
const (
	statusOK      = "ok"
	statusLate    = "late"
	statusFailing = "failing"
	statusNever   = "never"
)

type collectorHealthParams struct {
	Platforms []string `json:"platforms"`
	Accounts  []string `json:"accounts"`
	Show      string   `json:"show"`
	Count     string   `json:"count"`
	LateAfter int      `json:"late_after"` // minutes; 0: by the usual gap
	By        string   `json:"by"`         // of single values
	Format    Format   `json:"format"`
}

func init() {
	register(Descriptor{
		ID: "collector_health", Family: Operation, Formats: []Format{Table, Value},
		Params: []Param{
			list("platforms"), list("accounts"),
			enum("show", showAccounts, showNotices, showBudgets, showBreaks, showExpiring, showAccuracy),
			enum("count", "attention", statusFailing, statusLate, statusNever),
			number("late_after", 0, 0, 100_000), enum("by", "none", schema.TagAccount),
		},
	}, collectorHealth)
}

func collectorHealth(ctx context.Context, r *Request, p collectorHealthParams) (*Answer, error) {
	switch p.Show {
	case showNotices, showExpiring:
		return p.notices(ctx, r)
	case showBudgets:
		return p.budgets(ctx, r)
	case showBreaks:
		return p.breaks(ctx, r)
	case showAccuracy:
		return p.accuracy(ctx, r)
	}
	states, runs, err := p.accounts(ctx, r)
	if err != nil {
		return nil, err
	}
	limit := r.Text("query.collector_health.limit.auto")
	if p.LateAfter > 0 {
		limit = r.Text("query.collector_health.limit.fixed", "minutes", p.LateAfter)
	}
	a := &Answer{Formula: r.Text("query.collector_health.formula", "limit", limit), N: runs}
	switch {
	case len(states) == 0: // nothing ever ran: no data, which is not "0 failing"
	case p.Format == Value:
		a.Frames = p.value(r, states)
	default:
		a.Frames = healthTable(r, states)
	}
	return a, nil
}

// state is how one account does.
type state struct {
	connector, account, status, message string
	last                                time.Time
	success                             *time.Time
	age                                 float64 // seconds
	records, errors, budget, lag        *float64
}

// states needs when each account last worked.
func (p collectorHealthParams) states(r *Request, runs *influx.Result, worked map[group]time.Time) []state {
	now := r.Now
	if r.To.Before(now) {
		now = r.To // a look back shows how it was then
	}
	var out []state
	for i := range runs.Series {
		s := &runs.Series[i]
		owner := healthOwner(s)
		st := state{connector: owner.platform, account: owner.account, last: s.Time(0), age: now.Sub(s.Time(0)).Seconds()}
		if p.Format != Value {
			st.message = s.Texts(schema.FieldMessage)[0]
			st.records, st.errors = whole(s.Numbers(schema.FieldRecords)[0]), whole(s.Numbers(schema.FieldErrors)[0])
			st.budget, st.lag = whole(s.Numbers(schema.FieldBudgetLeft)[0]), whole(s.Numbers(schema.FieldLag)[0])
		}
		if at, ok := worked[owner]; ok {
			st.success = &at
		}
		st.status = p.status(s, st)
		out = append(out, st)
	}
	slices.SortFunc(out, func(a, b state) int {
		return group{a.connector, a.account, ""}.compare(group{b.connector, b.account, ""})
	})
	return out
}

func healthOwner(s *influx.Series) group {
	return group{platform: s.Tags[schema.TagConnector], account: s.Tags[schema.TagAccount]}
}

func (p collectorHealthParams) status(runs *influx.Series, st state) string {
	switch {
	case st.success == nil:
		return statusNever
	case runs.Texts(schema.FieldErrorKind)[0] != "":
		return statusFailing
	case st.age > p.lateAfter(runs).Seconds():
		return statusLate
	}
	return statusOK
}

// lateAfter is how old the latest of the runs, which come newest first, may be.
func (p collectorHealthParams) lateAfter(runs *influx.Series) time.Duration {
	if p.LateAfter > 0 {
		return time.Duration(p.LateAfter) * time.Minute
	}
	var gaps []time.Duration
	for i := 1; i < runs.Len(); i++ {
		gaps = append(gaps, runs.Time(i-1).Sub(runs.Time(i)))
	}
	return lateAfter(gaps)
}

// lateAfter is three times the median gap, and no more than mostLate beyond it. A
// single run has no gap, so it is given a day.
func lateAfter(gaps []time.Duration) time.Duration {
	if len(gaps) == 0 {
		return day
	}
	usual := slices.Sorted(slices.Values(gaps))[len(gaps)/2]
	return max(min(3*usual, usual+mostLate), leastLate)
}

func healthTable(r *Request, states []state) data.Frames {
	status := r.column("status", columnOf(states, func(s state) string { return s.status }), "")
	status.Config.Mappings = data.ValueMappings{data.ValueMapper{
		statusOK:      {Text: r.Text("query.status.ok"), Color: "green", Index: 0},
		statusLate:    {Text: r.Text("query.status.late"), Color: "orange", Index: 1},
		statusFailing: {Text: r.Text("query.status.failing"), Color: "red", Index: 2},
		statusNever:   {Text: r.Text("query.status.never"), Color: "purple", Index: 3},
	}}
	return table("collector_health",
		r.column("connector", columnOf(states, func(s state) string { return s.connector }), ""),
		r.column("account", columnOf(states, func(s state) string { return s.account }), ""),
		status,
		r.column("last_run", columnOf(states, func(s state) time.Time { return s.last }), ""),
		r.column("age", columnOf(states, func(s state) float64 { return s.age }), seconds),
		r.column("last_success", columnOf(states, func(s state) *time.Time { return s.success }), ""),
		r.column("records", columnOf(states, func(s state) *float64 { return s.records }), count),
		r.column("errors", columnOf(states, func(s state) *float64 { return s.errors }), count),
		r.column("budget_left", columnOf(states, func(s state) *float64 { return s.budget }), count),
		r.column("lag", columnOf(states, func(s state) *float64 { return s.lag }), seconds),
		r.column("message", columnOf(states, func(s state) string { return s.message }), ""))
}

// columnOf makes a column of the rows' parts.
func columnOf[T, V any](rows []T, of func(T) V) []V {
	out := make([]V, len(rows))
	for i, s := range rows {
		out[i] = of(s)
	}
	return out
}
