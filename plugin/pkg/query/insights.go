package query

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// maxFindings is how many findings there are at most: more would not be read.
const maxFindings = 7

type insightsParams struct {
	Platforms []string `json:"platforms"`
	Accounts  []string `json:"accounts"`
	Topics    []string `json:"topics"`
	Limit     int      `json:"limit"`
	Format    Format   `json:"format"`
}

func init() {
	register(Descriptor{
		ID: "insights", Family: Guidance, Formats: []Format{Table, Value},
		Params: []Param{list("platforms"), list("accounts"), list("topics"), number("limit", maxFindings, 1, maxFindings)},
	}, insights)
}

// insights answers with what matters most in the time range, in plain sentences.
// It finds nothing where the data carry nothing: every finding has passed a test
// of its own (see each), and those that could not be made are named.
func insights(ctx context.Context, r *Request, p insightsParams) (*Answer, error) {
	s := &survey{r: r, p: p}
	if err := s.look(ctx, (*survey).health, (*survey).activity, (*survey).followers, (*survey).rising, (*survey).mood); err != nil {
		return nil, err
	}
	slices.SortStableFunc(s.found, func(x, y finding) int { return cmp.Compare(y.weight, x.weight) })
	a := &Answer{Formula: r.Text("query.insights.formula"), Source: insightSources, N: len(s.found)}
	if len(s.unchecked) > 0 {
		a.Inform(r.Text("query.notice.unchecked", "list", strings.Join(s.unchecked, ", ")))
	}
	if s.seen == 0 {
		return a, nil // no data at all, which is not "no findings"
	}
	if p.Format == Value {
		n := float64(len(s.found))
		a.Frames = numbers("insights", []*data.Field{series(nil, r.Text("query.insights.value"), []*float64{&n}, "none")})
		return a, nil
	}
	if len(s.found) == 0 {
		a.Inform(r.Text("query.notice.no_finding"))
	}
	if len(s.found) > p.Limit && !r.Full {
		a.Inform(r.Text("query.notice.limited_rows", "shown", p.Limit, "all", len(s.found)))
		s.found = s.found[:p.Limit]
	}
	a.Frames = s.table()
	return a, nil
}

const insightSources = "Hilbe 2011; Benjamini & Hochberg 1995 (rising); Fearnhead 2006 (shifts); Crocker & Algina 1986 (viral); " +
	"Mann & Whitney 1947 (usual)"

// survey gathers findings.
type survey struct {
	r         *Request
	p         insightsParams
	found     []finding
	unchecked []string
	seen      int // posts, accounts and windows that were there to look at
}

// look runs the parts of the survey at the same time. What they find is put
// together in the order of the parts.
func (s *survey) look(ctx context.Context, parts ...func(*survey, context.Context) error) error {
	out := make([]*survey, len(parts))
	run := make([]func(context.Context, *Request) error, len(parts))
	for i, part := range parts {
		run[i] = func(ctx context.Context, r *Request) error {
			out[i] = &survey{r: r, p: s.p}
			return part(out[i], ctx)
		}
	}
	if err := s.r.together(ctx, run...); err != nil {
		return err
	}
	for _, o := range out {
		s.found, s.unchecked, s.seen = append(s.found, o.found...), append(s.unchecked, o.unchecked...), s.seen+o.seen
	}
	return nil
}

// skip says that something could not be looked at for want of data.
func (s *survey) skip(what string) {
	s.unchecked = append(s.unchecked, s.r.Text("query.insights.about."+what))
}

// finding is one sentence with what carries it.
type finding struct {
	key       string   // of the catalogue: insight.<key>.finding and so on
	weight    float64  // how much it matters; see weights
	args      []any    // name and value, of its texts
	count     int      // of what its sentence is about, where that has a plural; else 0
	value     float64  // the number of the sentence
	unit      string   // of it, in words
	low, high *float64 // 95% interval, where it is an estimate
	n         int      // from how many posts, mentions or accounts
	link      string
}

// weights order the kinds of finding: first what makes the other numbers
// doubtful, then what cannot wait, then what is worth knowing.
var weights = map[string]float64{
	"missing": 100, "viral": 90, "shift.down": 80, "rising": 70, "engagement.down": 60, "silence": 55,
	"engagement.up": 50, "followers.down": 45, "shift.up": 40, "followers.up": 35, "type": 30,
}

// add files a finding. more, from 0 to 1, orders those of one kind.
func (s *survey) add(f finding, kind string, more float64) {
	f.weight = weights[kind] + 4*min(1, max(0, more))
	s.found = append(s.found, f)
}

// say is one of a finding's texts: that of its own key, or of the first parts of
// it, shift.down.topic, shift.down, shift.
func (s *survey) say(f finding, part string) string {
	for key := f.key; ; {
		name := "insight." + key + "." + part
		switch {
		case catalogue.Has(name):
			return s.r.Text(name, f.args...)
		case f.count > 0 && catalogue.Has(name+".other"):
			return s.r.counted(name, f.count, f.args...)
		}
		cut := strings.LastIndexByte(key, '.')
		if cut < 0 {
			return name
		}
		key = key[:cut]
	}
}

func (s *survey) table() data.Frames {
	r := s.r
	texts := func(part string) *data.Field {
		return r.column(part, columnOf(s.found, func(f finding) string { return s.say(f, part) }), "")
	}
	links := r.column("url", columnOf(s.found, func(f finding) string { return f.link }), "")
	links.Config.Links = []data.DataLink{{Title: r.Text("query.open_panel"), URL: "${__value.raw}"}}
	rank := make([]int64, len(s.found))
	for i := range rank {
		rank[i] = int64(i + 1)
	}
	return table("insights",
		r.column("rank", rank, ""),
		r.column("subject", columnOf(s.found, func(f finding) string { return r.Text("query.insights.about." + subject(f.key)) }), ""),
		texts("finding"), texts("evidence"), texts("compared"), texts("suggestion"),
		r.column("number", columnOf(s.found, func(f finding) float64 { return f.value }), count),
		r.column("unit", columnOf(s.found, func(f finding) string { return f.unit }), ""),
		r.column("low", columnOf(s.found, func(f finding) *float64 { return f.low }), count),
		r.column("high", columnOf(s.found, func(f finding) *float64 { return f.high }), count),
		r.column("n", columnOf(s.found, func(f finding) float64 { return float64(f.n) }), count), links)
}

// subject is the first part of a finding's key: shift of shift.down.
func subject(key string) string {
	first, _, _ := strings.Cut(key, ".")
	return first
}
