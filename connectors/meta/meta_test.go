package meta

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/sdk"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const token = sdk.Secret("EAA-never-show-me")

// now is when tests take place, where no clock is asked.
var now = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

// serve starts a server and gives a client of it.
func serve(t *testing.T, handler http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return New(server.URL+"/v25.0", token, "")
}

// says answers everything with one text.
func says(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body)) // the client may have gone
	}
}
