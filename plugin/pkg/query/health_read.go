package query

import (
	"context"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// accounts gives the state of every account, and from how many runs.
func (p collectorHealthParams) accounts(ctx context.Context, r *Request) ([]state, int, error) {
	columns := []string{schema.FieldErrorKind}
	if p.Format != Value { // which shows them
		columns = append(columns, schema.FieldRecords, schema.FieldErrors, schema.FieldMessage, schema.FieldBudgetLeft, schema.FieldLag)
	}
	runs, err := p.latest(ctx, r, p.runs(r, columns, runsRead))
	if err != nil {
		return nil, 0, err
	}
	worked, failing := map[group]time.Time{}, influx.Match{Name: schema.TagAccount}
	for i := range runs.Series {
		s := &runs.Series[i]
		if row := slices.Index(s.Texts(schema.FieldErrorKind), ""); row >= 0 {
			worked[healthOwner(s)] = s.Time(row)
		} else {
			failing.Values = append(failing.Values, s.Tags[schema.TagAccount])
		}
	}
	if len(failing.Values) > 0 { // for longer than the runs that were read
		q := p.runs(r, []string{schema.FieldRecords}, 1)
		q.Where = append(q.Where, failing, influx.Match{Name: schema.FieldErrorKind, Values: []string{""}})
		earlier, err := r.Query(ctx, q)
		if err != nil {
			return nil, 0, err
		}
		for i := range earlier.Series {
			s := &earlier.Series[i]
			worked[healthOwner(s)] = s.Time(0)
		}
	}
	return p.states(r, runs, worked), runs.Rows(), nil
}

// latest reads the latest runs of every account: of a longer range those of its last
// days, and of all of it where these are not as many as are wanted.
func (p collectorHealthParams) latest(ctx context.Context, r *Request, q influx.Select) (*influx.Result, error) {
	long, recent := q.Range, r.To.AddDate(0, 0, -healthDays)
	if !long.From.Before(recent) {
		return r.Query(ctx, q)
	}
	q.Range.From = recent
	runs, err := r.Query(ctx, q)
	if err != nil {
		return nil, err
	}
	whole := map[group]bool{}
	runs.Series = slices.DeleteFunc(runs.Series, func(s influx.Series) bool {
		whole[healthOwner(&s)] = s.Len() == q.Limit
		return s.Len() < q.Limit
	})
	rest, err := r.lacking(ctx, q, whole)
	if err != nil || len(rest) == 0 {
		return runs, err
	}
	q.Range, q.Where = long, append(q.Where, influx.Match{Name: schema.TagAccount, Values: rest})
	others, err := r.Query(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, s := range others.Series {
		if !whole[healthOwner(&s)] { // of two connectors' accounts of one name
			runs.Series = append(runs.Series, s)
		}
	}
	return runs, nil
}

// runs asks for the latest runs of every account.
func (p collectorHealthParams) runs(r *Request, columns []string, limit int) influx.Select {
	span := influx.Range{From: r.To.AddDate(0, 0, -healthDays), To: r.To}
	if r.From.Before(span.From) {
		span.From = r.From
	}
	return influx.Select{
		From: schema.Poll, Columns: influx.Fields(columns...), Range: span,
		Where: p.where(),
		By:    []string{schema.TagConnector, schema.TagAccount}, Descending: true, Limit: limit,
	}
}

func (p collectorHealthParams) where() []influx.Match {
	return []influx.Match{{Name: schema.TagConnector, Values: p.Platforms}, {Name: schema.TagAccount, Values: p.Accounts}}
}
