package linkedin

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

const (
	commentPage = 50 // comments asked for at once
	mostTries   = 5  // runs in which a post's comments are tried
	// freshPost is how old a post may be for its comments to be read the first
	// time that it is seen. Comments may be kept for 48 hours only, so those of
	// old posts would be read to be deleted.
	freshPost = 7 * 24 * time.Hour
	// runCost is about what a run asks for besides comments, and runsADay how
	// often it usually does: comments leave that much of the day's budget.
	runCost, runsADay = 5, 8
)

// noteComments queues a post whose comments may have changed since they were
// last read. An answer to a comment counts as one.
func (r *run) noteComments(p *postJSON, s *statisticsJSON) {
	if !r.config.Comments || s == nil || s.Comments == nil {
		return
	}
	before, known := r.cur.comments(p.ID)
	r.cur.see(p.ID, *s.Comments)
	fresh := r.now.Sub(p.at()) < freshPost
	if *s.Comments > 0 && (known && before != *s.Comments || !known && fresh) {
		r.cur.queue(p.ID)
	}
}

// comments reads the comments that are due, as far as the day's budget goes.
func (r *run) comments(ctx context.Context) error {
	if !r.config.Comments {
		return nil
	}
	left := r.cur.Due
	r.cur.Due = nil
	for i, d := range left {
		if r.spare() <= 0 {
			r.cur.Due = append(r.cur.Due, left[i:]...)
			r.Skip("comments of %d posts wait for tomorrow's budget; raise daily_requests if LinkedIn gives you more", len(r.cur.Due))
			return nil
		}
		err := r.thread(ctx, "/socialActions/"+encode(d.Post)+"/comments", d.Post, true)
		switch {
		case err == nil, missing(err): // a post without comments, or gone: its counter says so elsewhere
		case denied(err):
			r.deny("comments", err)
			return nil
		case r.Ended(ctx) != nil, sdk.KindOf(err) == sdk.RateLimited, tokenRefused(err):
			r.cur.Due = append(r.cur.Due, left[i:]...)
			return err
		case d.Tries+1 >= mostTries:
			r.Skip("the comments of %s could not be read in %d runs and are given up: %v", d.Post, mostTries, err)
		default:
			r.Fail(err)
			r.cur.Due = append(r.cur.Due, due{Post: d.Post, Tries: d.Tries + 1})
		}
	}
	return nil
}

// spare is how many requests of today may go into comments.
func (r *run) spare() float64 {
	b := r.ledger.Budgets(r.now)[0]
	runs := b.Reset.Sub(r.now).Hours() / 24 * runsADay
	return b.Remaining - runs*runCost
}

// thread reads the comments under a post, or under one of its comments.
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/comments-api
func (r *run) thread(ctx context.Context, path, post string, answers bool) error {
	var nested []string
	met := 0
	_, err := r.walk(ctx, path, commentPage, 0, func(p pageJSON) (bool, error) {
		records := make([]sdk.Record, 0, len(p.Elements))
		for _, raw := range p.Elements {
			var c commentJSON
			if err := json.Unmarshal(raw, &c); err != nil {
				r.unread(err)
				continue
			}
			if r.done[c.URN] {
				continue
			}
			r.done[c.URN] = true
			if answers && c.Summary.All > 0 && c.URN != "" {
				nested = append(nested, c.URN)
			}
			if c.Actor != r.config.Organization {
				records = append(records, mentionRecord(&c, post))
			}
		}
		before := met
		met = len(r.done)
		return len(p.Elements) == 0 || met > before, r.Emit(records...) // else it is the same page again
	})
	if err != nil {
		return err
	}
	for _, comment := range slices.Compact(nested) {
		if err := r.thread(ctx, "/socialActions/"+encode(comment)+"/comments", post, false); err != nil && !missing(err) {
			return err
		}
	}
	return nil
}
