package influx

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNear(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]bool{
		"http://127.0.0.1:8086": true, "http://[::1]:8086": true, "http://localhost:8086": true, "http://influxdb:8086": true,
		"http://10.1.2.3": true, "https://192.168.1.9:8086": true, "http://[fd00::1]:8086": true,
		"https://eu-central-1-1.aws.cloud2.influxdata.com": false, "http://8.8.8.8:8086": false, "https://influx.example.go.id": false,
	} {
		require.Equal(t, want, near(raw), raw)
	}
}

// A near server is asked for plain answers; one far away may squeeze them.
func TestEncodingThatIsAskedFor(t *testing.T) {
	t.Parallel()
	var asked string
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.Header.Get("Accept-Encoding")
		w.Header().Set("Content-Type", jsonFormat)
		_, _ = w.Write([]byte(`{"results":[]}`))
	}))
	t.Cleanup(web.Close)
	c, err := New(Options{URL: web.URL, Bucket: "b"})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	for _, want := range []string{"identity", "gzip"} {
		c.near = want == "identity"
		_, err = c.Query(t.Context(), Stored{})
		require.NoError(t, err)
		require.Equal(t, want, asked)
	}
}
