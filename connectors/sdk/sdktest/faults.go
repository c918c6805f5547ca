package sdktest

import (
	"bytes"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
)

// always answers every request with the same status and body.
func always(status int, contentType, body string, headers ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body)) // the client may have gone
	})
}

// rewrite passes every answer's body through change.
func rewrite(platform http.Handler, change func([]byte) []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		platform.ServeHTTP(answer, r)
		body := change(answer.Body.Bytes())
		maps.Copy(w.Header(), answer.Header())
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(answer.Code)
		_, _ = w.Write(body) // the client may have gone
	})
}

// withMarker replaces the marker in every answer, and counts how often.
func withMarker(platform http.Handler, by string) (_ http.Handler, replaced *atomic.Int64) {
	replaced = new(atomic.Int64)
	return rewrite(platform, func(body []byte) []byte {
		replaced.Add(int64(bytes.Count(body, []byte(Marker))))
		return bytes.ReplaceAll(body, []byte(Marker), []byte(by))
	}), replaced
}

// failingFrom answers 500 from the nth request on, until mended.
type failingFrom struct {
	platform http.Handler
	nth      int64
	seen     atomic.Int64
	mended   atomic.Bool
}

var _ http.Handler = (*failingFrom)(nil)

// ServeHTTP implements http.Handler.
func (f *failingFrom) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if n := f.seen.Add(1); n >= f.nth && !f.mended.Load() {
		always(http.StatusInternalServerError, "application/json", `{"error":"sdktest broke it"}`).ServeHTTP(w, r)
		return
	}
	f.platform.ServeHTTP(w, r)
}
