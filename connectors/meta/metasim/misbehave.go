package metasim

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
)

// Trouble is one of the ways in which a server misbehaves.
type Trouble string

// What a server does instead of answering well. Fine is none.
const (
	Fine      Trouble = ""
	Storm     Trouble = "429"       // too many requests, without saying until when
	Down      Trouble = "503"       // with the platform's own words
	Reset     Trouble = "reset"     // the connection breaks off in the middle of the body
	Slow      Trouble = "slow"      // half of the body, and then nothing until the client goes
	WebPage   Trouble = "HTML"      // 200 with a page for people
	Half      Trouble = "half JSON" // the body ends in the middle
	Doubled   Trouble = "doubled"   // each entry of a list twice
	Reordered Trouble = "reordered" // each page of a list backwards
)

// Outage answers, where a request's address contains part, that the platform is
// down, and tells whether it did.
func Outage(part string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.Contains(r.URL.RequestURI(), part) {
			return false
		}
		Refuse(w, Fault{Status: http.StatusInternalServerError, Code: 2, Message: "Service temporarily unavailable", Transient: true})
		return true
	}
}

// Misbehave answers as the handler does, but for what trouble says of a request.
func Misbehave(next http.Handler, trouble func(*http.Request) Trouble) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch t := trouble(r); t {
		case Storm:
			Answer(w, http.StatusTooManyRequests, map[string]string{"error": "too many requests"})
		case Down:
			Refuse(w, Fault{Status: http.StatusServiceUnavailable, Code: 2, Message: "Service temporarily unavailable", Transient: true})
		case WebPage:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte("<!DOCTYPE html><html><body>Log in to continue</body></html>")) // the client may have gone
		case Reset, Slow, Half, Doubled, Reordered:
			answer := httptest.NewRecorder()
			next.ServeHTTP(answer, r)
			spoil(w, r, answer, t)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// spoil sends an answer with its trouble.
func spoil(w http.ResponseWriter, r *http.Request, answer *httptest.ResponseRecorder, t Trouble) {
	body := answer.Body.Bytes()
	maps.Copy(w.Header(), answer.Header())
	switch t {
	case Doubled, Reordered:
		body = shuffled(body, t)
	default:
		body = body[:len(body)/2]
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(body) // the client may have gone
	if t != Reset && t != Slow {
		return
	}
	_ = http.NewResponseController(w).Flush() // a recorder can't, and needs not
	if t == Slow {
		<-r.Context().Done()
	}
	panic(http.ErrAbortHandler)
}

// shuffled changes the entries of a list; what is none stays as it is.
func shuffled(body []byte, t Trouble) []byte {
	var whole map[string]json.RawMessage
	var entries []json.RawMessage
	if json.Unmarshal(body, &whole) != nil || json.Unmarshal(whole["data"], &entries) != nil {
		return body
	}
	if t == Doubled {
		entries = slices.Repeat(entries, 2)
	} else {
		slices.Reverse(entries)
	}
	raw, err := json.Marshal(entries)
	if err != nil {
		return body
	}
	whole["data"] = raw
	if out, err := json.Marshal(whole); err == nil {
		return out
	}
	return body
}
