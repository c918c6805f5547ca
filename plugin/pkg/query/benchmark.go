package query

import (
	"context"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
)

type benchmarkParams struct {
	Platforms []string `json:"platforms"`
	Accounts  []string `json:"accounts"`
	Peers     []string `json:"peers"`
	Base      string   `json:"base"`
	Estimate  bool     `json:"estimate"`
	Format    Format   `json:"format"`
}

func init() {
	peers := list("peers")
	peers.Resource = "accounts"
	register(Descriptor{
		ID: "benchmark", Family: Engagement, Formats: []Format{Table, Value},
		Params: []Param{
			list("platforms"), list("accounts"), peers, enum("base", "followers", "reach", "views"), estimate(),
		},
	}, benchmark)
}

// leastPeers is how many peers quartiles need to mean anything.
const leastPeers = 4

// rival is an account with its rate.
type rival struct {
	owner group
	posts *bundle
	rate  analytics.Number // or why it has none, or may not be compared
}

// benchmark sets accounts beside others of the same platform: a rate means
// something else on each. An account is never one of its own peers.
func benchmark(ctx context.Context, r *Request, p benchmarkParams) (*Answer, error) {
	wanted := filter{Platforms: p.Platforms}
	if len(p.Accounts) > 0 && len(p.Peers) > 0 {
		wanted.Accounts = slices.Compact(slices.Sorted(slices.Values(slices.Concat(p.Accounts, p.Peers))))
	}
	rates, err := r.rated(ctx, wanted, p.Base, p.Estimate, r.From, r.To)
	if err != nil {
		return nil, err
	}
	a := &Answer{
		Formula: r.Text("query.benchmark.formula", "base", r.Text("query.base."+p.Base)),
		Source: rateSources[p.Base] + "; Hyndman & Fan 1996, definition 7 (quartiles); Crocker & Algina 1986 (percentile rank); " +
			intervalSources["mean_of_rates"],
		N: len(rates.posts.rows),
	}
	rivals := rivalsOf(a, rates)
	var ours []*rival
	for _, v := range rivals {
		if len(p.Accounts) == 0 || slices.Contains(p.Accounts, v.owner.account) {
			ours = append(ours, v)
		}
	}
	if len(ours) == 0 {
		return a, nil
	}
	stands := mapped(ours, func(v *rival) *stand { return v.among(rivals, p.Peers) })
	if slices.ContainsFunc(stands, func(s *stand) bool { return len(s.peers) < leastPeers }) {
		a.Warn(r.Text("query.notice.few_peers", "count", leastPeers))
	}
	if p.Format == Value {
		a.Frames = standValues(r, stands)
	} else {
		a.Frames = standTable(r, stands)
	}
	return a, nil
}

// rivalsOf gives every account its mean rate; those whose terms forbid comparing
// have none.
func rivalsOf(a *Answer, rates *rating) []*rival {
	g := gather(rates, schema.TagAccount, 0)
	var out []*rival
	for _, key := range g.keys() {
		v := &rival{owner: key, posts: g.bundles[key][time.Time{}]}
		v.rate, _ = v.posts.rate("mean_of_rates")
		if terms := rates.posts.terms; !terms.compare(key) || !terms.derived(key) {
			v.rate = analytics.Number{Reason: analytics.NotAllowed}
			a.Warn(g.r.Text("query.notice.left_out_by_terms", "account", g.r.shown(key, schema.TagAccount, "")))
		}
		out = append(out, v)
	}
	return out
}

// stand is where an account stands among its peers.
type stand struct {
	*rival
	peers []float64 // their rates, sorted
}

// among finds the peers: the named ones, else all others, of the same platform.
func (v *rival) among(all []*rival, names []string) *stand {
	s := &stand{rival: v}
	for _, o := range all {
		same := o.owner.platform == v.owner.platform && o.owner != v.owner
		if same && o.rate.Known() && (len(names) == 0 || slices.Contains(names, o.owner.account)) {
			s.peers = append(s.peers, o.rate.Value)
		}
	}
	slices.Sort(s.peers)
	return s
}

// quartile is that of the peers; none where the account may not be compared.
func (s *stand) quartile(share float64) analytics.Number {
	if s.rate.Reason == analytics.NotAllowed {
		return s.rate
	}
	return analytics.Quantile(s.peers, share, leastPeers)
}

func (s *stand) percentile() analytics.Number {
	if !s.rate.Known() {
		return s.rate
	}
	return analytics.PercentileRank(s.rate.Value, s.peers, leastPeers)
}

func standValues(r *Request, stands []*stand) data.Frames {
	var fields []*data.Field
	for _, s := range stands {
		fields = append(fields, series(s.owner.labels(schema.TagAccount), r.shown(s.owner, schema.TagAccount, ""),
			[]*float64{cell(s.percentile())}, percent))
	}
	return numbers("benchmark", fields)
}

// standTable has a row an account, the highest percentile first.
func standTable(r *Request, stands []*stand) data.Frames {
	slices.SortStableFunc(stands, func(x, y *stand) int { return descending(x.percentile(), y.percentile()) })
	number := func(of func(s *stand) analytics.Number) []*float64 {
		return mapped(stands, func(s *stand) *float64 { return cell(of(s)) })
	}
	quartile := func(share float64) []*float64 {
		return number(func(s *stand) analytics.Number { return s.quartile(share) })
	}
	low, high := make([]*float64, len(stands)), make([]*float64, len(stands))
	for i, s := range stands {
		if s.rate.Known() {
			low[i], high[i] = s.posts.interval("mean_of_rates")
		}
	}
	return table("benchmark", append(r.groupColumns(mapped(stands, func(s *stand) group { return s.owner }), schema.TagAccount),
		r.column("rate", number(func(s *stand) analytics.Number { return s.rate }), percent),
		r.column("rate_low", low, percent), r.column("rate_high", high, percent),
		r.column("percentile_peers", number((*stand).percentile), percent),
		r.column("quartile_1", quartile(0.25), percent), r.column("median", quartile(0.5), percent),
		r.column("quartile_3", quartile(0.75), percent),
		r.column("peers", mapped(stands, func(s *stand) float64 { return float64(len(s.peers)) }), count),
		r.column("posts", mapped(stands, func(s *stand) float64 { return float64(len(s.posts.posts)) }), count),
		r.column("reason", mapped(stands, func(s *stand) string { return s.why(r) }), ""))...)
}

// why says what a row lacks.
func (s *stand) why(r *Request) string {
	switch {
	case s.rate.Reason == analytics.NotAllowed:
		return r.Text("query.why.not_comparable")
	case !s.rate.Known():
		return s.posts.countedReasons()
	case len(s.peers) < leastPeers:
		return r.Text("query.why.few_peers", "count", leastPeers)
	}
	return ""
}
