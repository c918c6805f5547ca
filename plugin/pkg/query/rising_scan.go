package query

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// tenMinutes is the width of the rollups' windows.
const tenMinutes = 10 * time.Minute

// maxTerms is how many terms of a window are judged, the most frequent first.
const maxTerms = 400

// scan looks at every candidate in the last window of the time range.
type scan struct {
	r          *Request
	p          risingParams
	terms      *terms
	start, end time.Time // the window
	first      time.Time // hour of the first mention of the baseline
	steady     bool      // how much there was in the window before does not matter
	byName     map[string]*candidate
	candidates []*candidate
}

// newScan takes the last whole windows of ten minutes: half of one would look
// like a fall.
func newScan(r *Request, p risingParams, t *terms) *scan {
	end := r.end().Truncate(tenMinutes)
	return &scan{r: r, p: p, terms: t, start: end.Add(-p.window()), end: end, byName: map[string]*candidate{}}
}

func (s *scan) candidate(measurement, name string) *candidate {
	key := measurement + " " + name
	c := s.byName[key]
	if c == nil {
		c = newCandidate(measurement, name)
		s.byName[key] = c
		s.candidates = append(s.candidates, c)
	}
	return c
}

func tagOf(measurement string) string {
	if measurement == schema.Term {
		return schema.TagTerm
	}
	return schema.TagTopic
}

// read gathers the window, and of what it may judge the weeks before.
func (s *scan) read(ctx context.Context) error {
	var topics, terms, weeks *influx.Result
	err := s.r.together(ctx, func(ctx context.Context, r *Request) (err error) {
		topics, err = r.Query(ctx, s.windows(schema.TopicVolume))
		return err
	}, func(ctx context.Context, r *Request) (err error) {
		weeks, err = r.hourly(ctx, s.hours(schema.TopicVolume, nil))
		return err
	}, func(ctx context.Context, r *Request) (err error) {
		terms, err = r.Query(ctx, s.windows(schema.Term))
		return err
	})
	if err != nil {
		return err
	}
	s.takeWindow(schema.TopicVolume, topics)
	s.takeWindow(schema.Term, terms)
	s.takeHours(schema.TopicVolume, weeks)
	if names := s.frequentTerms(); len(names) > 0 {
		if weeks, err = s.r.Query(ctx, s.hours(schema.Term, names)); err != nil {
			return err
		}
		s.takeHours(schema.Term, weeks)
	}
	slices.SortFunc(s.candidates, func(x, y *candidate) int {
		return cmp.Or(strings.Compare(x.name, y.name), strings.Compare(x.kind(), y.kind()))
	})
	return nil
}

// windows asks for the points of the window and of the one before it, or where that
// does not matter, since the baseline ends. They are added up here: to cut time into
// windows series by series, the database takes five times as long for the few points
// that thousands of terms have in some hours.
func (s *scan) windows(measurement string) influx.Select {
	since := s.start.Add(-s.p.window())
	if s.steady {
		since = s.start.Truncate(time.Hour)
	}
	return influx.Select{
		From: measurement, Columns: influx.Fields(schema.FieldMentions, schema.TagPlatform, tagOf(measurement)), Where: owners(s.p.Platforms, s.p.Accounts),
		Range: influx.Range{From: since, To: s.end}, Without: s.terms.without(),
	}
}

func (s *scan) takeWindow(measurement string, result *influx.Result) {
	for i := range result.Series {
		series := &result.Series[i]
		names, platforms := series.Texts(tagOf(measurement)), series.Texts(schema.TagPlatform)
		for row, n := range series.Numbers(schema.FieldMentions) {
			c := s.candidate(measurement, names[row])
			switch at := series.Time(row); {
			case n == 0:
			case at.Before(s.start):
				c.before += n
			default:
				c.now += n
				c.saw(at)
				c.platforms[platforms[row]] = struct{}{}
			}
		}
	}
}

func (c *candidate) saw(at time.Time) {
	if c.first.IsZero() || at.Before(c.first) {
		c.first = at
	}
}

// frequentTerms drops the terms that are silent now, which cannot rise, and the
// rarest where there are too many. It names those that stay.
func (s *scan) frequentTerms() []string {
	var terms []*candidate
	for _, c := range s.candidates {
		if c.term && c.now > 0 {
			terms = append(terms, c)
		}
	}
	slices.SortFunc(terms, func(x, y *candidate) int { return cmp.Or(cmp.Compare(y.now, x.now), strings.Compare(x.name, y.name)) })
	terms = terms[:min(len(terms), maxTerms)]
	s.candidates = append(slices.DeleteFunc(s.candidates, func(c *candidate) bool { return c.term }), terms...)
	names := make([]string, len(terms))
	for i, c := range terms {
		names[i] = c.name
	}
	return names
}

// hours asks for the hours of the baseline; names choose terms.
func (s *scan) hours(measurement string, names []string) influx.Select {
	end := s.start.Truncate(time.Hour)
	tag := tagOf(measurement)
	return influx.Select{
		From: measurement, Columns: influx.Sums(schema.FieldMentions),
		Where: append(owners(s.p.Platforms, s.p.Accounts), influx.Match{Name: tag, Values: names}),
		Range: influx.Range{From: end.AddDate(0, 0, -baselineDays), To: end}, Every: influx.Every(time.Hour), By: []string{tag}, Without: s.terms.without(),
	}
}

func (s *scan) takeHours(measurement string, result *influx.Result) {
	for i := range result.Series {
		series := &result.Series[i]
		c := s.candidate(measurement, series.Tags[tagOf(measurement)])
		for row, n := range series.Numbers(schema.FieldMentions) {
			at := series.Time(row)
			if s.first.IsZero() || at.Before(s.first) {
				s.first = at
			}
			if n > 0 {
				c.hours[at.Unix()] += n
				c.saw(at)
			}
		}
	}
}

// days is how long mentions have been counted, at most baselineDays.
func (s *scan) days() int {
	if s.first.IsZero() {
		return 0
	}
	return int(s.start.Truncate(time.Hour).Sub(s.first) / day)
}

// judge builds each candidate's history in blocks as long as the window, back
// from the window, and asks how surprising the window is.
func (s *scan) judge() {
	end := s.start.Truncate(time.Hour)
	length := int(s.p.window() / time.Hour)
	blocks := int(end.Sub(s.first)/time.Hour) / length
	begin := end.Add(-time.Duration(blocks*length) * time.Hour)
	slots, totals := make([]int, blocks*length), make([]float64, blocks*length)
	hours := make([]int64, len(slots))
	for h := range slots {
		at := begin.Add(time.Duration(h) * time.Hour)
		slots[h], hours[h] = analytics.HourOfWeek(at.In(s.r.Zone)), at.Unix()
		for _, c := range s.candidates {
			if !c.term { // topics are counted whole, terms only where frequent
				totals[h] += c.hours[hours[h]]
			}
		}
	}
	profile := analytics.NewProfile(slots, totals)
	exposure := make([]float64, blocks)
	for h, slot := range slots {
		exposure[h/length] += profile[slot]
	}
	now, histories := make([]float64, len(s.candidates)), make([]analytics.History, len(s.candidates))
	for i, c := range s.candidates {
		c.history = analytics.History{Mentions: make([]float64, blocks), Exposure: exposure}
		for h, at := range hours {
			c.history.Mentions[h/length] += c.hours[at]
		}
		now[i], histories[i] = c.now, c.history
	}
	for i, found := range analytics.Surprises(now, histories, s.worth(profile)) {
		c := s.candidates[i]
		c.surprise = found
		c.rising = found.Q*100 <= float64(s.p.FDR) && c.now >= float64(s.p.Minimum)
	}
}

// worth is how many average hours the window is worth.
func (s *scan) worth(profile analytics.Profile) float64 {
	sum := 0.0
	for at := s.start; at.Before(s.end); at = at.Add(tenMinutes) {
		sum += profile[analytics.HourOfWeek(at.In(s.r.Zone))] / 6
	}
	return sum
}

// wanted are the candidates that the parameters ask to see; the others counted
// in the correction all the same.
func (s *scan) wanted() []*candidate {
	var out []*candidate
	for _, c := range s.candidates {
		named := len(s.p.Topics) == 0 || !c.term && slices.Contains(s.p.Topics, c.name)
		if named && slices.Contains([]string{"", anyValue, c.kind()}, s.p.Kind) { // "": asked from within
			out = append(out, c)
		}
	}
	return out
}

// rising are those of them that rise, the surest first.
func (s *scan) rising() []*candidate {
	out := slices.DeleteFunc(s.wanted(), func(c *candidate) bool { return !c.rising })
	slices.SortStableFunc(out, func(x, y *candidate) int {
		return cmp.Or(cmp.Compare(x.surprise.P, y.surprise.P), cmp.Compare(y.excess(), x.excess()))
	})
	return out
}

func (c *candidate) where() string { return strings.Join(slices.Sorted(maps.Keys(c.platforms)), ", ") }
