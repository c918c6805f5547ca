package telegram

import (
	"cmp"
	"slices"

	"github.com/pantau/pantau/connectors/sdk"
)

// apply takes one update. What was counted in an earlier run that was not
// stored is handed over again, but not counted again.
func (r *run) apply(h *held) {
	fresh := h.position().compare(r.known.Applied) >= 0
	u := &h.Update
	switch {
	case u.ChannelPost != nil:
		r.channelPost(u.ChannelPost, fresh, true)
	case u.EditedPost != nil:
		r.channelPost(u.EditedPost, fresh, false)
	case u.Reactions != nil:
		r.reacted(u.Reactions, fresh)
	case u.Message != nil:
		r.groupMessage(u.Message, fresh, true)
	case u.EditedMessage != nil:
		r.groupMessage(u.EditedMessage, fresh, false)
	}
}

// channelPost takes a post, new or edited.
func (r *run) channelPost(m *messageJSON, fresh, isNew bool) {
	if !fresh {
		r.touch(r.known.byMessage[m.ID])
		return
	}
	p := r.known.learn(m, m.ID, m.Date)
	if p != nil && isNew && p.ID == m.ID {
		// Changes of reactions are sent from the first request for them on.
		p.Watched = !at(m.Date).Before(r.known.Since)
	}
	r.touch(p)
}

// reacted takes the totals of the reactions to a message of the channel. Those
// to the copy in the discussion group are not added: nothing says whether they
// are counted in the channel too.
func (r *run) reacted(said *reactionsJSON, fresh bool) {
	if said.Chat.ID != r.chat.ID {
		return
	}
	p := r.known.byMessage[said.MessageID]
	if p == nil {
		r.tooOld = true
		return
	}
	if fresh {
		if p.Reactions == nil {
			p.Reactions = map[int64]tally{}
		}
		p.Reactions[said.MessageID] = count(said.Reactions)
	}
	r.touch(p)
}

// groupMessage takes a message of the discussion group: the copy of a post, or
// a comment in a post's thread. Everything else there is no answer to the
// channel.
func (r *run) groupMessage(m *messageJSON, fresh, isNew bool) {
	if fresh {
		r.known.GroupRead = true
	}
	if m.AutoForward {
		r.copied(m, fresh, isNew)
		return
	}
	p := r.known.byCopy[m.Thread]
	if p == nil && fresh && m.ReplyTo != nil { // to a post from before the bot came
		p = r.copied(m.ReplyTo, true, false)
	}
	if p == nil || m.Kind == "" || m.From != nil && m.From.IsBot && m.SenderChat == nil {
		return
	}
	if fresh && isNew {
		p.Comments++
	}
	r.touch(p)
	if m.SenderChat != nil && slices.Contains(r.chats(), m.SenderChat.ID) {
		return // the office's own answer
	}
	if _, again := r.mentions[m.ID]; !again {
		r.order = append(r.order, m.ID)
	}
	r.mentions[m.ID] = r.mentionRecord(m, p.ID)
}

// copied takes the copy of a post that Telegram puts into the discussion group.
// Whoever sees it arrive sees all comments on it.
func (r *run) copied(m *messageJSON, fresh, arrives bool) *post {
	origin := m.ForwardOrigin
	if origin == nil || origin.Chat.ID != r.chat.ID {
		return nil
	}
	if !fresh {
		p := r.known.byMessage[origin.MessageID]
		r.touch(p)
		return p
	}
	p := r.known.learn(m, origin.MessageID, origin.Date)
	if p == nil {
		return nil
	}
	if !slices.Contains(p.Copies, m.ID) {
		p.Counted = p.Counted || arrives && len(p.Copies) == 0
		p.Copies = append(p.Copies, m.ID)
		r.known.link(p)
	}
	r.touch(p)
	return p
}

func (r *run) touch(p *post) {
	if p != nil {
		r.touched[p] = true
	}
}

// handOver emits the posts that something was heard of, each once with what is
// known in the end, then the comments.
func (r *run) handOver() error {
	posts := make([]*post, 0, len(r.touched))
	for p := range r.touched {
		posts = append(posts, p)
	}
	slices.SortFunc(posts, func(a, b *post) int {
		return cmp.Or(cmp.Compare(a.Published, b.Published), cmp.Compare(a.ID, b.ID))
	})
	records := make([]sdk.Record, 0, len(posts)+len(r.order))
	for _, p := range posts {
		records = append(records, r.postRecord(p))
	}
	for _, id := range r.order {
		records = append(records, r.mentions[id])
	}
	if r.tooOld {
		r.Skip("reactions to posts that the bot has not seen, or that are over 90 days old, are left out")
	}
	return r.Emit(records...)
}
