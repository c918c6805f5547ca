package query

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// Store answers queries. *influx.Client is one.
type Store interface {
	Query(ctx context.Context, q influx.Query) (*influx.Result, error)
}

var _ Store = (*influx.Client)(nil)

// Request is one query on its way: what every query type gets beside its own
// parameters.
type Request struct {
	From, To  time.Time     // end excluded
	Interval  time.Duration // what Grafana proposes between two points
	MaxPoints int64         // points that a series can show; 0 for no limit
	Full      bool          // asked by an alert or expression: nothing may be left out
	Zone      *time.Location
	Language  catalogue.Language
	Now       time.Time

	store Store
	book  *book
	read  *shelf
	ran   []string
}

// Query asks the database and remembers what ran, for the query inspector.
// Sums by windows are added up here where the database would take longer
// (influx.Select.Points), unless they are of too many points.
func (r *Request) Query(ctx context.Context, q influx.Query) (*influx.Result, error) {
	s, ok := q.(influx.Select)
	if !ok {
		return r.run(ctx, q)
	}
	points, ok := s.Points()
	if !ok {
		return r.run(ctx, q)
	}
	found, err := r.run(ctx, points)
	if failed := (*influx.Error)(nil); errors.As(err, &failed) && failed.Kind == influx.TooLarge {
		return r.run(ctx, q)
	}
	if err != nil {
		return nil, err
	}
	return s.AddUp(found), nil
}

func (r *Request) run(ctx context.Context, q influx.Query) (*influx.Result, error) {
	r.note(q)
	return r.store.Query(ctx, q)
}

func (r *Request) note(q influx.Query) {
	if st, err := q.Statement(); err == nil {
		r.noteText(st.String())
	}
}

// noteText notes a statement once: parts of a request may need the same.
func (r *Request) noteText(statement string) {
	if !slices.Contains(r.ran, statement) {
		r.ran = append(r.ran, statement)
	}
}

// Range is the request's time range.
func (r *Request) Range() influx.Range { return influx.Range{From: r.From, To: r.To} }

// Text gives a text of the catalogue in the answer's language.
func (r *Request) Text(key string, pairs ...any) string {
	return catalogue.Text(r.Language, key, pairs...)
}

// Answer is what a query type gives back. The dispatcher puts everything but
// the frames into each frame's meta.
type Answer struct {
	Frames  data.Frames
	Formula string // how the numbers were computed, in words
	Source  string // who published that formula; "" where there is none to name
	N       int    // from how many posts, mentions or runs
	notices []data.Notice
}

// Inform adds a notice for the user; the same one is shown once.
func (a *Answer) Inform(text string) { a.note(data.NoticeSeverityInfo, text) }

// Warn adds a notice that the numbers are not the whole truth.
func (a *Answer) Warn(text string) { a.note(data.NoticeSeverityWarning, text) }

func (a *Answer) note(severity data.NoticeSeverity, text string) {
	for _, n := range a.notices {
		if n.Text == text {
			return
		}
	}
	a.notices = append(a.notices, data.Notice{Severity: severity, Text: text})
}

// details are the query type's own part of a frame's meta.
type details struct {
	QueryType string `json:"queryType"`
	Formula   string `json:"formula"`
	Source    string `json:"source,omitempty"`
	N         int    `json:"n"`
}

// finish writes the meta. What holds for the whole answer stands in its first frame:
// Grafana gathers it, and fifty copies cost more than the numbers.
func (a *Answer) finish(queryType string, ran []string) {
	if len(a.Frames) == 0 {
		a.Frames = data.Frames{data.NewFrame("")} // somewhere to put the notices
	}
	first := a.Frames[0]
	if first.Meta == nil {
		first.Meta = &data.FrameMeta{}
	}
	first.Meta.Custom = details{queryType, a.Formula, a.Source, a.N}
	first.Meta.Notices, first.Meta.ExecutedQueryString = a.notices, strings.Join(ran, ";\n\n")
}

// number writes a number as readers of the answer's language expect it.
func (r *Request) number(v float64, digits int) string {
	return catalogue.Number(r.Language, v, digits)
}

// multiple writes how many times as much: nobody needs tenths of a hundred.
func (r *Request) multiple(v float64) string {
	if v < 99.95 {
		return r.number(v, 1)
	}
	return r.number(v, 0)
}

// signed writes a change, with a plus where it grew.
func (r *Request) signed(v float64, digits int) string {
	text := r.number(v, digits)
	if v > 0 && strings.Trim(text, "0.,") != "" {
		return "+" + text
	}
	return text
}

// counted is a text about a number of things, in its form for that number.
func (r *Request) counted(key string, n int, pairs ...any) string {
	return catalogue.Count(r.Language, key, n, pairs...)
}

// moment writes a time by the office's clock: 3 November 2025, 08.00.
func (r *Request) moment(t time.Time) string { return catalogue.Moment(r.Language, t.In(r.Zone)) }
