package tiktok

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// Endpoints, under whose names TikTok counts requests.
const (
	endpointUser    = "user_info"
	endpointVideos  = "video_list"
	endpointVideo   = "video_query"
	endpointProfile = "business_get"
	endpointPosts   = "business_video_list"
	endpointComment = "business_comment_list"
)

var endpoints = []string{endpointUser, endpointVideos, endpointVideo, endpointProfile, endpointPosts, endpointComment}

// mostVideos is the most that either API gives at once.
const mostVideos = 20

// display is the Display API:
// https://developers.tiktok.com/doc/display-api-overview (H).
type display struct {
	*connector
	user, video  *fields
	onUnreadable func(error)
}

var _ source = (*display)(nil)

func newDisplay(c *connector, insights *sdk.Insights, onUnreadable func(error)) *display {
	return &display{
		connector: c, onUnreadable: onUnreadable,
		user: &fields{
			base: []string{"display_name"}, optional: []string{"follower_count", "following_count", "video_count"},
			insights: insights, scope: "user",
		},
		video: &fields{
			base:     []string{"id", "create_time", "title", "video_description", "share_url"},
			optional: []string{"like_count", "comment_count", "share_count", "view_count"},
			insights: insights, scope: "video",
		},
	}
}

// account implements source.
func (d *display) account(ctx context.Context) (sdk.Metrics, error) {
	u, err := d.profile(ctx)
	if err != nil {
		return nil, err
	}
	return sdk.Metrics{
		schema.MetricFollowers: metric(d.user, "follower_count", u.User.Followers, schema.NotOffered),
		schema.MetricFollowing: metric(d.user, "following_count", u.User.Following, schema.NotOffered),
		schema.MetricPosts:     metric(d.user, "video_count", u.User.Videos, schema.NotOffered),
	}, nil
}

func (d *display) profile(ctx context.Context) (u userJSON, err error) {
	err = d.user.ask(d.now, func(names []string) error {
		var said displayReply[userJSON]
		if err := d.ledger.Take(d.now, endpointUser, 1); err != nil {
			return err
		}
		if _, err := d.http.JSON(ctx, "/user/info/", url.Values{"fields": {strings.Join(names, ",")}}, &said); err != nil {
			return err
		}
		u = said.Data
		return said.err(d.now)
	})
	return u, err
}

// videos implements source.
func (d *display) videos(ctx context.Context, before int64) (page, error) {
	in := map[string]any{"max_count": mostVideos}
	if before > 0 {
		in["cursor"] = before
	}
	said, err := d.ask(ctx, endpointVideos, "/video/list/", in)
	return page{videos: d.decode(said.Videos), next: said.Cursor, more: said.More}, err
}

// byID implements source.
func (d *display) byID(ctx context.Context, ids []string) ([]video, error) {
	said, err := d.ask(ctx, endpointVideo, "/video/query/", map[string]any{"filters": map[string]any{"video_ids": ids}})
	return d.decode(said.Videos), err
}

func (d *display) ask(ctx context.Context, endpoint, path string, in any) (videosJSON, error) {
	var said displayReply[videosJSON]
	err := d.video.ask(d.now, func(names []string) error {
		said = displayReply[videosJSON]{}
		if err := d.ledger.Take(d.now, endpoint, 1); err != nil {
			return err
		}
		if _, err := d.http.PostQuery(ctx, path, url.Values{"fields": {strings.Join(names, ",")}}, in, &said); err != nil {
			return err
		}
		return said.err(d.now)
	})
	return said.Data, err
}

func (d *display) decode(raw []json.RawMessage) []video {
	out := make([]video, 0, len(raw))
	for _, item := range raw {
		var v displayVideoJSON
		if err := json.Unmarshal(item, &v); err != nil {
			d.onUnreadable(err)
			continue
		}
		out = append(out, d.make(v))
	}
	return out
}

// make makes a video. What only the API for Business has is not offered.
func (d *display) make(v displayVideoJSON) video {
	why := late(d.now, v.Created.Time)
	text := v.Description
	if text == "" {
		text = v.Title
	}
	return video{
		id: v.ID, created: v.Created.Time, text: text, url: plainURL(v.URL), kind: "video", comments: v.Comments,
		metrics: sdk.Metrics{
			schema.MetricViews:    metric(d.video, "view_count", v.Views, why),
			schema.MetricLikes:    metric(d.video, "like_count", v.Likes, why),
			schema.MetricComments: metric(d.video, "comment_count", v.Comments, why),
			schema.MetricShares:   metric(d.video, "share_count", v.Shares, why),
			schema.MetricReach:    sdk.NotAvailable(schema.NotOffered),
			schema.MetricSaves:    sdk.NotAvailable(schema.NotOffered),
			schema.MetricClicks:   sdk.NotAvailable(schema.NotOffered),
		},
	}
}

// plainURL drops what tells TikTok who asked.
func plainURL(raw string) string {
	plain, _, _ := strings.Cut(raw, "?")
	return plain
}
