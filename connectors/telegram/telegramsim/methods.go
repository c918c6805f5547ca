package telegramsim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

var methods = map[string]func(*Server, http.ResponseWriter, *call){
	"getme":              (*Server).getMe,
	"getchat":            (*Server).getChat,
	"getchatmembercount": (*Server).getChatMemberCount,
	"getchatmember":      (*Server).getChatMember,
	"getwebhookinfo":     (*Server).getWebhookInfo,
	"setwebhook":         (*Server).setWebhook,
	"deletewebhook":      (*Server).setWebhook, // without url
	"getupdates":         (*Server).getUpdates,
}

func (s *Server) getMe(w http.ResponseWriter, c *call) {
	give(w, user{
		ID: botID(c.token), IsBot: true, FirstName: c.bot.Username, Username: c.bot.Username,
		CanJoinGroups: new(true), CanReadAll: new(c.bot.ReadsAll), SupportsInline: new(false),
	})
}

// place is a chat of the world: a channel, or its discussion group.
type place struct {
	account *sim.Account
	group   bool
}

// find looks up chat_id as Client::check_chat does: by handle or number, and
// private chats only for those who are in them.
func (s *Server) find(w http.ResponseWriter, c *call) (place, bool) {
	asked := c.params["chat_id"]
	s.mu.Lock()
	o := s.options
	s.mu.Unlock()
	for _, a := range s.world.Accounts {
		if a.Platform != Platform {
			continue
		}
		inside := slices.Contains(c.bot.Channels, a.Handle)
		public := !o.Private && strings.EqualFold(asked, "@"+a.Handle)
		number := asked == strconv.FormatInt(ChannelID(a.Handle), 10)
		switch {
		case (public || number) && o.Kicked:
			refuse(w, http.StatusForbidden, "Forbidden: bot was kicked from the channel chat")
			return place{}, false
		case public, number && inside, number && !o.Private:
			return place{account: a}, true
		case !o.NoGroup && inside && asked == strconv.FormatInt(GroupID(a.Handle), 10):
			return place{account: a, group: true}, true
		}
	}
	refuse(w, http.StatusBadRequest, "Bad Request: chat not found")
	return place{}, false
}

func (s *Server) getChat(w http.ResponseWriter, c *call) {
	p, ok := s.find(w, c)
	if !ok {
		return
	}
	s.mu.Lock()
	o := s.options
	s.mu.Unlock()
	full := fullChat{chat: channelOf(p.account, o), MaxReactions: 11, AccentColor: 1, GiftTypes: map[string]bool{"unlimited_gifts": false}}
	if p.group {
		full.chat = groupOf(p.account)
		full.Linked = ChannelID(p.account.Handle)
	} else if !o.NoGroup {
		full.Linked = GroupID(p.account.Handle)
	}
	if o.NoReactions {
		full.Reactions = &[]any{}
	}
	give(w, full)
}

func (s *Server) getChatMemberCount(w http.ResponseWriter, c *call) {
	p, ok := s.find(w, c)
	if !ok {
		return
	}
	n := 1
	if p.account.Followers != nil {
		n = p.account.Followers(s.world.Now())
	}
	give(w, n)
}

// getChatMember knows only the bot itself.
func (s *Server) getChatMember(w http.ResponseWriter, c *call) {
	p, ok := s.find(w, c)
	if !ok {
		return
	}
	if c.params["user_id"] != strconv.FormatInt(botID(c.token), 10) {
		refuse(w, http.StatusBadRequest, "Bad Request: PARTICIPANT_ID_INVALID")
		return
	}
	status := "left"
	switch {
	case p.group && c.bot.Group != "":
		status = c.bot.Group
	case !p.group && slices.Contains(c.bot.Channels, p.account.Handle):
		status = "administrator"
	}
	member := map[string]any{"status": status, "user": user{ID: botID(c.token), IsBot: true, FirstName: c.bot.Username}}
	if status == "administrator" {
		member["can_manage_chat"] = true
	}
	give(w, member)
}

func (s *Server) getWebhookInfo(w http.ResponseWriter, c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	box := s.boxes[c.token]
	box.catchUp(s.world.Now(), s.sees(c.bot))
	give(w, map[string]any{"url": box.webhook, "has_custom_certificate": false, "pending_update_count": len(box.updates)})
}

func (s *Server) setWebhook(w http.ResponseWriter, c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.boxes[c.token].webhook = c.params["url"]
	give(w, true)
}

// getUpdates is Client::process_get_updates_query, but for two things: asked
// for the same offset within three seconds, the official server waits for those
// three seconds, and within half a second it gives one update only.
func (s *Server) getUpdates(w http.ResponseWriter, c *call) {
	s.mu.Lock()
	box := s.boxes[c.token]
	box.catchUp(s.world.Now(), s.sees(c.bot))
	if box.webhook != "" {
		s.mu.Unlock()
		refuse(w, http.StatusConflict,
			"Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
		return
	}
	box.allow(c.params["allowed_updates"])
	offset, limit, timeout := number(c, "offset", 0), number(c, "limit", mostUpdates), number(c, "timeout", 0)
	if limit < 1 || limit > mostUpdates {
		limit = mostUpdates
	}
	updates := box.get(offset, int(limit), s.world.Now())
	if len(updates) > 0 || timeout <= 0 {
		s.mu.Unlock()
		give(w, updates)
		return
	}
	ended := box.wait()
	s.mu.Unlock()
	timer := time.NewTimer(time.Duration(timeout) * time.Second)
	defer timer.Stop()
	select {
	case <-ended:
		refuse(w, http.StatusConflict,
			"Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
	case <-c.Context().Done():
	case <-timer.C:
		give(w, updates)
	}
}

// sees tells which chats' messages a bot gets. All bots get what is posted in
// channels; the discussion group's messages only an administrator, or a member
// whose privacy mode is off. See https://core.telegram.org/bots/features#privacy-mode.
func (s *Server) sees(b Bot) func(group bool) bool {
	kicked, none := s.options.Kicked, s.options.NoGroup
	return func(group bool) bool {
		if group {
			return !none && (b.Group == "administrator" || b.Group == "member" && b.ReadsAll)
		}
		return !kicked
	}
}

func number(c *call, name string, usual int64) int64 {
	n, err := strconv.ParseInt(c.params[name], 10, 64)
	if err != nil {
		return usual
	}
	return n
}

// allowedTypes reads allowed_updates; unreadable counts as not given.
func allowedTypes(raw string) ([]string, bool) {
	var types []string
	if raw == "" || json.Unmarshal([]byte(raw), &types) != nil {
		return nil, false
	}
	return types, true
}
