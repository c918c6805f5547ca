package sink

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink/line"
)

const (
	// rereadFetch is how many mentions of a series are fetched to be read again,
	// rereadStep how many are read between two looks into the spool.
	rereadFetch, rereadStep = 1000, 100

	// What was read quickly stands in the database with its reader's name: that is
	// the whole queue, and a crash loses nothing of it.
	selectHurried = `SELECT text, certainty FROM mention WHERE reader = 'fast' AND text =~ /./` +
		` GROUP BY platform, account, kind ORDER BY time DESC LIMIT 1000`
)

// rereading is what is to be read again.
type rereading struct {
	wanted bool // there may be more in the database
	next   []hurried
}

// hurried is a mention that was read quickly.
type hurried struct {
	owner
	key       string // of its account
	kind      string
	at        time.Time
	text      string
	certainty float64
}

// interrupted forgets what was fetched: new records may have changed it.
func (r *rereading) interrupted(hurried bool) {
	r.wanted = r.wanted || hurried || len(r.next) > 0
	r.next = nil
}

// reread reads the next mentions accurately, writes them and makes their rollups
// anew. It returns how many.
func (s *Sink) reread(ctx context.Context) (int, error) {
	if len(s.again.next) == 0 && s.again.wanted {
		if err := s.fetchHurried(ctx); err != nil {
			return 0, err
		}
	}
	todo := s.again.next[:min(rereadStep, len(s.again.next))]
	if len(todo) == 0 {
		return 0, nil
	}
	keys := make([]string, len(todo))
	for i, m := range todo {
		keys[i] = m.key
	}
	within, done := s.opts.Leases.Within(ctx, keys...)
	defer done()
	if within.Err() != nil && ctx.Err() == nil {
		s.again.interrupted(true) // another collector has an account now
		return 0, nil
	}
	points, touched := make([]*line.Point, len(todo)), newWindows()
	var all errgroup.Group
	all.SetLimit(enrichers)
	for i, m := range todo {
		touched.add(m.owner, m.at, true)
		all.Go(func() error {
			points[i] = line.New(schema.Mention, m.tags(tag(schema.TagKind, m.kind)), withSentiment(nil, s.opts.Enricher.Sentiment(m.text)), m.at)
			return nil
		})
	}
	_ = all.Wait() // no reading fails
	s.opts.Meters.begin()
	s.opts.Meters.wait(len(points))
	if err := s.writer.write(within, points); err != nil {
		return 0, err
	}
	if err := s.writeRollups(within, touched); err != nil {
		return 0, err
	}
	s.opts.Meters.rereads.Add(float64(len(todo)))
	s.again.next = s.again.next[len(todo):]
	return len(todo), nil
}

// fetchHurried looks for what was read quickly, of accounts that may have labels.
func (s *Sink) fetchHurried(ctx context.Context) error {
	forbidden, keys := map[owner]bool{}, map[owner]string{}
	for key, p := range s.opts.Policies {
		_, name, _ := strings.Cut(key, "/")
		o := owner{p.Platform, name}
		forbidden[o], keys[o] = !p.Derived || !s.opts.Leases.Ready(key), key
	}
	var found []hurried
	err := s.reader.query(ctx, selectHurried, nil, func(r row) {
		o := owner{r.tags[schema.TagPlatform], r.tags[schema.TagAccount]}
		if !forbidden[o] && (keys[o] != "" || !s.days.shared) {
			found = append(found, hurried{o, keys[o], r.tags[schema.TagKind], r.at, r.text(schema.FieldText), r.number(schema.FieldCertainty)})
		}
	})
	if err != nil {
		return err
	}
	slices.SortFunc(found, inOrder)
	s.again.next, s.again.wanted = found[:min(rereadFetch, len(found))], len(found) > 0
	return nil
}

// inOrder puts the newest hour first, and within an hour the least sure.
func inOrder(a, b hurried) int {
	return cmp.Or(
		b.at.Truncate(sentimentWindow).Compare(a.at.Truncate(sentimentWindow)),
		cmp.Compare(a.certainty, b.certainty),
		b.at.Compare(a.at),
	)
}
