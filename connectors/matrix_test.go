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

// TestReadmeShowsTheMatrix keeps the README's table what the connectors say.
func TestReadmeShowsTheMatrix(t *testing.T) {
	t.Parallel()
	const path = "../README.md"
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(raw), matrixBegin)
	require.True(t, found, "README.md has lost its table of what platforms give")
	got, after, found := strings.Cut(rest, matrixEnd)
	require.True(t, found)
	want := matrix()
	if sdktest.Update() && got != want {
		require.NoError(t, os.WriteFile(path, []byte(before+matrixBegin+want+matrixEnd+after), 0o600))
		return
	}
	require.Equal(t, want, got, "go test ./connectors -update")
}

func matrix() string {
	columns := []struct {
		title  string
		of     sdk.RecordKind
		metric string
	}{
		{"followers", sdk.KindAccount, schema.MetricFollowers},
		{"views", sdk.KindPost, schema.MetricViews},
		{"reach", sdk.KindPost, schema.MetricReach},
		{"likes", sdk.KindPost, schema.MetricLikes},
		{"comments", sdk.KindPost, schema.MetricComments},
		{"shares", sdk.KindPost, schema.MetricShares},
		{"saves", sdk.KindPost, schema.MetricSaves},
		{"clicks", sdk.KindPost, schema.MetricClicks},
	}
	kinds := []sdk.RecordKind{sdk.KindMention, sdk.KindAudience, sdk.KindVolume}
	var out strings.Builder
	out.WriteString("| |")
	for _, c := range columns {
		fmt.Fprintf(&out, " %s |", c.title)
	}
	out.WriteString(" texts of others | audience | volumes | derived by default |\n|---|")
	out.WriteString(strings.Repeat("---|", len(columns)+len(kinds)+1) + "\n")
	for _, factory := range builtIn {
		info := factory().Info()
		fmt.Fprintf(&out, "| [%s](connectors/%s/README.md) |", info.Name, info.ID)
		for _, c := range columns {
			fmt.Fprintf(&out, " %s |", given(info, c.of, c.metric))
		}
		for _, kind := range kinds {
			fmt.Fprintf(&out, " %s |", yes(slices.Contains(info.Records, kind)))
		}
		fmt.Fprintf(&out, " %s |\n", yes(info.Terms.DerivedMetrics))
	}
	return out.String()
}

// given says whether a connector has a metric: always, for some types of post
// ("some"), or not.
func given(info sdk.Info, of sdk.RecordKind, metric string) string {
	for _, c := range info.Capabilities {
		switch {
		case c.Of != of || c.Metric != metric:
		case c.Reason != "":
			return "–"
		case len(c.Media) > 0:
			return "some"
		default:
			return "yes"
		}
	}
	return "–"
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "–"
}
