package query

import (
	"context"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
)

// What rising_topics shows.
const (
	showNow    = "now"    // what rises in the last window
	showBursts = "bursts" // bursts of the time range, for annotations
)

// causePublic leaves out what mostly answers one post of the office's own: a rise
// too, but the post's, which viral_posts tells of.
const causePublic = "public"

// What single values measure.
const (
	measureExcess = "excess" // mentions more than expected
	measureTimes  = "times"  // mentions as a multiple of what is expected
	measureCount  = "count"  // how much rises, in one value
)

// Limits of the baseline.
const (
	baselineDays      = 28 // four of every hour of the week
	leastBaselineDays = 14
)

type risingParams struct {
	Platforms []string `json:"platforms"`
	Accounts  []string `json:"accounts"`
	Topics    []string `json:"topics"`
	Show      string   `json:"show"`
	Window    string   `json:"window"`
	Kind      string   `json:"kind"`
	Cause     string   `json:"cause"`
	Measure   string   `json:"measure"` // of single values
	Minimum   int      `json:"minimum"`
	FDR       int      `json:"fdr"`
	Limit     int      `json:"limit"`
	Format    Format   `json:"format"`
}

func init() {
	register(Descriptor{
		ID: "rising_topics", Family: Trend, Formats: []Format{Table, Value},
		Params: []Param{
			list("platforms"), list("accounts"), list("topics"),
			enum("show", showNow, showBursts), enum("window", "3h", "hour", "6h", "day"),
			enum("kind", anyValue, "topic", "hashtag", "term"), enum("cause", anyValue, causePublic), enum("measure", measureExcess, measureTimes, measureCount),
			number("minimum", 5, 1, 10_000), number("fdr", 5, 1, 50), number("limit", 10, 1, 1000),
		},
	}, risingTopics)
}

// risingTopics answers what is talked about more than is usual at this hour of
// this weekday: analytics.Surprises over every topic, and every term that was
// counted in the window.
func risingTopics(ctx context.Context, r *Request, p risingParams) (*Answer, error) {
	terms, err := r.terms(ctx, p.Platforms, p.Accounts)
	if err != nil {
		return nil, err
	}
	a := &Answer{}
	terms.explain(r, a)
	if p.Show == showBursts {
		return a, p.bursts(ctx, r, terms, a)
	}
	s := newScan(r, p, terms)
	a.Formula = r.Text("query.rising_topics.formula", "days", baselineDays, "fdr", p.FDR, "minimum", p.Minimum)
	a.Source = "Hilbe 2011; Noufaily et al. 2013 (negative binomial); Benjamini & Hochberg 1995 (false discoveries)"
	if err := s.read(ctx); err != nil {
		return nil, err
	}
	if days := s.days(); days < leastBaselineDays {
		a.Warn(r.Text("query.notice.short_baseline", "days", days, "least", leastBaselineDays))
		return a, nil
	}
	s.judge()
	for _, c := range s.candidates {
		a.N += int(c.now)
	}
	rows := s.rising()
	if p.Cause == causePublic {
		if err := s.listen(ctx, a, rows); err != nil {
			return nil, err
		}
		rows = slices.DeleteFunc(rows, (*candidate).ofOnePost)
	}
	if p.Format == Value {
		a.Frames = s.values(rows)
		return a, nil
	}
	return a, s.table(ctx, a, rows)
}

// window is the width of the window that is judged.
func (p risingParams) window() time.Duration {
	return map[string]time.Duration{"hour": time.Hour, "3h": 3 * time.Hour, "6h": 6 * time.Hour, "day": day}[p.Window]
}

// candidate is a topic, hashtag or term that may rise.
type candidate struct {
	term        bool
	name        string
	now, before float64             // mentions in the window, and in the one before it
	hours       map[int64]float64   // mentions by hour before the window
	first       time.Time           // when it was first seen
	platforms   map[string]struct{} // in the window
	history     analytics.History
	surprise    analytics.Surprise
	rising      bool
	counted     map[accountWindow]struct{} // of a term, where it was among the most frequent
	compared    float64                    // of now, the mentions whose copies were looked for
	coordinated float64                    // of these
	copies      *copied                    // the largest group of copies, nil if none
	heard       float64                    // mentions that were read
	answers     map[answered]float64       // of these, comments under own posts
	told        analytics.Mood             // of these, those with a label
	voices      map[string]float64         // authors, with how many days they are known; NaN: not stored
	samples     []string
}

// answered is an own post.
type answered struct {
	owner group
	post  string
}

// accountWindow is a window of ten minutes of an account.
type accountWindow struct {
	owner group
	at    int64
}

func newCandidate(measurement, name string) *candidate {
	return &candidate{
		term: measurement == schema.Term, name: name, hours: map[int64]float64{},
		platforms: map[string]struct{}{}, voices: map[string]float64{}, counted: map[accountWindow]struct{}{},
		answers: map[answered]float64{},
	}
}

// kind is what the candidate is, as a key of the catalogue.
func (c *candidate) kind() string {
	switch {
	case !c.term:
		return "topic"
	case c.name[:1] == "#":
		return "hashtag"
	}
	return "term"
}

func (c *candidate) excess() float64 { return c.now - c.surprise.Expected }

func (c *candidate) times() float64 { return c.now / c.surprise.Expected }

// ofOnePost tells whether most of the mentions that were read answer one own post.
func (c *candidate) ofOnePost() bool { return c.mostAnswered()*2 > c.heard }

func (c *candidate) mostAnswered() float64 {
	most := 0.0
	for _, n := range c.answers {
		most = max(most, n)
	}
	return most
}
