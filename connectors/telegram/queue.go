package telegram

import (
	"slices"
	"time"
)

const (
	// heldFor is how long an update waits for its account: as long as it would
	// have waited at Telegram.
	heldFor = 24 * time.Hour
	// unclaimedFor is how long an update waits of which no account is known
	// yet: time for the accounts of a fresh installation to run once.
	unclaimedFor = time.Hour
	// claimFor is how long an account that does not run is remembered.
	claimFor = 7 * 24 * time.Hour
	// mostHeld bounds the texts of a queue, in bytes, and ownSize is what an
	// update takes besides: the memories of a connector travel in one message.
	mostHeld = 512 << 10
	ownSize  = 400
)

// queue is our copy of a bot's queue at Telegram. It is shared by the accounts
// that use the bot, and kept, so that it survives a restart.
//
// Telegram forgets an update as soon as a later offset is asked for. So the
// offset is not what has been read but what is proven to be safe: a cursor that
// comes back from the collector proves that the run that made it was stored,
// its records and this queue with it. Within one run there is no second page:
// asking for it would give up the first.
//
// An update stays here until the cursor of its account has come back too: what
// one account's run fetched, another account may have failed to hand over.
type queue struct {
	Tail    position         `json:"tail"`   // behind the last update fetched
	Proven  position         `json:"proven"` // Telegram may forget what is before
	At      time.Time        `json:"at,omitzero"`
	Updates []held           `json:"updates,omitempty"`
	Claims  map[string]claim `json:"claims,omitempty"` // by configured channel
	Lost    span             `json:"lost,omitzero"`    // the last updates that were lost
}

// held is an update that waits for its account.
type held struct {
	Lap    int        `json:"lap,omitempty"`
	At     time.Time  `json:"at"` // when it was fetched
	Update updateJSON `json:"update"`
}

func (h *held) position() position { return position{Lap: h.Lap, Next: h.Update.ID} }

// claim is which chats an account reads, and up to where it has handed them
// over.
type claim struct {
	position
	Chats []int64   `json:"chats"`
	At    time.Time `json:"at"`
}

// span is a stretch of time.
type span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// confirm notes that an account's cursor has come back.
func (q *queue) confirm(account string, reached position, chats []int64, now time.Time) {
	if q.Claims == nil {
		q.Claims = map[string]claim{}
	}
	q.Proven = later(q.Proven, reached)
	q.Tail = later(q.Tail, reached)
	q.Claims[account] = claim{position: later(q.Claims[account].position, reached), Chats: chats, At: now}
}

// add puts what Telegram answered to an offset of Proven behind what is held.
func (q *queue) add(page []updateJSON, now time.Time) {
	asked := q.Proven
	if missing := lostIn(page, asked.Next); missing && now.Sub(q.At) < claimFor {
		q.Lost = span{From: q.At, To: now}
	}
	known := map[position]bool{}
	for _, h := range q.Updates {
		known[h.position()] = true
	}
	for _, u := range page {
		h := held{Lap: asked.Lap, At: now, Update: u}
		if u.ID < asked.Next {
			h.Lap++ // numbered anew: Telegram never answers with a lower number otherwise
		}
		if !known[h.position()] {
			q.Updates = append(q.Updates, h)
			known[h.position()] = true
		}
		q.Tail = later(q.Tail, position{Lap: h.Lap, Next: u.ID + 1})
	}
	q.At = now
}

// lostIn tells whether numbers are missing between the offset and the end of a
// page: numbers are given out one by one, so somebody else has fetched those
// updates, or they were not fetched within 24 hours.
func lostIn(page []updateJSON, offset int64) bool {
	if len(page) == 0 || offset == 0 || page[0].ID < offset {
		return false
	}
	return page[len(page)-1].ID-offset+1 > int64(len(page))
}

// of gives the updates of some chats from a position on, oldest first.
func (q *queue) of(chats []int64, from position) []held {
	var out []held
	for _, h := range q.Updates {
		if slices.Contains(chats, h.Update.chat()) && h.position().compare(from) >= 0 {
			out = append(out, h)
		}
	}
	slices.SortStableFunc(out, func(a, b held) int { return a.position().compare(b.position()) })
	return out
}

// forget drops what nobody waits for any more.
func (q *queue) forget(now time.Time) {
	for account, c := range q.Claims {
		if now.Sub(c.At) > claimFor {
			delete(q.Claims, account)
		}
	}
	q.Updates = slices.DeleteFunc(q.Updates, func(h held) bool { return !q.awaited(h, now) })
	size := 0
	for i, h := range slices.Backward(q.Updates) {
		size += ownSize + h.Update.size()
		if size > mostHeld {
			q.Lost = span{From: q.Updates[0].At, To: now}
			q.Updates = q.Updates[i+1:]
			return
		}
	}
}

func (q *queue) awaited(h held, now time.Time) bool {
	chat := h.Update.chat()
	if chat == 0 || now.Sub(h.At) > heldFor {
		return false
	}
	claimed := false
	for _, c := range q.Claims {
		if slices.Contains(c.Chats, chat) {
			claimed = true
			if h.position().compare(c.position) >= 0 {
				return true
			}
		}
	}
	return !claimed && now.Sub(h.At) <= unclaimedFor
}

// size is the length of an update's texts in bytes.
func (u *updateJSON) size() int {
	m := u.message()
	if m == nil {
		return 0
	}
	if m.ReplyTo != nil {
		return len(m.Words) + len(m.ReplyTo.Words)
	}
	return len(m.Words)
}
