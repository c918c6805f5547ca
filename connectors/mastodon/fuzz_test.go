package mastodon

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzStatus looks for statuses and notifications that make the connector
// panic, or into records without an id.
func FuzzStatus(f *testing.F) {
	f.Add(`{"id":"1","created_at":"2026-03-09T08:00:00.000Z","content":"<p>Halo</p>","account":{"id":"2","acct":"warga"},"replies_count":1}`)
	f.Add(`{"id":7,"created_at":"kapan-kapan","visibility":"direct","media_attachments":[{"type":"gifv"}],"favourites_count":-1}`)
	f.Add(`{"id":"9","type":"mention","status":{"id":"1","in_reply_to_id":null,"reblog":{},"poll":{},"card":{"url":"https://a.example"}}}`)
	f.Add(`{"id":null,"type":"mention","status":"null"}`)
	f.Fuzz(func(_ *testing.T, raw string) {
		for _, decode := range []func(json.RawMessage) (entry, error){decodeStatus, decodeNotification} {
			e, err := decode(json.RawMessage(raw))
			if err != nil || e.status == nil {
				continue
			}
			postRecord(e.status)
			mentionRecord(e.status, "reply", "")
			e.status.ownPost("2")
		}
	})
}

// FuzzThread looks for threads, circles among them, on which the walk from a
// reply to the post above it does not end.
func FuzzThread(f *testing.F) {
	f.Add(`{"descendants":[{"id":"2","in_reply_to_id":"3"},{"id":"3","in_reply_to_id":"2"}]}`)
	f.Fuzz(func(_ *testing.T, raw string) {
		var thread contextJSON
		if json.Unmarshal([]byte(raw), &thread) != nil {
			return
		}
		r := &run{connector: &connector{}, self: accountJSON{ID: "1"}}
		all := r.decodeAll(thread.Descendants)
		byID := map[id]*statusJSON{}
		for _, s := range all {
			byID[s.ID] = s
		}
		for _, s := range all {
			r.answered(s, "1", byID)
		}
	})
}

// FuzzCursor looks for cursors that make a run panic; one of ours comes back as
// it was.
func FuzzCursor(f *testing.F) {
	f.Add(`{"v":1,"posts":{"newest":"2026-03-09T08:00:00Z","rest":"max_id=5"},"retry":{"7":2},"seen":[{"id":"1","n":3}]}`)
	f.Add(`{"v":99}`)
	f.Fuzz(func(t *testing.T, raw string) {
		c := readCursor([]byte(raw))
		c.remember(nil)
		out, err := c.encode()
		require.NoError(t, err)
		again, err := readCursor(out).encode()
		require.NoError(t, err)
		require.JSONEq(t, string(out), string(again))
	})
}
