package query

import (
	"context"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

const (
	leastCompared = 5   // posts that must be new, and posts of a type
	leastGaps     = 10  // between posts, to know an account's habit
	leastChange   = 1.0 // percent of followers
	leastNew      = 10  // followers
)

// activity looks at posts: viral ones, the time range against what was usual,
// content types, and accounts that fell silent.
func (s *survey) activity(ctx context.Context) error {
	r := s.r
	f := filter{Platforms: s.p.Platforms, Accounts: s.p.Accounts}
	columns := []string{schema.FieldID, schema.FieldEngagements}
	if len(s.p.Topics) > 0 {
		columns = append(columns, schema.FieldTopics)
	}
	all, err := r.posts(ctx, f, r.From.AddDate(0, 0, -referenceDays), r.end(), columns...)
	if err != nil {
		return err
	}
	s.seen += len(all.rows)
	if err := s.viral(ctx, f, all); err != nil {
		return err
	}
	s.usual(all)
	s.types(all)
	s.silence(all)
	return nil
}

// viral takes the post that runs furthest ahead.
func (s *survey) viral(ctx context.Context, f filter, all *posts) error {
	r := s.r
	f.Topics = s.p.Topics
	c, err := r.race(ctx, viralParams{filter: f, Metric: schema.MetricInteractions, MaxAge: 72, Percentile: 95, Minimum: 20}, all)
	if err != nil {
		return err
	}
	known := func(row int) bool { return c.paces[row].Percentile.Known() }
	if len(c.young) > 0 && !slices.ContainsFunc(c.young, known) {
		s.skip("viral")
	}
	if len(c.young) == 0 || !c.viral(c.young[0]) {
		return nil
	}
	row := c.young[0]
	shown, err := r.details(ctx, all, []int{row}, schema.FieldExcerpt)
	if err != nil {
		return err
	}
	pace, owner := c.paces[row], all.owner(row)
	times := "∞"
	if n := c.times(row); n.Known() {
		times = r.multiple(n.Value)
	}
	s.add(finding{
		key: "viral", value: pace.Actual.Value, unit: r.Text("query.insights.unit.interactions"), n: pace.N,
		args: []any{
			"excerpt", headline(shown.Texts(schema.FieldExcerpt)[0]), "account", owner.account, "platform", owner.platform,
			"value", r.number(pace.Actual.Value, 0), "times", times, "hours", r.number(c.age(row).Hours(), 0),
			"expected", r.number(pace.Expected.Value, 0), "low", r.number(pace.Usual.Low, 0), "high", r.number(pace.Usual.High, 0),
			"n", r.number(float64(pace.N), 0),
		},
		link: r.board(boardOverview, schema.TagPlatform, owner.platform, schema.TagAccount, owner.account),
	}, "viral", 1)
	return nil
}

// headline is the start of a text, for a sentence.
func headline(text string) string {
	text = short(text)
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return text
}

// usual compares the posts of the time range with the 90 days before it, each
// with its own account's. A finding needs an interval that leaves out 50%.
func (s *survey) usual(all *posts) {
	strata := map[*poster]*analytics.Stratum{}
	for _, row := range all.rows {
		n := all.interactions(row)
		if !n.Known() {
			continue
		}
		of := strata[all.who[row]]
		if of == nil {
			of = &analytics.Stratum{}
			strata[all.who[row]] = of
		}
		if all.Time(row).Before(s.r.From) {
			of.Before = append(of.Before, n.Value)
		} else {
			of.Now = append(of.Now, n.Value)
		}
	}
	list := make([]analytics.Stratum, 0, len(strata))
	for _, who := range inOrder(strata) {
		if stratum := strata[who]; len(stratum.Before) >= leastReference {
			list = append(list, *stratum)
		}
	}
	a := analytics.Superiority(list, 0.05)
	if a.Now < leastCompared {
		s.skip("engagement")
		return
	}
	if key, ok := direction("engagement", a); ok {
		s.add(s.advantage(key, a, nil), key, math.Abs(a.Share.Value-50)/50)
	}
}

// direction tells whether an advantage is sure, and its key.
func direction(key string, a analytics.Advantage) (string, bool) {
	if a.Share.Value > 50 {
		return key + ".up", a.Interval.Low > 50
	}
	return key + ".down", a.Interval.High < 50
}

func (s *survey) advantage(key string, a analytics.Advantage, more []any) finding {
	r := s.r
	return finding{
		key: key, value: a.Share.Value, unit: "%", low: &a.Interval.Low, high: &a.Interval.High, n: a.Now,
		args: append([]any{
			"value", r.number(a.Share.Value, 0), "low", r.number(a.Interval.Low, 0), "high", r.number(a.Interval.High, 0),
			"n", r.number(float64(a.Now), 0), "m", r.number(float64(a.All-a.Now), 0),
		}, more...),
		link: r.board(boardOverview),
	}
}

// types compares each content type with the account's other ones over 90 days
// and the time range. The interval is made wider for the number of types.
func (s *survey) types(all *posts) {
	values, kinds := map[*poster]map[string][]float64{}, map[string]bool{}
	for _, row := range all.rows {
		if n := all.interactions(row); n.Known() {
			kind, who := all.Texts(schema.TagType)[row], all.who[row]
			if values[who] == nil {
				values[who] = map[string][]float64{}
			}
			values[who][kind] = append(values[who][kind], n.Value)
			kinds[kind] = true
		}
	}
	best, bestType := analytics.Advantage{}, ""
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		var strata []analytics.Stratum
		for _, who := range inOrder(values) {
			own, others := values[who], []float64(nil)
			if len(own[kind]) == 0 {
				continue
			}
			for other := range own {
				if other != kind {
					others = append(others, own[other]...)
				}
			}
			strata = append(strata, analytics.Stratum{Now: own[kind], Before: others})
		}
		a := analytics.Superiority(strata, 0.05/float64(len(kinds)))
		if a.Now >= leastCompared && a.All-a.Now >= leastCompared && a.Interval.Low > 50 && a.Interval.Low > best.Interval.Low {
			best, bestType = a, kind
		}
	}
	if bestType != "" {
		s.add(s.advantage("type", best, []any{"type", bestType}), "type", best.Share.Value/100)
	}
}

// silence finds the account that has been quiet for longest, where that is
// longer than 19 of 20 of its gaps, two days, and twice its median gap.
func (s *survey) silence(all *posts) {
	published := map[*poster][]time.Time{}
	for _, row := range all.rows {
		published[all.who[row]] = append(published[all.who[row]], all.Time(row))
	}
	var worst finding
	most := 0.0
	for _, who := range inOrder(published) {
		times := published[who]
		slices.SortFunc(times, time.Time.Compare)
		var gaps []float64
		for i := 1; i < len(times); i++ {
			gaps = append(gaps, times[i].Sub(times[i-1]).Hours()/24)
		}
		if len(gaps) < leastGaps {
			continue
		}
		slices.Sort(gaps)
		usual, high := analytics.Quantile(gaps, 0.5, 1).Value, analytics.Quantile(gaps, 0.95, 1).Value
		days := s.r.end().Sub(times[len(times)-1]).Hours() / 24
		if days > high && days >= 2 && days >= 2*usual && days > most {
			most, worst = days, s.quiet(who.group, days, usual, high, len(gaps))
		}
	}
	if most > 0 {
		s.add(worst, "silence", most/30)
	}
}

func (s *survey) quiet(owner group, days, usual, high float64, n int) finding {
	r := s.r
	return finding{
		key: "silence", value: days, unit: r.Text("query.insights.unit.days"), n: n,
		args: []any{
			"account", owner.account, "platform", owner.platform, "days", r.number(days, 1), "usual", r.number(usual, 1),
			"high", r.number(high, 1), "n", r.number(float64(n), 0),
		},
		link: r.board(boardOverview, schema.TagPlatform, owner.platform, schema.TagAccount, owner.account),
	}
}

// followers finds the account whose followers changed most, where that is at
// least 1%, ten, and twice the change of the range before.
func (s *survey) followers(ctx context.Context) error {
	r := s.r
	var counts [3]map[group]float64 // before the range before, before the range, and now
	for i, t := range []time.Time{r.From.Add(-r.To.Sub(r.From)), r.From, r.To} {
		var err error
		if counts[i], err = s.followersAt(ctx, t); err != nil {
			return err
		}
	}
	var found finding
	most := 0.0
	for _, owner := range ownersOf(counts[2]) {
		first, ok1 := counts[0][owner]
		start, ok2 := counts[1][owner]
		now := counts[2][owner]
		if !ok1 || !ok2 || start <= 0 {
			continue
		}
		change, before := now-start, start-first
		share := change / start * 100
		if math.Abs(share) >= leastChange && math.Abs(change) >= leastNew && math.Abs(change) >= 2*math.Abs(before) && math.Abs(share) > most {
			most, found = math.Abs(share), s.grown(owner, now, change, before, share)
		}
	}
	if most > 0 {
		s.add(found, found.key, most/20)
	}
	return nil
}

// ownersOf lists the accounts of a map in order.
func ownersOf[V any](of map[group]V) []group { return slices.SortedFunc(maps.Keys(of), group.compare) }

// followersAt reads the last followers before t, at most analytics.MaxReadingAge
// old.
func (s *survey) followersAt(ctx context.Context, t time.Time) (map[group]float64, error) {
	result, err := s.r.Query(ctx, influx.Select{
		From: schema.Account, Columns: []influx.Column{{Func: influx.Last, Name: schema.MetricFollowers}},
		Where: owners(s.p.Platforms, s.p.Accounts), Range: influx.Range{From: t.Add(-analytics.MaxReadingAge), To: t},
		By: []string{schema.TagPlatform, schema.TagAccount},
	})
	if err != nil {
		return nil, err
	}
	out := map[group]float64{}
	for i := range result.Series {
		out[groupOf(schema.TagAccount, result.Series[i].Tags)] = result.Series[i].Numbers(schema.MetricFollowers)[0]
	}
	return out, nil
}

func (s *survey) grown(owner group, now, change, before, share float64) finding {
	r := s.r
	key := "followers.up"
	if change < 0 {
		key = "followers.down"
	}
	return finding{
		key: key, value: change, unit: r.Text("query.insights.unit.followers"), n: 1,
		args: []any{
			"account", owner.account, "platform", owner.platform, "size", r.number(math.Abs(change), 0),
			"percent", r.number(math.Abs(share), 1), "value", r.number(now, 0), "before", r.signed(before, 0),
		},
		link: r.board(boardOverview, schema.TagPlatform, owner.platform, schema.TagAccount, owner.account),
	}
}
