package connectors

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

const (
	matrixBegin = "<!-- what each platform gives: go test ./connectors -update -->\n"
	matrixEnd   = "<!-- end -->\n"
)

// words are the matrix's own, by the page that shows it.
var words = map[string]struct {
	columns   [12]string
	yes, some string
}{
	"../README.md": {
		[12]string{"followers", "views", "reach", "likes", "comments", "shares", "saves", "clicks", "texts of others", "audience", "volumes", "derived by default"},
		"yes", "some",
	},
	"../README.id.md": {
		[12]string{"pengikut", "tayangan", "jangkauan", "suka", "komentar", "bagikan", "simpan", "klik", "teks orang lain", "audiens", "volume", "turunan tanpa izin khusus"},
		"ya", "sebagian",
	},
}

// TestReadmeShowsTheMatrix keeps the front pages' tables what the connectors say.
func TestReadmeShowsTheMatrix(t *testing.T) {
	t.Parallel()
	for path := range words {
		shows(t, path)
	}
}

func shows(t *testing.T, path string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(raw), matrixBegin)
	require.True(t, found, "%s has lost its table of what platforms give", path)
	got, after, found := strings.Cut(rest, matrixEnd)
	require.True(t, found)
	want := matrix(path)
	if sdktest.Update() && got != want {
		require.NoError(t, os.WriteFile(path, []byte(before+matrixBegin+want+matrixEnd+after), 0o600))
		return
	}
	require.Equal(t, want, got, "go test ./connectors -update")
}

func matrix(path string) string {
	w := words[path]
	metrics := []struct {
		of     sdk.RecordKind
		metric string
	}{
		{sdk.KindAccount, schema.MetricFollowers},
		{sdk.KindPost, schema.MetricViews},
		{sdk.KindPost, schema.MetricReach},
		{sdk.KindPost, schema.MetricLikes},
		{sdk.KindPost, schema.MetricComments},
		{sdk.KindPost, schema.MetricShares},
		{sdk.KindPost, schema.MetricSaves},
		{sdk.KindPost, schema.MetricClicks},
	}
	yes := map[bool]string{true: w.yes, false: "–"}
	var out strings.Builder
	fmt.Fprintf(&out, "| | %s |\n|---|%s\n", strings.Join(w.columns[:], " | "), strings.Repeat("---|", len(w.columns)))
	for _, factory := range builtIn {
		info := factory().Info()
		fmt.Fprintf(&out, "| [%s](connectors/%s/README.md) |", info.Name, info.ID)
		for _, m := range metrics {
			fmt.Fprintf(&out, " %s |", given(info, m.of, m.metric, w.yes, w.some))
		}
		for _, kind := range []sdk.RecordKind{sdk.KindMention, sdk.KindAudience, sdk.KindVolume} {
			fmt.Fprintf(&out, " %s |", yes[slices.Contains(info.Records, kind)])
		}
		fmt.Fprintf(&out, " %s |\n", yes[info.Terms.DerivedMetrics])
	}
	return out.String()
}

// given says whether a connector has a metric: always, for some types of post, or
// not.
func given(info sdk.Info, of sdk.RecordKind, metric, yes, some string) string {
	for _, c := range info.Capabilities {
		switch {
		case c.Of != of || c.Metric != metric:
		case c.Reason != "":
			return "–"
		case len(c.Media) > 0:
			return some
		default:
			return yes
		}
	}
	return "–"
}
