package tiktok

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// business is the API for Business, of organic accounts:
// https://business-api.tiktok.com/portal/docs?id=1762228399168514 (profile),
// https://ads.tiktok.com/marketing_api/docs?id=1733327057319937 (videos) and
// …?id=1733329505077250 (comments). These pages need a sign-in; fields and limits
// are as in public clients that quote them (M).
type business struct {
	*connector
	id             string
	profile, posts *fields
	last           profileJSON // as the last call of account read it
	onUnreadable   func(error)
}

var _ source = (*business)(nil)

func newBusiness(c *connector, insights *sdk.Insights, onUnreadable func(error)) (*business, error) {
	b := &business{
		connector: c, id: c.config.BusinessID, onUnreadable: onUnreadable,
		profile: &fields{
			base: []string{"username"},
			optional: []string{
				"followers_count", "following_count", "videos_count", "profile_views", "video_views", "engaged_audience", "daily_new_followers",
				"daily_lost_followers", "audience_activity", "audience_ages", "audience_genders", "audience_countries", "audience_cities",
			},
			insights: insights, scope: "profile",
		},
		posts: &fields{
			base: []string{"item_id", "create_time", "caption", "share_url"},
			optional: []string{
				"media_type", "likes", "comments", "shares", "favorites", "video_views", "reach", "total_time_watched",
				"average_time_watched", "new_followers", "profile_views", "website_clicks",
			},
			insights: insights, scope: "video",
		},
	}
	if b.id == "" && !c.own.Get(keptBusiness, &b.id) {
		return nil, sdk.Errorf(sdk.Auth, "business_id: there is none; run `pantau auth`, or set it beside token")
	}
	return b, nil
}

// ask makes one request. Parameters that are lists or objects are JSON.
func ask[T any](ctx context.Context, b *business, endpoint, path string, query url.Values) (T, error) {
	var said businessReply[T]
	if err := b.ledger.Take(b.now, endpoint, 1); err != nil {
		return said.Data, err
	}
	query.Set("business_id", b.id)
	if _, err := b.http.JSON(ctx, path, query, &said); err != nil {
		return said.Data, err
	}
	return said.Data, said.err(b.now)
}

// profileDays is for how many days the account's figures are asked: the last
// complete one is among them.
const profileDays = 7

// account implements source.
func (b *business) account(ctx context.Context) (sdk.Metrics, error) {
	today := midnight(b.now)
	err := b.profile.ask(b.now, func(names []string) (err error) {
		b.last, err = ask[profileJSON](ctx, b, endpointProfile, "/business/get/", url.Values{
			"fields": {jsonList(names)}, "start_date": {today.AddDate(0, 0, -profileDays).Format(time.DateOnly)},
			"end_date": {today.AddDate(0, 0, -1).Format(time.DateOnly)},
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	d, _ := b.last.counted(b.now)
	return sdk.Metrics{
		schema.MetricFollowers: metric(b.profile, "followers_count", b.last.Followers, schema.NotOffered),
		schema.MetricFollowing: metric(b.profile, "following_count", b.last.Following, schema.NotOffered),
		schema.MetricPosts:     metric(b.profile, "videos_count", b.last.Videos, schema.NotOffered),
		metricVisits:           metric(b.profile, "profile_views", d.ProfileViews, schema.NotReady),
		metricEngaged:          metric(b.profile, "engaged_audience", d.Engaged, schema.NotReady),
		metricGained:           metric(b.profile, "daily_new_followers", notZero(d.New), schema.NotReady),
		metricLost:             metric(b.profile, "daily_lost_followers", notZero(d.Lost), schema.NotReady),
	}, nil
}

// counted is the last day that TikTok has counted. Days that it has not are full
// of zeros (M: seen by one team); after 48 hours zeros are meant.
func (p profileJSON) counted(now time.Time) (dayJSON, bool) {
	days := slices.Clone(p.Days)
	slices.SortFunc(days, func(a, b dayJSON) int { return strings.Compare(b.Date, a.Date) })
	for _, d := range days {
		at, err := time.Parse(time.DateOnly, d.Date)
		if err == nil && (d.something() || now.Sub(at) >= 24*time.Hour+lateDays) {
			return d, true
		}
	}
	return dayJSON{}, false
}

// something tells whether anything was counted on a day.
func (d dayJSON) something() bool {
	for _, n := range []*int64{d.VideoViews, d.ProfileViews, d.Engaged} {
		if n != nil && *n > 0 {
			return true
		}
	}
	return false
}

// notZero drops a zero that stands for a day of which TikTok does not tell: it
// has been seen to give gains on Mondays only (L: one account in 2026).
func notZero(n *int64) *int64 {
	if n != nil && *n == 0 {
		return nil
	}
	return n
}

// videos implements source.
func (b *business) videos(ctx context.Context, before int64) (page, error) {
	query := url.Values{"max_count": {strconv.Itoa(mostVideos)}}
	if before > 0 {
		query.Set("cursor", strconv.FormatInt(before, 10))
	}
	said, err := b.list(ctx, query)
	return page{videos: b.decode(said.Videos), next: said.Cursor, more: said.More}, err
}

// byID implements source.
func (b *business) byID(ctx context.Context, ids []string) ([]video, error) {
	raw, err := json.Marshal(map[string][]string{"video_ids": ids})
	if err != nil {
		return nil, sdk.Errorf(sdk.Permanent, "asking for videos by their ids: %w", err)
	}
	said, err := b.list(ctx, url.Values{"filters": {string(raw)}, "max_count": {strconv.Itoa(mostVideos)}})
	return b.decode(said.Videos), err
}

func (b *business) list(ctx context.Context, query url.Values) (said videosJSON, err error) {
	err = b.posts.ask(b.now, func(names []string) (err error) {
		query.Set("fields", jsonList(names))
		said, err = ask[videosJSON](ctx, b, endpointPosts, "/business/video/list/", query)
		return err
	})
	return said, err
}

// jsonList writes names as a JSON list, which none of them makes difficult.
func jsonList(names []string) string { return `["` + strings.Join(names, `","`) + `"]` }

func (b *business) decode(raw []json.RawMessage) []video {
	out := make([]video, 0, len(raw))
	for _, item := range raw {
		var v businessVideoJSON
		if err := json.Unmarshal(item, &v); err != nil {
			b.onUnreadable(err)
			continue
		}
		out = append(out, b.make(v))
	}
	return out
}

func (b *business) make(v businessVideoJSON) video {
	why, kind := late(b.now, v.Created.Time), "video"
	if v.MediaType == "PHOTO" {
		kind = "image"
	}
	return video{
		id: string(v.ID), created: v.Created.Time, text: v.Caption, url: plainURL(v.URL), kind: kind, comments: v.Comments,
		metrics: sdk.Metrics{
			schema.MetricViews:    metric(b.posts, "video_views", v.Views, why),
			schema.MetricReach:    metric(b.posts, "reach", v.Reach, why),
			schema.MetricLikes:    metric(b.posts, "likes", v.Likes, why),
			schema.MetricComments: metric(b.posts, "comments", v.Comments, why),
			schema.MetricShares:   metric(b.posts, "shares", v.Shares, why),
			schema.MetricSaves:    metric(b.posts, "favorites", v.Favorites, why),
			schema.MetricClicks:   metric(b.posts, "website_clicks", v.WebsiteClicks, why),
			metricWatchTime:       metric(b.posts, "total_time_watched", v.TotalWatched, why),
			metricAverageWatch:    metric(b.posts, "average_time_watched", v.AverageWatch, why),
			metricFollows:         metric(b.posts, "new_followers", v.NewFollowers, why),
			metricVisits:          metric(b.posts, "profile_views", v.ProfileViews, why),
		},
	}
}
