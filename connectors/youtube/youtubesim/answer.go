package youtubesim

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// list is the form of all lists.
type list[T any] struct {
	Kind string `json:"kind"`
	Etag string `json:"etag"`
	Next string `json:"nextPageToken,omitempty"`
	Info info   `json:"pageInfo"`
	// Items is left out where it would be empty, as the API does.
	Items []T `json:"items,omitempty"`
}

type info struct {
	Total   int `json:"totalResults"`
	PerPage int `json:"resultsPerPage"`
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client may have gone
}

// refuse answers with an error
// (developers.google.com/youtube/v3/docs/errors).
func refuse(w http.ResponseWriter, status int, reason, message string, details ...any) {
	domain := "youtube.api"
	switch reason {
	case "quotaExceeded":
		domain = "youtube.quota"
	case "forbidden", "authError", "badRequest", "notFound":
		domain = "global"
	}
	body := map[string]any{
		"code": status, "message": message,
		"errors": []map[string]string{{"message": message, "domain": domain, "reason": reason}},
	}
	if len(details) > 0 {
		body["details"] = details
	}
	answer(w, status, map[string]any{"error": body})
}

// refuseKey is how a key that nobody made is refused.
func refuseKey(w http.ResponseWriter) {
	refuse(w, http.StatusBadRequest, "badRequest", "API key not valid. Please pass a valid API key.", map[string]any{
		"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID", "domain": "googleapis.com",
	})
}

// cut takes the asked page out of a list. Tokens are opaque to clients; here
// they hold a position.
func cut[T any](w http.ResponseWriter, r *http.Request, kind string, all []T, usual, most int) (page list[T], ok bool) {
	per := usual
	if n, err := strconv.Atoi(r.URL.Query().Get("maxResults")); err == nil && n > 0 {
		per = min(n, most)
	}
	from, ok := position(r.URL.Query().Get("pageToken"))
	if !ok || from > len(all) {
		refuse(w, http.StatusBadRequest, "invalidPageToken", "The request specifies an invalid page token.")
		return page, false
	}
	to := min(from+per, len(all))
	page = list[T]{Kind: "youtube#" + kind, Etag: "etag", Info: info{Total: len(all), PerPage: per}, Items: all[from:to]}
	if to < len(all) {
		page.Next = token(to)
	}
	return page, true
}

func token(position int) string {
	return base64.RawURLEncoding.EncodeToString([]byte("page " + strconv.Itoa(position)))
}

func position(token string) (int, bool) {
	if token == "" {
		return 0, true
	}
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimPrefix(string(raw), "page "))
	return n, err == nil && n >= 0
}

// values splits a parameter that may be given several times or with commas.
func values(r *http.Request, name string) []string {
	var out []string
	for _, v := range r.URL.Query()[name] {
		for part := range strings.SplitSeq(v, ",") {
			if part != "" {
				out = append(out, part)
			}
		}
	}
	return out
}

func has(r *http.Request, part string) bool {
	for _, p := range values(r, "part") {
		if p == part {
			return true
		}
	}
	return false
}
