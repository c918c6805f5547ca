package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

const root = "../.."

// TestReferenceIsCurrent keeps the pages what the code says.
func TestReferenceIsCurrent(t *testing.T) {
	t.Parallel()
	pages, err := generate(root)
	require.NoError(t, err)
	require.Len(t, pages, 5)
	for name, want := range pages {
		got, err := os.ReadFile(filepath.Join(root, "docs", "reference", name))
		require.NoError(t, err)
		require.Equal(t, want, string(got), "%s: go generate ./docs/gen", name)
	}
}

// TestReferenceIsWhole looks for one thing of each kind that the pages are made
// of, so that a reader that finds nothing is noticed.
func TestReferenceIsWhole(t *testing.T) {
	t.Parallel()
	pages, err := generate(root)
	require.NoError(t, err)
	for name, want := range map[string][]string{
		"config.md":       {"| `data_dir` |", "| `influxdb.token` | API token; better in a file: token_file (secret) |", "## Accounts of `youtube`", "| `accounts[].interval` |", "| `terms.NAME.reason` |", "| `8186` |"},
		"measurements.md": {"| `post_history` |", "| `platform` |", "| `views` | times shown or played (impressions) |", "`author_days`: of a mention, ", "`_all`: the value of `topic`", "| `topic_10m` | counts mentions"},
		"metrics.md": {
			"| `pantau_polls_total` | counter | connector, account, result |", "| `pantau_budget_limit` | gauge | connector, account, budget, unit |",
			"| `pantau_sentiment_accuracy` | gauge | reader |", "| `pantau_connector_deaths` | gauge | connector |", "| `pantau_poll_duration_seconds` | histogram | connector |",
			"| `pantau_points_written_total` | counter |  |",
		},
		"alerts.id.md": {"## Data basi", "A > 0, selama 15m", "`now-9d` … `now-2d`"},
		"alerts.en.md": {"## Data stale", "A > 3, for 15m"},
	} {
		for _, part := range want {
			require.Contains(t, pages[name], part, name)
		}
	}
}
