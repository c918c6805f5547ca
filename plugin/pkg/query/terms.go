package query

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// longAgo is before anything was collected.
var longAgo = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// terms tell what may be done with the accounts' data, and whether their counts
// are organic or paid, as the collector last noted at its start.
type terms struct {
	noDerived map[group]bool
	noCompare map[group]bool
	sources   map[group]map[string]string // by metric, where it is stated
}

// terms reads what the platforms' terms and the operator's exceptions allow. Of
// an account without a note nothing is forbidden: its data came from elsewhere.
func (r *Request) terms(ctx context.Context, platforms, accounts []string) (*terms, error) {
	key := fmt.Sprintf("%q %q", platforms, accounts)
	if t := r.allowed[key]; t != nil {
		return t, nil
	}
	result, err := r.Query(ctx, influx.Select{
		From: schema.Terms, Columns: []influx.Column{
			{Func: influx.Last, Name: schema.FieldDerived},
			{Func: influx.Last, Name: schema.FieldCompare},
			{Func: influx.Last, Name: schema.FieldSources},
		},
		Where: owners(platforms, accounts), Range: influx.Range{From: longAgo, To: r.Now.Add(day)},
		By: []string{schema.TagPlatform, schema.TagAccount},
	})
	if err != nil {
		return nil, err
	}
	t := &terms{noDerived: map[group]bool{}, noCompare: map[group]bool{}, sources: map[group]map[string]string{}}
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
	r.allowed = map[string]*terms{key: t}
	return t, nil
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

// mixed stands for a number that is organic in one part and paid in another.
const mixed = "mixed"

// source says whether the numbers in a post's rate are organic, paid or both,
// mixed if they differ from each other, and "" where none is stated. The base
// counts too, but for followers, who are neither.
func (p *posts) source(row int, base string) string {
	stated := p.terms.sources[p.owner(row)]
	metrics := []string{schema.MetricInteractions}
	if !p.metric(row, schema.MetricInteractions).Known() {
		metrics = slices.DeleteFunc(slices.Clone(schema.InteractionMetrics), func(m string) bool { return !p.metric(row, m).Known() })
	}
	if base != schema.MetricFollowers {
		metrics = append(metrics, base)
	}
	found := ""
	for _, m := range metrics {
		switch s := stated[m]; {
		case s == "" || s == found:
		case found == "":
			found = s
		default:
			return mixed
		}
	}
	return found
}
