package instagram

import (
	"context"
	"net/url"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// foundFields are those of others' media. Hashtags give no author.
const (
	foundFields  = "id,caption,permalink,timestamp"
	taggedFields = foundFields + ",username"
)

// mostPages bounds how many pages of others' media are read at once, each of 50.
const mostPages = 20

// tagsAgain is how far back tags are read in every run: longer than hashtags
// reach, since a post may be found both ways and only a tag knows its author.
const tagsAgain = 48 * time.Hour

// tags reads others' posts that tag the account.
func (r *run) tags(ctx context.Context) error {
	if !r.config.Tags {
		return nil
	}
	stop := r.Request.Now.Add(-tagsAgain)
	if from := oldest(r.cur.Tagged); from.Before(stop) {
		stop = from
	}
	query := url.Values{"fields": {taggedFields}, "limit": {"50"}}
	err := r.found(ctx, "/"+r.self.ID+"/tags", query, schema.KindMention, func(page []mediaJSON) bool {
		for _, m := range page {
			r.tagged[m.ID] = true
		}
		return !page[len(page)-1].Time.Before(stop)
	})
	// Whether Instagram Login has this list is not documented.
	if meta.NoPermission(err) || r.config.Login == loginInstagram && err != nil && sdk.KindOf(err) == sdk.Permanent {
		r.Skip("posts that tag the account are not read: %v", err)
		r.cur.Tagged.Left = nil
		return nil
	}
	if r.tagsFailed = err != nil; !r.tagsFailed {
		r.cur.Tagged.Left = nil
	}
	return err
}

// oldest is how far back a list that can't be asked for stretches of time is to be
// read.
func oldest(t meta.Track) time.Time {
	if len(t.Left) == 0 {
		return t.Read
	}
	return t.Left[len(t.Left)-1].From
}

// newLedger counts the hashtags that an account looks for: 30 different ones in
// seven days, each counted from when it was first looked for
// (…/instagram-graph-api/reference/ig-user/recently_searched_hashtags). Another
// account of the same app has its own 30.
func newLedger(own *sdk.Memory, account string) *sdk.Ledger {
	return sdk.NewLedger(own, "instagram", account, sdk.Limit{
		Name: meta.BudgetHashtags, Unit: "hashtags", Max: mostHashtags, Window: sdk.Rolling(7 * 24 * time.Hour),
	})
}

// hashtags reads public posts of the last 24 hours that carry a hashtag. Those
// that no longer fit into seven days wait; the others go on.
func (r *run) hashtags(ctx context.Context) error {
	if r.tagsFailed {
		return nil // which posts are tags is not known
	}
	var waiting error
	for _, tag := range r.config.Hashtags {
		err := r.hashtag(ctx, tag)
		switch {
		case err == nil:
		case sdk.Exhausted(err) == meta.BudgetHashtags:
			waiting = err
		case meta.NoPermission(err):
			r.Skip("hashtags are not read: the app needs Instagram Public Content Access: %v", err)
			return nil
		case meta.NotFound(err):
			r.Skip("hashtag %s: nobody uses it on Instagram", tag)
		case sdk.KindOf(err) == sdk.Permanent:
			r.Fail(sdk.Errorf(sdk.Permanent, "hashtag %s: %w", tag, err))
		default:
			return err
		}
	}
	return waiting
}

func (r *run) hashtag(ctx context.Context, tag string) error {
	if err := r.ledger.TakeOnce(r.Request.Now, meta.BudgetHashtags, tag, 1); err != nil {
		return err
	}
	id, err := r.hashtagID(ctx, tag)
	if err != nil {
		return err
	}
	query := url.Values{"user_id": {r.self.ID}, "fields": {foundFields}, "limit": {"50"}}
	return r.found(ctx, "/"+url.PathEscape(id)+"/recent_media", query, schema.KindHashtag, func([]mediaJSON) bool { return true })
}

// hashtagID is Instagram's id of a hashtag, which never changes.
func (r *run) hashtagID(ctx context.Context, tag string) (string, error) {
	kept := "hashtag/" + tag
	var id string
	if r.own.Get(kept, &id) {
		return id, nil
	}
	var said meta.List[struct {
		ID string `json:"id"`
	}]
	if err := r.graph.Get(ctx, "/ig_hashtag_search", url.Values{"user_id": {r.self.ID}, "q": {tag}}, &said); err != nil {
		return "", err
	}
	if len(said.Data) == 0 || said.Data[0].ID == "" {
		return "", sdk.Errorf(sdk.Permanent, "Instagram knows no such hashtag")
	}
	return said.Data[0].ID, r.own.Put(kept, said.Data[0].ID)
}

// found reads a list of others' media and emits them. more decides after each
// page whether the next is wanted; a page with nothing new ends it too, since
// the cursor of a hashtag's media is the same on every page.
func (r *run) found(ctx context.Context, path string, query url.Values, kind string, more func([]mediaJSON) bool) error {
	seen, pages := map[string]bool{}, 0
	return meta.EachByCursor(ctx, r.graph, path, query, func(page []mediaJSON) (bool, error) {
		var records []sdk.Record
		before := len(seen)
		for _, m := range page {
			if m.ID == "" || seen[m.ID] {
				continue
			}
			seen[m.ID] = true
			if r.ownHandle(m.Username) || kind == schema.KindHashtag && r.tagged[m.ID] {
				continue
			}
			records = append(records, sdk.Mention{
				ID: m.ID, URL: m.Permalink, MentionKind: kind, Created: m.Time.Time, Author: m.Username, Text: m.Caption,
			})
		}
		if err := r.Emit(records...); err != nil {
			return false, err
		}
		if len(seen) == before || !more(page) {
			return false, nil
		}
		if pages++; pages >= mostPages {
			r.Skip("others' posts (%s): only the newest %d were read", kind, len(seen))
			return false, nil
		}
		return true, nil
	})
}
