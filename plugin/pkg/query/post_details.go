package query

import (
	"context"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// mostLookUps is how many posts are looked up one by one.
const mostLookUps = 25

// details reads more columns of some posts, in their order. Texts are long and few
// posts are shown, so these are looked up one by one; many are read with all that
// lies between them. A post that is gone by now has nothing.
func (r *Request) details(ctx context.Context, p *posts, rows []int, columns ...string) (*posts, error) {
	columns = append([]string{schema.TagPlatform, schema.TagAccount, schema.TagType, schema.FieldUnavailable}, columns...)
	q := influx.Select{From: schema.Post, Columns: influx.Fields(columns...)}
	ask := r.lookUp
	if len(rows) > mostLookUps {
		ask = r.between
	}
	answer, err := ask(ctx, p, rows, q)
	if err != nil {
		return nil, err
	}
	out := &posts{Series: influx.Gather(found(answer, p, rows)), zone: p.zone, topics: p.topics, terms: p.terms}
	return out, out.index(nil)
}

// place is where a post stands in the database.
type place struct {
	owner group
	kind  string
	at    time.Time
}

func placeOf(s *influx.Series, row int) place {
	owner := group{platform: s.Texts(schema.TagPlatform)[row], account: s.Texts(schema.TagAccount)[row]}
	return place{owner, s.Texts(schema.TagType)[row], s.Time(row)}
}

// lookUp reads every post by itself.
func (r *Request) lookUp(ctx context.Context, p *posts, rows []int, q influx.Select) (*influx.Result, error) {
	if len(rows) == 0 {
		return &influx.Result{}, nil
	}
	all := make(influx.Several, len(rows))
	for i, row := range rows {
		at := placeOf(p.Series, row)
		q.Range = influx.Range{From: at.at, To: at.at.Add(1)}
		q.Where = append(owners([]string{at.owner.platform}, []string{at.owner.account}), influx.Match{Name: schema.TagType, Values: []string{at.kind}})
		all[i] = q
	}
	r.note(all[0]) // the others differ in their values only
	return r.store.Query(ctx, all)
}

// between reads all posts from the first to the last of those wanted.
func (r *Request) between(ctx context.Context, p *posts, rows []int, q influx.Select) (*influx.Result, error) {
	for i, row := range rows {
		at := placeOf(p.Series, row)
		if i == 0 || at.at.Before(q.Range.From) {
			q.Range.From = at.at
		}
		if !at.at.Before(q.Range.To) {
			q.Range.To = at.at.Add(1)
		}
	}
	return r.Query(ctx, q)
}

// found finds the wanted posts in an answer.
func found(answer *influx.Result, p *posts, rows []int) []influx.Row {
	out := make([]influx.Row, len(rows))
	if answer.Rows() == 0 {
		return out
	}
	index := map[place]int{}
	for i, row := range rows {
		index[placeOf(p.Series, row)] = i
	}
	all := &answer.Series[0]
	for row := range all.Len() {
		if i, ok := index[placeOf(all, row)]; ok {
			out[i] = influx.Row{Series: all, At: row}
		}
	}
	return out
}
