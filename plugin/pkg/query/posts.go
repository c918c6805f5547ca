package query

import (
	"context"
	"fmt"
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
	rows   []int // those of the wanted topics
	zone   *time.Location
	topics map[string][]string
	who    []*poster                  // whose each row is
	lacks  []map[string]schema.Reason // why each row lacks metrics
	terms  *terms
}

// poster is an account, with what holds for all its posts.
type poster struct {
	group
	derived bool
	sources map[string]string // by metric, where it is stated
}

// posts reads the posts that were published from start to end, with the wanted
// columns beside those that every use needs.
func (r *Request) posts(ctx context.Context, f filter, start, end time.Time, columns ...string) (*posts, error) {
	columns = append([]string{schema.TagPlatform, schema.TagAccount, schema.TagType, schema.FieldUnavailable}, columns...)
	if len(f.Topics) > 0 {
		columns = with(columns, schema.FieldTopics)
	}
	p := &posts{Series: &influx.Series{}, zone: r.Zone, topics: map[string][]string{}}
	err := r.together(ctx, func(ctx context.Context, r *Request) error {
		result, err := r.Query(ctx, influx.Select{
			From: schema.Post, Columns: influx.Fields(columns...),
			Where: append(owners(f.Platforms, f.Accounts), influx.Match{Name: schema.TagType, Values: f.Types}),
			Range: influx.Range{From: start, To: end},
		})
		if err == nil && len(result.Series) > 0 {
			p.Series = &result.Series[0]
		}
		return err
	}, func(ctx context.Context, r *Request) (err error) {
		p.terms, err = r.terms(ctx, f.Platforms, f.Accounts)
		return err
	})
	if err != nil {
		return nil, err
	}
	return p, p.index(f.Topics)
}

// index parses what is stored packed (few different texts in many rows) and
// keeps the rows of the wanted topics.
func (p *posts) index(wanted []string) error {
	topics, absent := p.Texts(schema.FieldTopics), p.Texts(schema.FieldUnavailable)
	platforms, accounts := p.Texts(schema.TagPlatform), p.Texts(schema.TagAccount)
	known, reasons := map[group]*poster{}, map[string]map[string]schema.Reason{}
	p.who, p.lacks = make([]*poster, p.Len()), make([]map[string]schema.Reason, p.Len())
	for row := range p.Len() {
		owner := group{platform: platforms[row], account: accounts[row]}
		if known[owner] == nil {
			known[owner] = &poster{group: owner, derived: p.terms.derived(owner), sources: p.terms.sources[owner]}
		}
		p.who[row] = known[owner]
		if topics != nil {
			if _, ok := p.topics[topics[row]]; !ok {
				p.topics[topics[row]] = schema.SplitTopics(topics[row])
			}
		}
		if text := absent[row]; text != "" {
			if _, ok := reasons[text]; !ok {
				parsed, err := schema.ParseUnavailable(text)
				if err != nil {
					return fmt.Errorf("reading a post: %w", err)
				}
				reasons[text] = parsed
			}
			p.lacks[row] = reasons[text]
		}
		has := func(topic string) bool { return slices.Contains(p.topicsOf(row), topic) }
		if len(wanted) == 0 || slices.ContainsFunc(wanted, has) {
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
func (p *posts) reason(row int, metric string) schema.Reason { return p.lacks[row][metric] }

// metric is one counter of a post. One that the last reading noted as not
// available is not, even if an older reading left a number.
func (p *posts) metric(row int, metric string) analytics.Number {
	if p.reason(row, metric) != "" {
		return analytics.Number{Reason: analytics.NoBase}
	}
	column := p.Numbers(metric)
	if column == nil || math.IsNaN(column[row]) {
		return analytics.Number{Reason: analytics.NoBase}
	}
	return analytics.Number{Value: column[row]}
}

// interactions is the official total, or the sum of what is available.
func (p *posts) interactions(row int) analytics.Number {
	official := p.metric(row, schema.MetricInteractions)
	switch {
	case !p.who[row].derived:
		return official.Or(analytics.NotAllowed)
	case official.Known():
		return official
	}
	var parts [8]analytics.Number
	for i, m := range schema.InteractionMetrics {
		parts[i] = p.metric(row, m)
	}
	return analytics.Interactions(official, parts[:len(schema.InteractionMetrics)])
}

// mixed stands for a number that is organic in one part and paid in another.
const mixed = "mixed"

// source says whether the numbers in a post's rate are organic, paid or both,
// mixed if they differ from each other, and "" where none is stated. The base
// counts too, but for followers, who are neither.
func (p *posts) source(row int, base string) string {
	stated, found := p.who[row].sources, ""
	if len(stated) == 0 {
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
	if p.metric(row, schema.MetricInteractions).Known() {
		add(schema.MetricInteractions)
	} else {
		for _, m := range schema.InteractionMetrics {
			if p.metric(row, m).Known() {
				add(m)
			}
		}
	}
	if base != schema.MetricFollowers {
		add(base)
	}
	return found
}
