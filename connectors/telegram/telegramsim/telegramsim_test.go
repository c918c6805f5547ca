package telegramsim_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	client "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
	"github.com/pantau/pantau/connectors/telegram/telegramsim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const token = "123456:token-of-dinas"

var everything = client.AllowedUpdates{
	models.AllowedUpdateMessage, models.AllowedUpdateChannelPost, models.AllowedUpdateEditedChannelPost, models.AllowedUpdateMessageReactionCount,
}

// reader is somebody else's client, and what it has read.
type reader struct {
	*client.Bot

	mu  sync.Mutex
	got []*models.Update
}

func (r *reader) take(_ context.Context, _ *client.Bot, u *models.Update) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, u)
}

func (r *reader) updates() []*models.Update {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.got
}

func serve(t *testing.T, w *sim.World, o telegramsim.Options) (*telegramsim.Server, string) {
	t.Helper()
	if o.Bots == nil {
		o.Bots = map[string]telegramsim.Bot{token: {Username: "pantau_bot", Channels: []string{"dinas"}, Group: "administrator", Allowed: everything}}
	}
	s := telegramsim.New(w, o)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, server.URL
}

// start runs an independent client of the world until the test ends.
func start(t *testing.T, address string) *reader {
	t.Helper()
	r := &reader{}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	var err error
	r.Bot, err = client.New(token, client.WithServerURL(address), client.WithDefaultHandler(r.take), client.WithNotAsyncHandlers(),
		client.WithAllowedUpdates(everything), client.WithHTTPClient(5*time.Second, &http.Client{Transport: transport}),
		client.WithErrorsHandler(func(error) {}))
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); r.Start(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
	return r
}

func TestIndependentClientKnowsTheChannel(t *testing.T) {
	t.Parallel()
	_, address := serve(t, sdktest.World(telegramsim.Platform), telegramsim.Options{})
	c := start(t, address)
	me, err := c.GetMe(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 123456, me.ID)
	chat, err := c.GetChat(t.Context(), &client.GetChatParams{ChatID: "@dinas"})
	require.NoError(t, err)
	require.Equal(t, telegramsim.ChannelID("dinas"), chat.ID)
	require.Equal(t, models.ChatTypeChannel, chat.Type)
	require.Equal(t, telegramsim.GroupID("dinas"), chat.LinkedChatID)
	n, err := c.GetChatMemberCount(t.Context(), &client.GetChatMemberCountParams{ChatID: chat.ID})
	require.NoError(t, err)
	require.Equal(t, 1204, n)
	member, err := c.GetChatMember(t.Context(), &client.GetChatMemberParams{ChatID: chat.LinkedChatID, UserID: me.ID})
	require.NoError(t, err)
	require.Equal(t, models.ChatMemberTypeAdministrator, member.Type)
	_, err = c.GetChat(t.Context(), &client.GetChatParams{ChatID: "@nobody"})
	require.ErrorIs(t, err, client.ErrorBadRequest)
	_, err = client.New("123456:wrong", client.WithServerURL(address))
	require.ErrorIs(t, err, client.ErrorUnauthorized)
}

// The client of others reads a day of the world through long polling, and
// understands it as it was meant.
func TestIndependentClientReadsUpdates(t *testing.T) {
	t.Parallel()
	w := sdktest.World(telegramsim.Platform)
	_, address := serve(t, w, telegramsim.Options{Album: 2})
	r := start(t, address)
	post := w.Accounts[0].Posts[44] // the only one of the last 24 hours
	last := post.Comments[3]
	seen := func() bool {
		for _, u := range r.updates() {
			if u.Message != nil && u.Message.Text == last.Text {
				return true
			}
		}
		return false
	}
	require.Eventually(t, seen, 10*time.Second, 5*time.Millisecond)
	copies := map[int]*models.Message{}
	var ids []int64
	for _, u := range r.updates() {
		ids = append(ids, u.ID)
		switch m := u.Message; {
		case u.ChannelPost != nil:
			require.Equal(t, post.Text, u.ChannelPost.Text)
			require.EqualValues(t, post.Published.Unix(), u.ChannelPost.Date)
		case u.MessageReactionCount != nil:
			require.Equal(t, telegramsim.ChannelID("dinas"), u.MessageReactionCount.Chat.ID)
			require.Positive(t, u.MessageReactionCount.Reactions[0].TotalCount)
		case m != nil && m.IsAutomaticForward:
			require.NotNil(t, m.ForwardOrigin.MessageOriginChannel)
			require.Equal(t, telegramsim.ChannelID("dinas"), m.ForwardOrigin.MessageOriginChannel.Chat.ID)
			copies[m.ID] = m
		case m != nil && m.MessageThreadID != 0:
			require.Contains(t, copies, m.MessageThreadID)
			require.NotNil(t, m.ReplyToMessage)
			require.Nil(t, m.ReplyToMessage.ReplyToMessage)
		}
	}
	require.NotEmpty(t, copies)
	require.IsIncreasing(t, ids)
}

// ask calls getUpdates and gives the updates' numbers.
func ask(t *testing.T, address, query string) (ids []int64, status int) {
	t.Helper()
	resp, err := http.Get(address + "/bot" + token + "/getUpdates?" + query)
	require.NoError(t, err)
	defer resp.Body.Close()
	var body struct {
		Result []struct {
			ID int64 `json:"update_id"`
		} `json:"result"`
	}
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&body))
	for _, u := range body.Result {
		ids = append(ids, u.ID)
	}
	return ids, resp.StatusCode
}

func TestQueueAsDocumented(t *testing.T) {
	t.Parallel()
	w := sdktest.World(telegramsim.Platform)
	now := sdktest.Now
	w.SetClock(func() time.Time { return now })
	_, address := serve(t, w, telegramsim.Options{})
	all, _ := ask(t, address, "")
	require.Greater(t, len(all), 5)
	again, _ := ask(t, address, "limit=3")
	require.Equal(t, all[:3], again, "nothing is forgotten without an offset")
	rest, _ := ask(t, address, fmt.Sprintf("offset=%d", all[2]+1))
	require.Equal(t, all[3:], rest)
	gone, _ := ask(t, address, fmt.Sprintf("offset=%d", all[0]))
	require.Equal(t, all[3:], gone, "what an offset has passed is forgotten")
	ahead, _ := ask(t, address, fmt.Sprintf("offset=%d", all[len(all)-1]+1_000_000))
	require.Equal(t, all[3:], ahead, "an offset far ahead is not believed")
	tail, _ := ask(t, address, "offset=-1")
	require.Equal(t, all[len(all)-1:], tail)
	now = now.Add(25 * time.Hour)
	late, _ := ask(t, address, "")
	require.Greater(t, late[0], all[len(all)-1], "updates live for 24 hours")
}

func TestAllowedUpdatesAreRemembered(t *testing.T) {
	t.Parallel()
	w := sdktest.World(telegramsim.Platform)
	now := sdktest.Now
	w.SetClock(func() time.Time { return now })
	_, address := serve(t, w, telegramsim.Options{
		Bots: map[string]telegramsim.Bot{token: {Channels: []string{"dinas"}, Group: "administrator"}},
	})
	count := func(query string) int {
		resp, err := http.Get(address + "/bot" + token + "/getUpdates?" + query)
		require.NoError(t, err)
		defer resp.Body.Close()
		var body struct{ Result []map[string]any }
		require.NoError(t, json.NewDecoder(resp.Body).Decode(&body))
		n := 0
		for _, u := range body.Result {
			if u["message_reaction_count"] != nil {
				n++
			}
		}
		return n
	}
	types := "allowed_updates=" + url.QueryEscape(`["message_reaction_count"]`)
	require.Zero(t, count(types), "it does not concern what has happened")
	now = now.Add(24 * time.Hour)
	require.Positive(t, count(""), "the setting is remembered")
	count("allowed_updates=[]")
	now = now.Add(48 * time.Hour)
	require.Zero(t, count(""), "an empty list means the usual, without reactions")
}

func TestOneReaderAtATime(t *testing.T) {
	t.Parallel()
	w := sdktest.World(telegramsim.Platform)
	now := sdktest.Now.AddDate(1, 0, 0)
	w.SetClock(func() time.Time { return now })
	_, address := serve(t, w, telegramsim.Options{})
	status := make(chan int, 1)
	go func() {
		resp, err := http.Get(address + "/bot" + token + "/getUpdates?timeout=20")
		if err != nil {
			status <- 0
			return
		}
		resp.Body.Close()
		status <- resp.StatusCode
	}()
	for ended := false; !ended; {
		_, code := ask(t, address, "timeout=0")
		require.Equal(t, http.StatusOK, code)
		select {
		case code := <-status:
			require.Equal(t, http.StatusConflict, code, "the one that waited is ended")
			ended = true
		default:
		}
	}
}

func TestWebhookExcludesGetUpdates(t *testing.T) {
	t.Parallel()
	_, address := serve(t, sdktest.World(telegramsim.Platform), telegramsim.Options{})
	post := func(method, kind, body string) int {
		resp, err := http.Post(address+"/bot"+token+"/"+method, kind, strings.NewReader(body))
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		return resp.StatusCode
	}
	require.Equal(t, http.StatusOK, post("setWebhook", "application/json", `{"url":"https://other.example","max_connections":4}`))
	_, code := ask(t, address, "")
	require.Equal(t, http.StatusConflict, code)
	require.Equal(t, http.StatusOK, post("deleteWebhook", "application/x-www-form-urlencoded", ""))
	_, code = ask(t, address, "")
	require.Equal(t, http.StatusOK, code)
	require.Equal(t, http.StatusNotFound, post("nonsense", "", ""))
	require.Equal(t, http.StatusBadRequest, post("getMe", "application/json", "{"))
}

// A bot whose privacy mode is on sees nothing of the group unless it is an
// administrator there.
func TestPrivacyMode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		group    string
		readsAll bool
		sees     bool
	}{{"administrator", false, true}, {"member", true, true}, {"member", false, false}, {"", true, false}} {
		_, address := serve(t, sdktest.World(telegramsim.Platform), telegramsim.Options{
			Bots: map[string]telegramsim.Bot{token: {Channels: []string{"dinas"}, Group: c.group, ReadsAll: c.readsAll}},
		})
		ids, _ := ask(t, address, "")
		require.Equal(t, c.sees, len(ids) > 1, "%+v: %d", c, len(ids))
	}
}
