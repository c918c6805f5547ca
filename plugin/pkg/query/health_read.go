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

// latest reads the latest runs of every account: those of the last day, which most
// have as many of as are wanted; of others of the last days, and of a longer range
// only where these are too few as well.
func (p collectorHealthParams) latest(ctx context.Context, r *Request, q influx.Select) (*influx.Result, error) {
	keys, err := r.Query(ctx, influx.SeriesKeys{From: q.From, Where: q.Where, Range: q.Range})
	if err != nil {
		return nil, err
	}
	known := keysOf(keys, schema.TagConnector)
	runs, err := p.today(ctx, r, q, len(known))
	if err != nil {
		return nil, err
	}
	long := q.Range
	for _, from := range []time.Time{r.To.AddDate(0, 0, -healthDays), long.From} {
		whole := map[group]bool{}
		for i := range runs.Series {
			whole[healthOwner(&runs.Series[i])] = true
		}
		rest := namesOf(known, whole)
		if len(rest) == 0 {
			break
		}
		older := q
		older.Range.From, older.Where = from, append(slices.Clone(q.Where), influx.Match{Name: schema.TagAccount, Values: rest})
		found, err := r.Query(ctx, older)
		if err != nil {
			return nil, err
		}
		for i := range found.Series {
			s := &found.Series[i]
			// Two connectors can have accounts of one name.
			if !whole[healthOwner(s)] && (s.Len() == q.Limit || from.Equal(long.From)) {
				runs.Series = append(runs.Series, *s)
			}
		}
		if from.Equal(long.From) {
			break
		}
	}
	return runs, nil
}

// today reads the runs of the last day of the accounts that have as many as are
// wanted, as rows that name their account: to open each account's by itself costs
// the database half as much again. A few more rows are read, for not all are read as often.
func (p collectorHealthParams) today(ctx context.Context, r *Request, q influx.Select, accounts int) (*influx.Result, error) {
	named := q.Named()
	named.Range.From, named.Limit = r.To.Add(-day), accounts*(q.Limit+q.Limit/4)
	if accounts == 0 {
		return &influx.Result{}, nil
	}
	found, err := r.Query(ctx, named)
	if err != nil {
		return nil, err
	}
	runs := q.Split(found)
	out := &influx.Result{Statement: runs.Statement}
	for i := range runs.Series {
		if s := &runs.Series[i]; s.Len() >= q.Limit {
			out.Series = append(out.Series, s.First(q.Limit))
		}
	}
	return out, nil
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
