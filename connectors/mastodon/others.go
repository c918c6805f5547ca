package mastodon

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

const (
	// notificationPage is the most notifications that Mastodon gives at once.
	notificationPage = 80
	// lateness is how far back timelines of others are read again: statuses
	// from other servers arrive late and are put where they belong.
	lateness = 2 * time.Hour
)

// hashtags reads the timelines of the followed hashtags.
func (r *run) hashtags(ctx context.Context) error {
	tracks := map[string]track{}
	defer func() { r.cur.Tags = tracks }()
	for i, tag := range r.config.Hashtags {
		tl := timeline{
			path: "/api/v1/timelines/tag/" + url.PathEscape(tag), query: url.Values{}, limit: pageSize, decode: decodeStatus,
			take: func(ctx context.Context, entries []entry) (int, error) {
				return r.takeOthers(ctx, entries, schema.KindHashtag)
			},
		}
		before := r.cur.Tags[tag]
		t, err := r.follow(ctx, tl, before, r.sinceLast(before))
		tracks[tag] = t
		switch {
		case err == nil:
		case r.Ended(ctx) != nil || sdk.KindOf(err) == sdk.RateLimited:
			for _, left := range r.config.Hashtags[i+1:] {
				tracks[left] = r.cur.Tags[left]
			}
			return err
		case forbidden(err):
			r.Skip("the hashtag %s is not read: %v", tag, err)
		default:
			r.Fail(err)
		}
	}
	return nil
}

// mentions reads who names the account; only its own token may.
func (r *run) mentions(ctx context.Context) error {
	if r.config.Token == "" {
		return nil
	}
	owner, err := r.owner(ctx)
	switch {
	case err != nil && forbidden(err):
		r.Skip("mentions are not read: whose token it is can't be seen: %v", err)
		return nil
	case err != nil:
		return err
	case owner.ID != r.self.ID:
		r.Skip("mentions are not read: the token belongs to %s, not to %s", owner.Acct, r.self.Acct)
		return nil
	}
	tl := timeline{
		path: "/api/v1/notifications", query: url.Values{"types[]": {"mention"}}, limit: notificationPage, decode: decodeNotification,
		take: func(ctx context.Context, entries []entry) (int, error) {
			return r.takeOthers(ctx, entries, schema.KindMention)
		},
	}
	r.cur.Mentions, err = r.follow(ctx, tl, r.cur.Mentions, r.sinceLast(r.cur.Mentions))
	if err != nil && forbidden(err) {
		r.Skip("mentions are not read; the token needs read:notifications: %v", err)
		return nil
	}
	return err
}

// sinceLast is how far back others' statuses are read: they have no counters
// that grow, so only the first run goes back to the collector's Since.
func (r *run) sinceLast(t track) time.Time {
	if t.Newest.IsZero() {
		return r.Request.Since
	}
	return t.Newest.Add(-lateness)
}

// takeOthers emits statuses of others. Wherever a status was found, the same
// rule says what it is, so that it is counted once:
//
//   - an answer, however deep, to an own post is a reply to the nearest one;
//   - else what names the account is a mention;
//   - else it was found by its hashtag.
//
// Answers that neither name the account nor answer it directly are recognised
// only where the thread was read in the same run.
func (r *run) takeOthers(ctx context.Context, entries []entry, found string) (done int, err error) {
	var records []sdk.Record
	for done = range entries {
		s := entries[done].status
		if s == nil || s.Account.ID == r.self.ID || !s.public() || s.Reblog != nil || r.done[s.ID] {
			continue
		}
		kind, post, err := r.kind(ctx, s, found)
		if err != nil {
			return done, errors.Join(r.Emit(records...), err)
		}
		if r.done[s.ID] {
			continue // it was in the thread that kind has read
		}
		if r.done[s.ID] = true; kind == schema.KindReply && !r.config.Replies {
			continue
		}
		records = append(records, mentionRecord(s, kind, string(post)))
	}
	return len(entries), r.Emit(records...)
}

// kind is what a status of somebody else is, and the own post it answers.
func (r *run) kind(ctx context.Context, s *statusJSON, found string) (kind string, post id, err error) {
	if found != schema.KindMention && s.ReplyToAccount != r.self.ID && !s.names(r.self.ID) {
		return found, "", nil
	}
	if post, err = r.answers(ctx, s); err != nil || post != "" {
		return schema.KindReply, post, err
	}
	return schema.KindMention, "", nil
}

// answers finds the own post that a status answers, asking for what stands
// above it where that is not known yet; "" if there is none.
func (r *run) answers(ctx context.Context, s *statusJSON) (id, error) {
	if s.ReplyTo == "" {
		return "", nil
	}
	if post, known := r.postOf[s.ReplyTo]; known {
		return post, nil
	}
	var thread contextJSON
	_, err := r.ask(ctx, "/api/v1/statuses/"+url.PathEscape(string(s.ID))+"/context", nil, &thread)
	if err != nil && !forbidden(err) {
		return "", err
	}
	var post id
	for _, above := range r.decodeAll(thread.Ancestors) { // from the root down
		if above.ownPost(r.self.ID) {
			post = above.ID
		}
		r.postOf[above.ID] = post
	}
	r.postOf[s.ReplyTo] = post
	if post == "" || r.tried[post] || r.noReplies || !r.config.Replies {
		return post, nil
	}
	// Where one answers, others do: reading the thread settles them all.
	if err := r.thread(ctx, post, -1); err != nil {
		return post, r.threadFailed(string(post), err)
	}
	return post, nil
}
