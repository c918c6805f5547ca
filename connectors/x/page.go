package x

import (
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"strconv"
	"strings"

	"github.com/pantau/pantau/connectors/sdk"
)

// page is what one request gave.
type page struct {
	posts    []*postJSON
	next     string
	problems []problem
}

// page reads one page. Where X gives posts without the author's metrics only,
// it is read once more without them, which costs nothing the same day.
func (r *run) page(ctx context.Context, f feed, query url.Values) (page, error) {
	fields := postFields
	if f.private {
		fields += privateFields
	}
	p, err := r.request(ctx, f, query, fields)
	if err != nil || !f.private || !p.lacks() {
		return p, err
	}
	private := map[string]*privateJSON{}
	for _, post := range p.posts {
		private[post.ID] = post.Private
	}
	p, err = r.request(ctx, f, query, postFields)
	for _, post := range p.posts {
		post.Private, post.asked = private[post.ID], true
	}
	return p, err
}

// request buys one page.
func (r *run) request(ctx context.Context, f feed, query url.Values, fields string) (p page, err error) {
	query = maps.Clone(query)
	query.Set("tweet.fields", fields)
	err = r.purse.buy(r.now, f.what, func(most int) ([]string, error) {
		if !query.Has("ids") {
			query.Set("max_results", strconv.Itoa(most))
		}
		var list listReply
		if err := r.ask(ctx, f.endpoint, f.path, query, &list); err != nil {
			return nil, err
		}
		p = page{posts: r.decode(list.Data), next: list.Meta.Next, problems: list.Errors}
		ids := make([]string, len(p.posts))
		for i, post := range p.posts {
			ids[i] = post.ID
			post.asked = strings.HasSuffix(fields, privateFields)
		}
		return items("post", ids), nil
	})
	if err == nil && len(p.posts) == 0 && !query.Has("ids") {
		err = nothing(p.problems)
	}
	return p, err
}

// nothing is the error of an answer that holds only problems.
func nothing(problems []problem) error {
	for _, p := range problems {
		switch {
		case p.aboutField():
		case p.name() == problemNotFound:
			return sdk.Errorf(sdk.Permanent, "X gives nothing: %s", p)
		default:
			return sdk.Errorf(sdk.Auth, "X gives nothing: %s", p)
		}
	}
	return nil
}

// lacks tells whether posts are missing because a field of theirs is refused.
func (p page) lacks() bool {
	given := map[string]bool{"": len(p.posts) > 0}
	for _, post := range p.posts {
		given[post.ID] = true
	}
	for _, problem := range p.problems {
		if problem.aboutField() && !given[problem.id()] {
			return true
		}
	}
	return false
}

// decode reads the posts that can be read.
func (r *run) decode(raw []json.RawMessage) []*postJSON {
	out := make([]*postJSON, 0, len(raw))
	for _, item := range raw {
		var p postJSON
		if err := json.Unmarshal(item, &p); err != nil {
			r.unread(err)
			continue
		}
		out = append(out, &p)
	}
	return out
}
