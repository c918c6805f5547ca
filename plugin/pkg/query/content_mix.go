package query

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
)

type contentMixParams struct {
	filter
	Base     string `json:"base"`
	Estimate bool   `json:"estimate"`
	Least    int    `json:"least"`
	Format   Format `json:"format"`
}

func init() {
	register(Descriptor{
		ID: "content_mix", Family: Engagement, Formats: []Format{Table},
		Params: []Param{
			list("platforms"), list("accounts"), list("topics"), list("types"),
			enum("base", "followers", "reach", "views"), estimate(), number("least", 5, 1, 100),
		},
	}, contentMix)
}

// blend is the posts of one type and topic of an account.
type blend struct {
	owner    group
	kind     string // of content
	topic    string
	posts    int
	rates    []float64
	why      map[string]int // reasons of posts without a rate
	estimate analytics.Estimate
	among    analytics.Number // the account's mean that the estimate is drawn to
}

// contentMix estimates the mean rate of each type and topic by analytics.Shrink,
// account by account: accounts of different platforms are never drawn to one
// mean.
func contentMix(ctx context.Context, r *Request, p contentMixParams) (*Answer, error) {
	rates, err := r.rated(ctx, p.filter, p.Base, p.Estimate, r.From, r.To, schema.TagType, schema.FieldTopics)
	if err != nil {
		return nil, err
	}
	a := &Answer{
		Formula: r.Text("query.content_mix.formula", "base", r.Text("query.base."+p.Base)),
		Source:  rateSources[p.Base] + "; " + shrinkSource, N: len(rates.posts.rows),
	}
	gather(rates, "", 0).explain(a)
	blends := blendsOf(rates, p.Topics)
	shrinkBlends(blends)
	if len(blends) == 0 {
		return a, nil
	}
	if slices.ContainsFunc(blends, func(b *blend) bool { return !b.among.Known() }) {
		a.Warn(r.Text("query.notice.not_shrunk", "groups", analytics.LeastGroups))
	}
	a.Inform(r.Text("query.notice.posts_overlap"))
	a.Frames = table("content_mix", blendColumns(r, blends, p.Least)...)
	return a, nil
}

// shrinkSource names who published analytics.Shrink.
const shrinkSource = "Morris 1983 (empirical Bayes, interval); Paule & Mandel 1982 (variance among groups)"

// blendsOf sorts the posts; one with several topics counts in each.
func blendsOf(rates *rating, wanted []string) []*blend {
	found := map[blendKey]*blend{}
	kinds := rates.posts.Texts(schema.TagType)
	for _, row := range rates.posts.rows {
		topics := rates.posts.topicsOf(row)
		if len(topics) == 0 {
			topics = []string{""}
		}
		post, _ := rates.of(row)
		rate := analytics.Rate(post.Interactions, post.Base)
		for _, topic := range topics {
			if len(wanted) > 0 && !slices.Contains(wanted, topic) {
				continue
			}
			key := blendKey{rates.posts.who[row], kinds[row], topic}
			b := found[key]
			if b == nil {
				b = &blend{owner: key.who.group, kind: key.kind, topic: topic, why: map[string]int{}}
				found[key] = b
			}
			b.posts++
			if rate.Known() {
				b.rates = append(b.rates, rate.Value)
			} else {
				b.why[rates.why(row, rate.Reason)]++
			}
		}
	}
	out := make([]*blend, 0, len(found))
	for _, b := range found {
		out = append(out, b)
	}
	slices.SortFunc(out, func(x, y *blend) int {
		return cmp.Or(x.owner.compare(y.owner), strings.Compare(x.kind, y.kind), strings.Compare(x.topic, y.topic))
	})
	return out
}

type blendKey struct {
	who         *poster
	kind, topic string
}

// shrinkBlends estimates account by account. Blends are sorted by account.
func shrinkBlends(blends []*blend) {
	for len(blends) > 0 {
		n := slices.IndexFunc(blends, func(b *blend) bool { return b.owner != blends[0].owner })
		if n < 0 {
			n = len(blends)
		}
		var groups [][]float64
		var of []*blend
		for _, b := range blends[:n] {
			b.among = analytics.Number{Reason: analytics.TooFewToCompare}
			if len(b.rates) > 0 {
				groups, of = append(groups, b.rates), append(of, b)
			}
		}
		if fit, why := analytics.Shrink(groups); why == analytics.Available {
			for _, b := range blends[:n] {
				b.among = analytics.Number{Value: fit.Mean}
			}
			for i, b := range of {
				b.estimate = fit.Groups[i]
			}
		}
		blends = blends[n:]
	}
}

// blendColumns has a row a blend: the highest estimate first, those with too few
// posts after them.
func blendColumns(r *Request, blends []*blend, least int) []*data.Field {
	enough := func(b *blend) bool { return len(b.rates) >= least && b.among.Known() }
	slices.SortStableFunc(blends, func(x, y *blend) int {
		if enough(x) != enough(y) {
			if enough(x) {
				return -1
			}
			return 1
		}
		return descending(x.drawn(), y.drawn())
	})
	text := func(of func(b *blend) string) []string { return mapped(blends, of) }
	number := func(of func(b *blend) analytics.Number) []*float64 {
		return mapped(blends, func(b *blend) *float64 { return cell(of(b)) })
	}
	return []*data.Field{
		r.column("platform", text(func(b *blend) string { return b.owner.platform }), ""),
		r.column("account", text(func(b *blend) string { return b.owner.account }), ""),
		r.column("type", text(func(b *blend) string { return r.shown(group{other: b.kind}, schema.TagType, "") }), ""),
		r.column("topic", text(func(b *blend) string { return r.shown(group{other: b.topic}, schema.TagTopic, "") }), ""),
		r.column("estimate", number((*blend).drawn), percent),
		r.column("low", number(func(b *blend) analytics.Number { return b.bound(b.estimate.Low) }), percent),
		r.column("high", number(func(b *blend) analytics.Number { return b.bound(b.estimate.High) }), percent),
		r.column("state", text(func(b *blend) string {
			if enough(b) {
				return r.Text("query.state.enough")
			}
			return r.Text("query.state.not_enough")
		}), ""),
		r.column("posts", mapped(blends, func(b *blend) float64 { return float64(b.posts) }), count),
		r.column("posts_with_rate", mapped(blends, func(b *blend) float64 { return float64(len(b.rates)) }), count),
		r.column("rate", number((*blend).mean), percent),
		r.column("account_rate", number(func(b *blend) analytics.Number { return b.among }), percent),
		r.column("reason", text(func(b *blend) string { return (&grounds{why: b.why}).countedReasons() }), ""),
	}
}

// mean is the blend's own.
func (b *blend) mean() analytics.Number {
	if len(b.rates) == 0 {
		return analytics.Number{Reason: analytics.NothingToWeigh}
	}
	sum := 0.0
	for _, rate := range b.rates {
		sum += rate
	}
	return analytics.Number{Value: sum / float64(len(b.rates))}
}

// drawn is the estimate.
func (b *blend) drawn() analytics.Number { return b.bound(b.estimate.Value) }

// bound is a number of the estimate, not below 0, which no rate is.
func (b *blend) bound(v float64) analytics.Number {
	if !b.among.Known() || len(b.rates) == 0 {
		return analytics.Number{Reason: analytics.TooFewToCompare}
	}
	return analytics.Number{Value: max(0, v)}
}

// mapped makes a column from a list, in order.
func mapped[T, V any](list []T, of func(T) V) []V {
	out := make([]V, len(list))
	for i, v := range list {
		out[i] = of(v)
	}
	return out
}
