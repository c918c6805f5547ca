package youtube

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/api/option"
	dataapi "google.golang.org/api/youtube/v3"
	analyticsapi "google.golang.org/api/youtubeanalytics/v2"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/youtube/youtubesim"
)

// signed sends a credential with each request.
type signed struct{ header, value string }

// RoundTrip implements http.RoundTripper.
func (s signed) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set(s.header, s.value)
	return http.DefaultTransport.RoundTrip(r)
}

// google gives Google's own clients of the platform: what is public with a key,
// the reports with the token that the connector has got.
func google(t *testing.T, p *platform, c *connector) (*dataapi.Service, *analyticsapi.Service) {
	t.Helper()
	token, err := c.token(t.Context())
	require.NoError(t, err)
	client := func(s signed) []option.ClientOption {
		return []option.ClientOption{option.WithEndpoint(p.URL), option.WithHTTPClient(&http.Client{Transport: s})}
	}
	data, err := dataapi.NewService(t.Context(), client(signed{"X-Goog-Api-Key", sdktest.Token})...)
	require.NoError(t, err)
	reports, err := analyticsapi.NewService(t.Context(), client(signed{"Authorization", "Bearer " + token.Access})...)
	require.NoError(t, err)
	return data, reports
}

// Google's own clients and the connector must read the same of the simulator,
// so that the two can't share a misunderstanding.
func TestGooglesClientsReadTheSame(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(youtubesim.Platform, 133)
	p := newPlatform(t, w, youtubesim.Options{})
	c := p.connect(t, withOwner+"search: [banjir]\n")
	var e sdktest.Gathered
	e.Collect(t, c, sdk.Request{})
	e.Whole(t)
	data, reports := google(t, p, c)

	channels, err := data.Channels.List([]string{"snippet", "statistics", "contentDetails"}).ForHandle("@dinas").Do()
	require.NoError(t, err)
	require.Len(t, channels.Items, 1)
	channel := channels.Items[0]
	require.InDelta(t, float64(channel.Statistics.SubscriberCount), e.Account.Metrics["followers"].Value, 0)
	require.InDelta(t, float64(channel.Statistics.ViewCount), e.Account.Metrics["views"].Value, 0)
	require.InDelta(t, float64(channel.Statistics.VideoCount), e.Account.Metrics["posts"].Value, 0)
	require.EqualValues(t, 1200, channel.Statistics.SubscriberCount, "1204, in three figures")

	ids := uploadsOf(t, data, channel)
	require.Len(t, e.Posts, len(ids))
	comments := 0
	for from := 0; from < len(ids); from += 50 {
		comments += compareVideos(t, data, ids[from:min(from+50, len(ids))], e)
	}
	comments += searched(t, data, e)
	require.Len(t, e.Mentions, comments)
	compareReports(t, reports, channel.Id, e)
}

func uploadsOf(t *testing.T, data *dataapi.Service, channel *dataapi.Channel) (ids []string) {
	t.Helper()
	list := data.PlaylistItems.List([]string{"contentDetails"}).PlaylistId(channel.ContentDetails.RelatedPlaylists.Uploads).MaxResults(50)
	require.NoError(t, list.Pages(t.Context(), func(page *dataapi.PlaylistItemListResponse) error {
		for _, item := range page.Items {
			require.NotEmpty(t, item.ContentDetails.VideoPublishedAt)
			ids = append(ids, item.ContentDetails.VideoId)
		}
		return nil
	}))
	require.Len(t, ids, 133)
	return ids
}

// compareVideos compares videos and their comments, and counts the comments.
func compareVideos(t *testing.T, data *dataapi.Service, ids []string, e sdktest.Gathered) (comments int) {
	t.Helper()
	list, err := data.Videos.List([]string{"snippet", "statistics", "status", "liveStreamingDetails"}).Id(ids...).Do()
	require.NoError(t, err)
	require.Len(t, list.Items, len(ids))
	for _, v := range list.Items {
		post := e.Posts[v.Id]
		require.Equal(t, strings.TrimSpace(v.Snippet.Title+"\n\n"+v.Snippet.Description), post.Text)
		require.Equal(t, v.Snippet.PublishedAt, post.Published.Format("2006-01-02T15:04:05Z"))
		require.Equal(t, "public", v.Status.PrivacyStatus)
		require.Equal(t, v.LiveStreamingDetails != nil, post.Type == "live")
		for metric, want := range map[string]uint64{
			"views": v.Statistics.ViewCount, "likes": v.Statistics.LikeCount, "comments": v.Statistics.CommentCount,
		} {
			require.Equal(t, sdk.Number(int64(want)), post.Metrics[metric])
		}
		comments += compareComments(t, data, v, e)
	}
	return comments
}

func compareComments(t *testing.T, data *dataapi.Service, v *dataapi.Video, e sdktest.Gathered) (n int) {
	t.Helper()
	same := func(c *dataapi.Comment) {
		m := e.Mentions[c.Id]
		require.Equal(t, c.Snippet.TextDisplay, m.Text)
		require.Equal(t, c.Snippet.AuthorChannelId.Value, m.Author)
		require.Equal(t, v.Id, m.Post)
		n++
	}
	threads := data.CommentThreads.List([]string{"snippet", "replies"}).VideoId(v.Id).MaxResults(100).TextFormat("plainText")
	require.NoError(t, threads.Pages(t.Context(), func(page *dataapi.CommentThreadListResponse) error {
		for _, thread := range page.Items {
			same(thread.Snippet.TopLevelComment)
			answers := data.Comments.List([]string{"snippet"}).ParentId(thread.Id).MaxResults(100)
			if err := answers.Pages(t.Context(), func(page *dataapi.CommentListResponse) error {
				for _, c := range page.Items {
					same(c)
				}
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	}))
	require.EqualValues(t, v.Statistics.CommentCount, n)
	return n
}

func searched(t *testing.T, data *dataapi.Service, e sdktest.Gathered) (n int) {
	t.Helper()
	hits := data.Search.List([]string{"snippet"}).Q("banjir").Type("video").Order("date").MaxResults(50)
	require.NoError(t, hits.Pages(t.Context(), func(page *dataapi.SearchListResponse) error {
		for _, hit := range page.Items {
			require.Equal(t, hit.Snippet.ChannelId, e.Mentions[hit.Id.VideoId].Author)
			n++
		}
		return nil
	}))
	return n
}

func compareReports(t *testing.T, reports *analyticsapi.Service, channel string, e sdktest.Gathered) {
	t.Helper()
	audience := map[string]sdk.Audience{}
	for _, a := range e.Audience {
		audience[a.Dimension+" "+a.Bucket] = a
	}
	ask := func(metrics, dimensions string) (rows map[string][]float64) {
		call := reports.Reports.Query().Ids("channel==" + channel).StartDate("2025-01-01").EndDate("2026-03-10").
			Metrics(metrics).Dimensions(dimensions)
		if dimensions == "video" {
			call = call.Sort("-estimatedMinutesWatched").MaxResults(200) // the largest of all, here
		}
		said, err := call.Context(context.WithoutCancel(t.Context())).Do()
		require.NoError(t, err)
		rows = map[string][]float64{}
		for _, row := range said.Rows {
			var key []string
			var values []float64
			for i, header := range said.ColumnHeaders {
				if header.ColumnType == "DIMENSION" {
					key = append(key, row[i].(string))
				} else {
					values = append(values, row[i].(float64))
				}
			}
			rows[strings.Join(key, " ")] = values
		}
		return rows
	}
	videos := ask("shares,estimatedMinutesWatched,averageViewDuration,subscribersGained", "video")
	require.NotEmpty(t, videos)
	for id, row := range videos {
		m := e.Posts[id].Metrics
		require.Equal(t, []float64{row[0], 60 * row[1], row[2], row[3]},
			[]float64{m["shares"].Value, m["watch_time_s"].Value, m["average_watch_s"].Value, m["follows"].Value}, id)
	}
	for key, row := range ask("viewerPercentage", "ageGroup,gender") {
		require.InDelta(t, row[0]/100, audience["age_gender "+ageGender(key)].Share, 1e-12, key)
	}
	for key, row := range ask("views", "country") {
		require.Equal(t, row[0], audience["country "+key].Value.Value, key)
	}
}

// Errors look to Google's clients as they are meant.
func TestGooglesClientsSeeTheSameErrors(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(youtubesim.Platform), youtubesim.Options{Quota: 3})
	data, _ := google(t, p, p.connect(t, withOwner))
	_, err := data.PlaylistItems.List([]string{"contentDetails"}).PlaylistId("UUnobody").Do()
	require.ErrorContains(t, err, "404")
	require.ErrorContains(t, err, "playlistNotFound")
	_, err = data.CommentThreads.List([]string{"snippet"}).VideoId("nothing").Do()
	require.ErrorContains(t, err, "videoNotFound")
	for range 2 {
		_, err = data.Videos.List([]string{"statistics"}).Id(strconv.Itoa(1)).Do()
	}
	require.ErrorContains(t, err, "403")
	require.ErrorContains(t, err, "quotaExceeded")
}
