package linkedinsim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// failure is an error as LinkedIn writes it:
// https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/error-handling.
type failure struct {
	Status      int    `json:"status"`
	ServiceCode int    `json:"serviceErrorCode,omitempty"`
	Code        string `json:"code"`
	Message     string `json:"message"`
}

func fail(w http.ResponseWriter, f failure) { answer(w, f.Status, f) }

func (q *request) bad(code, message string) {
	fail(q.w, failure{http.StatusBadRequest, 100, code, message})
}

func (q *request) notFound(what string) {
	fail(q.w, failure{http.StatusNotFound, 0, "NOT_FOUND", "Could not find entity " + what})
}

// deny refuses for lack of a role or permission.
func (q *request) deny(call string) {
	fail(q.w, failure{http.StatusForbidden, 100, "ACCESS_DENIED", "Not enough permissions to access: " + call})
}

func answer(w http.ResponseWriter, status int, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // our own types always encode
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(raw) // the client may have gone
}

// usualCount is the size of a page that was asked for without a count.
const usualCount = 10

type object = map[string]any

// page answers with a part of a list, the way finders do: start and count, and a
// link to the next page where there is one.
// https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/pagination
func (q *request) page(elements []any, most int) {
	start, count := q.number("start", 0), min(q.number("count", usualCount), most)
	from := min(start, len(elements))
	until := min(start+count, len(elements))
	q.cut(elements[from:until], start, count, len(elements))
}

// cut answers with a page that begins at start of a list of total elements.
func (q *request) cut(page []any, start, count, total int) {
	links := []any{}
	if start+count < total {
		query := q.r.URL.Query()
		query.Set("start", strconv.Itoa(start+count))
		query.Set("count", strconv.Itoa(count))
		links = append(links, object{"type": "application/json", "rel": "next", "href": q.r.URL.Path + "?" + query.Encode()})
	}
	answer(q.w, http.StatusOK, object{
		"paging": object{"start": start, "count": count, "links": links}, "elements": append([]any{}, page...),
	})
}

func (q *request) number(name string, usual int) int {
	n, err := strconv.Atoi(q.text(name))
	if err != nil || n < 0 {
		return usual
	}
	return n
}

// batch answers a BATCH_GET.
func (q *request) batch(ids []string, find func(id string) (any, bool)) {
	results, errs, statuses := object{}, object{}, object{}
	for _, id := range ids {
		if v, ok := find(id); ok {
			results[id], statuses[id] = v, http.StatusOK
			continue
		}
		errs[id] = failure{http.StatusNotFound, 0, "NOT_FOUND", fmt.Sprintf("Could not find entity %s", id)}
		statuses[id] = http.StatusNotFound
	}
	answer(q.w, http.StatusOK, object{"results": results, "errors": errs, "statuses": statuses})
}
