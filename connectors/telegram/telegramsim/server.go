// Package telegramsim answers as Telegram's Bot API server does, for the
// channels of a simulated world on the platform "telegram". It follows the
// documentation, https://core.telegram.org/bots/api, version 10.1, and where
// that is silent the official server's source,
// https://github.com/tdlib/telegram-bot-api.
package telegramsim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/pantau/pantau/connectors/sim"
)

// Platform is the platform whose accounts are served.
const Platform = "telegram"

// Options are what differs between installations. Tests may change them on a
// running server, see Server.Set.
type Options struct {
	// Bots are the bots by token. Any other token is refused.
	Bots map[string]Bot
	// Private channels have no handle; they are found by number, see ChannelID.
	Private bool
	// NoGroup: the channels have no discussion groups.
	NoGroup bool
	// NoReactions: the channels allow no reactions.
	NoReactions bool
	// Album is how many pictures a post of type image has; 0: one.
	Album int
	// FirstUpdate is the number of each bot's first update; 0: 10000.
	FirstUpdate int64
	// RetryAfter refuses every call for so many seconds; 0: none.
	RetryAfter int
	// Kicked bots are in no channel any more.
	Kicked bool
}

// Bot is one bot and where it was added.
type Bot struct {
	Username string
	// Channels are the handles of the channels that it administers.
	Channels []string
	// Group is what it is in their discussion groups: "administrator",
	// "member", or nothing.
	Group string
	// ReadsAll: its privacy mode is off.
	ReadsAll bool
	// Allowed are the types of update that it was given so far; nil: Telegram's
	// default, which is without reactions.
	Allowed []string
}

// Server serves one world.
type Server struct {
	world *sim.World

	mu      sync.Mutex
	options Options
	boxes   map[string]*mailbox // by token
}

var _ http.Handler = (*Server)(nil)

// New makes a server of the world. It looks at the world's people once; what
// they do comes to light as the world's clock moves.
func New(w *sim.World, o Options) *Server {
	s := &Server{world: w, options: o, boxes: map[string]*mailbox{}}
	for token, bot := range o.Bots {
		s.boxes[token] = newMailbox(bot.Allowed, o.FirstUpdate)
		for _, handle := range bot.Channels {
			if a := w.Account(Platform, handle); a != nil {
				s.boxes[token].follow(script(a, o))
			}
		}
	}
	return s
}

// Handler is New for those who need only the handler.
func Handler(w *sim.World, o Options) http.Handler { return New(w, o) }

// Set changes how the server behaves from now on. What was added to Bots is not
// looked at.
func (s *Server) Set(change func(*Options)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.options)
}

// Push puts an update into a bot's queue now: {"channel_post": …}. It stands for
// what no world does, such as editing.
func (s *Server) Push(token, kind string, content any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.boxes[token].catchUp(s.world.Now(), s.sees(s.options.Bots[token]))
	s.boxes[token].push(kind, content, s.world.Now())
}

// call is one call of a method.
type call struct {
	*http.Request
	token  string
	bot    Bot
	params map[string]string
}

// ServeHTTP implements http.Handler. The order of checks is that of
// HttpConnection.cpp, ClientManager.cpp and Client.cpp.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token, method, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	if !ok || !strings.HasPrefix(r.URL.Path, "/bot") {
		refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	s.mu.Lock()
	bot, known := s.options.Bots[token]
	wait := s.options.RetryAfter
	s.mu.Unlock()
	switch {
	case !known:
		refuse(w, http.StatusUnauthorized, "Unauthorized")
		return
	case wait > 0:
		tooMany(w, wait)
		return
	}
	params, err := parameters(w, r)
	if err != nil {
		refuse(w, http.StatusBadRequest, "Bad Request: can't parse parameters")
		return
	}
	// Names of methods are case-insensitive.
	serve, ok := methods[strings.ToLower(method)]
	if !ok {
		refuse(w, http.StatusNotFound, "Not Found: method not found")
		return
	}
	serve(s, w, &call{Request: r, token: token, bot: bot, params: params})
}

func give(w http.ResponseWriter, result any) {
	answer(w, http.StatusOK, map[string]any{"ok": true, "result": result})
}

func refuse(w http.ResponseWriter, code int, description string) {
	answer(w, code, map[string]any{"ok": false, "error_code": code, "description": description})
}

// tooMany is Query::set_retry_after_error: the seconds stand in the body and in
// the header.
func tooMany(w http.ResponseWriter, seconds int) {
	w.Header().Set("Retry-After", fmt.Sprint(seconds))
	answer(w, http.StatusTooManyRequests, map[string]any{
		"ok": false, "error_code": http.StatusTooManyRequests,
		"description": fmt.Sprintf("Too Many Requests: retry after %d", seconds),
		"parameters":  map[string]any{"retry_after": seconds},
	})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client may have gone
}
