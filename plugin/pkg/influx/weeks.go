package influx

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
)

// Weeks is the question for the texts that list the points that s asks for
// (schema.Weekly), as Unlist takes them: a row an account and week, where there is a
// point a post or day. Of other questions they do not hold the answer: false.
func (s Select) Weeks() (Select, bool) {
	of, ok := schema.Weekly[s.From]
	if !ok || len(s.By) > 0 || s.Every > 0 || s.Descending || s.Limit > 0 {
		return s, false
	}
	texts := Select{
		From: of.Name, Columns: Fields(append([]string{schema.FieldTimes, schema.FieldParts}, of.Tags...)...),
		Only: s.Only, Without: s.Without, Range: Range{From: schema.WeekOf(s.Range.From), To: s.Range.To},
	}
	var listed []string
	for _, c := range s.Columns {
		switch {
		case c.Func != Raw || !of.Lists(c.Name) && !slices.Contains(of.Tags, c.Name):
			return s, false
		case of.Lists(c.Name):
			listed = append(listed, c.Name)
		}
	}
	for _, m := range s.Where {
		switch {
		case slices.Contains(of.Tags, m.Name):
			texts.Where = append(texts.Where, m)
		case !slices.Contains(of.Texts, m.Name) || m.Not || m.Listed:
			return s, false
		case len(m.Values) > 0 && !slices.Contains(listed, m.Name):
			listed = append(listed, m.Name)
		}
	}
	for _, name := range listed {
		texts.Columns = append(texts.Columns, Column{Name: schema.ListOf(name)})
	}
	return texts, true
}

// Unlist takes the points that s asks for out of the texts that list them, in the order
// of their times, as the database gives points.
func (s Select) Unlist(texts *Result) (*Result, error) {
	out := &Result{Statement: texts.Statement}
	if texts.Rows() == 0 {
		return out, nil
	}
	u := s.unlisting(&texts.Series[0])
	times, parts := u.texts.Texts(schema.FieldTimes), u.texts.Numbers(schema.FieldParts)
	u.grow(times)
	for row, list := range times {
		if week := schema.WeekOf(u.texts.Time(row)); !week.Equal(u.at) {
			u.endWeek()
			u.at = week
		}
		owner, part := u.owner(row), int(u.texts.Time(row).Sub(u.at))
		if part == 0 {
			u.parts[owner] = int(parts[row])
		}
		if part >= u.parts[owner] {
			continue // left over
		}
		if err := u.add(row, list); err != nil {
			return nil, fmt.Errorf("reading %s of %s: %w", u.of.Name, u.at.Format(time.DateOnly), err)
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
	of    schema.Week
	texts *Series
	all   Series
	week  Series // the points of one week, not in order yet
	at    time.Time
	parts map[string]int // of the week, by owner
	order []placed
}

// placed is a point's place in its week.
type placed struct {
	at  int64
	row int
}

func (s Select) unlisting(texts *Series) *unlisting {
	u := &unlisting{Select: s, of: schema.Weekly[s.From], texts: texts, parts: map[string]int{}}
	for _, into := range []*Series{&u.all, &u.week} {
		into.numbers, into.texts = map[string][]float64{}, map[string][]string{}
		for _, c := range s.Columns {
			if slices.Contains(u.of.Numbers, c.Name) {
				into.numbers[c.Name] = nil
			} else {
				into.texts[c.Name] = nil
			}
		}
		for _, m := range s.Where { // to choose by
			if slices.Contains(u.of.Texts, m.Name) && len(m.Values) > 0 {
				into.texts[m.Name] = nil
			}
		}
	}
	return u
}

// grow makes room for all.
func (u *unlisting) grow(times []string) {
	n := 0
	for _, list := range times {
		if list != "" {
			n += strings.Count(list, ",") + 1
		}
	}
	u.all.times = make([]int64, 0, n)
	for name := range u.all.numbers {
		u.all.numbers[name] = make([]float64, 0, n)
	}
	for name := range u.all.texts {
		u.all.texts[name] = make([]string, 0, n)
	}
}

// owner says whose a row is.
func (u *unlisting) owner(row int) string {
	var b strings.Builder
	for _, tag := range u.of.Tags {
		b.WriteString(u.texts.Texts(tag)[row])
		b.WriteByte(0)
	}
	return b.String()
}

// add takes the points of one text.
func (u *unlisting) add(row int, times string) (err error) {
	w := &u.week
	before := len(w.times)
	if w.times, err = schema.AppendTimes(w.times, u.at, times); err != nil {
		return err
	}
	n := len(w.times) - before
	for name := range w.numbers {
		if w.numbers[name], err = schema.AppendNumbers(w.numbers[name], u.texts.Texts(schema.ListOf(name))[row], n); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for name := range w.texts {
		if slices.Contains(u.of.Tags, name) {
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

// endWeek adds the wanted points of the week to all, in order, and begins anew.
func (u *unlisting) endWeek() {
	u.order = u.order[:0]
	from, to := u.Range.From.UnixNano(), u.Range.To.UnixNano()
	for row, at := range u.week.times {
		if at >= from && (at < to || u.Range.To.IsZero()) && u.wants(row) {
			u.order = append(u.order, placed{at, row})
		}
	}
	slices.SortFunc(u.order, func(x, y placed) int { return cmp.Or(cmp.Compare(x.at, y.at), x.row-y.row) })
	u.all.n += len(u.order)
	for _, p := range u.order {
		u.all.times = append(u.all.times, p.at)
	}
	for name, column := range u.week.numbers {
		u.all.numbers[name], u.week.numbers[name] = inOrder(u.all.numbers[name], column, u.order), column[:0]
	}
	for name, column := range u.week.texts {
		u.all.texts[name], u.week.texts[name] = inOrder(u.all.texts[name], column, u.order), column[:0]
	}
	u.week.times = u.week.times[:0]
	clear(u.parts)
}

func inOrder[V any](to, column []V, order []placed) []V {
	for _, p := range order {
		to = append(to, column[p.row])
	}
	return to
}

// wants tells whether the conditions choose a point of the week by what is listed.
func (u *unlisting) wants(row int) bool {
	for _, m := range u.Where {
		column, listed := u.week.texts[m.Name]
		if listed && slices.Contains(u.of.Texts, m.Name) && len(m.Values) > 0 && !slices.Contains(m.Values, column[row]) {
			return false
		}
	}
	return true
}
