package connectors

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/facebook"
	"github.com/pantau/pantau/connectors/facebook/facebooksim"
	"github.com/pantau/pantau/connectors/instagram"
	"github.com/pantau/pantau/connectors/instagram/instagramsim"
	"github.com/pantau/pantau/connectors/linkedin"
	"github.com/pantau/pantau/connectors/linkedin/linkedinsim"
	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

// read is what a platform's own client read of a simulator.
type read struct {
	Followers  float64                       `json:"followers"`
	Statistics map[string]map[string]float64 `json:"statistics"` // by post, then by canonical metric
	Comments   map[string][]string           `json:"comments"`   // by post, answers too
}

// readWith reads a simulator with somebody else's client: .ci/readers/NAME.mjs.
func readWith(t *testing.T, name string, args ...string) read {
	t.Helper()
	folder := os.Getenv("PANTAU_READERS")
	if folder == "" {
		t.Skip("others' clients are not here: set PANTAU_READERS to what .ci/readers/install prints")
	}
	script, err := filepath.Abs(filepath.Join("..", ".ci", "readers", name+".mjs"))
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), "node", append([]string{script, folder}, args...)...)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	require.NoError(t, err, said.String())
	var got read
	require.NoError(t, json.Unmarshal(out, &got), string(out))
	return got
}

// collected is what our connector reads of the same.
func collected(t *testing.T, c sdk.Connector, settings string) read {
	t.Helper()
	require.NoError(t, c.Configure(sdk.Settings(settings)))
	if k, ok := c.(sdk.Keeper); ok {
		k.Keep(sdk.NewMemory(nil, nil), sdk.NewMemory(nil, nil))
	}
	got := read{Statistics: map[string]map[string]float64{}, Comments: map[string][]string{}}
	result, err := c.Collect(context.WithoutCancel(t.Context()), sdk.Request{Now: sdktest.Now}, func(records ...sdk.Record) error {
		for _, r := range records {
			switch r := r.(type) {
			case sdk.Account:
				got.Followers = r.Metrics[schema.MetricFollowers].Value
			case sdk.Post:
				got.Statistics[r.ID] = numbers(r.Metrics)
			case sdk.Mention:
				got.Comments[r.Post] = append(got.Comments[r.Post], r.Text)
			}
		}
		return nil
	})
	require.NoError(t, err)
	require.Empty(t, result.Failures)
	return got
}

func numbers(metrics sdk.Metrics) map[string]float64 {
	out := map[string]float64{}
	for name, m := range metrics {
		if m.Reason == "" {
			out[name] = m.Value
		}
	}
	return out
}

// requireSame compares what both read. The other client may read fewer metrics,
// ours the comments of fewer posts, where terms have it so.
func requireSame(t *testing.T, theirs, ours read) {
	t.Helper()
	require.NotEmpty(t, theirs.Statistics)
	require.Equal(t, theirs.Followers, ours.Followers)
	require.Len(t, ours.Statistics, len(theirs.Statistics))
	for post, metrics := range theirs.Statistics {
		for name, value := range metrics {
			require.Equal(t, value, ours.Statistics[post][name], "%s of %s", name, post)
		}
	}
	require.NotEmpty(t, ours.Comments)
	for post, texts := range ours.Comments {
		require.ElementsMatch(t, theirs.Comments[post], texts, post)
	}
}

func serve(t *testing.T, platform http.Handler) string {
	t.Helper()
	server := httptest.NewServer(platform)
	t.Cleanup(server.Close)
	return server.URL
}

func TestReadersOfLinkedIn(t *testing.T) {
	t.Parallel()
	urn := linkedinsim.OrganizationURN("dinas")
	url := serve(t, linkedinsim.New(sdktest.World(linkedinsim.Platform), linkedinsim.Options{Tokens: map[string]string{"tok-3n": "dinas"}}))
	theirs := readWith(t, "linkedin", url, "tok-3n", urn)
	ours := collected(t, linkedin.New(), "base_url: "+url+"/rest\norganization: "+urn+"\ntoken: tok-3n\n")
	requireSame(t, theirs, ours)
}

// metaTokens is a token that stands for the account of the world.
func metaTokens() metasim.Options {
	return metasim.Options{Tokens: map[string]metasim.Token{"tok-3n": {User: "dinas"}}}
}

// Every other video is a reel that is in the list of reels only.
func TestReadersOfFacebook(t *testing.T) {
	t.Parallel()
	w := sdktest.World(facebooksim.Platform)
	o := facebooksim.Options{Options: metaTokens(), Reels: map[string]bool{}, ReelsApart: true}
	for i, p := range w.Accounts[0].Posts {
		o.Reels[p.ID] = p.Type == "video" && i%8 == 2
	}
	page := facebooksim.PageID("dinas")
	url := serve(t, facebooksim.Handler(w, o))
	theirs := readWith(t, "facebook", url, "tok-3n", page)
	ours := collected(t, facebook.New(), "base_url: "+url+"\npage: \""+page+"\"\ntoken: tok-3n\ntagged: false\n")
	requireSame(t, theirs, ours)
}

func TestReadersOfInstagram(t *testing.T) {
	t.Parallel()
	url := serve(t, instagramsim.Handler(sdktest.World(instagramsim.Platform), instagramsim.Options{Options: metaTokens()}))
	theirs := readWith(t, "instagram", url, "tok-3n", "dinas")
	ours := collected(t, instagram.New(), "base_url: "+url+"\naccount: \"@dinas\"\ntoken: tok-3n\ntags: false\n")
	requireSame(t, theirs, ours)
}
