package query

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// longAgo is before anything was collected.
var longAgo = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

const (
	// termsLife is for how long terms that were read are good: the collector notes
	// them at its start, and answers are kept as long.
	termsLife = time.Minute
	// termsRecent is how far back a collector at work has noted them: it does so
	// daily. An account that is no longer read has older ones.
	termsRecent = 60 * day
)

// terms tell what may be done with the accounts' data, and whether their counts
// are organic or paid, as the collector last noted.
type terms struct {
	since     time.Time // they were looked for
	noDerived map[group]bool
	noCompare map[group]bool
	sources   map[group]map[string]string // by metric, where it is stated
}

// book keeps what every query of a data source needs to know: the terms of all
// accounts, and until when days are added up.
type book struct {
	mu    sync.Mutex
	all   *terms
	until time.Time

	looking sync.Mutex
	kept    kept
}

// terms reads what the platforms' terms and the operator's exceptions allow. Of
// an account without a note nothing is forbidden: its data came from elsewhere.
func (r *Request) terms(ctx context.Context, platforms, accounts []string) (*terms, error) {
	r.book.mu.Lock()
	defer r.book.mu.Unlock()
	if b := r.book; b.all == nil || !r.Now.Before(b.until) {
		reader := *r // the query inspector shows what gave the terms, not what looked for them
		all, err := reader.allTerms(ctx)
		if err != nil {
			return nil, err
		}
		b.all, b.until = all, r.Now.Add(termsLife)
	}
	r.note(termsSince(r.book.all.since, r.Now))
	return r.book.all.of(platforms, accounts), nil
}

// allTerms reads the last days, and everything only where that lacks an account:
// years of notes take long.
func (r *Request) allTerms(ctx context.Context) (*terms, error) {
	var recent *terms
	var noted *influx.Result
	err := r.together(ctx, func(ctx context.Context, r *Request) (err error) {
		recent, err = r.readTerms(ctx, r.Now.Add(-termsRecent))
		return err
	}, func(ctx context.Context, r *Request) (err error) {
		noted, err = r.Query(ctx, influx.SeriesKeys{From: schema.Terms})
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range noted.Series {
		for _, key := range noted.Series[i].Texts(influx.KeyColumn) {
			if _, known := recent.noCompare[groupOf(schema.TagAccount, influx.TagsOf(key))]; !known {
				return r.readTerms(ctx, longAgo)
			}
		}
	}
	return recent, nil
}

func termsSince(start, now time.Time) influx.Select {
	return influx.Select{
		From: schema.Terms, Columns: influx.Fields(schema.FieldDerived, schema.FieldCompare, schema.FieldSources),
		Range: influx.Range{From: start, To: now.Add(day)}, By: []string{schema.TagPlatform, schema.TagAccount},
		Descending: true, Limit: 1, // half the work of three last()
	}
}

func (r *Request) readTerms(ctx context.Context, start time.Time) (*terms, error) {
	result, err := r.Query(ctx, termsSince(start, r.Now))
	if err != nil {
		return nil, err
	}
	t := &terms{since: start, noDerived: map[group]bool{}, noCompare: map[group]bool{}, sources: map[group]map[string]string{}}
	for i := range result.Series {
		s := &result.Series[i]
		if s.Len() == 0 {
			continue
		}
		owner := groupOf(schema.TagAccount, s.Tags)
		if s.Numbers(schema.FieldDerived)[0] == 0 {
			t.noDerived[owner] = true
		}
		t.noCompare[owner] = s.Numbers(schema.FieldCompare)[0] == 0
		t.sources[owner] = schema.SplitSources(s.Texts(schema.FieldSources)[0])
	}
	return t, nil
}

// of are the terms of the chosen accounts; none chosen means all.
func (t *terms) of(platforms, accounts []string) *terms {
	out := &terms{since: t.since, noDerived: map[group]bool{}, noCompare: t.noCompare, sources: map[group]map[string]string{}}
	chosen := func(owner group) bool {
		return (len(platforms) == 0 || slices.Contains(platforms, owner.platform)) && (len(accounts) == 0 || slices.Contains(accounts, owner.account))
	}
	for owner := range t.noDerived {
		if chosen(owner) {
			out.noDerived[owner] = true
		}
	}
	for owner, stated := range t.sources {
		if chosen(owner) {
			out.sources[owner] = stated
		}
	}
	return out
}

// mixes tells whether some of the metrics include one thing and some another.
func (t *terms) mixes(metrics []string) bool {
	found := ""
	for _, stated := range t.sources {
		for _, m := range metrics {
			switch s := stated[m]; {
			case s == "" || s == found:
			case found == "":
				found = s
			default:
				return true
			}
		}
	}
	return false
}

// derived tells whether rates, sums and scores of an account may be computed.
func (t *terms) derived(owner group) bool { return !t.noDerived[owner] }

// without leaves the accounts out that nothing may be computed from, in the
// database: it adds up what is left.
func (t *terms) without() []influx.Except {
	var out []influx.Except
	for _, owner := range ownersOf(t.noDerived) {
		out = append(out, influx.Except{{Name: schema.TagPlatform, Value: owner.platform}, {Name: schema.TagAccount, Value: owner.account}})
	}
	return out
}

// forbidden is how many accounts nothing may be computed from.
func (t *terms) forbidden() int { return len(t.noDerived) }

// explain says that accounts were left out.
func (t *terms) explain(r *Request, a *Answer) {
	if n := t.forbidden(); n > 0 {
		a.Inform(r.Text("query.notice.not_allowed", "count", n))
	}
}

// compare tells whether an account may stand beside those of other owners.
func (t *terms) compare(owner group) bool { return !t.noCompare[owner] }
