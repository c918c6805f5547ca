package mastodon

import (
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"strconv"
	"time"
)

// timeline is a list that the server pages from new to old. take works on the
// entries of a page; with an error it says how many of them are done with.
type timeline struct {
	path   string
	query  url.Values
	limit  int
	decode func(json.RawMessage) (entry, error)
	take   func(context.Context, []entry) (done int, err error)
}

// entry is one item of a timeline. status is nil where there is none.
type entry struct {
	id     id
	at     time.Time
	status *statusJSON
}

// follow reads a timeline: what is newer than since (all of it if since is
// zero), whatever came since the last run, and what an earlier run left over.
// It returns how far the timeline is read now, with an error too.
func (r *run) follow(ctx context.Context, tl timeline, t track, since time.Time) (track, error) {
	stop := since
	if !t.Newest.IsZero() && (since.After(t.Newest) || since.IsZero() && t.Rest != "") {
		stop = t.Newest
	}
	newest, rest, err := r.sweep(ctx, tl, tl.first(), stop)
	switch {
	case err != nil && t.Rest == "" && t.Newest.IsZero() && newest.IsZero():
		// Nothing was ever read, and the next run is asked for a few days only.
		return track{Rest: tl.first().Encode(), Until: stop}, err
	case err != nil && (newest.IsZero() || t.Rest != ""):
		return t, err // there is room for one gap only
	case err != nil:
		return track{Newest: newest, Rest: rest, Until: stop}, err
	case newest.IsZero():
		newest = t.Newest
	}
	if t.Rest == "" {
		return track{Newest: newest}, nil
	}
	query, err := url.ParseQuery(t.Rest)
	if err != nil {
		return track{Newest: newest}, nil // no cursor of ours
	}
	if _, rest, err = r.sweep(ctx, tl, query, t.Until); err != nil {
		return track{Newest: newest, Rest: rest, Until: t.Until}, err
	}
	return track{Newest: newest}, nil
}

// mostEmpty is how many empty pages in a row are followed: servers leave out
// what the reader may not see.
const mostEmpty = 8

// sweep reads from the page at query down to stop. newest is the latest time of
// what was done with, zero if nothing was; rest, with an error, is the query of
// what was not.
func (r *run) sweep(ctx context.Context, tl timeline, query url.Values, stop time.Time) (newest time.Time, rest string, err error) {
	for last, empty := id(""), 0; ; {
		raw, next, err := r.page(ctx, tl, query)
		if err != nil {
			return newest, query.Encode(), err
		}
		if empty++; len(raw) > 0 {
			empty = 0
		}
		entries := r.entries(tl, raw)
		if len(entries) > 0 && entries[len(entries)-1].id == last {
			return newest, "", nil // the server does not page: the same again
		}
		wanted := notBefore(entries, stop)
		if done, err := tl.take(ctx, wanted); err != nil {
			if done > 0 {
				newest, query = r.later(newest, wanted[0].at), tl.before(wanted[done-1].id)
			}
			return newest, query.Encode(), err
		}
		for _, e := range entries {
			newest = r.later(newest, e.at)
			last = e.id
		}
		if next == nil && len(entries) >= tl.limit {
			next = tl.before(last)
		}
		if next == nil || empty >= mostEmpty || mostlyBefore(entries, stop) {
			return newest, "", nil
		}
		query = next
	}
}

func (r *run) page(ctx context.Context, tl timeline, query url.Values) (raw []json.RawMessage, next url.Values, err error) {
	header, err := r.ask(ctx, tl.path, query, &raw)
	if err != nil {
		return nil, nil, err
	}
	if link := nextQuery(header.Values("Link")); link != nil {
		next = maps.Clone(query) // servers need not repeat every parameter
		maps.Copy(next, link)
	}
	return raw, next, nil
}

func (r *run) entries(tl timeline, raw []json.RawMessage) []entry {
	out := make([]entry, 0, len(raw))
	for _, item := range raw {
		e, err := tl.decode(item)
		if err != nil {
			r.unread(err)
			continue
		}
		out = append(out, e)
	}
	return out
}

// later is the later of two times, but never in the future: a wrong clock
// somewhere must not hide what comes until then.
func (r *run) later(a, b time.Time) time.Time {
	if b.After(r.Request.Now) {
		b = r.Request.Now
	}
	if b.After(a) {
		return b
	}
	return a
}

func (tl timeline) first() url.Values {
	query := maps.Clone(tl.query)
	query.Set("limit", strconv.Itoa(tl.limit))
	return query
}

// before asks for what is older than an id, for servers without Link headers.
func (tl timeline) before(last id) url.Values {
	query := tl.first()
	query.Set("max_id", string(last))
	return query
}

// notBefore drops what is older than stop. What has no time is kept: it will
// be refused by name.
func notBefore(entries []entry, stop time.Time) []entry {
	var out []entry
	for _, e := range entries {
		if e.at.IsZero() || !e.at.Before(stop) {
			out = append(out, e)
		}
	}
	return out
}

// mostlyBefore tells whether a page lies before stop. Most of it decides: one
// status with a wrong date must not end a sweep.
func mostlyBefore(entries []entry, stop time.Time) bool {
	old := 0
	for _, e := range entries {
		if e.at.Before(stop) {
			old++
		}
	}
	return old > len(entries)/2
}

// decodeStatus makes the entry of a timeline of statuses.
func decodeStatus(raw json.RawMessage) (entry, error) {
	var s statusJSON
	if err := json.Unmarshal(raw, &s); err != nil {
		return entry{}, err
	}
	return entry{id: s.ID, at: s.Created.Time, status: &s}, nil
}

// decodeNotification makes the entry of the list of notifications.
func decodeNotification(raw json.RawMessage) (entry, error) {
	var n notificationJSON
	if err := json.Unmarshal(raw, &n); err != nil {
		return entry{}, err
	}
	e := entry{id: n.ID, at: n.Created.Time}
	if n.Type != "mention" || len(n.Status) == 0 || string(n.Status) == "null" {
		return e, nil
	}
	status, err := decodeStatus(n.Status)
	e.status = status.status
	return e, err
}
