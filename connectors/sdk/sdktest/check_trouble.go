package sdktest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// trouble checks what the connector makes of a platform on a bad day: that cuts
// connections, answers slowly, has a clock that is a day off, lists things twice
// or in another order.
func (s *suite) trouble() error {
	want, err := s.healthy()
	if err != nil {
		return err
	}
	cut := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	errs := []error{s.expectKind(cut, sdk.Transient, "connections that are cut")}
	for what, platform := range map[string]http.Handler{
		"slow answers":                 slowly(s.o.Platform(s.t)),
		"a clock that is a day ahead":  dated(s.o.Platform(s.t), 24*time.Hour),
		"a clock that is a day behind": dated(s.o.Platform(s.t), -24*time.Hour),
		"lists with everything twice":  rewrite(s.o.Platform(s.t), lists(twice)),
		"lists in another order":       rewrite(s.o.Platform(s.t), lists(backwards)),
	} {
		got, err := s.collectOnce(platform)
		if err == nil {
			err = got.failure()
		}
		if err == nil {
			err = sameLines(slices.Compact(slices.Sorted(slices.Values(want.lines))), slices.Compact(slices.Sorted(slices.Values(got.lines))))
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", what, err))
		}
	}
	return errors.Join(errs...)
}

// slowly sends each answer in two halves, with a pause between them.
func slowly(platform http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		platform.ServeHTTP(answer, r)
		for k, v := range answer.Header() {
			if k != "Content-Length" {
				w.Header()[k] = v
			}
		}
		w.WriteHeader(answer.Code)
		body := answer.Body.Bytes()
		_, _ = w.Write(body[:len(body)/2])        // the client may have gone
		_ = http.NewResponseController(w).Flush() // the same
		select {
		case <-time.After(20 * time.Millisecond):
		case <-r.Context().Done():
		}
		_, _ = w.Write(body[len(body)/2:]) // the same
	})
}

// dated gives every answer a date that is off.
func dated(platform http.Handler, off time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
		platform.ServeHTTP(w, r)
	})
}

// identities are the names under which platforms tell things apart.
var identities = []string{"id", "ID", "id_str", "uri", "urn", "url", "update_id", "video_id", "item_id", "comment_id"}

func isThing(v any) bool {
	object, ok := v.(map[string]any)
	return ok && slices.ContainsFunc(identities, func(name string) bool { return object[name] != nil })
}

// lists changes the lists of things in an answer of JSON: posts, comments.
// Others, such as the parts of a breakdown or the columns of a row, mean
// something by their number and order.
func lists(change func([]any) []any) func([]byte) []byte {
	var walk func(v any) any
	walk = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			for k := range v {
				v[k] = walk(v[k])
			}
		case []any:
			for i := range v {
				v[i] = walk(v[i])
			}
			if len(v) > 0 && !slices.ContainsFunc(v, func(v any) bool { return !isThing(v) }) {
				return change(v)
			}
		}
		return v
	}
	return func(body []byte) []byte {
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.UseNumber()
		var whole any
		if decoder.Decode(&whole) != nil {
			return body
		}
		changed, err := json.Marshal(walk(whole))
		if err != nil {
			return body
		}
		return changed
	}
}

func twice(list []any) []any {
	var out []any
	for _, v := range list {
		out = append(out, v, v)
	}
	return out
}

func backwards(list []any) []any {
	slices.Reverse(list)
	return list
}
