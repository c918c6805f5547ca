package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"time"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
	"github.com/influxdata/influxdb-client-go/v2/api"
	"golang.org/x/sync/errgroup"

	"github.com/pantau/pantau/collector/pause"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink"
	"github.com/pantau/pantau/collector/sink/line"
)

// batch is how many points go into one request.
const batch = 10_000

// Progress is how far the making is.
type Progress struct {
	Done, Units int // stretches of accounts
	Points      int // written to each database
}

// made is a store in the making.
type made struct {
	options  Options
	accounts []account
	episodes []episode
}

// unit is one account in one stretch of time.
type unit struct {
	made      *made
	account   account
	maker     *sink.Made
	chance    *rand.Rand
	first     bool // of its stretch's accounts
	stretch   int
	from, to  time.Time
	before    int // posts before it
	published []post
}

// Make writes the store to every database. tell hears how far it is, from one
// goroutine at a time. Making it again writes the same points.
func Make(ctx context.Context, o Options, databases []sink.Database, tell func(Progress)) error {
	if err := o.check(); err != nil {
		return err
	}
	m := &made{options: o, accounts: o.accounts(), episodes: o.episodes()}
	var writers []api.WriteAPIBlocking
	for _, db := range databases {
		client := influxdb2.NewClientWithOptions(db.URL, db.Token.Reveal(), influxdb2.DefaultOptions().SetHTTPRequestTimeout(300).SetLogLevel(0))
		defer client.Close()
		writers = append(writers, client.WriteAPIBlocking(db.Org, db.Bucket))
	}
	return m.each(ctx, func(ctx context.Context, points []*line.Point) error { return put(ctx, writers, points) }, tell)
}

// each makes the units, stretch after stretch, on all cores.
func (m *made) each(ctx context.Context, put func(context.Context, []*line.Point) error, tell func(Progress)) error {
	stretches := m.options.stretches()
	progress := Progress{Units: len(stretches) * len(m.accounts)}
	var posts, mentions spread
	posts.total, mentions.total = m.options.Posts, m.options.Mentions
	var mu sync.Mutex
	published, before := make([]int, len(m.accounts)), make([]*unit, len(m.accounts))
	for s, ends := range stretches {
		part := float64(ends[1].Sub(ends[0])) / float64(m.options.End.Sub(m.options.start()))
		units, counts := make([]*unit, len(m.accounts)), make([][2]int, len(m.accounts))
		for i, a := range m.accounts {
			counts[i] = [2]int{posts.next(a.posting * part), mentions.next(a.share * part)}
			units[i] = m.unit(a, s, ends, published[i])
			units[i].first = i == 0
			if before[i] != nil {
				units[i].maker.After(before[i].maker)
			}
			before[i] = units[i]
			published[i] += counts[i][0]
		}
		err := parallel(ctx, len(units), func(ctx context.Context, i int) error {
			points := units[i].points(counts[i][0], counts[i][1])
			if err := put(ctx, points); err != nil {
				return fmt.Errorf("writing %s of %s: %w", units[i].account.name, units[i].account.id, err)
			}
			mu.Lock()
			defer mu.Unlock()
			progress.Done, progress.Points = progress.Done+1, progress.Points+len(points)
			if tell != nil {
				tell(progress)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *made) unit(a account, s int, ends [2]time.Time, before int) *unit {
	return &unit{
		made: m, account: a, maker: sink.NewMade(a.id, a.name, a.derived, Zone), chance: m.options.chance(a.id+"/"+a.name, s), stretch: s,
		from: ends[0], to: ends[1], before: before,
	}
}

// points are all of the unit's.
func (u *unit) points(posts, mentions int) []*line.Point {
	out := u.around()
	out = append(out, u.posts(posts)...)
	out = append(out, u.mentions(mentions)...)
	rollups := u.maker.Rollups()
	out = append(append(out, rollups...), u.maker.Readings(u.to)...)
	end, weeksBy := u.made.options.End, u.to
	if u.to.Equal(end) {
		weeksBy = schema.AfterWeek(end) // the last one is not over
	}
	out = append(out, u.maker.Weeks(weeksBy)...)
	if u.to.Equal(end) && u.first {
		out = append(out, sink.DaysUntil(Zone, end, sink.SinceEver(), end.Add(-time.Second)))
	}
	return append(out, sink.Days(rollups, Zone)...)
}

// spread hands out a total in parts, so that nothing is lost to rounding.
type spread struct {
	total, given int
	share        float64
}

func (s *spread) next(share float64) int {
	s.share += share
	upTo := int(s.share*float64(s.total) + .5)
	n := upTo - s.given
	s.given = upTo
	return n
}

// parallel runs work for every index, as many at once as there are cores; the
// first error stops it.
func parallel(ctx context.Context, n int, work func(ctx context.Context, i int) error) error {
	all, ctx := errgroup.WithContext(ctx)
	all.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		all.Go(func() error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return work(ctx, i)
		})
	}
	return all.Wait()
}

// put writes points to every database, in the same bytes.
func put(ctx context.Context, writers []api.WriteAPIBlocking, points []*line.Point) error {
	var errs []error
	for len(points) > 0 && len(errs) == 0 {
		n := min(len(points), batch)
		text := lines(points[:n])
		for _, w := range writers {
			if err := patiently(ctx, func() error { return w.WriteRecord(ctx, text) }); err != nil {
				errs = append(errs, err)
			}
		}
		points = points[n:]
	}
	return errors.Join(errs...)
}

// tries is how often a batch is offered to a database that has no time for it: it
// is the same points again, and a store takes long to make.
const tries = 4

func patiently(ctx context.Context, write func() error) error {
	for wait := 5 * time.Second; ; wait *= 2 {
		err := write()
		if err == nil || wait >= 5*time.Second<<(tries-1) {
			return err
		}
		if pause.For(ctx, wait) != nil {
			return err
		}
	}
}

// lines are points in line protocol.
func lines(points []*line.Point) string {
	var out []byte
	for _, p := range points {
		out = p.Append(out)
	}
	return string(out)
}
