package x

import (
	"context"
	"maps"
	"net/url"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// feed is a list of posts that X pages from new to old.
type feed struct {
	endpoint string // as in X's table of rate limits
	path     string
	query    url.Values
	token    string // the parameter that asks for the next page
	private  bool   // ask for the author's metrics too
	what     purchase
	oldest   time.Time // how far back X looks; zero: no limit
	near     time.Time // what is older is read as a gap
	take     func([]*postJSON) error
}

// span is what was read of a feed.
type span struct {
	newest, oldest     string
	newestAt, oldestAt time.Time
	seen               map[string]bool
}

// mostIdle is how many pages in a row may bring nothing new before a feed counts
// as ended: X gives empty pages with a next one, and has been seen to give the
// same page for ever.
const mostIdle = 8

// follow reads what is new in a feed since b, and what an earlier run left. It
// returns how far the feed is read now, with an error too. rest is the feed as
// it is asked for what was left.
func (r *run) follow(ctx context.Context, f, rest feed, t track, b bound) (track, error) {
	t, err := r.advance(ctx, f, t, b)
	if err != nil || t.Gap == nil {
		return t, err
	}
	if below := t.Gap.Bound; t.Gap.Below.After(f.near) && below.From.Before(f.near) {
		// The part that the feed can be asked for as it is comes first.
		t.Gap.Bound = bound{From: f.near}
		if t, err = r.fill(ctx, f, t); err != nil {
			if t.Gap != nil {
				t.Gap.Bound = below
			}
			return t, err
		}
		t = t.leaving(&gap{Below: f.near, Bound: below})
	} else if !below.From.Before(f.near) {
		rest = f
	}
	return r.fill(ctx, rest, t)
}

// advance reads what is new. What it can't read it leaves as a gap, since the
// next run may be asked for less than this one.
func (r *run) advance(ctx context.Context, f feed, t track, b bound) (track, error) {
	near := b
	if b.From.Before(f.near) {
		near = bound{From: f.near}
	}
	query := maps.Clone(f.query)
	near.narrow(query, f.oldest)
	s, err := r.sweep(ctx, f, query)
	switch {
	case err == nil && near != b && t.Gap == nil:
		return t.upTo(s).leaving(&gap{Below: near.From, Bound: b}), nil
	case err == nil:
		return t.upTo(s), nil
	case t.Newest == "" && t.Gap != nil:
		return t.leaving(&gap{Below: r.now, Bound: t.Gap.Bound}), err
	case t.Newest == "" && s.oldest == "":
		return t.leaving(&gap{Below: r.now, Bound: b}), err
	case s.oldest == "" || t.Gap != nil: // there is room for one gap only
		return t, err
	}
	return t.upTo(s).leaving(&gap{Until: s.oldest, Below: s.oldestAt, Bound: b}), err
}

// fill reads what an earlier run left.
func (r *run) fill(ctx context.Context, f feed, t track) (track, error) {
	if t.Gap.Below.Before(f.oldest) {
		r.Notice(sdk.NoticeGap, "what was written before %s could not be read in time and is lost: X searches the last 7 days only", stamp(t.Gap.Below))
		return t.leaving(nil), nil
	}
	query := maps.Clone(f.query)
	t.Gap.narrow(query, f.oldest, r.now.Add(-searchDelay))
	s, err := r.sweep(ctx, f, query)
	switch {
	case err == nil:
		return t.upTo(s).leaving(nil), nil
	case s.oldest != "":
		return t.upTo(s).leaving(&gap{Until: s.oldest, Below: s.oldestAt, Bound: t.Gap.Bound}), err
	}
	return t, err
}

// upTo is the track after a span was read.
func (t track) upTo(s span) track {
	if s.newest != "" && laterID(s.newest, t.Newest) {
		t.Newest, t.At = s.newest, s.newestAt
	}
	return t
}

func (t track) leaving(g *gap) track {
	t.Gap = g
	return t
}

// sweep reads a feed's pages from the first that a query gives.
func (r *run) sweep(ctx context.Context, f feed, query url.Values) (span, error) {
	s := span{seen: map[string]bool{}}
	for idle := 0; ; {
		p, err := r.page(ctx, f, query)
		if err != nil {
			return s, err
		}
		if err := f.take(p.posts); err != nil {
			return s, err
		}
		if idle++; s.add(p.posts) {
			idle = 0
		}
		if p.next == "" {
			return s, nil
		}
		if idle >= mostIdle {
			r.Skip("X went on giving pages of %s with nothing new; the reading was ended", f.endpoint)
			return s, nil
		}
		query.Set(f.token, p.next)
	}
}

// add notes posts, and tells whether one of them is new.
func (s *span) add(posts []*postJSON) (news bool) {
	for _, p := range posts {
		if s.seen[p.ID] {
			continue
		}
		s.seen[p.ID], news = true, true
		if s.newest == "" || laterID(p.ID, s.newest) {
			s.newest, s.newestAt = p.ID, p.Created
		}
		if s.oldest == "" || laterID(s.oldest, p.ID) {
			s.oldest, s.oldestAt = p.ID, p.Created
		}
	}
	return news
}
