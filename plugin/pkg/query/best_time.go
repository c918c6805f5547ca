package query

import (
	"context"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

type bestTimeParams struct {
	filter
	Base     string `json:"base"`
	Estimate bool   `json:"estimate"`
	Weeks    int    `json:"weeks"`
	Least    int    `json:"least"`
	Show     string `json:"show"`
	Format   Format `json:"format"`
}

// The parts of the answer that can be shown.
const (
	showHours = "hours" // every hour of the week
	showBest  = "best"  // the recommendation
)

func init() {
	register(Descriptor{
		ID: "best_time", Family: Engagement, Formats: []Format{Table},
		Params: []Param{
			list("platforms"), list("accounts"), list("topics"), list("types"),
			enum("base", "followers", "reach", "views"), estimate(),
			number("weeks", 16, 0, 104), number("least", 3, 1, 100), enum("show", showHours, showBest),
		},
	}, bestTime)
}

const (
	weekHours = 7 * 24
	// recommended is how many hours the recommendation has.
	recommended = 3
)

// hourly is the posts of every hour of the week, Monday 0 h first.
type hourly struct {
	values   [weekHours][]float64 // rates as a part of what is usual for their account and type
	posts    [weekHours]int
	estimate [weekHours]analytics.Estimate
	usual    float64 // the mean of all, near 1
	n        int
	shrunk   bool
	online   [24]analytics.Number // percent of those online on a day
}

// bestTime compares hours of the office's week: every post's rate is divided by
// the mean rate of its account and type in the window, so that an hour does not
// win because videos are published then, and the ratios of an hour are estimated
// by analytics.Shrink. The gain is how far an hour lies above the mean of all.
func bestTime(ctx context.Context, r *Request, p bestTimeParams) (*Answer, error) {
	start := r.From
	if p.Weeks > 0 {
		start = r.To.AddDate(0, 0, -7*p.Weeks)
	}
	rates, err := r.rated(ctx, p.filter, p.Base, p.Estimate, start, r.To, schema.TagType)
	if err != nil {
		return nil, err
	}
	a := &Answer{
		Formula: r.Text("query.best_time.formula", "base", r.Text("query.base."+p.Base)),
		Source:  rateSources[p.Base] + "; Sprout Social (16 weeks); " + shrinkSource,
	}
	gather(rates, "", 0).explain(a)
	if len(rates.posts.rows) == 0 {
		return a, nil
	}
	h := hoursOf(rates)
	a.N = h.n
	if err := h.audience(ctx, r, p.filter); err != nil {
		return nil, err
	}
	h.shrink()
	h.warn(a, r, p.Least)
	a.Frames = h.table(r, p)
	return a, nil
}

// usualKey is what a rate is compared within.
type usualKey struct {
	who  *poster
	kind string
}

// hoursOf divides every rate by what is usual for its account and type. A type
// of one post has nothing to compare with, and one without any response no
// ratio: both are left out.
func hoursOf(rates *rating) *hourly {
	kinds := rates.posts.Texts(schema.TagType)
	key := func(row int) usualKey { return usualKey{rates.posts.who[row], kinds[row]} }
	found := make([]analytics.Number, rates.posts.Len())
	like := map[usualKey][]float64{}
	for _, row := range rates.posts.rows {
		post, _ := rates.of(row)
		if found[row] = analytics.Rate(post.Interactions, post.Base); found[row].Known() {
			like[key(row)] = append(like[key(row)], found[row].Value)
		}
	}
	usual := make(map[usualKey]analytics.Number, len(like))
	for k, values := range like {
		usual[k] = analytics.Usual(values)
	}
	h := &hourly{}
	for _, row := range rates.posts.rows {
		at := hourOfWeek(rates.posts.published(row))
		h.posts[at]++
		if !found[row].Known() {
			continue
		}
		if mean := usual[key(row)]; mean.Known() {
			h.values[at] = append(h.values[at], found[row].Value/mean.Value)
			h.n++
		}
	}
	return h
}

// hourOfWeek counts from Monday 0 h in the time's own zone.
func hourOfWeek(t time.Time) int { return (int(t.Weekday())+6)%7*24 + t.Hour() }

func (h *hourly) shrink() {
	var groups [][]float64
	var of []int
	for at, values := range h.values {
		if len(values) > 0 {
			groups, of = append(groups, values), append(of, at)
		}
	}
	fit, why := analytics.Shrink(groups)
	if h.shrunk = why == analytics.Available && fit.Mean > 0; !h.shrunk {
		return
	}
	h.usual = fit.Mean
	for i, at := range of {
		h.estimate[at] = fit.Groups[i]
	}
}

// gain is a number of an hour's estimate as percent above the mean of all.
func (h *hourly) gain(at int, of func(analytics.Estimate) float64) analytics.Number {
	if !h.shrunk || len(h.values[at]) == 0 {
		return analytics.Number{Reason: analytics.TooFewToCompare}
	}
	return analytics.Number{Value: max(-100, (of(h.estimate[at])/h.usual-1)*100)}
}

func (h *hourly) value(at int) analytics.Number {
	return h.gain(at, func(e analytics.Estimate) float64 { return e.Value })
}

// best are the hours with the highest estimates above the mean, of those with
// enough posts.
func (h *hourly) best(least int) []int {
	var out []int
	for at, values := range h.values {
		if gain := h.value(at); len(values) >= least && gain.Known() && gain.Value > 0 {
			out = append(out, at)
		}
	}
	slices.SortStableFunc(out, func(x, y int) int { return descending(h.value(x), h.value(y)) })
	return out[:min(len(out), recommended)]
}

// onlineDays is how far back the hours of the audience are averaged.
const onlineDays = 28

// audience reads when followers are online, where a platform tells: the mean
// over the accounts that have it, of each account's share of an hour.
func (h *hourly) audience(ctx context.Context, r *Request, f filter) error {
	result, err := r.Query(ctx, influx.Select{
		From: schema.Audience, Columns: influx.Sums(schema.FieldShare),
		Where: append(owners(f.Platforms, f.Accounts), influx.Match{Name: schema.TagDimension, Values: []string{"hour"}}),
		Range: influx.Range{From: r.To.AddDate(0, 0, -onlineDays), To: r.To},
		By:    []string{schema.TagPlatform, schema.TagAccount, schema.TagBucket},
	})
	if err != nil {
		return err
	}
	shares, accounts := map[group]*[24]float64{}, []group{}
	for i := range result.Series {
		s := &result.Series[i]
		hour := slices.Index(hourNames, s.Tags[schema.TagBucket])
		if hour < 0 || s.Len() == 0 || !(s.Numbers(schema.FieldShare)[0] > 0) {
			continue
		}
		owner := groupOf(schema.TagAccount, s.Tags)
		if shares[owner] == nil {
			shares[owner], accounts = &[24]float64{}, append(accounts, owner)
		}
		shares[owner][hour] = s.Numbers(schema.FieldShare)[0]
	}
	for hour := range h.online {
		h.online[hour] = analytics.Number{Reason: analytics.NothingToWeigh}
	}
	for _, owner := range accounts {
		sum := 0.0
		for _, share := range shares[owner] {
			sum += share
		}
		for hour, share := range shares[owner] {
			h.online[hour].Reason = analytics.Available
			h.online[hour].Value += share / sum * 100 / float64(len(accounts))
		}
	}
	return nil
}
