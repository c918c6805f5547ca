package telegram

import (
	"encoding/json"
	"time"
	"unicode/utf8"

	"github.com/pantau/pantau/connectors/sdk"
)

// What the API answers, as far as it is used; names of persons are not. The
// same types are kept in the queue, so that nothing else of an update is.

// answerJSON is every answer's envelope. See "Making requests".
type answerJSON struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"` // seconds
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// updateJSON is one entry of the bot's queue; one of its messages is set.
type updateJSON struct {
	ID            int64          `json:"update_id"`
	ChannelPost   *messageJSON   `json:"channel_post,omitempty"`
	EditedPost    *messageJSON   `json:"edited_channel_post,omitempty"`
	Message       *messageJSON   `json:"message,omitempty"`
	EditedMessage *messageJSON   `json:"edited_message,omitempty"`
	Reactions     *reactionsJSON `json:"message_reaction_count,omitempty"`
}

type messageJSON struct {
	ID            int64        `json:"message_id"`
	Thread        int64        `json:"message_thread_id,omitempty"` // the message at the root of the thread
	From          *userJSON    `json:"from,omitempty"`
	SenderChat    *chatJSON    `json:"sender_chat,omitempty"` // who wrote in a chat's name
	Chat          chatJSON     `json:"chat"`
	Date          int64        `json:"date"` // of sending, also in an edited message; seconds since 1970
	AutoForward   bool         `json:"is_automatic_forward,omitempty"`
	ForwardOrigin *originJSON  `json:"forward_origin,omitempty"`
	ReplyTo       *messageJSON `json:"reply_to_message,omitempty"`
	Album         string       `json:"media_group_id,omitempty"`
	contentJSON
}

type userJSON struct {
	ID    int64 `json:"id"`
	IsBot bool  `json:"is_bot,omitempty"`
}

type chatJSON struct {
	ID   int64  `json:"id"`
	Type string `json:"type,omitempty"` // private, group, supergroup or channel
}

// originJSON is where a forwarded message comes from; only channels are of
// interest.
type originJSON struct {
	Type      string   `json:"type"`
	Date      int64    `json:"date"`
	Chat      chatJSON `json:"chat"`
	MessageID int64    `json:"message_id,omitempty"`
}

type reactionsJSON struct {
	Chat      chatJSON            `json:"chat"`
	MessageID int64               `json:"message_id"`
	Reactions []reactionCountJSON `json:"reactions"` // all that are on the message now
}

type reactionCountJSON struct {
	Type struct {
		Type  string `json:"type"` // emoji, custom_emoji or paid
		Emoji string `json:"emoji,omitempty"`
	} `json:"type"`
	Total int `json:"total_count"`
}

// chatInfoJSON is a ChatFullInfo.
type chatInfoJSON struct {
	ID        int64              `json:"id"`
	Type      string             `json:"type"`
	Title     string             `json:"title"`
	Username  string             `json:"username"`
	Linked    int64              `json:"linked_chat_id"`
	Reactions *[]json.RawMessage `json:"available_reactions"` // absent: all; empty: none
}

// reactionsOff tells whether nobody can react in the chat.
func (c chatInfoJSON) reactionsOff() bool { return c.Reactions != nil && len(*c.Reactions) == 0 }

type meJSON struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
	ReadsAll bool   `json:"can_read_all_group_messages"`
}

type memberJSON struct {
	Status   string `json:"status"`
	IsMember bool   `json:"is_member"` // of those who are restricted
}

type webhookJSON struct {
	URL string `json:"url"`
}

// chat is the chat that an update is about; 0 if it is of no interest.
func (u *updateJSON) chat() int64 {
	if u.Reactions != nil {
		return u.Reactions.Chat.ID
	}
	if m := u.message(); m != nil && m.Chat.Type != "private" {
		return m.Chat.ID
	}
	return 0
}

func (u *updateJSON) message() *messageJSON {
	for _, m := range []*messageJSON{u.ChannelPost, u.EditedPost, u.Message, u.EditedMessage} {
		if m != nil {
			return m
		}
	}
	return nil
}

// mostText is the most of a text that is remembered, in bytes: a little more
// than a record takes, so that the SDK sees that there was more and says so. A
// message has at most 4096 characters, a rich one 32768.
const mostText = sdk.MaxText + utf8.UTFMax

// trim drops what would only take room in the queue.
func (u *updateJSON) trim() {
	m := u.message()
	if m == nil {
		return
	}
	m.contentJSON = m.reduce()
	if m.ReplyTo == nil {
		return
	}
	if !m.ReplyTo.AutoForward {
		m.ReplyTo = nil // it is in the same thread, whose root is named
		return
	}
	m.ReplyTo.contentJSON = m.ReplyTo.reduce()
}

func at(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }
