package metasim

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// list is a page of an edge (developers.facebook.com/docs/graph-api/results).
type list[T any] struct {
	Data   []T    `json:"data"`
	Paging paging `json:"paging,omitzero"`
}

type paging struct {
	Cursors cursors `json:"cursors,omitzero"`
	Next    string  `json:"next,omitempty"`
}

type cursors struct {
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// Edge says how a list pages.
type Edge struct {
	Usual, Most int  // entries of a page: unless asked for, at most
	NoLinks     bool // the page states a cursor and no address
}

// Page answers with the asked page of a list. The address of the next page holds
// the caller's token, as the platform's does.
func (g *Gate) Page(w http.ResponseWriter, r *http.Request, all []any, e Edge) {
	query := r.URL.Query()
	per := e.Usual
	if n, err := strconv.Atoi(query.Get("limit")); err == nil && n > 0 {
		per = min(n, e.Most)
	}
	if g.o.MostEntries > 0 && per > g.o.MostEntries {
		Refuse(w, Fault{Status: http.StatusInternalServerError, Code: 1, Message: "Please reduce the amount of data you're asking for, then retry your request"})
		return
	}
	from, ok := position(query.Get("after"))
	if !ok || from > len(all) {
		Refuse(w, Fault{Code: 100, Message: "(#100) Invalid cursor"})
		return
	}
	if g.o.EmptyPage && query.Get("after") == "" {
		per = 0
	}
	to := min(from+per, len(all))
	page := list[any]{Data: append([]any{}, all[from:to]...)}
	if to > from || g.o.EmptyPage {
		page.Paging.Cursors = cursors{Before: cursor(from), After: cursor(to)}
	}
	if to < len(all) && !e.NoLinks {
		page.Paging.Next = next(r, cursor(to))
	}
	Answer(w, http.StatusOK, page)
}

// next is the address of the page at a cursor.
func next(r *http.Request, after string) string {
	query := url.Values{}
	for name, values := range r.URL.Query() {
		query[name] = values
	}
	query.Set("access_token", accessToken(r))
	query.Set("after", after)
	return "https://" + r.Host + r.URL.Path + "?" + query.Encode()
}

// cursor makes an opaque cursor of a position.
func cursor(position int) string {
	return base64.RawURLEncoding.EncodeToString([]byte("QVFI" + strconv.Itoa(position)))
}

func position(cursor string) (int, bool) {
	if cursor == "" {
		return 0, true
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimPrefix(string(raw), "QVFI"))
	return n, err == nil && n >= 0
}
