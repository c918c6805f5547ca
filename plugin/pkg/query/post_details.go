package query

import (
	"context"
	"errors"
	"sync"
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
	read := r.lookUp
	if len(rows) > mostLookUps {
		read = r.between
	}
	found, err := read(ctx, p, rows, influx.Select{From: schema.Post, Columns: influx.Fields(columns...)})
	if err != nil {
		return nil, err
	}
	out := &posts{Series: influx.Gather(found), zone: p.zone, topics: p.topics, terms: p.terms}
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

// lookUp reads every post by itself, a few at a time.
func (r *Request) lookUp(ctx context.Context, p *posts, rows []int, q influx.Select) ([]influx.Row, error) {
	found, errs := make([]influx.Row, len(rows)), make([]error, len(rows))
	slots := make(chan struct{}, 4)
	var wg sync.WaitGroup
	for i, row := range rows {
		at := placeOf(p.Series, row)
		q := q
		q.Range = influx.Range{From: at.at, To: at.at.Add(1)}
		q.Where = append(owners([]string{at.owner.platform}, []string{at.owner.account}), influx.Match{Name: schema.TagType, Values: []string{at.kind}})
		if i == 0 {
			r.note(q) // the others differ in their values only
		}
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			result, err := r.store.Query(ctx, q)
			if err == nil && result.Rows() > 0 {
				found[i] = influx.Row{Series: &result.Series[0]}
			}
			errs[i] = err
		})
	}
	wg.Wait()
	return found, errors.Join(errs...)
}

// between reads all posts from the first to the last of those wanted.
func (r *Request) between(ctx context.Context, p *posts, rows []int, q influx.Select) ([]influx.Row, error) {
	index := map[place]int{}
	for i, row := range rows {
		at := placeOf(p.Series, row)
		index[at] = i
		if i == 0 || at.at.Before(q.Range.From) {
			q.Range.From = at.at
		}
		if !at.at.Before(q.Range.To) {
			q.Range.To = at.at.Add(1)
		}
	}
	result, err := r.Query(ctx, q)
	if err != nil || result.Rows() == 0 {
		return make([]influx.Row, len(rows)), err
	}
	all, found := &result.Series[0], make([]influx.Row, len(rows))
	for row := range all.Len() {
		if i, ok := index[placeOf(all, row)]; ok {
			found[i] = influx.Row{Series: all, At: row}
		}
	}
	return found, nil
}
