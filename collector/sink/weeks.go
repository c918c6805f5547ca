package sink

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink/line"
)

// accountWeek is a week of schema.PostsWeek.
type accountWeek struct {
	owner
	at time.Time
}

// listedPost is a post as a week lists it.
type listedPost struct {
	at      time.Time
	texts   []string  // as schema.WeekTexts
	numbers []float64 // as schema.WeekNumbers; NaN: it has none
}

// weeks gathers schema.PostsWeek.
type weeks map[accountWeek][]listedPost

func (w weeks) add(o owner, at time.Time, text func(field string) string, number func(field string) (float64, bool)) {
	p := listedPost{at: at, texts: make([]string, len(schema.WeekTexts)), numbers: make([]float64, len(schema.WeekNumbers))}
	for i, field := range schema.WeekTexts {
		p.texts[i] = text(field)
	}
	for i, field := range schema.WeekNumbers {
		n, ok := number(field)
		if p.numbers[i] = n; !ok {
			p.numbers[i] = math.NaN()
		}
	}
	k := accountWeek{o, schema.WeekOf(at)}
	w[k] = append(w[k], p)
}

// points are the texts. A week without posts says so: it may have had some.
func (w weeks) points() (out []*line.Point) {
	for k, posts := range w {
		slices.SortFunc(posts, func(x, y listedPost) int { return x.at.Compare(y.at) })
		parts := inParts(k.at, posts)
		if len(posts) == 0 {
			parts = parts[:0]
		}
		first := append(listed(k.at, nil), line.Number(schema.FieldParts, float64(len(parts))))
		if len(parts) > 0 {
			first = append(parts[0], first[len(first)-1])
		}
		out = append(out, line.New(schema.PostsWeek, k.tags(), first, k.at))
		for i := 1; i < len(parts); i++ {
			out = append(out, line.New(schema.PostsWeek, k.tags(), parts[i], k.at.Add(time.Duration(i))))
		}
	}
	return out
}

// inParts are the fields of as few parts as can be stored.
func inParts(week time.Time, posts []listedPost) [][]line.Field {
	fields := listed(week, posts)
	tooLong := slices.ContainsFunc(fields, func(f line.Field) bool {
		text, _ := f.Value().(string)
		return len(text) > mostText
	})
	if half := len(posts) / 2; tooLong && half > 0 {
		return append(inParts(week, posts[:half]), inParts(week, posts[half:])...)
	}
	return [][]line.Field{fields}
}

// listed are all fields, also those that no post has: a text that was written before
// would stay.
func listed(week time.Time, posts []listedPost) []line.Field {
	times := make([]time.Time, len(posts))
	for i, p := range posts {
		times[i] = p.at
	}
	fields := []line.Field{line.Text(schema.FieldPublished, schema.JoinTimes(week, times))}
	texts, numbers := make([]string, len(posts)), make([]float64, len(posts))
	for f, name := range schema.WeekTexts {
		for i, p := range posts {
			texts[i] = p.texts[f]
		}
		fields = append(fields, line.Text(schema.ListOf(name), schema.JoinTexts(texts)))
	}
	for f, name := range schema.WeekNumbers {
		for i, p := range posts {
			numbers[i] = p.numbers[f]
		}
		fields = append(fields, line.Text(schema.ListOf(name), schema.JoinNumbers(numbers)))
	}
	return fields
}

// weeks reads the posts of whole weeks, of one account or of all.
func (s *Sink) weeks(ctx context.Context, sp span, of *owner) ([]*line.Point, error) {
	w := weeks{}
	if of != nil {
		for at := sp.from; at.Before(sp.to); at = schema.AfterWeek(at) {
			w[accountWeek{*of, at}] = nil
		}
	}
	chosen, params := sp.of(of)
	statement := fmt.Sprintf("SELECT %s, %s FROM post WHERE time >= $from AND time < $to%s GROUP BY platform, account",
		strings.Join(schema.WeekTexts, ", "), strings.Join(schema.WeekNumbers, ", "), chosen)
	err := s.reader.query(ctx, statement, params, func(r row) {
		w.add(owner{r.tags[schema.TagPlatform], r.tags[schema.TagAccount]}, r.at, r.text, r.known)
	})
	return w.points(), err
}

// touchedWeeks lists posts anew that were written or deleted.
func (s *Sink) touchedWeeks(ctx context.Context, touched hoursBy) (out []*line.Point, err error) {
	for o, at := range touched {
		for _, sp := range runs(at, schema.AfterWeek) {
			points, err := s.weeks(ctx, sp, &o)
			if err != nil {
				return nil, err
			}
			out = append(out, points...)
		}
	}
	return out, nil
}

const (
	firstPost = `SELECT first(id) FROM post`
	lastNote  = `SELECT last(until) AS until, last(weeks) AS weeks FROM pantau_days WHERE zone = $zone`
)

// findWeeks sees to it that every post stands in its week: where an older collector
// noted the days last, or nobody did, all are listed.
func (s *Sink) findWeeks(ctx context.Context) error {
	if s.days.weeks {
		return nil
	}
	err := s.reader.query(ctx, lastNote, map[string]any{"zone": s.days.zone.String()}, func(r row) {
		by, noted := r.known(schema.FieldWeeks)
		s.days.weeks = noted && by == r.number(schema.FieldUntil)
	})
	if err != nil || s.days.weeks {
		return err
	}
	end := schema.AfterWeek(schema.WeekOf(s.opts.Now()))
	from := end
	if err := s.reader.query(ctx, firstPost, nil, func(r row) { from = schema.WeekOf(r.at) }); err != nil {
		return err
	}
	for from.Before(end) {
		next := from
		for next.Before(end) && schema.AfterWeek(next).Sub(from) <= maxSpan {
			next = schema.AfterWeek(next)
		}
		points, err := s.settled(ctx, span{from, next}, func(ctx context.Context, sp span) ([]*line.Point, error) { return s.weeks(ctx, sp, nil) })
		if err != nil {
			return err
		}
		if err := s.writer.write(ctx, points); err != nil {
			return err
		}
		from = next
	}
	s.days.weeks, s.days.noted = true, false // so that it is
	return nil
}

// runs joins what follows one another, days or weeks, up to a month.
func runs(at map[time.Time]bool, next func(time.Time) time.Time) []span {
	var out []span
	for _, start := range slices.SortedFunc(maps.Keys(at), time.Time.Compare) {
		end := next(start)
		if n := len(out); n > 0 && !start.After(out[n-1].to) && end.Sub(out[n-1].from) <= maxSpan {
			out[n-1].to = end
			continue
		}
		out = append(out, span{start, end})
	}
	return out
}
