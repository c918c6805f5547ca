package meta

import (
	"context"
	"maps"
	"net/url"
	"strconv"

	"github.com/pantau/pantau/connectors/sdk"
)

// List is one page of an edge.
type List[T any] struct {
	Data   []T `json:"data"`
	Paging struct {
		Cursors struct {
			After string `json:"after"`
		} `json:"cursors"`
		Next string `json:"next"`
	} `json:"paging"`
}

// usualLimit is the size of a page where the platform is not asked for one.
const usualLimit = 25

// Each reads an edge page by page and hands each page to take, until there is no
// next one or take wants no more. A page may be empty and still have a next one.
// Where the platform says that it is too much data, smaller pages are asked for.
func Each[T any](ctx context.Context, c *Client, path string, query url.Values, take func(page []T) (more bool, err error)) error {
	query = cloned(query)
	seen := map[string]bool{}
	for {
		seen[position(query)] = true
		list, err := page[T](ctx, c, path, query)
		if err != nil {
			return err
		}
		more, err := take(list.Data)
		if err != nil || !more || list.Paging.Next == "" {
			return err
		}
		if query, err = nextQuery(query, list.Paging.Next, list.Paging.Cursors.After); err != nil {
			return err
		}
		if seen[position(query)] { // the list leads back to where it was
			return nil
		}
	}
}

// EachByCursor is Each for the edges that give a cursor and no link: an account's
// tags and the media of a hashtag, whose cursor is even the same on every page.
// They end with a page without entries or cursor; take must end those that do
// not.
func EachByCursor[T any](ctx context.Context, c *Client, path string, query url.Values, take func(page []T) (more bool, err error)) error {
	query = cloned(query)
	for {
		list, err := page[T](ctx, c, path, query)
		if err != nil {
			return err
		}
		more, err := take(list.Data)
		after := list.Paging.Cursors.After
		if err != nil || !more || len(list.Data) == 0 || after == "" {
			return err
		}
		query.Set("after", after)
	}
}

// page asks for one page, with a smaller limit as long as it is too much.
func page[T any](ctx context.Context, c *Client, path string, query url.Values) (list List[T], err error) {
	for {
		list = List[T]{}
		err := c.Get(ctx, path, query, &list)
		e := said(err)
		if e == nil || !e.tooMuch() {
			return list, err
		}
		limit, _ := strconv.Atoi(query.Get("limit")) // 0: not asked for
		if limit <= 0 {
			limit = usualLimit
		}
		if limit == 1 {
			return list, sdk.Errorf(sdk.Permanent, "one entry is too much data for the platform: %w", e)
		}
		query.Set("limit", strconv.Itoa(limit/2))
	}
}

// nextQuery is the query of the next page. The platform's link holds the token,
// so only its position is taken: the cursor, or whatever else it pages by.
func nextQuery(query url.Values, link, after string) (url.Values, error) {
	next := maps.Clone(query)
	if after != "" {
		next.Set("after", after)
		return next, nil
	}
	u, err := url.Parse(link)
	if err != nil {
		return nil, sdk.Errorf(sdk.Permanent, "the link to the next page can't be read")
	}
	said := u.Query()
	for _, name := range []string{"access_token", "appsecret_proof", "limit"} {
		said.Del(name)
	}
	if len(said) == 0 {
		return nil, sdk.Errorf(sdk.Permanent, "the link to the next page says nothing")
	}
	maps.Copy(next, said)
	return next, nil
}

// position names a page whatever its size.
func position(query url.Values) string {
	q := maps.Clone(query)
	q.Del("limit")
	return q.Encode()
}

// cloned copies a query, which may be nil.
func cloned(query url.Values) url.Values {
	out := url.Values{}
	maps.Copy(out, query)
	return out
}
