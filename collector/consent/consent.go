// Package consent gets an account owner's consent on a platform: it waits on a
// loopback address for the browser that the platform sends back, or for the
// address that the owner pastes where the browser is on another machine.
package consent

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// callback is the path that platforms send the owner back to.
const callback = "/callback"

// Answer is what came back from a platform.
type Answer struct {
	Code string
	Err  error
}

// Waiter waits for one answer.
type Waiter struct {
	// Redirect is the address that the platform sends the owner back to.
	Redirect string

	listener net.Listener
	server   *http.Server
	answers  chan Answer
	state    string
	page     string
}

// Listen waits at 127.0.0.1:port; 0 takes a free one. redirect, if it is not
// empty, is the address that was registered with the platform instead: then the
// owner pastes what the browser shows. page is shown in the browser at the end.
func Listen(port int, redirect, page string) (*Waiter, error) {
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return nil, fmt.Errorf("--port: %w; choose another one, and register it with the platform", err)
	}
	w := &Waiter{Redirect: redirect, listener: l, answers: make(chan Answer, 1), page: page}
	if w.Redirect == "" {
		w.Redirect = "http://" + l.Addr().String() + callback
	}
	return w, nil
}

// Expect starts to accept the answer that carries state.
func (w *Waiter) Expect(state string) {
	w.state = state
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+callback, w.handle)
	w.server = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = w.server.Serve(w.listener) }() // ends with Close
}

// Close stops listening.
func (w *Waiter) Close() {
	if w.server != nil {
		_ = w.server.Close() // nothing to lose
		return
	}
	_ = w.listener.Close() // nothing to lose
}

func (w *Waiter) handle(rw http.ResponseWriter, r *http.Request) {
	answer, ok := w.read(r.URL.Query())
	if !ok {
		http.Error(rw, "this is not the answer that pantau auth waits for", http.StatusBadRequest)
		return
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = fmt.Fprintf(rw, "<!doctype html><meta charset=utf-8><title>Pantau</title><p>%s", w.page) // the browser may have gone
	w.deliver(answer)
}

func (w *Waiter) deliver(a Answer) {
	select {
	case w.answers <- a:
	default: // there is one already
	}
}

// read takes the answer out of a query; false if it is not ours.
func (w *Waiter) read(q url.Values) (Answer, bool) {
	if q.Get("state") != w.state {
		return Answer{}, false
	}
	if problem := q.Get("error"); problem != "" {
		return Answer{Err: fmt.Errorf("the platform answers %s", strings.TrimSpace(problem+" "+q.Get("error_description")))}, true
	}
	// TikTok's and Meta's codes come with a fragment sign that browsers keep.
	code := strings.TrimSuffix(q.Get("code"), "#_")
	return Answer{Code: code}, code != ""
}

// ErrForeign means that a pasted address is not the one that was waited for.
var ErrForeign = errors.New("that is not the address that the platform sent the browser to; paste the whole of it")

// Paste reads addresses from in, line by line, until one is the answer. said is
// told about those that are not.
func (w *Waiter) Paste(in io.Reader, said func(error)) {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		u, err := url.Parse(line)
		if err == nil {
			if answer, ok := w.read(u.Query()); ok {
				w.deliver(answer)
				return
			}
		}
		said(ErrForeign)
	}
}

// Wait gives the code that came back.
func (w *Waiter) Wait(ctx context.Context) (string, error) {
	select {
	case a := <-w.answers:
		return a.Code, a.Err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
