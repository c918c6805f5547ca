package x

import (
	"context"
	"net/url"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// searchFeed is what recent search finds. keep is the money that it must leave.
func (r *run) searchFeed(query string, keep float64, found string) feed {
	return feed{
		endpoint: "tweets/search/recent", path: "/tweets/search/recent",
		query: url.Values{"query": {query}}, token: "next_token",
		what:   purchase{price: pricePost, sizes: []int{mostPosts, 10}, keep: keep},
		oldest: r.oldestFound(),
		take:   func(page []*postJSON) error { return r.takeOthers(page, found) },
	}
}

// searches reads the posts that the queries of mode posts find.
func (r *run) searches(ctx context.Context) error {
	return r.each(modePosts, func(query string) (err error) {
		f := r.searchFeed(query, r.keep(), schema.KindHashtag)
		r.cur.Searches[query], err = r.follow(ctx, f, f, r.cur.Searches[query], r.sinceLast(r.cur.Searches[query]))
		return err
	})
}

// counts counts the posts that the queries of mode counts find.
func (r *run) counts(ctx context.Context) error {
	return r.each(modeCounts, func(query string) error { return r.count(ctx, query) })
}

// each does something for every query of a mode. Where one fails the others go
// on, unless a budget ended.
func (r *run) each(mode string, do func(query string) error) error {
	for _, s := range r.config.Searches {
		if s.Mode != mode {
			continue
		}
		err := do(s.Query)
		if err == nil {
			continue
		}
		if r.Over() || sdk.KindOf(err) == sdk.RateLimited {
			return err
		}
		r.Fail(sdk.Errorf(sdk.KindOf(err), "search %q: %w", s.Query, err))
	}
	return nil
}

// count counts the whole hours since a query was last counted. The hour that is
// under way is left: its count would be another one at each reading. The first
// time all seven days are counted, for the price is the same.
func (r *run) count(ctx context.Context, query string) error {
	end := r.now.Add(-searchDelay).Truncate(time.Hour)
	start, known := r.cur.Counted[query]
	if known && end.Sub(start) < time.Duration(r.config.CountsHours)*time.Hour {
		return nil
	}
	if oldest := r.oldestFound(); start.Before(oldest) {
		start = oldest.Add(time.Hour - 1)
	}
	if start = start.Truncate(time.Hour); !start.Before(end) {
		return nil
	}
	asked := url.Values{"query": {query}, "granularity": {"hour"}, "start_time": {stamp(start)}, "end_time": {stamp(end)}}
	for {
		var said countsReply
		err := r.purse.buyRequest(r.now, priceCounts, r.keep(), func() error {
			return r.ask(ctx, "tweets/counts/recent", "/tweets/counts/recent", asked, &said)
		})
		if err != nil {
			return err
		}
		if len(said.Data) == 0 {
			if err := nothing(said.Errors); err != nil {
				return err
			}
		}
		if err := r.Emit(volumes(query, said)...); err != nil {
			return err
		}
		if said.Meta.Next == "" || said.Meta.Next == asked.Get("next_token") {
			break
		}
		asked.Set("next_token", said.Meta.Next)
	}
	r.cur.Counted[query] = end
	return nil
}
