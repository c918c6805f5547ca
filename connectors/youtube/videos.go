package youtube

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// take emits at most pageSize videos and reads the comments on them.
func (r *run) take(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	found, err := r.videos(ctx, ids)
	if err != nil {
		return err
	}
	var posts []video
	for _, id := range ids {
		switch v, ok := found[id]; {
		case !ok || v.private:
			r.lost(id)
		case v.upcoming:
			r.upcoming = append(r.upcoming, id)
		case v.unlisted: // not meant for everybody
		default:
			posts = append(posts, v)
		}
	}
	records, err := r.posts(ctx, posts)
	if err != nil {
		return err
	}
	if err := r.Emit(records...); err != nil {
		return err
	}
	for _, id := range ids {
		r.looked[id] = true
	}
	return r.comments(ctx, posts)
}

// video is one video with its counters.
type video struct {
	details
	id    string
	stats statisticsJSON
}

// videos reads videos by their ids. For those whose details are known it asks
// only for counters, which has a quota of its own. What does not come back is
// deleted, or not public.
func (r *run) videos(ctx context.Context, ids []string) (map[string]video, error) {
	found := map[string]video{}
	known := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { _, ok := r.details.get(id, r.Request.Now); return !ok })
	if err := r.stats(ctx, known, found); err != nil {
		return nil, err
	}
	rest := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { _, ok := found[id]; return ok })
	if len(rest) == 0 {
		return found, nil
	}
	var list listJSON[videoJSON]
	query := url.Values{"part": {"snippet,status,liveStreamingDetails,statistics"}, "id": {strings.Join(rest, ",")}, "maxResults": {"50"}}
	if err := r.ask(ctx, r.Request.Now, bucketUnits, "/videos", query, &list); err != nil && reasonOf(err) != "videoNotFound" {
		return nil, err
	}
	for _, v := range list.Items {
		d := detailsOf(v, r.Request.Now)
		if d.lasting() {
			r.details.put(v.ID, d)
		}
		found[v.ID] = video{id: v.ID, details: d, stats: v.Statistics}
	}
	return found, nil
}

// stats adds the known videos' counters by videos:batchGetStats. It finds none
// where the server does not have that call, or its quota is used up: then they
// are read with everything else. It answers for each id by itself, so an id
// that is missing here may still be there.
func (r *run) stats(ctx context.Context, ids []string, into map[string]video) error {
	if len(ids) == 0 || r.noBatchStats {
		return nil
	}
	var list listJSON[videoStatJSON]
	query := url.Values{"part": {"statistics"}, "id": {strings.Join(ids, ",")}}
	err := r.ask(ctx, r.Request.Now, bucketStats, "/videos:batchGetStats", query, &list)
	switch status := sdk.Status(err); {
	case status == http.StatusNotFound || status == http.StatusMethodNotAllowed || status == http.StatusNotImplemented:
		r.noBatchStats = true
		return nil
	case sdk.Exhausted(err) == bucketStats:
		return nil
	case err != nil:
		return err
	}
	for _, v := range list.Items {
		if d, ok := r.details.get(v.ID, r.Request.Now); ok {
			into[v.ID] = video{id: v.ID, details: d, stats: v.Statistics}
		}
	}
	return nil
}

// posts makes the records of videos, with what the owner's reports add. A report
// whose filter names the videos may have them as rows, unsorted.
func (r *run) posts(ctx context.Context, videos []video) ([]sdk.Record, error) {
	if len(videos) == 0 {
		return nil, nil
	}
	ids := make([]string, len(videos))
	for i, v := range videos {
		ids[i] = v.id
	}
	rows, reasons, err := r.report(ctx, report{
		scope: "video", names: []string{"shares", "likes", "estimatedMinutesWatched", "averageViewDuration", "subscribersGained"},
		dimensions: "video", filters: "video==" + strings.Join(ids, ","), from: r.born(), to: r.today(),
	})
	if err != nil {
		return nil, err
	}
	records := make([]sdk.Record, len(videos))
	for i, v := range videos {
		records[i] = r.post(v, rows, reasons)
	}
	return records, nil
}

// born is the day on which the channel's reports begin: counters are totals.
func (r *run) born() time.Time {
	if at := r.self.Snippet.Published; !at.IsZero() {
		return at.In(r.pacific)
	}
	return time.Date(2005, 2, 14, 0, 0, 0, 0, r.pacific) // YouTube's own
}

func (r *run) post(v video, rows table, reasons map[string]schema.Reason) sdk.Post {
	// A video without a row is too new, or below what YouTube shows.
	lacking := schema.Threshold
	if r.Request.Now.Sub(v.published) < usuallyLate*24*time.Hour {
		lacking = schema.NotReady
	}
	reported := func(name string, factor float64) sdk.Metric {
		m := rows.metric(v.id, name, reasons, lacking)
		m.Value *= factor
		return m
	}
	likes := sdk.Optional(v.stats.Likes.number(), schema.Permission)
	if v.stats.Likes == nil { // the owner hides it, but may know it
		if m := reported("likes", 1); m.Reason == "" {
			likes = m
		}
	}
	return sdk.Post{
		ID: v.id, URL: watchURL(v.id), Type: v.kind, Published: v.published, Text: v.text,
		Metrics: sdk.Metrics{
			schema.MetricViews:    sdk.Optional(v.stats.Views.number(), schema.Permission),
			schema.MetricLikes:    likes,
			schema.MetricComments: sdk.Optional(v.stats.Comments.number(), schema.NotOffered), // off for this video
			schema.MetricShares:   reported("shares", 1),
			metricWatchTime:       reported("estimatedMinutesWatched", 60),
			metricAverageWatch:    reported("averageViewDuration", 1),
			metricFollows:         reported("subscribersGained", 1),
		},
	}
}

func watchURL(video string) string {
	return "https://www.youtube.com/watch?v=" + url.QueryEscape(video)
}
