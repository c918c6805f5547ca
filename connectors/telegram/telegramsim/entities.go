package telegramsim

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"github.com/pantau/pantau/connectors/sim"
)

// Objects as documented under "Available types", as far as the world has
// something to say.

type user struct {
	ID             int64  `json:"id"`
	IsBot          bool   `json:"is_bot"`
	FirstName      string `json:"first_name"`
	Username       string `json:"username,omitempty"`
	CanJoinGroups  *bool  `json:"can_join_groups,omitempty"`
	CanReadAll     *bool  `json:"can_read_all_group_messages,omitempty"`
	SupportsInline *bool  `json:"supports_inline_queries,omitempty"`
}

type chat struct {
	ID       int64  `json:"id"`
	Type     string `json:"type"`
	Title    string `json:"title"`
	Username string `json:"username,omitempty"`
}

type fullChat struct {
	chat
	MaxReactions int             `json:"max_reaction_count"`
	AccentColor  int             `json:"accent_color_id"`
	GiftTypes    map[string]bool `json:"accepted_gift_types"`
	Linked       int64           `json:"linked_chat_id,omitempty"`
	Reactions    *[]any          `json:"available_reactions,omitempty"`
}

type message struct {
	ID            int64    `json:"message_id"`
	Thread        int64    `json:"message_thread_id,omitempty"`
	From          *user    `json:"from,omitempty"`
	SenderChat    *chat    `json:"sender_chat,omitempty"`
	Date          int64    `json:"date"`
	Chat          chat     `json:"chat"`
	ForwardOrigin *origin  `json:"forward_origin,omitempty"`
	AutoForward   bool     `json:"is_automatic_forward,omitempty"`
	ReplyTo       *message `json:"reply_to_message,omitempty"`
	Album         string   `json:"media_group_id,omitempty"`
	Text          string   `json:"text,omitempty"`
	Entities      []entity `json:"entities,omitempty"`
	Caption       string   `json:"caption,omitempty"`
	Photo         []file   `json:"photo,omitempty"`
	Video         *file    `json:"video,omitempty"`
	Audio         *file    `json:"audio,omitempty"`
	Document      *file    `json:"document,omitempty"`
	Poll          *poll    `json:"poll,omitempty"`
}

// origin is a MessageOriginChannel.
type origin struct {
	Type      string `json:"type"`
	Date      int64  `json:"date"`
	Chat      chat   `json:"chat"`
	MessageID int64  `json:"message_id"`
}

type entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	URL    string `json:"url,omitempty"`
}

type file struct {
	ID       string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Width    int    `json:"width"`
	Height   int    `json:"height"`
	Duration int    `json:"duration"`
}

type poll struct {
	ID       string   `json:"id"`
	Question string   `json:"question"`
	Options  []option `json:"options"`
	Type     string   `json:"type"`
}

type option struct {
	Text   string `json:"text"`
	Voters int    `json:"voter_count"`
}

// reactionCount is a MessageReactionCountUpdated.
type reactionCount struct {
	Chat      chat       `json:"chat"`
	MessageID int64      `json:"message_id"`
	Date      int64      `json:"date"`
	Reactions []reaction `json:"reactions"`
}

type reaction struct {
	Type  map[string]string `json:"type"`
	Total int               `json:"total_count"`
}

// ChannelID is the number of a handle's channel.
func ChannelID(handle string) int64 { return chatID("channel " + handle) }

// GroupID is the number of a channel's discussion group.
func GroupID(handle string) int64 { return chatID("group " + handle) }

// chatID makes a number as channels and supergroups have.
func chatID(what string) int64 { return -1_000_000_000_000 - int64(hash(what)) }

// botID is the number that a token begins with.
func botID(token string) int64 {
	if id, _, ok := strings.Cut(token, ":"); ok {
		if n, err := strconv.ParseInt(id, 10, 64); err == nil {
			return n
		}
	}
	return int64(hash("bot " + token))
}

func hash(what string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(what)) // never fails
	return h.Sum32()
}

func channelOf(a *sim.Account, o Options) chat {
	c := chat{ID: ChannelID(a.Handle), Type: "channel", Title: a.Name}
	if !o.Private {
		c.Username = a.Handle
	}
	return c
}

func groupOf(a *sim.Account) chat {
	return chat{ID: GroupID(a.Handle), Type: "supergroup", Title: "Diskusi " + a.Name}
}

func person(name string) *user {
	return &user{ID: int64(hash("user " + name)), FirstName: name, Username: name}
}

func fileOf(id int64, part int) file {
	name := fmt.Sprintf("file%d.%d", id, part)
	return file{ID: name, UniqueID: name, Width: 1280, Height: 720, Duration: 30}
}
