package telegramsim

import (
	"cmp"
	"slices"
	"sort"
	"time"
)

const (
	mostUpdates = 100            // at once
	lifetime    = 24 * time.Hour // of an update, from its date; Client::add_message_update
	restart     = 7 * 24 * time.Hour
	// future is how far beyond the next number an offset may be; TQueue::get of
	// TDLib. Beyond it, the answer starts at the beginning of the queue.
	future = 10
)

// usual are the types of update that a bot gets unless it asks for others, as
// far as the world has them. See getUpdates, allowed_updates.
var usual = []string{"message", "edited_message", "channel_post", "edited_channel_post"}

// mailbox is a bot's queue of updates.
type mailbox struct {
	events  []event // all that will ever happen, by time
	done    int     // of events
	allowed []string
	webhook string

	next    int64
	last    time.Time // of the last update
	updates []update
	pending chan struct{} // closed when another request ends a waiting one
}

type update struct {
	id      int64
	expires time.Time
	body    map[string]any
}

func newMailbox(allowed []string, first int64) *mailbox {
	return &mailbox{allowed: allowedOr(allowed), next: cmp.Or(first, 10_000)}
}

func allowedOr(types []string) []string {
	if len(types) == 0 {
		return usual
	}
	return types
}

// follow adds what happens in a channel.
func (b *mailbox) follow(events []event) {
	b.events = append(b.events, events...)
	slices.SortStableFunc(b.events, func(x, y event) int { return x.at.Compare(y.at) })
}

// catchUp turns what has happened by now into updates, of the types that were
// allowed until now.
func (b *mailbox) catchUp(now time.Time, sees func(group bool) bool) {
	end := sort.Search(len(b.events), func(i int) bool { return b.events[i].at.After(now) })
	for ; b.done < end; b.done++ {
		if e := b.events[b.done]; sees(e.group) {
			b.push(e.kind, e.content, e.at)
		}
	}
}

func (b *mailbox) push(kind string, content any, at time.Time) {
	if !slices.Contains(b.allowed, kind) {
		return
	}
	if !b.last.IsZero() && at.Sub(b.last) >= restart {
		b.next = b.next/2 + 1 // "chosen randomly instead of sequentially"
	}
	b.last = at
	b.updates = append(b.updates, update{
		id: b.next, expires: at.Add(lifetime), body: map[string]any{"update_id": b.next, kind: content},
	})
	b.next++
}

// allow remembers allowed_updates, if given; an empty list means the usual.
func (b *mailbox) allow(raw string) {
	if types, ok := allowedTypes(raw); ok {
		b.allowed = allowedOr(types)
	}
}

// get forgets what is before the offset and gives what is left. See
// Client::do_get_updates.
func (b *mailbox) get(offset int64, limit int, now time.Time) []map[string]any {
	if b.pending != nil { // a request is waiting
		close(b.pending)
		b.pending = nil
	}
	b.updates = slices.DeleteFunc(b.updates, func(u update) bool { return !u.expires.After(now) })
	switch {
	case offset < 0:
		b.updates = b.updates[max(0, len(b.updates)+int(offset)):]
	case offset <= b.next+future:
		b.updates = slices.DeleteFunc(b.updates, func(u update) bool { return u.id < offset })
	}
	out := []map[string]any{}
	for _, u := range b.updates[:min(limit, len(b.updates))] {
		out = append(out, u.body)
	}
	return out
}

// wait notes that a request waits; what it gives is closed when another one
// comes.
func (b *mailbox) wait() <-chan struct{} {
	b.pending = make(chan struct{})
	return b.pending
}
