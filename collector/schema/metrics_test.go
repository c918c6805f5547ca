package schema

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEngagements(t *testing.T) {
	t.Parallel()
	type numbers map[string]float64
	for name, tc := range map[string]struct {
		of        numbers
		forbidden bool
		want      float64
		unknown   bool
	}{
		"official total wins":        {of: numbers{MetricInteractions: 50, MetricLikes: 1, MetricComments: 2}, want: 50},
		"official zero is a total":   {of: numbers{MetricInteractions: 0, MetricLikes: 1}, want: 0},
		"sum of what there is":       {of: numbers{MetricLikes: 12, MetricShares: 3}, want: 15},
		"all zero is zero":           {of: numbers{MetricLikes: 0, MetricComments: 0}, want: 0},
		"nothing is not zero":        {of: numbers{MetricViews: 7, MetricClicks: 3}, unknown: true},
		"one part of five is enough": {of: numbers{MetricSaves: 7}, want: 7},
		"all parts":                  {of: numbers{MetricLikes: 1, MetricComments: 2, MetricShares: 4, MetricQuotes: 8, MetricSaves: 16}, want: 31},
		"nothing may be added up":    {of: numbers{MetricLikes: 12}, forbidden: true, unknown: true},
		"the platform added it up":   {of: numbers{MetricInteractions: 9, MetricLikes: 12}, forbidden: true, want: 9},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, known := Engagements(func(metric string) (float64, bool) { n, ok := tc.of[metric]; return n, ok }, !tc.forbidden)
			require.Equal(t, !tc.unknown, known)
			require.InDelta(t, tc.want, got, 0)
		})
	}
}
