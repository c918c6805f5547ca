package meta

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// Span is a stretch of time of which a list is to be read; both ends belong to
// it. A zero From is the list's beginning.
type Span struct {
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to"`
}

// holds tells whether a time lies in the span.
func (s Span) holds(at time.Time) bool { return !at.Before(s.From) && !at.After(s.To) }

// mostSpans bounds what is left over; beyond it the gaps between the oldest are
// read again.
const mostSpans = 8

// Spans adds a span to others, which come back newest first and without
// overlaps.
func Spans(left []Span, more Span) []Span {
	all := append(slices.Clone(left), more)
	slices.SortFunc(all, func(a, b Span) int { return cmp.Compare(b.To.UnixNano(), a.To.UnixNano()) })
	var out []Span
	for _, s := range all {
		if last := len(out) - 1; last >= 0 && (len(out) >= mostSpans || !s.To.Before(out[last].From)) {
			if s.From.Before(out[last].From) {
				out[last].From = s.From
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// Track is how far a list was read: everything up to Read but for what is Left.
type Track struct {
	Read time.Time `json:"read,omitzero"`
	Left []Span    `json:"left,omitempty"`
}

// Begin adds what a run is to read: what is newer than its Since, and what came
// since the last run.
func (t Track) Begin(req sdk.Request) Track {
	from := req.Since // zero: as far back as the platform goes
	if !t.Read.IsZero() && t.Read.Before(from) {
		from = t.Read
	}
	return Track{Read: req.Now.UTC(), Left: Spans(t.Left, Span{From: from.UTC(), To: req.Now.UTC()})}
}

// EachIn is Each for a list that is sorted by time, newest first, and can be
// asked for stretches of it: todo, of which the first goes up to now. take gets
// one entry at a time; it says whether it wants more. What comes back is what was not read, for the next run. An entry
// without a time is handed over too: it will be refused by name.
func EachIn[T any](ctx context.Context, c *Client, path string, query url.Values, todo []Span, at func(T) time.Time, take func(T) (more bool, err error)) (left []Span, err error) {
	for i, span := range todo {
		rest, err := readSpan(ctx, c, path, stretch(query, span, i == 0), span, at, take)
		if err != nil || rest != nil {
			if rest != nil {
				left = append(left, *rest)
			}
			return append(left, todo[i+1:]...), err
		}
	}
	return nil, nil
}

// stretch asks for a span. Whether the platform counts the ends in is not
// documented: it is a second more. The newest has no end, since Threads refuses
// one that is still to come by its own clock.
func stretch(query url.Values, span Span, newest bool) url.Values {
	q := cloned(query)
	if !span.From.IsZero() {
		q.Set("since", strconv.FormatInt(span.From.Unix()-1, 10))
	}
	if !newest {
		q.Set("until", strconv.FormatInt(span.To.Unix()+1, 10))
	}
	return q
}

// readSpan reads one span and gives what was not read of it.
func readSpan[T any](ctx context.Context, c *Client, path string, query url.Values, span Span, at func(T) time.Time, take func(T) (bool, error)) (rest *Span, err error) {
	left, stopped := span, false
	err = Each(ctx, c, path, query, func(page []T) (bool, error) {
		for i, entry := range page {
			if t := at(entry); !t.IsZero() && !span.holds(t) {
				continue
			}
			more, err := take(entry)
			if stopped = err == nil && !more; err != nil || stopped {
				left.To = newest(page[i:], at, span, left.To)
				return false, err
			}
		}
		for _, entry := range page {
			if t := at(entry); span.holds(t) && t.Before(left.To) {
				left.To = t // several may have this second, so it is read again
			}
		}
		return true, nil
	})
	if err != nil || stopped {
		return &left, err
	}
	return nil, nil
}

// newest is the time of the newest of the entries within a span, whose order on a
// page is not relied on; usual if none has a time.
func newest[T any](page []T, at func(T) time.Time, span Span, usual time.Time) (found time.Time) {
	for _, entry := range page {
		if t := at(entry); !t.IsZero() && span.holds(t) && t.After(found) {
			found = t
		}
	}
	if found.IsZero() {
		return usual
	}
	return found
}
