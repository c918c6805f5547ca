package influx

import (
	"math"
	"time"

	"github.com/pantau/pantau/collector/schema"
)

// widths are how far apart the points of a series are that stands for windows. Those
// of a term, which is seldom among the most frequent, are hours apart.
var widths = map[string]time.Duration{
	schema.TopicVolume: 10 * time.Minute, schema.Term: time.Hour, schema.Sentiment: time.Hour, schema.Copies: time.Hour,
	schema.TopicDay: 24 * time.Hour, schema.SentimentDay: 24 * time.Hour,
}

// Points is the question for the points that s is the sums of by windows as narrow
// as they are, as AddUp takes them. A store in which most windows of most accounts
// are empty gives them in half the time or less: what it takes for windows goes with
// series and windows, whether there is a point in them or not. Of other questions,
// wider windows too, nothing is gained: false.
func (s Select) Points() (Select, bool) {
	if s.Every == 0 || time.Duration(s.Every) > widths[s.From] || s.Descending || s.Limit > 0 {
		return s, false
	}
	points := s
	points.Columns, points.Every, points.Zone = nil, 0, nil
	for _, c := range s.Columns {
		if c.Func != Sum {
			return s, false
		}
		points.Columns = append(points.Columns, Column{Name: c.Name})
	}
	return points, true
}

// AddUp adds points up into the windows of s, as the database would.
func (s Select) AddUp(points *Result) *Result {
	zone := s.Zone
	if zone == nil {
		zone = time.UTC
	}
	out := &Result{Statement: points.Statement, Series: make([]Series, len(points.Series))}
	for i := range points.Series {
		out.Series[i] = points.Series[i].windows(s.Every, zone)
	}
	return out
}

// windows is the series with one row a window that has a number.
func (s *Series) windows(every Every, zone *time.Location) Series {
	out := Series{Tags: s.Tags, numbers: map[string][]float64{}}
	of := make([]int, s.n) // the window of each row
	var end int64
	for row, at := range s.times { // in their order
		if out.n == 0 || at >= end {
			start, next := every.Window(time.Unix(0, at), zone)
			out.times, end = append(out.times, start.UnixNano()), next.UnixNano()
			out.n++
		}
		of[row] = out.n - 1
	}
	for name, column := range s.numbers {
		sums := make([]float64, out.n)
		for i := range sums {
			sums[i] = math.NaN()
		}
		for row, n := range column {
			sums[of[row]] = schema.Sum(sums[of[row]], n)
		}
		out.numbers[name] = sums
	}
	return out
}
