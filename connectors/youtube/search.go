package youtube

import (
	"context"
	"html"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

const (
	// searchLate is how far back a search goes behind the last one: videos come
	// to the index late.
	searchLate = 24 * time.Hour
	// mostPages bounds one search; each page costs one of a hundred calls a day.
	mostPages = 5
)

// searches looks for others' videos that match the configured searches.
func (r *run) searches(ctx context.Context) error {
	for q := range r.cur.Searched {
		if !slices.Contains(r.config.Search, q) {
			delete(r.cur.Searched, q)
		}
	}
	for _, q := range r.config.Search {
		last := r.cur.Searched[q]
		if r.Request.Now.Sub(last) < r.searchEvery() {
			continue
		}
		after := r.Request.Since
		if !last.IsZero() {
			after = last.Add(-searchLate)
		}
		if err := r.search(ctx, q, after); err != nil {
			return err
		}
		r.cur.Searched[q] = r.Request.Now
	}
	return nil
}

// searchEvery is how long a search waits for its next turn: the first pages of
// all searches take half of the day's calls.
func (r *run) searchEvery() time.Duration {
	each := 2 * 24 * time.Hour * time.Duration(len(r.config.Search)) / time.Duration(r.config.SearchQuota)
	return max(each, time.Hour)
}

func (r *run) search(ctx context.Context, q string, after time.Time) error {
	query := url.Values{
		"part": {"snippet"}, "type": {"video"}, "order": {"date"}, "maxResults": {"50"}, "q": {q},
	}
	if !after.IsZero() {
		query.Set("publishedAfter", after.UTC().Format(time.RFC3339))
	}
	for range mostPages {
		var list listJSON[searchJSON]
		if err := r.ask(ctx, r.Request.Now, bucketSearch, "/search", query, &list); err != nil {
			return err
		}
		var records []sdk.Record
		for _, hit := range list.Items {
			if id := hit.ID.Video; id != "" && hit.Snippet.Channel != r.self.ID && !r.found[id] {
				r.found[id] = true
				records = append(records, r.mention(hit))
			}
		}
		if err := r.Emit(records...); err != nil {
			return err
		}
		if list.Next == "" {
			return nil
		}
		query.Set("pageToken", list.Next)
	}
	r.Skip("the search %q finds more than %d videos; the older ones are not read", q, mostPages*pageSize)
	return nil
}

// mention makes the record of a video that was found. What it is depends on its
// own words and not on the search, so that it is counted once: it names the
// channel, or it is about what was looked for.
func (r *run) mention(hit searchJSON) sdk.Mention {
	text := strings.TrimSpace(html.UnescapeString(hit.Snippet.Title) + "\n\n" + html.UnescapeString(hit.Snippet.Description))
	kind := schema.KindHashtag
	if r.names(text) {
		kind = schema.KindMention
	}
	return sdk.Mention{
		ID: hit.ID.Video, URL: watchURL(hit.ID.Video), MentionKind: kind,
		Created: hit.Snippet.Published.Time, Author: hit.Snippet.Channel, Text: text,
	}
}

// names tells whether a text names the channel, by its handle or its title.
func (r *run) names(text string) bool {
	text = strings.ToLower(text)
	for _, name := range []string{r.self.Snippet.CustomURL, r.self.Snippet.Title} {
		if name != "" && strings.Contains(text, strings.ToLower(name)) {
			return true
		}
	}
	return false
}
