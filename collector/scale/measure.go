package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/ask"
	"github.com/pantau/pantau/collector/ask/asgrafana"
	"github.com/pantau/pantau/collector/usage"
)

// question is one query type in one format, as a panel asks it.
type question struct{ kind, format string }

// questions are all query types in their formats.
var questions = []question{
	{"engagement_rate", "time_series"},
	{"engagement_rate", "table"},
	{"engagement_rate", "value"},
	{"top_posts", "table"},
	{"content_mix", "table"},
	{"best_time", "table"},
	{"growth", "time_series"},
	{"growth", "table"},
	{"growth", "value"},
	{"audience", "table"},
	{"audience", "value"},
	{"benchmark", "table"},
	{"benchmark", "value"},
	{"share_of_voice", "table"},
	{"share_of_voice", "time_series"},
	{"share_of_voice", "value"},
	{"topic_volume", "time_series"},
	{"topic_volume", "table"},
	{"rising_topics", "table"},
	{"rising_topics", "value"},
	{"viral_posts", "table"},
	{"viral_posts", "value"},
	{"sentiment", "time_series"},
	{"sentiment", "table"},
	{"sentiment", "value"},
	{"sentiment_drivers", "table"},
	{"sentiment_drivers", "value"},
	{"sentiment_shift", "table"},
	{"sentiment_shift", "value"},
	{"mentions", "table"},
	{"mentions", "logs"},
	{"mentions", "value"},
	{"insights", "table"},
	{"insights", "value"},
	{"collector_health", "table"},
	{"collector_health", "value"},
}

const (
	repeats = 5
	// patience is for how long the same plain query is repeated.
	patience = 15 * time.Second
)

// cost is what an answer costs, medians: the time until it is there, and the
// processor time that database, plugin and asker work for it. On a machine that
// does nothing else the first is at most the second; on a busy one only the
// second says anything.
type cost struct{ took, work time.Duration }

// timing is what a question costs in a range; 0 where it was not asked.
type timing struct {
	question
	days                            int
	cold, cached, raw, rollup, flux cost
}

// measure times a question: ours cold and the plain ones in turn, on the same
// store, then ours from the cache.
func (s *server) measure(ctx context.Context, p *ask.Plugin, q question, with plain, days int, to time.Time) (timing, error) {
	out := timing{question: q, days: days}
	from := to.AddDate(0, 0, -days)
	ours := func() error {
		_, err := asgrafana.Ask(ctx, p, ask.Question{Type: q.kind, Params: map[string]string{"format": q.format}, From: from, To: to})
		return err
	}
	turns := []turn{{to: &out.cold, run: func() error { p.Renew(); return ours() }}}
	if with.Raw != nil {
		turns = append(turns, turn{to: &out.raw, run: func() error { return s.ask(ctx, with.Raw, from, to) }})
	}
	if with.Rollup != nil {
		turns = append(turns, turn{to: &out.rollup, run: func() error { return s.ask(ctx, with.Rollup, from, to) }})
	}
	if with.Flux != "" && s.version == "2.7" {
		turns = append(turns, turn{to: &out.flux, run: func() error { return s.askFlux(ctx, with.Flux, from, to) }})
	}
	working := func() time.Duration { return usage.Work(os.Getpid(), p.Process(), s.process) }
	tidy := func() error { return s.tidy(ctx) }
	if err := alternate(turns, tidy, working); err != nil {
		return out, fmt.Errorf("%s: %w", q.kind, err)
	}
	return out, alternate([]turn{{to: &out.cached, run: ours}}, tidy, working)
}

// tidy has the database collect its garbage: what one answer left, the next would have
// to work for.
func (s *server) tidy(ctx context.Context) error {
	runtime.GC()
	if s.process == 0 {
		return nil
	}
	// Go's profile of the heap, which InfluxDB serves, collects first.
	const profile = "/debug/pprof/heap?gc=1"
	status, answer, err := send(ctx, http.MethodGet, s.db.URL+profile, nil, "")
	return errors.Join(err, refused(profile, status, answer, `"error"`))
}

// turn is one of several that are timed in turn.
type turn struct {
	run  func() error
	to   *cost
	all  []cost
	took time.Duration
}

// alternate runs all in turn, so that whatever else the machine does hits all of
// them, each after tidying up, and takes the medians. One that is slow is run less often.
func alternate(turns []turn, tidy func() error, working func() time.Duration) error {
	for range repeats {
		for i := range turns {
			t := &turns[i]
			if i > 0 && t.took > patience {
				continue
			}
			if err := tidy(); err != nil {
				return err
			}
			start, before := time.Now(), working()
			if err := t.run(); err != nil {
				return err
			}
			t.all = append(t.all, cost{time.Since(start), working() - before})
			t.took += t.all[len(t.all)-1].took
		}
	}
	for i := range turns {
		t := &turns[i]
		t.to.took = median(t.all, func(c cost) time.Duration { return c.took })
		t.to.work = median(t.all, func(c cost) time.Duration { return c.work })
	}
	return nil
}

func median(all []cost, of func(cost) time.Duration) time.Duration {
	values := make([]time.Duration, len(all))
	for i, c := range all {
		values[i] = of(c)
	}
	slices.Sort(values)
	return values[len(values)/2]
}
