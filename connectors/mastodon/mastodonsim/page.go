package mastodonsim

import (
	"fmt"
	"net/http"
	"slices"
	"sort"
	"strconv"
	"time"
)

// page cuts the asked page out of a list that is ordered by id, gives it newest
// first, and sets the Link header. max_id and since_id bound the page, and the
// newest in between are given; with min_id it is the oldest.
func page(w http.ResponseWriter, r *http.Request, list []*status, now time.Time, usual, most int) []*status {
	query := r.URL.Query()
	limit := usual
	if n, err := strconv.Atoi(query.Get("limit")); err == nil && n > 0 {
		limit = min(n, most)
	}
	list = by(list, now)
	if id := query.Get("max_id"); id != "" {
		list = list[:sort.Search(len(list), func(i int) bool { return compareIDs(list[i].id, id) >= 0 })]
	}
	for _, name := range []string{"since_id", "min_id"} {
		if id := query.Get(name); id != "" {
			list = list[sort.Search(len(list), func(i int) bool { return compareIDs(list[i].id, id) > 0 }):]
		}
	}
	if query.Has("min_id") {
		list = list[:min(limit, len(list))]
	} else {
		list = list[max(0, len(list)-limit):]
	}
	got := slices.Clone(list)
	slices.Reverse(got)
	link(w, r, got, limit)
	return got
}

// link states the next page if this one is full, and the one before it.
func link(w http.ResponseWriter, r *http.Request, got []*status, limit int) {
	if len(got) == 0 {
		return
	}
	address := func(name, id, rel string) string {
		query := r.URL.Query()
		for _, other := range []string{"max_id", "min_id", "since_id"} {
			query.Del(other)
		}
		query.Set(name, id)
		return fmt.Sprintf(`<http://%s%s?%s>; rel="%s"`, r.Host, r.URL.Path, query.Encode(), rel)
	}
	links := address("min_id", got[0].id, "prev")
	if len(got) == limit {
		links = address("max_id", got[len(got)-1].id, "next") + ", " + links
	}
	w.Header().Set("Link", links)
}
