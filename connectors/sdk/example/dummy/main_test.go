package main

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

// TestConnector is all the test that a simple connector needs: its settings, and
// a small healthy platform.
func TestConnector(t *testing.T) {
	sdktest.Run(t, New, sdktest.Options{
		Settings: "account: dinkes\nbase_url: {{base_url}}\ntoken: {{token}}\n",
		Platform: func(testing.TB) http.Handler { return http.HandlerFunc(count) },
	})
}

// count answers as the imaginary platform does.
func count(w http.ResponseWriter, _ *http.Request) {
	_, _ = fmt.Fprintf(w, `{"followers": 1204, "post": {"id": "7", "text": "Halo %s", "published": "2026-03-10T01:00:00Z", "likes": 3}}`,
		sdktest.Marker) // the client may have gone
}
