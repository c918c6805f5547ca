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
	// mostNotes is how many notes are read before accounts are asked for by name.
	mostNotes = 250
)

// terms tell what may be done with the accounts' data, and whether their counts
// are organic or paid, as the collector last noted.
type terms struct {
	since     time.Time      // they were looked for
	known     map[group]bool // whose were found
	noDerived map[group]bool
	noCompare map[group]bool
	sources   map[group]map[string]string // by metric, where it is stated
}

// book keeps what every query of a data source needs to know: the terms of all
// accounts, and what is kept by day and week.
type book struct {
	mu    sync.Mutex
	all   *terms
	kept  kept
	until time.Time // both are good
}

// terms reads what the platforms' terms and the operator's exceptions allow. Of
// an account without a note nothing is forbidden: its data came from elsewhere.
func (r *Request) terms(ctx context.Context, platforms, accounts []string) (*terms, error) {
	all, _, err := r.noted(ctx)
	if err != nil {
		return nil, err
	}
	r.note(termsSince(all.since, r.Now))
	return all.of(platforms, accounts), nil
}

// noted opens the book, and looks once a minute.
func (r *Request) noted(ctx context.Context) (*terms, kept, error) {
	b := r.book
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all == nil || !r.Now.Before(b.until) {
		reader := *r // the query inspector shows what gave the terms, not what looked for them
		all, kept, err := reader.look(ctx)
		if err != nil {
			return nil, kept, err
		}
		b.all, b.kept, b.until = all, kept, r.Now.Add(termsLife)
	}
	return b.all, b.kept, nil
}

// look reads the newest notes of the last weeks, in rows that name their account:
// to open each account's by itself costs the database twice as much. Only of accounts
// that these lack it reads the weeks, and then everything: years of notes take long.
// What is kept by day is asked for in the same request, for most questions want both.
func (r *Request) look(ctx context.Context) (*terms, kept, error) {
	recent := r.Now.Add(-termsRecent)
	newest := termsSince(recent, r.Now)
	newest.Limit = mostNotes
	found, err := r.Query(ctx, influx.Batch{newest.Named(), influx.SeriesKeys{From: schema.Terms}, r.keptNote()})
	if err != nil {
		return nil, kept{}, err
	}
	t := &terms{since: recent, known: map[group]bool{}, noDerived: map[group]bool{}, noCompare: map[group]bool{}, sources: map[group]map[string]string{}}
	notes := found.Having(schema.FieldDerived)
	t.read(newest.Split(notes))
	steps := []time.Time{recent, longAgo}
	if notes.Rows() < mostNotes {
		steps = steps[1:] // the weeks have no more
	}
	noted := keysOf(found, schema.TagPlatform)
	for _, since := range steps {
		lacking := namesOf(noted, t.known)
		if len(lacking) == 0 {
			break
		}
		t.since = since
		older := termsSince(since, r.Now)
		older.Where = []influx.Match{{Name: schema.TagAccount, Values: lacking}}
		result, err := r.Query(ctx, older)
		if err != nil {
			return nil, kept{}, err
		}
		t.read(result)
	}
	return t, keptOf(found), nil
}

// termsSince is one question for the last terms of every account.
func termsSince(start, now time.Time) influx.Select {
	return influx.Select{
		From: schema.Terms, Columns: influx.Fields(schema.FieldDerived, schema.FieldCompare, schema.FieldSources),
		Range: influx.Range{From: start, To: now.Add(day)}, By: []string{schema.TagPlatform, schema.TagAccount},
		Descending: true, Limit: 1, // half the work of three last()
	}
}

// read takes the newest row of every series, its first.
func (t *terms) read(result *influx.Result) {
	for i := range result.Series {
		s := &result.Series[i]
		if s.Len() == 0 {
			continue
		}
		owner := groupOf(schema.TagAccount, s.Tags)
		t.known[owner] = true
		if s.Numbers(schema.FieldDerived)[0] == 0 {
			t.noDerived[owner] = true
		}
		t.noCompare[owner] = s.Numbers(schema.FieldCompare)[0] == 0
		t.sources[owner] = schema.SplitSources(s.Texts(schema.FieldSources)[0])
	}
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
