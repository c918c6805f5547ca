package x

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

// FuzzPage reads pages of anything: no answer may stop the process.
func FuzzPage(f *testing.F) {
	f.Add(`{"data":[{"id":"1","text":"a","created_at":"2026-03-09T08:00:00.000Z","public_metrics":{"like_count":1}}],"meta":{"next_token":"b"}}`)
	f.Add(`{"data":[{"id":1}],"errors":[{"type":"https://api.x.com/2/problems/not-authorized-for-field","resource_id":7}],"meta":null}`)
	f.Add(`{"data":[null,{"entities":{"urls":[{"expanded_url":"%zz"}],"mentions":null},"attachments":{"media_keys":["_"]}}]}`)
	f.Fuzz(func(t *testing.T, raw string) {
		var list listReply
		if json.Unmarshal([]byte(raw), &list) != nil {
			return
		}
		r := testRun()
		p := page{posts: r.decode(list.Data), problems: list.Errors}
		p.lacks()
		p.gone([]string{"1"})
		_ = nothing(p.problems)
		s := span{seen: map[string]bool{}}
		s.add(p.posts)
		for _, post := range p.posts {
			r.postRecord(post)
			kind, under := r.kind(post, "mention")
			mentionRecord(post, kind, under)
		}
	})
}

func FuzzUser(f *testing.F) {
	f.Add(`{"data":{"id":"1","username":"dinas","public_metrics":{"followers_count":3}}}`)
	f.Add(`{"data":[{"id":"1","username":"dinas"}],"errors":[]}`)
	f.Add(`{"data":[]}`)
	f.Fuzz(func(_ *testing.T, raw string) {
		var said userReply
		if json.Unmarshal([]byte(raw), &said) != nil {
			return
		}
		if u, err := said.user(); err == nil {
			accountRecord(u)
		}
	})
}

func FuzzCounts(f *testing.F) {
	f.Add(`{"data":[{"start":"2026-03-09T08:00:00.000Z","end":"2026-03-09T09:00:00.000Z","tweet_count":4}]}`)
	f.Fuzz(func(_ *testing.T, raw string) {
		var said countsReply
		if json.Unmarshal([]byte(raw), &said) == nil {
			volumes("banjir", said)
		}
	})
}

func FuzzProblem(f *testing.F) {
	f.Add(`{"title":"UsageCapExceeded","period":"Monthly","type":"https://api.x.com/2/problems/usage-capped"}`)
	f.Add(`{"errors":[{"parameters":{"ids":["x"]},"message":"no","value":3}],"detail":"until 2026-99-99"}`)
	f.Fuzz(func(t *testing.T, raw string) {
		p := readProblem([]byte(raw))
		require.Less(t, len(p.String()), 400)
		require.True(t, p.moneyBack(sdktest.Now).After(sdktest.Now))
	})
}

func FuzzCursor(f *testing.F) {
	f.Add(`{"v":1,"posts":{"newest":"9","at":"2026-03-09T08:00:00Z","gap":{"until":"5","bound":{"since":"1"}}}}`)
	f.Fuzz(func(t *testing.T, raw string) {
		if err := sdktest.Settled(t, []byte(raw), func(raw []byte) ([]byte, error) { return readCursor(raw).encode() }); err != nil {
			require.ErrorContains(t, err, "year") // one of five digits
			return
		}
		if c := readCursor([]byte(raw)); c.Posts.Gap != nil {
			c.Posts.Gap.narrow(map[string][]string{}, time.Time{}, sdktest.Now)
		}
	})
}
