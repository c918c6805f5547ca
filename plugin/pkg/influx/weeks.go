package influx

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/schema"
)

// Weeks is the question for the texts that list the posts that s asks for
// (schema.PostsWeek), as Unlist takes them: a row an account and week, where there is a
// point a post. Of other questions they do not hold the answer: false.
func (s Select) Weeks() (Select, bool) {
	if s.From != schema.Post || len(s.By) > 0 || s.Every > 0 || s.Descending || s.Limit > 0 {
		return s, false
	}
	texts := Select{
		From: schema.PostsWeek, Columns: Fields(schema.TagPlatform, schema.TagAccount, schema.FieldPublished, schema.FieldParts),
		Only: s.Only, Without: s.Without, Range: Range{From: schema.WeekOf(s.Range.From), To: s.Range.To},
	}
	listed := []string{schema.TagType} // to choose by
	for _, c := range s.Columns {
		switch {
		case c.Func != Raw:
			return s, false
		case c.Name == schema.TagPlatform || c.Name == schema.TagAccount:
		case !slices.Contains(schema.WeekTexts, c.Name) && !slices.Contains(schema.WeekNumbers, c.Name):
			return s, false
		case !slices.Contains(listed, c.Name):
			listed = append(listed, c.Name)
		}
	}
	for _, name := range listed {
		texts.Columns = append(texts.Columns, Column{Name: schema.ListOf(name)})
	}
	for _, m := range s.Where {
		switch {
		case m.Name == schema.TagPlatform || m.Name == schema.TagAccount:
			texts.Where = append(texts.Where, m)
		case m.Name != schema.TagType || m.Not:
			return s, false
		}
	}
	return texts, true
}

// Unlist takes the posts that s asks for out of the texts that list them, in the order
// of their times, as the database gives points.
func (s Select) Unlist(texts *Result) (*Result, error) {
	out := &Result{Statement: texts.Statement}
	if texts.Rows() == 0 {
		return out, nil
	}
	of := &texts.Series[0]
	u := unlisting{Select: s, texts: of, all: s.columned(), week: s.columned(), parts: map[[2]string]int{}}
	published, parts := of.Texts(schema.FieldPublished), of.Numbers(schema.FieldParts)
	for row, times := range published {
		if week := schema.WeekOf(of.Time(row)); !week.Equal(u.at) {
			u.endWeek()
			u.at = week
		}
		owner := [2]string{of.Texts(schema.TagPlatform)[row], of.Texts(schema.TagAccount)[row]}
		part := int(of.Time(row).Sub(u.at))
		if part == 0 {
			u.parts[owner] = int(parts[row])
		}
		if part >= u.parts[owner] {
			continue // left over
		}
		if err := u.add(row, times); err != nil {
			return nil, fmt.Errorf("reading %s of %s: %w", schema.PostsWeek, u.at.Format(time.DateOnly), err)
		}
	}
	u.endWeek()
	if u.all.n > 0 {
		out.Series = []Series{u.all}
	}
	return out, nil
}

// unlisting is the taking out.
type unlisting struct {
	Select
	texts *Series
	all   Series
	week  Series // the posts of one week, not in order yet
	at    time.Time
	parts map[[2]string]int // of the week, by platform and account
	order []placed
}

// placed is a post's place in its week.
type placed struct {
	at  int64
	row int
}

// columned is an empty series with the columns of s, and the type.
func (s Select) columned() Series {
	out := Series{times: []int64{}, numbers: map[string][]float64{}, texts: map[string][]string{schema.TagType: nil}}
	for _, c := range s.Columns {
		if slices.Contains(schema.WeekNumbers, c.Name) {
			out.numbers[c.Name] = nil
		} else {
			out.texts[c.Name] = nil
		}
	}
	return out
}

// add takes the posts of one text.
func (u *unlisting) add(row int, times string) (err error) {
	w := &u.week
	before := len(w.times)
	if w.times, err = schema.AppendTimes(w.times, u.at, times); err != nil {
		return err
	}
	n := len(w.times) - before
	w.n += n
	for name := range w.numbers {
		if w.numbers[name], err = schema.AppendNumbers(w.numbers[name], u.texts.Texts(schema.ListOf(name))[row], n); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for name := range w.texts {
		if name == schema.TagPlatform || name == schema.TagAccount {
			for range n {
				w.texts[name] = append(w.texts[name], u.texts.Texts(name)[row])
			}
			continue
		}
		if w.texts[name], err = schema.AppendTexts(w.texts[name], u.texts.Texts(schema.ListOf(name))[row], n); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// endWeek adds the wanted posts of the week to all, in order, and begins anew.
func (u *unlisting) endWeek() {
	u.order = u.order[:0]
	from, to := u.Range.From.UnixNano(), u.Range.To.UnixNano()
	for row, at := range u.week.times {
		if at >= from && (at < to || u.Range.To.IsZero()) && u.wants(u.week.texts[schema.TagType][row]) {
			u.order = append(u.order, placed{at, row})
		}
	}
	slices.SortFunc(u.order, func(x, y placed) int { return cmp.Or(cmp.Compare(x.at, y.at), x.row-y.row) })
	u.all.n += len(u.order)
	for _, p := range u.order {
		u.all.times = append(u.all.times, p.at)
	}
	for name, column := range u.week.numbers {
		all := u.all.numbers[name]
		for _, p := range u.order {
			all = append(all, column[p.row])
		}
		u.all.numbers[name], u.week.numbers[name] = all, column[:0]
	}
	for name, column := range u.week.texts {
		all := u.all.texts[name]
		for _, p := range u.order {
			all = append(all, column[p.row])
		}
		u.all.texts[name], u.week.texts[name] = all, column[:0]
	}
	u.week.n, u.week.times = 0, u.week.times[:0]
	clear(u.parts)
}

// wants tells whether the conditions choose a type.
func (u *unlisting) wants(kind string) bool {
	for _, m := range u.Where {
		if m.Name == schema.TagType && len(m.Values) > 0 && !slices.Contains(m.Values, kind) {
			return false
		}
	}
	return true
}
