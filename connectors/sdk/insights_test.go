package sdk

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
)

// platform refuses a whole call for one metric it does not know, as Meta does.
type platform struct {
	gone, notHere []string
	asked         [][]string
	got           []string
	broken        error
}

var (
	errUnknown = errors.New("(#100) must be a valid insights metric")
	errNotHere = errors.New("media is not shared")
)

func (p *platform) ask(names []string) error {
	p.asked = append(p.asked, names)
	for _, name := range names {
		switch {
		case p.broken != nil:
			return p.broken
		case slices.Contains(p.gone, name):
			return errUnknown
		case slices.Contains(p.notHere, name):
			return errNotHere
		}
	}
	p.got = append(p.got, names...)
	return nil
}

func refusal(err error) Refusal {
	switch {
	case errors.Is(err, errUnknown):
		return RefusalUnknown
	case errors.Is(err, errNotHere):
		return RefusalNotHere
	}
	return RefusalNone
}

func TestADeadMetricDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	own := NewMemory(nil, nil)
	i := &Insights{Memory: own, Refused: refusal}
	p := &platform{gone: []string{"impressions"}}
	names := []string{"reach", "impressions", "views"}

	missing, err := i.Ask(noon, "media/FEED", names, p.ask)
	require.NoError(t, err)
	require.Equal(t, map[string]schema.Reason{"impressions": schema.Removed}, missing)
	require.Equal(t, []string{"reach", "views"}, p.got)
	require.Equal(t, []string{"reach", "impressions", "views"}, names, "the caller's list is left alone")

	p.asked = nil
	missing, err = (&Insights{Memory: own, Refused: refusal}).Ask(noon.Add(time.Hour), "media/FEED", names, p.ask)
	require.NoError(t, err)
	require.Equal(t, map[string]schema.Reason{"impressions": schema.Removed}, missing)
	require.Equal(t, [][]string{{"reach", "views"}}, p.asked, "remembered: one call")

	require.Equal(t, []Notice{{
		Kind: "metric_removed", Metric: "impressions",
		Message: "the platform refuses the metric impressions of media/FEED since 2026-03-09; everything else is read",
	}}, deadNotices(own, noon))

	p.gone, p.asked = nil, nil
	missing, err = i.Ask(noon.Add(31*24*time.Hour), "media/FEED", names, p.ask)
	require.NoError(t, err)
	require.Empty(t, missing, "it is tried again after a month")
	require.Empty(t, deadNotices(own, noon.Add(31*24*time.Hour)))
}

func TestAMetricThatThisObjectLacksIsNotDead(t *testing.T) {
	t.Parallel()
	own := NewMemory(nil, nil)
	i := &Insights{Memory: own, Refused: refusal}
	p := &platform{notHere: []string{"facebook_views"}}
	missing, err := i.Ask(noon, "media/REELS", []string{"reach", "facebook_views"}, p.ask)
	require.NoError(t, err)
	require.Equal(t, map[string]schema.Reason{"facebook_views": schema.NotOffered}, missing)
	require.Empty(t, DeadMetrics(own))
}

func TestInsightsGiveOtherErrorsBack(t *testing.T) {
	t.Parallel()
	i := &Insights{Memory: NewMemory(nil, nil), Refused: refusal}
	p := &platform{broken: Errorf(Auth, "190")}
	_, err := i.Ask(noon, "media/FEED", []string{"reach", "views"}, p.ask)
	require.Equal(t, Auth, KindOf(err))
	require.Len(t, p.asked, 1, "nothing is tried one by one")
}
