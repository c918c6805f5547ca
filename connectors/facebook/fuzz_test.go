package facebook

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

// seed adds the answers of the cases.
func seed(f *testing.F, pattern string) {
	f.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "cases", "*", "http", "v25.0", pattern))
	require.NoError(f, err)
	require.NotEmpty(f, files)
	for _, name := range files {
		raw, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(raw)
	}
}

// Whatever a post says, its record has a type and metrics that are numbers.
func FuzzPost(f *testing.F) {
	seed(f, "*/posts*.json")
	f.Fuzz(func(t *testing.T, raw []byte) {
		var list meta.List[postJSON]
		if json.Unmarshal(raw, &list) != nil {
			return
		}
		for _, p := range list.Data {
			record := p.record()
			require.NotEmpty(t, record.Type)
			require.Equal(t, record.Type == kindReel, p.reel() != "")
			for name, m := range record.Metrics {
				require.False(t, math.IsNaN(m.Value), name)
			}
		}
	})
}

// What others wrote never appears as the Page's own.
func FuzzComments(f *testing.F) {
	seed(f, "*/comments*.json")
	f.Fuzz(func(t *testing.T, raw []byte) {
		var list meta.List[saidJSON]
		if json.Unmarshal(raw, &list) != nil {
			return
		}
		r := &run{session: &session{page: pageJSON{ID: "1"}}}
		for _, record := range r.mentions(list.Data, "reply", "1_2") {
			require.NotEqual(t, "1", record.(sdk.Mention).Author)
		}
	})
}

// An unreadable cursor is none.
func FuzzCursor(f *testing.F) {
	f.Add([]byte(`{"v":1,"posts":{"read":"2026-03-10T09:00:00Z"},"talk":{"retry":{"1_2":1}},"reel_of":{"1_3":"77"}}`))
	f.Add([]byte(`{"v":2}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c := readCursor(raw)
		c.rememberReel("1_2", "3")
		c.Posts = c.Posts.Begin(sdk.Request{Now: sdktest.Now})
		_, err := c.encode()
		require.NoError(t, err)
	})
}
