package schema

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPointTimeIsStableAndWithinTheSecond(t *testing.T) {
	t.Parallel()
	created := time.Date(2026, 3, 1, 8, 0, 5, 123456789, time.FixedZone("WIB", 7*3600))
	got := PointTime(created, "109")
	require.Equal(t, got, PointTime(created.Add(-100*time.Millisecond), "109"), "the same second and id give the same point")
	require.Equal(t, created.UTC().Truncate(time.Second), got.Truncate(time.Second))
	require.NotEqual(t, got, PointTime(created, "110"))
}

func TestUnavailableRoundTrip(t *testing.T) {
	t.Parallel()
	missing := map[string]Reason{MetricReach: NotOffered, MetricSaves: Permission}
	require.Equal(t, "reach=not_offered;saves=permission", Unavailable(missing))
	got, err := ParseUnavailable(Unavailable(missing))
	require.NoError(t, err)
	require.Equal(t, missing, got)
	require.Empty(t, Unavailable(nil))
}

func TestParseUnavailableRefuses(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"reach", "=permission", "reach=", "reach=because", "reach=permission;"} {
		_, err := ParseUnavailable(bad)
		require.ErrorContains(t, err, "unavailable", bad)
	}
}

func TestTopicsRoundTrip(t *testing.T) {
	t.Parallel()
	require.Equal(t, "|banjir|vaksinasi|", JoinTopics([]string{"vaksinasi", "banjir", "banjir"}))
	require.Equal(t, []string{"banjir", "vaksinasi"}, SplitTopics("|banjir|vaksinasi|"))
	require.Empty(t, JoinTopics(nil))
	require.Empty(t, SplitTopics(""))
}

func TestSourcesRoundTrip(t *testing.T) {
	t.Parallel()
	sources := map[string]string{MetricReach: SourceOrganic, MetricLikes: SourceAll}
	require.Equal(t, "likes=all;reach=organic", JoinSources(sources))
	require.Equal(t, sources, SplitSources(JoinSources(sources)))
	require.Empty(t, JoinSources(map[string]string{MetricReach: ""}), "not stated")
	require.Empty(t, SplitSources("reach;likes=bought;="))
}

func TestAspectsRoundTrip(t *testing.T) {
	t.Parallel()
	aspects := map[string]Aspect{"vaksinasi": {LabelPositive, 0.5, 0.61}, "antre=ktp": {LabelNegative, -0.9123, 0.9404}}
	stored := "|antre=ktp=negative:-0.9123:0.9404|vaksinasi=positive:0.5000:0.6100|"
	require.Equal(t, stored, JoinAspects(aspects))
	require.Equal(t, aspects, SplitAspects(stored))
	require.Empty(t, JoinAspects(nil))
	require.Nil(t, SplitAspects(""))
	for _, bad := range []string{"|a|", "|a=positive|", "|a=positive:1|", "|a=fine:1:1|", "|a=positive:x:1|", "|a=positive:1:x|", "|=|", "||"} {
		require.Nil(t, SplitAspects(bad), bad)
	}
	require.Equal(t, map[string]Aspect{"b": {LabelNeutral, 0, 1}}, SplitAspects("|a=?|b=neutral:0:1|"))
}
