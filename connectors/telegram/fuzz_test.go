package telegram

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

// Whatever stands in an update: no panic, and what is kept of it reads back as
// the same.
func FuzzUpdate(f *testing.F) {
	f.Add(`{"update_id":1,"channel_post":{"message_id":2,"date":3,"chat":{"id":-1001,"type":"channel"},"text":"a"}}`)
	f.Add(`{"update_id":2,"message":{"message_id":4,"message_thread_id":3,"chat":{"id":-1002,"type":"supergroup"},"photo":[],"caption":"b",` +
		`"reply_to_message":{"message_id":3,"is_automatic_forward":true,"forward_origin":{"type":"channel","chat":{"id":-1001},"message_id":2}}}}`)
	f.Add(`{"update_id":3,"message_reaction_count":{"chat":{"id":-1001},"message_id":2,"reactions":[{"type":{"type":"emoji","emoji":"👍"},"total_count":-9}]}}`)
	f.Add(`{"update_id":4,"edited_channel_post":{"message_id":2,"chat":{"id":-1001},"rich_message":{"blocks":[{"type":"paragraph","text":["a",{"text":"b"}]}]}}}`)
	f.Add(`{"update_id":-5,"channel_post":null,"message":{"media_group_id":"1","video":null}}`)
	f.Fuzz(func(t *testing.T, raw string) {
		page, _ := decodeUpdates([]json.RawMessage{json.RawMessage(raw)})
		kept, err := json.Marshal(page)
		require.NoError(t, err)
		again, err := decodeUpdates(split(t, kept))
		require.NoError(t, err)
		twice, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(kept), string(twice))
		r := newRun()
		for _, u := range page {
			r.apply(&held{Update: u})
		}
		require.NoError(t, r.handOver())
	})
}

func split(t *testing.T, page []byte) []json.RawMessage {
	t.Helper()
	var all []json.RawMessage
	require.NoError(t, json.Unmarshal(page, &all))
	return all
}

func newRun() *run {
	c, ok := New().(*connector)
	if !ok {
		panic("New makes a connector")
	}
	c.config = defaultConfig()
	r := &run{
		connector: c, Run: sdk.NewRun(sdk.Request{Now: sdktest.Now}, func(...sdk.Record) error { return nil }),
		chat: chatInfoJSON{ID: -1001, Linked: -1002}, touched: map[*post]bool{}, mentions: map[int64]sdk.Mention{},
	}
	r.known.index()
	return r
}

// A rich message of any shape gives a text.
func FuzzRichText(f *testing.F) {
	f.Add(`{"blocks":[{"type":"heading","text":"a"},{"type":"list","items":[{"label":"1","blocks":[]}]}]}`)
	f.Add(`{"blocks":[{"type":"table","cells":[[{"text":"x","align":"left"}]],"caption":"c"}]}`)
	f.Add(`{"blocks":{"credit":{"text":[[["z"]]]}}}`)
	f.Fuzz(func(_ *testing.T, raw string) { richText(json.RawMessage(raw)) })
}

func FuzzCursor(f *testing.F) {
	for _, seed := range []string{"", "{", `{"v":1,"next":5}`, `{"v":1,"lap":2,"next":-5}`, `{"v":9,"next":5}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		c := readCursor(raw)
		require.GreaterOrEqual(t, c.Next, int64(0))
		again, err := c.encode()
		require.NoError(t, err)
		require.Equal(t, c, readCursor(again))
	})
}

// The envelope of errors, and whatever else a server may answer with.
func FuzzRefusal(f *testing.F) {
	f.Add(`{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 5","parameters":{"retry_after":5}}`, 429)
	f.Add(`{"ok":false,"error_code":400,"description":"\ud800","parameters":{"migrate_to_chat_id":-1}}`, 400)
	f.Add(`{"ok":false,"error_code":-1,"parameters":{"retry_after":-9223372036854775808}}`, 404)
	f.Fuzz(func(t *testing.T, body string, status int) {
		if err := classify(&sdk.StatusError{Status: status, Body: []byte(body)}, nil); err != nil {
			require.NotEmpty(t, err.Error())
		}
	})
}
