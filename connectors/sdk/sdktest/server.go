package sdktest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// Server is a simulated platform that notes what it is asked, and that a test
// can change and break while a connector reads it:
//
//	p := sdktest.Serve(t, mastodonsim.Handler(world, mastodonsim.Options{}))
//	c := mastodon.New()
//	require.NoError(t, c.Configure(sdk.Settings("base_url: "+p.URL+"\naccount: dinas\n")))
//	var got sdktest.Gathered
//	p.Break(sdktest.Refuse("/context", http.StatusInternalServerError, ""))
//	got.Collect(t, c, sdk.Request{})
//	require.NotEmpty(t, got.Result.Failures)
//	p.Mend()
//	got.Next(t, c, sdk.Request{})
//	got.Whole(t)
//	require.Len(t, p.Asked("/context"), 2)
type Server struct {
	URL string // without a slash at its end

	mu       sync.Mutex
	platform http.Handler
	fault    Fault
	requests []string
}

var _ http.Handler = (*Server)(nil)

// Fault answers a request in a platform's stead, and tells whether it did. It
// may be called by several goroutines at a time.
type Fault func(w http.ResponseWriter, r *http.Request) bool

// Serve starts a server, which ends with the test.
func Serve(t testing.TB, platform http.Handler) *Server {
	t.Helper()
	s := &Server{platform: platform}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Show replaces the platform behind the server's address.
func (s *Server) Show(platform http.Handler) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.platform = platform
}

// Break puts a fault before the platform, in place of the one before.
func (s *Server) Break(fault Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = fault
}

// Mend takes the fault away.
func (s *Server) Mend() { s.Break(nil) }

// Asked gives the addresses asked for since it was last called, without the host
// and in their order, of those only that contain part.
func (s *Server) Asked(part string) (hits []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, uri := range s.requests {
		if strings.Contains(uri, part) {
			hits = append(hits, uri)
		}
	}
	s.requests = nil
	return hits
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.requests = append(s.requests, r.URL.RequestURI())
	fault, platform := s.fault, s.platform
	s.mu.Unlock()
	if fault == nil || !fault(w, r) {
		platform.ServeHTTP(w, r)
	}
}

// Refuse is a fault of requests whose address, without the host, contains part:
// they are answered with a status and a body.
func Refuse(part string, status int, body string) Fault {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.Contains(r.URL.RequestURI(), part) {
			return false
		}
		http.Error(w, body, status)
		return true
	}
}

// After is a fault that lets n requests through before it begins.
func After(n int, fault Fault) Fault {
	var seen atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) bool {
		return seen.Add(1) > int64(n) && fault(w, r)
	}
}
