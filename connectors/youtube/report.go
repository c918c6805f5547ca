package youtube

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// Reports come 48 to 72 hours late (developers.google.com/youtube/analytics,
// revision of 9 September 2026), now and then later; a report ends with the last
// day for which all its metrics are there.
const (
	usuallyLate = 3 // days
	mostLate    = 7 // days within which the latest one is looked for
)

// report is a question to the Analytics API.
type report struct {
	scope      string   // of the metrics, for those that die
	names      []string // YouTube's names of the metrics
	dimensions string
	filters    string
	from, to   time.Time // days
	most       int       // rows, the largest first; 0: all
}

// table is what a report says: by the first dimensions' values, joined by a
// space, the metrics that are there.
type table map[string]map[string]float64

// metric is one number of a table, or why it is not there: in reasons for this
// metric, else lacking. YouTube takes back what it no longer believes, so that a
// sum can fall below zero for a while.
func (t table) metric(row, name string, reasons map[string]schema.Reason, lacking schema.Reason) sdk.Metric {
	if v, ok := t[row][name]; ok && v >= 0 {
		return sdk.Number(v)
	}
	return sdk.NotAvailable(cmp.Or(reasons[name], lacking))
}

// today is the day in Pacific Time, which reports count days by.
func (r *run) today() time.Time { return r.Request.Now.In(r.pacific) }

// report asks for a report. Without one, reasons says of every metric why.
//
// A failure that may pass is an error the first time. Where the run before had
// one too, records are written without what the report would have added.
func (r *run) report(ctx context.Context, q report) (table, map[string]schema.Reason, error) {
	if r.noReport != "" {
		return nil, q.all(r.noReport), nil
	}
	got := table{}
	missing, err := r.metrics.Ask(r.Request.Now, q.scope, q.names, func(names []string) error {
		part, err := r.query(ctx, q, names)
		for row, metrics := range part {
			if got[row] == nil {
				got[row] = map[string]float64{}
			}
			maps.Copy(got[row], metrics)
		}
		return err
	})
	if err == nil {
		return got, missing, nil
	}
	r.withoutReports(err)
	if r.noReport == "" || ctx.Err() != nil {
		return nil, nil, err
	}
	return nil, q.all(r.noReport), nil
}

// withoutReports notes why reports are not read for the rest of the run, if it
// is to go on without them.
func (r *run) withoutReports(err error) {
	switch sdk.KindOf(err) {
	case sdk.Auth:
		r.noReport = schema.Permission
		r.Skip("the owner's reports are not read: %v", err)
	case sdk.RateLimited:
		r.noReport = schema.NotRead
		r.Skip("the owner's reports are not read in this run: %v", err)
	default:
		r.cur.Reportless = true
		if r.failed {
			r.noReport = schema.NotRead
			r.Fail(err)
		}
	}
}

func (q report) all(why schema.Reason) map[string]schema.Reason {
	out := map[string]schema.Reason{}
	for _, name := range q.names {
		out[name] = why
	}
	return out
}

// query makes one call of reports.query.
func (r *run) query(ctx context.Context, q report, names []string) (table, error) {
	query := url.Values{
		"ids": {"channel==" + r.self.ID}, "metrics": {strings.Join(names, ",")}, "dimensions": {q.dimensions},
		"startDate": {q.from.Format(time.DateOnly)}, "endDate": {q.to.Format(time.DateOnly)},
	}
	if q.filters != "" {
		query.Set("filters", q.filters)
	}
	if q.most > 0 { // such reports must be sorted
		query.Set("sort", "-"+names[0])
		query.Set("maxResults", strconv.Itoa(q.most))
	}
	var said resultJSON
	if _, err := r.reports.JSON(ctx, "/reports", query, &said); err != nil {
		return nil, err
	}
	return said.table()
}

// resultJSON is a resultTable. The headers say what the columns are; their order
// is not promised. A report without data has no rows.
type resultJSON struct {
	Columns []struct {
		Name string `json:"name"`
		Type string `json:"columnType"` // DIMENSION or METRIC
	} `json:"columnHeaders"`
	Rows [][]any `json:"rows"`
}

var errColumns = errors.New("a report's rows and columns do not fit together")

func (t resultJSON) table() (table, error) {
	out := table{}
	for _, row := range t.Rows {
		if len(row) != len(t.Columns) {
			return nil, &sdk.Error{Kind: sdk.Permanent, Err: errColumns}
		}
		var name []string
		metrics := map[string]float64{}
		for i, cell := range row {
			switch v := cell.(type) {
			case string:
				if t.Columns[i].Type == "METRIC" {
					return nil, &sdk.Error{Kind: sdk.Permanent, Err: errColumns}
				}
				name = append(name, v)
			case float64:
				metrics[t.Columns[i].Name] = v
			}
		}
		out[strings.Join(name, " ")] = metrics
	}
	return out, nil
}
