package query

import (
	"context"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// maxScanned is how many mentions the database looks through for a topic, about a
// month of sixty accounts; monthOrSo is a range that is not worth asking about.
const maxScanned, monthOrSo = 150_000, 31 * day

// newest shortens a long range to the days that hold so many mentions: a topic that
// has few has the database look through all the others.
func (r *Request) newest(ctx context.Context, f mentionFilter) (influx.Range, error) {
	span := r.Range()
	if len(f.Topics) == 0 || span.To.Sub(span.From) <= monthOrSo {
		return span, nil
	}
	result, err := r.Query(ctx, influx.Select{
		From: schema.Sentiment, Columns: influx.Sums(schema.FieldMentions), Range: span, Every: influx.Every(day), Zone: r.Zone,
		Where: append(owners(f.Platforms, f.Accounts), influx.Match{Name: schema.TagTopic, Values: []string{schema.AllTopics}}),
	})
	if err != nil || len(result.Series) == 0 {
		return span, err
	}
	days, total := &result.Series[0], 0.0
	for row := days.Len() - 1; row >= 0; row-- {
		if total += days.Numbers(schema.FieldMentions)[row]; total > maxScanned {
			if from := days.Time(min(row+1, days.Len()-1)); from.After(span.From) {
				span.From = from
			}
			break
		}
	}
	return span, nil
}

// latest reads mentions, the newest first: at most limit of them, 0 for all. The
// database reads every file of a range to sort its mentions, each column of each
// account, from the newest twice as long as from the oldest. So it is asked first
// since when there are so many, of one column that all have, and then for what there
// is since.
func (r *Request) latest(ctx context.Context, q influx.Select, limit int) (*influx.Series, error) {
	if limit > 0 {
		since, err := r.since(ctx, q, limit)
		if err != nil || since.IsZero() {
			return &influx.Series{}, err
		}
		q.Range.From = since
	}
	result, err := r.Query(ctx, q)
	if err != nil || len(result.Series) == 0 {
		return &influx.Series{}, err
	}
	return result.Series[0].Newest(limit), nil
}

// since is when the newest mentions of a range begin, as many as are wanted, or as
// there are; zero where there are none. It looks at the last day, and then at four
// times as much before it, until there are enough; after some years, at all that is
// left.
func (r *Request) since(ctx context.Context, q influx.Select, wanted int) (time.Time, error) {
	var first time.Time
	q.Columns, q.Descending, q.Limit = influx.Fields(schema.FieldID), true, wanted
	span := q.Range
	for width := day; q.Limit > 0 && span.To.After(span.From); width *= 4 {
		q.Range = influx.Range{From: span.To.Add(-width), To: span.To}
		if width > week { // files begin with a week: none is read twice
			q.Range.From = q.Range.From.Truncate(week)
		}
		if q.Range.From.Before(span.From) || width > 1000*day {
			q.Range.From = span.From
		}
		result, err := r.Query(ctx, q)
		if err != nil {
			return first, err
		}
		if n := result.Rows(); n > 0 {
			first, q.Limit = result.Series[0].Time(n-1), q.Limit-n
		}
		span.To = q.Range.From
	}
	return first, nil
}
