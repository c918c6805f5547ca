package query

import (
	"context"
	"fmt"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// longAgo is before anything was collected.
var longAgo = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// terms tell what may be done with the accounts' data, as the collector last
// noted at its start.
type terms struct{ noDerived map[group]bool }

// terms reads what the platforms' terms and the operator's exceptions allow. Of
// an account without a note nothing is forbidden: its data came from elsewhere.
func (r *Request) terms(ctx context.Context, platforms, accounts []string) (*terms, error) {
	key := fmt.Sprintf("%q %q", platforms, accounts)
	if t := r.allowed[key]; t != nil {
		return t, nil
	}
	result, err := r.Query(ctx, influx.Select{
		From: schema.Terms, Columns: []influx.Column{{Func: influx.Last, Name: schema.FieldDerived}},
		Where: owners(platforms, accounts), Range: influx.Range{From: longAgo, To: r.Now.Add(day)},
		By: []string{schema.TagPlatform, schema.TagAccount},
	})
	if err != nil {
		return nil, err
	}
	t := &terms{noDerived: map[group]bool{}}
	for i := range result.Series {
		s := &result.Series[i]
		if n := s.Numbers(schema.FieldDerived); len(n) > 0 && n[0] == 0 {
			t.noDerived[groupOf(schema.TagAccount, s.Tags)] = true
		}
	}
	r.allowed = map[string]*terms{key: t}
	return t, nil
}

// derived tells whether rates, sums and scores of an account may be computed.
func (t *terms) derived(owner group) bool { return !t.noDerived[owner] }

// by adds the tags that tell accounts apart where some of them are forbidden, so
// that allowed can leave those out.
func (t *terms) by(tags ...string) []string {
	if t.forbidden() == 0 {
		return tags
	}
	return append([]string{schema.TagPlatform, schema.TagAccount}, tags...)
}

// allowed tells whether the rows of a series may be used, after by.
func (t *terms) allowed(tags map[string]string) bool {
	return t.derived(groupOf(schema.TagAccount, tags))
}

// forbidden is how many accounts nothing may be computed from.
func (t *terms) forbidden() int {
	n := 0
	for _, no := range t.noDerived {
		if no {
			n++
		}
	}
	return n
}

// explain says that accounts were left out.
func (t *terms) explain(r *Request, a *Answer) {
	if n := t.forbidden(); n > 0 {
		a.Inform(r.Text("query.notice.not_allowed", "count", n))
	}
}
