package telegramsim

import (
	"fmt"
	"slices"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// event is something that happens in a channel or in its discussion group.
type event struct {
	at      time.Time
	group   bool
	kind    string // of update
	content any
}

// grouping is how long Telegram waits before it tells of changed reactions: "a
// few minutes". Here it tells again each time the wait has doubled.
const (
	grouping    = 5 * time.Minute
	longestTale = 60 * 24 * time.Hour
)

// script is all that happens around an account, by time.
func script(a *sim.Account, o Options) []event {
	s := &scribe{account: a, options: o, channel: channelOf(a, o), group: groupOf(a), threads: map[*sim.Post]*message{}}
	for _, p := range a.Posts {
		s.publish(p)
	}
	s.discuss()
	slices.SortStableFunc(s.events, func(x, y event) int { return x.at.Compare(y.at) })
	return s.events
}

type scribe struct {
	account        *sim.Account
	options        Options
	channel, group chat
	inChannel      int64 // last message's number
	threads        map[*sim.Post]*message
	copies         []*message
	events         []event
}

func (s *scribe) add(at time.Time, group bool, kind string, content any) {
	s.events = append(s.events, event{at: at, group: group, kind: kind, content: content})
}

// publish posts, forwards each message to the discussion group, and lets people
// react to the first.
func (s *scribe) publish(p *sim.Post) {
	parts := 1
	if p.Type == "image" && s.options.Album > 1 {
		parts = s.options.Album
	}
	first := s.inChannel + 1
	for part := range parts {
		s.inChannel++
		m := &message{
			ID: s.inChannel, Chat: s.channel, SenderChat: &s.channel, Date: p.Published.Unix(),
		}
		if parts > 1 {
			m.Album = fmt.Sprint(13_000_000_000 + first)
		}
		fill(m, p, part)
		s.add(p.Published, false, "channel_post", m)
		s.forward(m, p, part)
	}
	s.react(p, first)
}

// forward copies a post into the discussion group; see is_automatic_forward.
func (s *scribe) forward(m *message, p *sim.Post, part int) {
	dup := *m
	dup.ID, dup.Chat, dup.AutoForward = 0, s.group, true // numbered in discuss
	dup.From = &user{ID: 777000, FirstName: "Telegram"}
	dup.ForwardOrigin = &origin{Type: "channel", Date: m.Date, Chat: s.channel, MessageID: m.ID}
	if dup.Album != "" {
		dup.Album += "0"
	}
	if part == 0 {
		s.threads[p] = &dup
	}
	s.copies = append(s.copies, &dup)
}

// fill says and shows what the post does; of an album the first part has the
// caption.
func fill(m *message, p *sim.Post, part int) {
	text := p.Text
	if part > 0 {
		text = ""
	}
	f := fileOf(m.ID, part)
	switch p.Type {
	case "image":
		m.Photo, m.Caption = []file{f}, text
	case "video":
		m.Video, m.Caption = &f, text
	case "audio":
		m.Audio, m.Caption = &f, text
	case "document":
		m.Document, m.Caption = &f, text
	case "poll":
		m.Poll = &poll{ID: fmt.Sprint(m.ID), Question: text, Type: "regular", Options: []option{{Text: "Ya"}, {Text: "Tidak"}}}
	case "link", "article":
		m.Text = text
		m.Entities = []entity{{Type: "text_link", Length: 1, URL: "https://example.org/" + p.ID}}
	default:
		m.Text = text
	}
}

func (s *scribe) react(p *sim.Post, id int64) {
	if s.options.NoReactions {
		return
	}
	told := 0
	for wait := grouping; wait <= longestTale; wait *= 2 {
		at := p.Published.Add(wait)
		n := p.At(at).Likes
		if n == told {
			continue
		}
		told = n
		s.add(at, false, "message_reaction_count", reactionCount{
			Chat: s.channel, MessageID: id, Date: at.Unix(), Reactions: reactions(n),
		})
	}
}

// reactions divides a number of likes among emoji.
func reactions(n int) []reaction {
	emoji := func(e string, n int) reaction {
		return reaction{Type: map[string]string{"type": "emoji", "emoji": e}, Total: n}
	}
	all := []reaction{
		emoji("👍", n-n/4-n/8-n/16), emoji("❤", n/4), emoji("🔥", n/8),
		{Type: map[string]string{"type": "custom_emoji", "custom_emoji_id": "5368324170671202286"}, Total: n / 16},
	}
	return slices.DeleteFunc(all, func(r reaction) bool { return r.Total == 0 })
}

// discuss fills the discussion group: copies of posts, comments on them, and
// what people say about the account without answering a post. Numbers there
// ascend with time.
func (s *scribe) discuss() {
	type entry struct {
		at      time.Time
		message *message
	}
	var all []entry
	for _, c := range s.copies {
		all = append(all, entry{at(c.Date), c})
	}
	for _, p := range s.account.Posts {
		said := map[string]*message{}
		for _, c := range p.Comments {
			m := &message{Chat: s.group, From: person(c.Author), Date: c.Created.Unix(), Text: c.Text, ReplyTo: s.threads[p]}
			if parent := said[c.ReplyTo]; parent != nil {
				m.ReplyTo = parent
			}
			said[c.ID] = m
			all = append(all, entry{c.Created, m})
		}
	}
	for _, c := range s.account.Mentions {
		all = append(all, entry{c.Created, &message{Chat: s.group, From: person(c.Author), Date: c.Created.Unix(), Text: c.Text}})
	}
	slices.SortStableFunc(all, func(x, y entry) int { return x.at.Compare(y.at) })
	for i, e := range all {
		e.message.ID = int64(i + 1)
	}
	for _, e := range all {
		s.add(e.at, true, "message", answered(e.message))
	}
}

// answered names the thread of an answer. A message in reply_to_message has no
// further one in it.
func answered(m *message) *message {
	if m.ReplyTo == nil {
		return m
	}
	root := m.ReplyTo
	for root.ReplyTo != nil {
		root = root.ReplyTo
	}
	out, parent := *m, *m.ReplyTo
	parent.ReplyTo = nil
	if m.ReplyTo.ReplyTo != nil {
		parent.Thread = root.ID
	}
	out.Thread, out.ReplyTo = root.ID, &parent
	return &out
}

func at(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }
