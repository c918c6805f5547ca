package influx

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
)

// mostInPiece is how many rows InfluxDB sends in one piece, unless it is told
// otherwise.
const mostInPiece = 10_000

// Result is what a query found. No series: nothing was found.
type Result struct {
	Statement Statement
	Series    []Series
}

// Series is one table of a result: the points of one combination of the tags
// that were grouped by.
type Series struct {
	Tags    map[string]string
	times   []int64 // Unix nanoseconds; empty for SHOW
	numbers map[string][]float64
	texts   map[string][]string
	n       int
}

// Len is the number of rows.
func (s *Series) Len() int { return s.n }

// Time is the time of a row, in UTC.
func (s *Series) Time(row int) time.Time { return time.Unix(0, s.times[row]).UTC() }

// Numbers is a column of float64; NaN where the point lacks the field (NaN
// cannot be stored, so that is unambiguous).
func (s *Series) Numbers(column string) []float64 { return s.numbers[column] }

// Texts is a column of strings; "" where the point lacks the field or tag.
func (s *Series) Texts(column string) []string { return s.texts[column] }

// Rows counts the rows of all series.
func (r *Result) Rows() int {
	n := 0
	for i := range r.Series {
		n += r.Series[i].n
	}
	return n
}

// Having are the series that have a column: those of one of a Batch's questions.
func (r *Result) Having(column string) *Result {
	out := &Result{Statement: r.Statement}
	for _, s := range r.Series {
		if s.numbers[column] != nil || s.texts[column] != nil {
			out.Series = append(out.Series, s)
		}
	}
	return out
}

// add appends a series, or continues the last one where the server cut it into
// pieces.
func (r *Result) add(s Series) {
	if n := len(r.Series); n > 0 && maps.Equal(r.Series[n-1].Tags, s.Tags) && r.Series[n-1].sameColumns(s) {
		r.Series[n-1].extend(s)
		return
	}
	r.Series = append(r.Series, s)
}

// continued guesses how many rows a series has that goes on with the last one: as
// many as that, which the server cut at its limit.
func (r *Result) continued(s *Series) int {
	if n := len(r.Series); n > 0 && maps.Equal(r.Series[n-1].Tags, s.Tags) {
		return min(r.Series[n-1].n, mostInPiece)
	}
	return 0
}

// even tells whether every column has a value for every row.
func (s *Series) even() bool {
	even := s.times == nil || len(s.times) == s.n
	for _, column := range s.numbers {
		even = even && len(column) == s.n
	}
	for _, column := range s.texts {
		even = even && len(column) == s.n
	}
	return even
}

func (s *Series) sameColumns(o Series) bool {
	if len(s.numbers) != len(o.numbers) || len(s.texts) != len(o.texts) || (s.times == nil) != (o.times == nil) {
		return false
	}
	for name := range s.numbers {
		if _, ok := o.numbers[name]; !ok {
			return false
		}
	}
	for name := range s.texts {
		if _, ok := o.texts[name]; !ok {
			return false
		}
	}
	return true
}

func (s *Series) extend(o Series) {
	s.n += o.n
	s.times = append(s.times, o.times...)
	for name := range s.numbers {
		s.numbers[name] = append(s.numbers[name], o.numbers[name]...)
	}
	for name := range s.texts {
		s.texts[name] = append(s.texts[name], o.texts[name]...)
	}
}

// First are the first rows of a series: at most so many.
func (s *Series) First(most int) Series {
	most = min(most, s.n)
	out := Series{Tags: s.Tags, times: s.times[:most], numbers: map[string][]float64{}, texts: map[string][]string{}, n: most}
	for name, column := range s.numbers {
		out.numbers[name] = column[:most]
	}
	for name, column := range s.texts {
		out.texts[name] = column[:most]
	}
	return out
}

// Newest are the last rows of a series, the last one first: at most so many, 0 for
// all.
func (s *Series) Newest(most int) *Series {
	if most <= 0 || most > s.n {
		most = s.n
	}
	out := &Series{Tags: s.Tags, times: lastFirst(s.times, most), numbers: map[string][]float64{}, texts: map[string][]string{}, n: most}
	for name, column := range s.numbers {
		out.numbers[name] = lastFirst(column, most)
	}
	for name, column := range s.texts {
		out.texts[name] = lastFirst(column, most)
	}
	return out
}

func lastFirst[V any](column []V, most int) []V {
	last := slices.Clone(column[len(column)-most:])
	slices.Reverse(last)
	return last
}

// Row is one row of a series; no series: a row without anything.
type Row struct {
	*Series
	At int
}

// Gather makes a series of single rows, in their order, with the columns of the
// first that has any. What a row lacks is NaN or "".
func Gather(rows []Row) *Series {
	out := &Series{numbers: map[string][]float64{}, texts: map[string][]string{}, n: len(rows), times: make([]int64, len(rows))}
	for _, row := range rows {
		if row.Series == nil {
			continue
		}
		for name := range row.numbers {
			out.numbers[name] = make([]float64, len(rows))
		}
		for name := range row.texts {
			out.texts[name] = make([]string, len(rows))
		}
		break
	}
	for i, row := range rows {
		if row.Series != nil {
			out.times[i] = row.times[row.At]
		}
		for name, column := range out.numbers {
			column[i] = math.NaN()
			if row.Series != nil && row.numbers[name] != nil {
				column[i] = row.numbers[name][row.At]
			}
		}
		for name, column := range out.texts {
			if row.Series != nil && row.texts[name] != nil {
				column[i] = row.texts[name][row.At]
			}
		}
	}
	return out
}

// Join puts results of one question about ranges that follow one another together.
// Series with the same tags become one: their rows one after the other, or, where
// the statement had no windows, added up; a number that one of them lacks is that
// of the others.
func Join(windows bool, parts ...*Result) *Result {
	out := &Result{Statement: parts[0].Statement}
	var order []*Series
	found := map[string]*Series{}
	for _, part := range parts {
		for i := range part.Series {
			s := &part.Series[i]
			key := keyOf(s.Tags)
			switch into := found[key]; {
			case into == nil:
				found[key] = s
				order = append(order, s)
			case windows:
				into.extend(*s)
			default:
				into.plus(s)
			}
		}
	}
	for _, s := range order {
		out.Series = append(out.Series, *s)
	}
	return out
}

func keyOf(tags map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(tags)) {
		fmt.Fprintf(&b, "%q=%q,", name, tags[name])
	}
	return b.String()
}

// plus adds numbers row by row.
func (s *Series) plus(o *Series) {
	for name, column := range s.numbers {
		for row, n := range o.numbers[name] {
			switch {
			case row >= len(column) || math.IsNaN(n):
			case math.IsNaN(column[row]):
				column[row] = n
			default:
				column[row] += n
			}
		}
	}
}
