package query

import (
	"context"

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

// few is how many mentions it pays to look for before they are read: of more, most
// accounts have some.
const few = 2000

// latest reads mentions, the newest first: at most limit of them, 0 for all. The
// database looks through every file of a range to sort its mentions, and reads of
// each account and column a thousand values at a time, from the end also where none
// of them is in the range. So the range is asked about from its end, and where few
// are wanted first since when there are so many, by a field that all have, and then
// for what there is since.
func (r *Request) latest(ctx context.Context, q influx.Select, limit int) (*influx.Series, error) {
	switch {
	case limit > few:
		return r.backwards(ctx, q, limit)
	case limit > 0:
		ids := q
		ids.Columns = influx.Fields(schema.FieldID)
		found, err := r.backwards(ctx, ids, limit)
		if err != nil || found.Len() == 0 {
			return found, err
		}
		q.Range.From = found.Time(found.Len() - 1)
	}
	result, err := r.Query(ctx, q)
	if err != nil || len(result.Series) == 0 {
		return &influx.Series{}, err
	}
	return result.Series[0].Newest(limit), nil
}

// backwards reads the last day, and then four times as much before it, until there
// are enough mentions; after some years, all that is left.
func (r *Request) backwards(ctx context.Context, q influx.Select, limit int) (*influx.Series, error) {
	found := &influx.Result{}
	q.Descending = true
	span := q.Range
	for width := day; found.Rows() < limit && span.To.After(span.From); width *= 4 {
		q.Limit, q.Range = limit-found.Rows(), influx.Range{From: span.To.Add(-width), To: span.To}
		if width > week { // files begin with a week: none is read twice
			q.Range.From = q.Range.From.Truncate(week)
		}
		if q.Range.From.Before(span.From) || width > 1000*day {
			q.Range.From = span.From
		}
		older, err := r.Query(ctx, q)
		if err != nil {
			return nil, err
		}
		found, span.To = influx.Join(true, found, older), q.Range.From
	}
	if len(found.Series) == 0 {
		return &influx.Series{}, nil
	}
	return &found.Series[0], nil
}
