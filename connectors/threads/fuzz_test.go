package threads

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

// FuzzPosts makes records of any page of posts: the account's own and others'.
func FuzzPosts(f *testing.F) {
	for _, seed := range []string{
		`{"data":[{"id":"1","media_type":"TEXT_POST","permalink":"x","text":"y","timestamp":"2026-03-01T08:00:00+0000","has_replies":true}]}`,
		`{"data":[{"id":"1","media_type":"REPOST_FACADE"},{"id":"2","link_attachment_url":"z","media_type":"AUDIO","timestamp":17}]}`,
		`{"data":[{"id":"3","username":"warga","is_reply":true,"root_post":{"id":"1"},"owner":{"id":"7"}},{"id":"3"},{"username":"DINAS","id":"4"}]}`,
		`{"data":[{"id":1}]}`, `{"data":{}}`, `{"data":[{"root_post":null,"timestamp":""}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var page meta.List[postJSON]
		if json.Unmarshal(raw, &page) != nil {
			return
		}
		seen := map[string]bool{}
		r := newRun(&session{connector: &connector{}, self: userJSON{Username: "dinas"}}, sdk.Request{Now: sdktest.Now}, func(records ...sdk.Record) error {
			for _, record := range records {
				m, ok := record.(sdk.Mention)
				require.True(t, ok)
				require.NotEmpty(t, m.ID)
				require.False(t, seen[m.ID], "once a run")
				require.NotEqual(t, "dinas", m.Author)
				seen[m.ID] = true
			}
			return nil
		})
		for _, p := range page.Data {
			require.NotEmpty(t, p.record().Type)
			require.NoError(t, r.other(p, schema.KindReply, "1"))
		}
	})
}

// FuzzCursor reads any cursor, and its own again.
func FuzzCursor(f *testing.F) {
	f.Add([]byte(`{"v":1,"posts":{"read":"2026-03-09T08:00:00Z","left":[{"from":"2026-03-01T08:00:00Z","to":"2026-03-02T08:00:00Z"}]},"found":{"#banjir":{}},"talk":{"seen":[{"id":"v","n":3,"at":"2026-03-09T08:00:00Z"}],"retry":{"a":2}},"broken":{"1 post":true}}`))
	f.Add([]byte(`{"v":99}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		require.Equal(t, cursorVersion, readCursor(raw).Version)
		require.NoError(t, sdktest.Settled(t, raw, func(raw []byte) ([]byte, error) { return readCursor(raw).encode() }))
	})
}
