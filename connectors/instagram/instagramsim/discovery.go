package instagramsim

import (
	"net/http"
	"regexp"
	"strconv"

	"github.com/pantau/pantau/connectors/meta/metasim"
)

var (
	askedFor   = regexp.MustCompile(`business_discovery\.username\(([^)]*)\)`)
	askedAfter = regexp.MustCompile(`media\.after\((\d+)\)`)
	askedLimit = regexp.MustCompile(`limit\((\d+)\)`)
)

// discover adds another account's public figures where the fields ask for them
// (…/instagram-graph-api/reference/ig-user/business_discovery). It tells whether
// it has answered with an error.
func (s *server) discover(w http.ResponseWriter, r *http.Request, body map[string]any) bool {
	fields := r.URL.Query().Get("fields")
	asked := askedFor.FindStringSubmatch(fields)
	if asked == nil {
		return false
	}
	a := s.world.Account(Platform, asked[1])
	if a == nil {
		metasim.Refuse(w, metasim.Fault{Code: 110, Subcode: 2207013, Message: "Invalid user id", Detail: "The user with username " + asked[1] + " cannot be found."})
		return true
	}
	from, per := first(askedAfter, fields, 0), first(askedLimit, fields, 25)
	var media []any
	for _, m := range s.posts(a) {
		b := s.medium(m)
		if m.Type == "video" {
			b["view_count"] = m.At(s.world.Now()).Views
		}
		media = append(media, b)
	}
	to := min(from+per, len(media))
	page := map[string]any{"data": append([]any{}, media[min(from, len(media)):to]...)}
	if to < len(media) {
		page["paging"] = map[string]any{"cursors": map[string]string{"after": strconv.Itoa(to)}}
	}
	other := s.account(a)
	other["media"] = page
	body["business_discovery"] = other
	return false
}

func first(pattern *regexp.Regexp, text string, usual int) int {
	if found := pattern.FindStringSubmatch(text); found != nil {
		if n, err := strconv.Atoi(found[1]); err == nil {
			return n
		}
	}
	return usual
}
