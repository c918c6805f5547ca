package query

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// filter holds the parameters that choose posts. Query types embed it.
type filter struct {
	Platforms []string `json:"platforms"`
	Accounts  []string `json:"accounts"`
	Topics    []string `json:"topics"`
	Types     []string `json:"types"`

	only influx.Either // of the accounts chosen by name
}

func owners(platforms, accounts []string) []influx.Match {
	return []influx.Match{
		{Name: schema.TagPlatform, Values: platforms},
		{Name: schema.TagAccount, Values: accounts},
	}
}

// posts are rows of the measurement post.
type posts struct {
	*influx.Series
	rows    []int // those of the wanted topics
	zone    *time.Location
	topics  map[string][]string
	who     []*poster                   // whose each row is
	posters []*poster                   // all that there are
	lacks   []*lacks                    // metrics that each row lacks
	sum     []float64                   // column of schema.FieldEngagements
	total   []float64                   // column of schema.MetricInteractions, where it matters
	parts   [interactionParts][]float64 // the same
	terms   *terms
}

const interactionParts = 5 // as many as schema.InteractionMetrics

// lacks are metrics that posts do not have, and why.
type lacks struct {
	reasons map[string]schema.Reason
	sum     bool // schema.FieldEngagements is one of them
	total   bool // schema.MetricInteractions is
	parts   [interactionParts]bool
}

// lacksNothing is what a post lacks that has every metric.
var lacksNothing = &lacks{}

func parseLacks(text string) (*lacks, error) {
	reasons, err := schema.ParseUnavailable(text)
	if err != nil {
		return nil, fmt.Errorf("reading a post: %w", err)
	}
	l := &lacks{reasons: reasons, sum: reasons[schema.FieldEngagements] != "", total: reasons[schema.MetricInteractions] != ""}
	for i, m := range schema.InteractionMetrics {
		l.parts[i] = reasons[m] != ""
	}
	return l, nil
}

// poster is an account, with what holds for all its posts.
type poster struct {
	group
	derived bool
	sources map[string]string // by metric, where it is stated
}

// inOrder lists the posters of a map in order, so that the same sums come out. Looking
// for one by its address costs less than by its names.
func inOrder[V any](of map[*poster]V) []*poster {
	return slices.SortedFunc(maps.Keys(of), func(x, y *poster) int { return x.compare(y.group) })
}

// posts reads the posts that were published from start to end, with their types, the
// wanted columns and, where interactions are among these, what may be shown of accounts
// that nothing may be computed from: their platforms' own totals.
func (r *Request) posts(ctx context.Context, f filter, start, end time.Time, columns ...string) (*posts, error) {
	terms, err := r.terms(ctx, f.Platforms, f.Accounts)
	if err != nil {
		return nil, err
	}
	columns = append([]string{schema.TagType}, columns...)
	if slices.Contains(columns, schema.FieldEngagements) && terms.forbidden() > 0 {
		columns = with(columns, schema.MetricInteractions)
	}
	return r.columnsOf(ctx, f, terms, start, end, columns...)
}

// columnsOf reads those columns of posts alone, beside whose they are and what they lack.
func (r *Request) columnsOf(ctx context.Context, f filter, t *terms, start, end time.Time, columns ...string) (*posts, error) {
	columns = append([]string{schema.TagPlatform, schema.TagAccount, schema.FieldUnavailable}, columns...)
	if len(f.Topics) > 0 {
		columns = with(columns, schema.FieldTopics)
	}
	p := &posts{Series: &influx.Series{}, zone: r.Zone, topics: map[string][]string{}, terms: t}
	result, err := r.listed(ctx, influx.Select{
		From: schema.Post, Columns: influx.Fields(columns...),
		Where: append(owners(f.Platforms, f.Accounts), influx.Match{Name: schema.TagType, Values: f.Types}), Only: f.only,
		Range: influx.Range{From: start, To: end},
	})
	if err != nil {
		return nil, err
	}
	if len(result.Series) > 0 {
		p.Series = &result.Series[0]
	}
	return p, p.index(f.Topics)
}

// index parses what is stored packed (few different texts in many rows) and
// keeps the rows of the wanted topics.
func (p *posts) index(wanted []string) error {
	topics, absent := p.Texts(schema.FieldTopics), p.Texts(schema.FieldUnavailable)
	platforms, accounts := p.Texts(schema.TagPlatform), p.Texts(schema.TagAccount)
	known, lacking := map[group]*poster{}, map[string]*lacks{}
	p.who, p.lacks, p.rows = make([]*poster, p.Len()), make([]*lacks, p.Len()), make([]int, 0, p.Len())
	p.sum, p.total = p.Numbers(schema.FieldEngagements), p.Numbers(schema.MetricInteractions)
	for i, m := range schema.InteractionMetrics {
		p.parts[i] = p.Numbers(m)
	}
	for row := range p.Len() {
		owner := group{platform: platforms[row], account: accounts[row]}
		who := known[owner]
		if who == nil {
			who = &poster{group: owner, derived: p.terms.derived(owner), sources: p.terms.sources[owner]}
			known[owner] = who
			p.posters = append(p.posters, who)
		}
		p.who[row] = who
		if topics != nil {
			if _, ok := p.topics[topics[row]]; !ok {
				p.topics[topics[row]] = schema.SplitTopics(topics[row])
			}
		}
		p.lacks[row] = lacksNothing
		if text := absent[row]; text != "" {
			parsed := lacking[text]
			if parsed == nil {
				var err error
				if parsed, err = parseLacks(text); err != nil {
					return err
				}
				lacking[text] = parsed
			}
			p.lacks[row] = parsed
		}
		if len(wanted) == 0 || slices.ContainsFunc(wanted, func(topic string) bool { return slices.Contains(p.topicsOf(row), topic) }) {
			p.rows = append(p.rows, row)
		}
	}
	return nil
}

// wanted tells whether a post is of the filter's topics and types.
func (p *posts) wanted(row int, f filter) bool {
	if len(f.Types) > 0 && !slices.Contains(f.Types, p.Texts(schema.TagType)[row]) {
		return false
	}
	return len(f.Topics) == 0 || slices.ContainsFunc(f.Topics, func(t string) bool { return slices.Contains(p.topicsOf(row), t) })
}

func (p *posts) published(row int) time.Time { return p.Time(row).In(p.zone) }

// topicsOf needs the column of topics to have been asked for.
func (p *posts) topicsOf(row int) []string { return p.topics[p.Texts(schema.FieldTopics)[row]] }

func (p *posts) owner(row int) group { return p.who[row].group }

// reason says why a post lacks a metric; "" if nothing was noted.
func (p *posts) reason(row int, metric string) schema.Reason { return p.lacks[row].reasons[metric] }

// metric is one counter of a post. One that the last reading noted as not
// available is not, even if an older reading left a number.
func (p *posts) metric(row int, metric string) analytics.Number {
	return at(p.Numbers(metric), row, p.reason(row, metric) != "")
}

func at(column []float64, row int, lacking bool) analytics.Number {
	if lacking || column == nil || math.IsNaN(column[row]) {
		return analytics.Number{Reason: analytics.NoBase}
	}
	return analytics.Number{Value: column[row]}
}

// interactions are counted as schema.Engagements does, which was done where they were
// stored. Of an account that nothing may be computed from they are what its platform
// counted.
func (p *posts) interactions(row int) analytics.Number {
	l := p.lacks[row]
	if !p.who[row].derived {
		return at(p.total, row, l.total).Or(analytics.NotAllowed)
	}
	return at(p.sum, row, l.sum).Or(analytics.NoInteractions)
}

// mixed stands for a number that is organic in one part and paid in another.
const mixed = "mixed"

// source says whether the numbers in a post's rate are organic, paid or both,
// mixed if they differ from each other, and "" where none is stated or all of all
// accounts are the same: the columns were not read then. The base counts too, but for
// followers, who are neither.
func (p *posts) source(row int, base string) string {
	stated, found := p.who[row].sources, ""
	if len(stated) == 0 || p.parts[0] == nil {
		return ""
	}
	add := func(metric string) {
		switch s := stated[metric]; {
		case s == "" || s == found:
		case found == "":
			found = s
		default:
			found = mixed
		}
	}
	l := p.lacks[row]
	if at(p.total, row, l.total).Known() {
		add(schema.MetricInteractions)
	} else {
		for i, m := range schema.InteractionMetrics {
			if at(p.parts[i], row, l.parts[i]).Known() {
				add(m)
			}
		}
	}
	if base != schema.MetricFollowers {
		add(base)
	}
	return found
}
