package telegram

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

func saying(id, chat int64, text string) updateJSON {
	u := updateJSON{ID: id, ChannelPost: &messageJSON{ID: id, Chat: chatJSON{ID: chat, Type: "channel"}, Date: 1, contentJSON: contentJSON{Text: text}}}
	u.trim()
	return u
}

// An account that does not come makes its neighbour's queue no larger than can
// be sent, and what is dropped for that is said to be lost.
func TestQueueIsBounded(t *testing.T) {
	t.Parallel()
	var q queue
	now := sdktest.Now
	q.confirm("@away", position{}, []int64{2}, now)
	for id := int64(1); id < 3000; id++ {
		q.confirm("@here", position{Next: id}, []int64{1}, now)
		q.add([]updateJSON{saying(id, 2, strings.Repeat("panjang ", 512))}, now)
		q.forget(now)
	}
	raw, err := json.Marshal(q)
	require.NoError(t, err)
	require.Less(t, len(raw), 1<<20)
	require.Equal(t, now, q.Lost.To)
	require.EqualValues(t, 2999, q.Updates[len(q.Updates)-1].Update.ID, "the oldest go")
}

func TestQueueNotesNumbersThatAreMissing(t *testing.T) {
	t.Parallel()
	now := sdktest.Now
	lost := func(asked int64, ids ...int64) bool {
		q := queue{Proven: position{Next: asked}, At: now.Add(-time.Minute)}
		var page []updateJSON
		for _, id := range ids {
			page = append(page, saying(id, 1, ""))
		}
		q.add(page, now)
		return q.Lost != span{}
	}
	require.False(t, lost(0, 500), "the first time any number may come")
	require.False(t, lost(500, 500, 501, 502))
	require.False(t, lost(500))
	require.False(t, lost(500, 7, 8), "numbered anew")
	require.True(t, lost(500, 502))
	require.True(t, lost(500, 500, 502))
}

// What strangers write to the bot is not kept, and of names nothing is.
func TestQueueKeepsLittle(t *testing.T) {
	t.Parallel()
	page, err := decodeUpdates([]json.RawMessage{
		json.RawMessage(`{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":9,"type":"private","first_name":"Siti"},"text":"halo"}}`),
		json.RawMessage(`{"update_id":2,"message":{"message_id":1,"date":1,"chat":{"id":-9,"type":"group","title":"Keluarga"},"from":{"id":3,"first_name":"Siti","username":"siti"},"text":"halo"}}`),
	})
	require.NoError(t, err)
	var q queue
	q.add(page, sdktest.Now)
	q.forget(sdktest.Now)
	raw, err := json.Marshal(q)
	require.NoError(t, err)
	require.NotContains(t, string(raw), "Siti")
	require.NotContains(t, string(raw), "siti")
	require.NotContains(t, string(raw), "Keluarga")
	require.Len(t, q.Updates, 1)
	q.forget(sdktest.Now.Add(unclaimedFor + time.Minute))
	require.Empty(t, q.Updates, "nobody has asked for that chat")
}

func TestChannelIsBounded(t *testing.T) {
	t.Parallel()
	var c channel
	c.index()
	now := sdktest.Now
	for i := range int64(5000) {
		m := saying(i+1, 1, strings.Repeat("panjang ", 256)).ChannelPost
		require.NotNil(t, c.learn(m, i+1, now.Add(time.Duration(i-5000)*time.Hour).Unix()))
	}
	c.forget(now)
	require.EqualValues(t, 5000, c.Posts[len(c.Posts)-1].ID)
	raw, err := json.Marshal(c)
	require.NoError(t, err)
	require.Less(t, len(raw), mostRemembered*5/4)
	c.forget(now.Add(rememberFor))
	require.Empty(t, c.Posts)
}
