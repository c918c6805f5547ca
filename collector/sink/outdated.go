package sink

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink/line"
)

// lookEvery is how often weeks are looked for that another process left outdated.
const lookEvery = 5 * time.Minute

// byWeek are starts of weeks, by measurement of schema.Weekly.
type byWeek map[string]hoursBy

func (w byWeek) add(from string, o owner, at time.Time) {
	if w[from] == nil {
		w[from] = hoursBy{}
	}
	w[from].add(o, schema.WeekOf(at))
}

func (w byWeek) join(others byWeek) {
	for from, weeks := range others {
		if w[from] == nil {
			w[from] = hoursBy{}
		}
		w[from].join(weeks)
	}
}

// marks say that the weeks are outdated. They are written before what makes them so:
// whatever happens in between, nobody reads a list that lacks something.
func (w byWeek) marks(zone *time.Location) []*line.Point {
	var out []*line.Point
	for from, weeks := range w {
		for o, starts := range weeks {
			tags := o.zoned(zoneOf(from, zone))
			for at := range starts {
				out = append(out, line.New(schema.Weekly[from].Name, tags, []line.Field{line.Number(schema.FieldParts, schema.Outdated)}, at))
			}
		}
	}
	return out
}

// list lists weeks of an account anew.
func (s *Sink) list(ctx context.Context, from string, o owner, weeks map[time.Time]bool) error {
	for _, sp := range runs(weeks, schema.AfterWeek) {
		points, err := s.weeks(ctx, from, sp, &o)
		if err != nil {
			return err
		}
		if err := s.writer.write(ctx, points); err != nil {
			return err
		}
	}
	return nil
}

// listOutdated lists what is outdated of one account, and says of how many it did. It
// is not done with each record: a list holds what many change one after the other.
func (s *Sink) listOutdated(ctx context.Context) (int, error) {
	if err := s.findOutdated(ctx); err != nil {
		return 0, err
	}
	for from, owners := range s.outdated {
		for o, weeks := range owners {
			keys := s.keysOf(o)
			if slices.ContainsFunc(keys, func(key string) bool { return !s.opts.Leases.Ready(key) }) {
				delete(owners, o) // whose it is finds the marks
				continue
			}
			within, done := s.opts.Leases.Within(ctx, keys...)
			err := s.list(within, from, o, weeks)
			lost := within.Err() != nil && ctx.Err() == nil
			done()
			if err != nil && !lost {
				return 0, err
			}
			delete(owners, o)
			return 1, nil
		}
	}
	return 0, nil
}

// findOutdated looks for marks of an earlier process, and from time to time for those
// of others: an import that was broken off, a collector whose accounts are ours by now.
func (s *Sink) findOutdated(ctx context.Context) error {
	now := s.opts.Now()
	if !s.looked.IsZero() && now.Sub(s.looked) < lookEvery {
		return nil
	}
	for from, of := range schema.Weekly {
		statement := fmt.Sprintf("SELECT parts FROM %s WHERE parts < 0 GROUP BY %s", of.Name, strings.Join(of.Tags, ", "))
		err := s.reader.query(ctx, statement, nil, func(r row) {
			if zone, zoned := r.tags[schema.TagZone]; !zoned || s.days.zone != nil && zone == s.days.zone.String() {
				s.outdated.add(from, owner{r.tags[schema.TagPlatform], r.tags[schema.TagAccount]}, r.at)
			}
		})
		if err != nil {
			return err
		}
	}
	s.looked = now
	return nil
}

// keysOf is the key of an account, or none where it is not configured.
func (s *Sink) keysOf(o owner) []string {
	for key, p := range s.opts.Policies {
		if _, name, _ := strings.Cut(key, "/"); p.Platform == o.platform && name == o.account {
			return []string{key}
		}
	}
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
