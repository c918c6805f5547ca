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
// of their times, as the database gives points. since is from when on a list is
// outdated, and the points themselves are to be read; zero: none is.
func (s Select) Unlist(texts *Result) (out *Result, since time.Time, err error) {
	out = &Result{Statement: texts.Statement}
	if texts.Rows() == 0 {
		return out, since, nil
	}
	u := s.unlisting(&texts.Series[0])
	since, err = u.rows()
	if u.n > 0 {
		out.Series = []Series{u.series()}
	}
	return out, since, err
}

func (u *unlisting) rows() (since time.Time, err error) {
	parts := u.texts.Numbers(schema.FieldParts)
	for row, times := range u.texts.Texts(schema.FieldTimes) {
		at := u.texts.Time(row)
		if week := schema.WeekOf(at); !week.Equal(u.at) {
			u.endWeek()
			u.at = week
		}
		owner, part := u.owner(row), int(at.Sub(u.at))
		if part == 0 {
			u.parts[owner] = int(parts[row])
		}
		if u.parts[owner] == schema.Outdated {
			return u.at, nil // weeks come in order
		}
		if part >= u.parts[owner] {
			continue // left over
		}
		if err := u.add(row, times); err != nil {
			return since, fmt.Errorf("reading %s of %s: %w", u.of.Name, u.at.Format(time.DateOnly), err)
		}
	}
	u.endWeek()
	return since, nil
}

// unlisting is the taking out.
type unlisting struct {
	Select
	of      schema.Week
	texts   *Series
	n       int             // points that are wanted, so far
	times   unlisted[int64] // Unix nanoseconds
	numbers []unlisted[float64]
	words   []unlisted[string]
	at      time.Time      // the week
	parts   map[string]int // of it, by owner
	order   []placed
}

// unlisted is a column.
type unlisted[V any] struct {
	name   string
	values []string // of each row of the texts: the list, or the tag
	tag    bool
	chosen bool // by, but not asked for
	week   []V  // of the points of one week, not in order yet
	all    []V
}

// placed is a point's place in its week.
type placed struct {
	at  int64
	row int
}

func (p placed) compare(o placed) int {
	if c := cmp.Compare(p.at, o.at); c != 0 {
		return c
	}
	return p.row - o.row
}

func (s Select) unlisting(texts *Series) *unlisting {
	u := &unlisting{Select: s, of: schema.Weekly[s.From], texts: texts, parts: map[string]int{}}
	n := 0
	for _, list := range texts.Texts(schema.FieldTimes) {
		if list != "" {
			n += strings.Count(list, ",") + 1
		}
	}
	u.times.all = make([]int64, 0, n)
	add := func(name string) {
		known := func(c unlisted[string]) bool { return c.name == name }
		switch list := texts.Texts(schema.ListOf(name)); {
		case slices.Contains(u.of.Numbers, name):
			u.numbers = append(u.numbers, unlisted[float64]{name: name, values: list, all: make([]float64, 0, n)})
		case slices.Contains(u.of.Tags, name):
			u.words = append(u.words, unlisted[string]{name: name, values: texts.Texts(name), tag: true, all: make([]string, 0, n)})
		case !slices.ContainsFunc(u.words, known):
			u.words = append(u.words, unlisted[string]{name: name, values: list, all: make([]string, 0, n)})
		}
	}
	for _, c := range s.Columns {
		add(c.Name)
	}
	asked := len(u.words)
	for _, m := range s.Where {
		if slices.Contains(u.of.Texts, m.Name) && len(m.Values) > 0 {
			add(m.Name)
		}
	}
	for i := range u.words[asked:] {
		u.words[asked+i].chosen = true
	}
	return u
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
	before := len(u.times.week)
	if u.times.week, err = schema.AppendTimes(u.times.week, u.at, times); err != nil {
		return err
	}
	n := len(u.times.week) - before
	for i := range u.numbers {
		c := &u.numbers[i]
		if c.week, err = schema.AppendNumbers(c.week, c.values[row], n); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	for i := range u.words {
		c := &u.words[i]
		if c.tag {
			for range n {
				c.week = append(c.week, c.values[row])
			}
			continue
		}
		if c.week, err = schema.AppendTexts(c.week, c.values[row], n); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

// endWeek adds the wanted points of the week to all, in order, and begins anew.
func (u *unlisting) endWeek() {
	u.order = u.order[:0]
	from, to := u.Range.From.UnixNano(), u.Range.To.UnixNano()
	for row, at := range u.times.week {
		if at >= from && (at < to || u.Range.To.IsZero()) && u.wants(row) {
			u.order = append(u.order, placed{at, row})
		}
	}
	slices.SortFunc(u.order, placed.compare)
	u.n += len(u.order)
	u.times.take(u.order)
	for i := range u.numbers {
		u.numbers[i].take(u.order)
	}
	for i := range u.words {
		u.words[i].take(u.order)
	}
	clear(u.parts)
}

func (c *unlisted[V]) take(order []placed) {
	for _, p := range order {
		c.all = append(c.all, c.week[p.row])
	}
	c.week = c.week[:0]
}

// wants tells whether the conditions choose a point of the week by what is listed.
func (u *unlisting) wants(row int) bool {
	for _, m := range u.Where {
		for i := range u.words {
			c := &u.words[i]
			if c.name == m.Name && !c.tag && len(m.Values) > 0 && !slices.Contains(m.Values, c.week[row]) {
				return false
			}
		}
	}
	return true
}

// series is all that was wanted.
func (u *unlisting) series() Series {
	out := Series{times: u.times.all, numbers: map[string][]float64{}, texts: map[string][]string{}, n: u.n}
	for _, c := range u.numbers {
		out.numbers[c.name] = c.all
	}
	for _, c := range u.words {
		if !c.chosen {
			out.texts[c.name] = c.all
		}
	}
	return out
}
