package telegram

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// pageSize is the most updates that Telegram gives at once.
const pageSize = "100"

// updateTypes are asked for whatever the account needs: they count for the bot,
// whose other accounts may need more.
const updateTypes = `["channel_post","edited_channel_post","message","edited_message","message_reaction_count"]`

// updates reads the bot's queue and hands over what is the account's. Where it
// can't be read, the account's counters of this run hold all the same.
func (r *run) updates(ctx context.Context) (position, error) {
	mine, q, err := r.fetch(ctx)
	switch {
	case ctx.Err() != nil:
		return r.from, ctx.Err()
	case err != nil:
		r.Fail(err)
		return r.from, nil
	}
	r.own.Get(keptChannel, &r.known)
	r.known.index()
	r.begin(q.Lost)
	for _, h := range mine {
		r.apply(&h)
	}
	if err := r.handOver(); err != nil {
		return r.from, err
	}
	r.known.At = r.Request.Now
	r.known.Applied = later(r.known.Applied, q.Tail)
	r.known.forget(r.Request.Now)
	if err := r.own.Put(keptChannel, r.known); err != nil {
		return r.from, sdk.Errorf(sdk.Permanent, "remembering the channel's posts: %w", err)
	}
	return q.Tail, nil
}

// fetch brings our copy of the bot's queue up to date and gives what in it is
// for this account. See queue for why one page is all that a run can have.
func (r *run) fetch(ctx context.Context) (mine []held, q queue, err error) {
	done, err := r.bot.take(ctx)
	if err != nil {
		return nil, q, err
	}
	defer done()
	r.shared.Get(r.bot.queue, &q)
	q.confirm(r.config.Channel, r.from, r.chats(), r.Request.Now)
	// No waiting for new updates: a run has to end.
	params := url.Values{"limit": {pageSize}, "timeout": {"0"}, "allowed_updates": {updateTypes}}
	if q.Proven.Next > 0 {
		params.Set("offset", strconv.FormatInt(q.Proven.Next, 10))
	}
	var raw []json.RawMessage
	if err := r.api.call(ctx, "getUpdates", params, &raw); err != nil {
		return nil, q, err
	}
	page, err := decodeUpdates(raw)
	if err != nil {
		r.Fail(err)
	}
	q.add(page, r.Request.Now)
	mine = q.of(r.chats(), r.from)
	q.forget(r.Request.Now)
	if err := r.shared.Put(r.bot.queue, q); err != nil {
		return nil, q, sdk.Errorf(sdk.Permanent, "keeping the bot's queue: %w", err)
	}
	return mine, q, nil
}

// chats are the chats whose updates are for this account.
func (r *run) chats() []int64 {
	if r.config.Comments && r.chat.Linked != 0 {
		return []int64{r.chat.ID, r.chat.Linked}
	}
	return []int64{r.chat.ID}
}

// decodeUpdates reads a page. An update that can't be read keeps its number
// only, and is an error beside what could be read.
func decodeUpdates(raw []json.RawMessage) (page []updateJSON, failed error) {
	for _, entry := range raw {
		var u updateJSON
		if err := json.Unmarshal(entry, &u); err != nil {
			failed = sdk.Errorf(sdk.Permanent, "unreadable update: %w", err)
			var number struct {
				ID int64 `json:"update_id"`
			}
			if json.Unmarshal(entry, &number) != nil {
				continue
			}
			u = updateJSON{ID: number.ID}
		}
		u.trim()
		page = append(page, u)
	}
	return page, failed
}

// begin sets up what is known at the start of a run, and says what was missed
// since the last one.
func (r *run) begin(lost span) {
	now := r.Request.Now
	last := r.known.At
	if !r.config.Comments {
		r.known.doubt(false, true)
	}
	switch {
	case last.IsZero():
		r.known.Since = now
	case now.Sub(last) > heldFor:
		r.missed(last, now.Add(-heldFor), "Telegram keeps updates for 24 hours only")
	case lost.To.After(last):
		r.missed(lost.From, lost.To, "they were not fetched in time, or another program has fetched them with the same token")
	}
}

func (r *run) missed(from, to time.Time, why string) {
	r.known.doubt(true, true)
	r.Notice(sdk.NoticeGap, "posts, reactions and comments from %s to %s may be lost for good: %s",
		from.UTC().Format(time.RFC3339), to.UTC().Format(time.RFC3339), why)
}
