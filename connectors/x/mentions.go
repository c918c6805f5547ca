package x

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// mentions reads who names the account; most replies to it do.
func (r *run) mentions(ctx context.Context) (err error) {
	f := feed{
		endpoint: "users/:id/mentions", path: "/users/" + url.PathEscape(r.self.ID) + "/mentions",
		query: url.Values{}, token: "pagination_token",
		what: purchase{price: r.ownPrice(), sizes: []int{mostPosts, 5}},
		take: func(page []*postJSON) error { return r.takeOthers(page, schema.KindMention) },
	}
	r.cur.Mentions, err = r.follow(ctx, f, f, r.cur.Mentions, r.sinceLast(r.cur.Mentions))
	return err
}

// sinceLast is from where others' posts are read: they have no counters that
// grow, so only the first run goes back to the collector's Since.
func (r *run) sinceLast(t track) bound {
	if t.Newest == "" {
		return bound{From: r.Request.Since}
	}
	return bound{Since: t.Newest, From: t.At}
}

// searchDelay is how long X may take until it finds a post.
const searchDelay = 2 * time.Minute

// oldestFound is how far back recent search looks, and a little less, since a
// request takes its time.
func (r *run) oldestFound() time.Time { return r.now.Add(-recentHours*time.Hour + searchDelay) }

// replies reads what is said under the own posts of the last days, also where it
// answers another reply and does not name the account. All conversations are
// searched in each run, since X counts direct replies only.
func (r *run) replies(ctx context.Context) error {
	maps.DeleteFunc(r.cur.Roots, func(_ string, published time.Time) bool { return published.Before(r.oldestFound()) })
	if !r.config.Replies || len(r.cur.Roots) == 0 {
		return nil
	}
	from := bound{From: r.cur.Replies}
	for _, query := range conversations(slices.Sorted(maps.Keys(r.cur.Roots)), r.self.Username) {
		f := r.searchFeed(query, r.keep(), schema.KindReply)
		narrowed := maps.Clone(f.query)
		from.narrow(narrowed, f.oldest)
		if _, err := r.sweep(ctx, f, narrowed); err != nil {
			return err
		}
	}
	r.cur.Replies = r.now.Add(-searchDelay)
	return nil
}

// conversations makes queries for what others say in conversations, as many in
// each as fit.
func conversations(roots []string, username string) []string {
	const before, after = "(", ") -from:"
	var out []string
	var terms []string
	size := 0
	for _, root := range roots {
		term := "conversation_id:" + root
		if size+len(term)+len(" OR ")+len(before)+len(after)+len(username) > mostQuery {
			out = append(out, before+strings.Join(terms, " OR ")+after+username)
			terms, size = nil, 0
		}
		terms, size = append(terms, term), size+len(term)+len(" OR ")
	}
	return append(out, before+strings.Join(terms, " OR ")+after+username)
}

// takeOthers emits posts of others. Wherever a post was found, the same rule
// says what it is, so that it is counted once:
//
//   - an answer to the account is a reply to the post that it answers;
//   - else what stands in the conversation under an own post is a reply to that;
//   - else what names the account is a mention;
//   - else it was found by a search.
func (r *run) takeOthers(page []*postJSON, found string) error {
	var records []sdk.Record
	for _, p := range page {
		if p.Author == r.self.ID || p.repost() || r.done[p.ID] {
			continue
		}
		r.done[p.ID] = true
		kind, post := r.kind(p, found)
		if kind == schema.KindReply && !r.config.Replies {
			continue
		}
		records = append(records, mentionRecord(p, kind, post))
	}
	return r.Emit(records...)
}

// kind is what a post of somebody else is, and the own post it answers.
func (r *run) kind(p *postJSON, found string) (kind, post string) {
	_, ours := r.cur.Roots[p.Conversation]
	ours = ours || r.mine[p.Conversation]
	switch {
	case p.InReplyTo == r.self.ID && p.answers() != "":
		return schema.KindReply, p.answers()
	case ours:
		return schema.KindReply, p.Conversation
	case found == schema.KindMention, p.names(userJSON{ID: r.self.ID, Username: r.self.Username}):
		return schema.KindMention, ""
	}
	return found, ""
}
