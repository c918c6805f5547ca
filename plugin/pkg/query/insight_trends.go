package query

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
)

const (
	// maxRising is how many rising topics become findings.
	maxRising = 2
	// leastShift is how many points of net sentiment are worth a sentence.
	leastShift = 10
	// rareMentions is what a topic may be expected to have and still be new.
	rareMentions = 0.5
)

// health finds accounts that are not read as they should be. It comes first: the
// other numbers may lack something.
func (s *survey) health(ctx context.Context) error {
	r := *s.r
	r.From = r.To.Add(-day) // a year of runs tells no more than the last ones
	defer func() { s.r.ran = r.ran }()
	states, _, err := collectorHealthParams{Platforms: s.p.Platforms, Accounts: s.p.Accounts}.accounts(ctx, &r)
	if err != nil {
		return err
	}
	s.seen += len(states)
	var names []string
	last, never := time.Time{}, false
	for _, st := range states {
		if st.status == statusOK {
			continue
		}
		names = append(names, st.account+" ("+st.connector+")")
		switch {
		case st.success == nil:
			never = true
		case last.IsZero() || st.success.Before(last):
			last = *st.success
		}
	}
	if len(names) == 0 {
		return nil
	}
	oldest := r.Text("query.status.never")
	if !never {
		oldest = r.moment(last)
	}
	s.add(finding{
		key: "missing", count: len(names), value: float64(len(names)), unit: r.Text("query.insights.unit.accounts"), n: len(states),
		args: []any{"names", listed(names), "last", oldest, "all", r.number(float64(len(states)), 0)},
		link: s.r.board(boardHealth),
	}, "missing", 1)
	return nil
}

// listed names at most four.
func listed(names []string) string {
	if len(names) > 4 {
		names = append(slices.Clone(names[:4]), "…")
	}
	return strings.Join(names, ", ")
}

// rising takes what rises most in the last 24 hours, at the defaults of
// rising_topics.
func (s *survey) rising(ctx context.Context) error {
	r := s.r
	terms, err := r.terms(ctx, s.p.Platforms, s.p.Accounts)
	if err != nil {
		return err
	}
	scan := newScan(r, risingParams{
		Platforms: s.p.Platforms, Accounts: s.p.Accounts, Topics: s.p.Topics, Window: "day", Minimum: 5, FDR: 5,
	}, terms)
	scan.steady = true
	if err := scan.read(ctx); err != nil {
		return err
	}
	if scan.days() < leastBaselineDays {
		s.skip("rising")
		return nil
	}
	s.seen += len(scan.candidates)
	scan.judge()
	for i, c := range scan.rising() {
		if i == maxRising {
			break
		}
		s.add(s.burst(c, len(scan.candidates)), "rising", 1/float64(i+1))
	}
	return nil
}

func (s *survey) burst(c *candidate, looked int) finding {
	r := s.r
	key := "rising.more"
	if c.surprise.Expected < rareMentions {
		key = "rising.new"
	}
	q := r.number(c.surprise.Q*100, 1)
	if c.surprise.Q*100 < 0.1 {
		q = "< " + r.number(0.1, 1)
	}
	link := r.board(boardOverview)
	if !c.term {
		link = r.board(boardOverview, schema.TagTopic, c.name)
	}
	return finding{
		key: key, value: c.now, unit: r.Text("query.insights.unit.mentions"), n: int(c.now),
		args: []any{
			"kind", r.Text("query.candidate." + c.kind()), "name", c.name, "value", r.number(c.now, 0),
			"times", r.multiple(c.now / c.surprise.Expected), "expected", r.number(c.surprise.Expected, 1), "q", q,
			"candidates", r.number(float64(looked), 0),
		},
		link: link,
	}
}

// mood takes the newest shift of sentiment of at least ten points whose interval
// leaves out 0.
func (s *survey) mood(ctx context.Context) error {
	r := s.r
	p := shiftParams{Platforms: s.p.Platforms, Accounts: s.p.Accounts, Topics: s.p.Topics, Interval: "auto"}
	m, err := r.moods(ctx, &Answer{}, p)
	if err != nil {
		return err
	}
	s.seen += len(m.times)
	if len(m.times) < analytics.LeastShiftWindows {
		s.skip("shift")
		return nil
	}
	found := analytics.Shifts(m.all, 0.9)
	for i := len(found) - 1; i >= 0; i-- {
		if f := found[i]; math.Abs(f.Size) >= leastShift && f.Interval.Low*f.Interval.High > 0 {
			if err := m.readTopics(ctx, r, p, found[i:i+1]); err != nil {
				return err
			}
			s.turned(m, f)
			return nil
		}
	}
	return nil
}

func (s *survey) turned(m *moodWindows, f analytics.Shift) {
	r := s.r
	kind := "shift.up"
	if f.Size < 0 {
		kind = "shift.down"
	}
	key, link := kind+".plain", r.board(boardOverview)
	topic, _ := m.mover(f)
	if topic != "" {
		key, link = kind+".topic", r.board(boardOverview, schema.TagTopic, topic)
	}
	s.add(finding{
		key: key, value: f.Size, unit: r.Text("query.unit.points"), low: &f.Interval.Low, high: &f.Interval.High,
		n: int(f.Before.N() + f.After.N()),
		args: []any{
			"size", r.number(math.Abs(f.Size), 0), "time", r.moment(m.times[f.At]), "topic", topic,
			"before", r.number(f.Before.Net().Value, 0), "after", r.number(f.After.Net().Value, 0),
			"low", r.signed(f.Interval.Low, 0), "high", r.signed(f.Interval.High, 0), "probability", r.chance(f.Probability),
			"n_before", r.number(f.Before.N(), 0), "n_after", r.number(f.After.N(), 0),
		},
		link: link,
	}, kind, math.Abs(f.Size)/100)
}
