package tiktok

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

// FuzzVideos reads pages of either API of anything: no answer may stop the
// process.
func FuzzVideos(f *testing.F) {
	f.Add(`{"data":{"videos":[{"id":"1","create_time":1773046800,"like_count":-3,"share_url":"https://a?b"}],"cursor":5,"has_more":true},"error":{"code":"ok"}}`)
	f.Add(`{"code":0,"data":{"videos":[null,{"item_id":7,"create_time":"1","likes":2,"media_type":"PHOTO","total_time_watched":-0.1}],"cursor":-1}}`)
	f.Fuzz(func(t *testing.T, raw string) {
		var d displayReply[videosJSON]
		if json.Unmarshal([]byte(raw), &d) == nil {
			_ = d.err(sdktest.Now)
		}
		var b businessReply[videosJSON]
		if json.Unmarshal([]byte(raw), &b) == nil {
			_ = b.err(sdktest.Now)
		}
		c := &connector{now: sdktest.Now}
		ignore := func(error) {}
		over := &business{connector: c, posts: &fields{}, onUnreadable: ignore}
		for _, v := range append(newDisplay(c, nil, ignore).decode(d.Data.Videos), over.decode(b.Data.Videos)...) {
			for name, m := range v.metrics {
				require.GreaterOrEqual(t, m.Value, 0.0, name)
			}
		}
	})
}

func FuzzProfile(f *testing.F) {
	f.Add(`{"metrics":[{"date":"2026-03-07","video_views":3,"audience_activity":[{"hour":"0","count":10},{"hour":23,"count":-1},{"hour":"x"}]}],"audience_ages":[{"age":"18-24","percentage":0.4},{"percentage":7}]}`)
	f.Fuzz(func(t *testing.T, raw string) {
		var p profileJSON
		if json.Unmarshal([]byte(raw), &p) != nil {
			return
		}
		c, ok := New().(*connector)
		require.True(t, ok)
		require.NoError(t, c.Configure(sdk.Settings("token: abcd\n")))
		d, _ := p.counted(sdktest.Now)
		for _, r := range append((&run{connector: c}).hours(d), shares("age", p.Ages, sdktest.Now)...) {
			a, ok := r.(sdk.Audience)
			require.True(t, ok)
			require.GreaterOrEqual(t, a.Value.Value, 0.0)
			require.LessOrEqual(t, a.Share, 1.0)
		}
	})
}

func FuzzComments(f *testing.F) {
	f.Add(`{"comments":[{"comment_id":5,"create_time":"1773046800","text":"a","reply_list":[{"comment_id":"6"},7],"replies":-2}],"cursor":1}`)
	f.Fuzz(func(_ *testing.T, raw string) {
		var said commentsJSON
		if json.Unmarshal([]byte(raw), &said) != nil {
			return
		}
		r := &run{Run: sdk.NewRun(sdk.Request{}, func(...sdk.Record) error { return nil }), done: map[string]bool{}}
		for _, comment := range r.decodeComments(said.Comments) {
			_ = r.emitComments("1", r.decodeComments(comment.Answers)...)
		}
	})
}

func FuzzErrors(f *testing.F) {
	f.Add(429, `{"error":{"code":"rate_limit_exceeded","message":"x"}}`)
	f.Add(400, `{"code":40002,"message":"fields"}`)
	f.Add(401, `{"error":"a text"}`)
	f.Fuzz(func(t *testing.T, status int, raw string) {
		c := &connector{now: sdktest.Now}
		if err := c.classify(&sdk.StatusError{Status: status, Body: []byte(raw)}, http.Header{}); err != nil {
			require.Less(t, len(err.Error()), 600)
			refused(err)
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add(`{"v":1,"newest":"2026-03-09T08:00:00Z","gap":{"before":100},"seen":[{"video":"a","n":3}],"due":[{"video":"b","n":2,"tries":2}]}`)
	f.Fuzz(func(t *testing.T, raw string) {
		if err := sdktest.Settled(t, []byte(raw), func(raw []byte) ([]byte, error) { return readCursor(raw).encode() }); err != nil {
			require.ErrorContains(t, err, "year") // one of five digits
		}
	})
}
