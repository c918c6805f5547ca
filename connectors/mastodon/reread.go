package mastodon

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"github.com/pantau/pantau/connectors/sdk"
)

// mostAtOnce is how many statuses Mastodon gives in one answer by their ids.
const mostAtOnce = 20

// reread looks again at the older posts that the collector asks for.
func (r *run) reread(ctx context.Context) error {
	ids := slices.DeleteFunc(slices.Clone(r.Request.Reread), func(post string) bool { return r.postOf[id(post)] != "" })
	for chunk := range slices.Chunk(ids, mostAtOnce) {
		found, err := r.statuses(ctx, chunk)
		if err != nil {
			return err
		}
		var page []*statusJSON
		for _, post := range chunk {
			s := found[id(post)]
			if s == nil {
				// Confirmed one by one: a server that does not understand
				// the question answers an empty list too.
				if s, err = r.status(ctx, post); err != nil {
					return err
				}
			}
			if s == nil {
				r.Result.Gone = append(r.Result.Gone, post)
				continue
			}
			page = append(page, s)
		}
		if err := r.takePosts(ctx, page); err != nil {
			return err
		}
	}
	return nil
}

// statuses reads several statuses at once, which Mastodon does since 4.3. Where
// the server can't, it finds none and is not asked again.
func (r *run) statuses(ctx context.Context, ids []string) (map[id]*statusJSON, error) {
	if r.noMultiGet || len(ids) < 2 {
		return nil, nil
	}
	var raw []json.RawMessage
	_, err := r.ask(ctx, "/api/v1/statuses", url.Values{"id[]": ids}, &raw)
	if kind := sdk.KindOf(err); err != nil && (kind == sdk.Permanent || kind == sdk.Auth) {
		r.noMultiGet = true
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	found := map[id]*statusJSON{}
	for _, item := range raw {
		if e, err := decodeStatus(item); err != nil {
			r.unread(err)
		} else {
			found[e.id] = e.status
		}
	}
	r.noMultiGet = len(found) == 0 // or all of them are gone; then it only costs requests
	return found, nil
}

// status reads one status; nil if the server has it no more.
func (r *run) status(ctx context.Context, post string) (*statusJSON, error) {
	var s statusJSON
	_, err := r.ask(ctx, "/api/v1/statuses/"+url.PathEscape(post), nil, &s)
	switch sdk.Status(err) {
	case http.StatusNotFound, http.StatusGone:
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &s, nil
}
