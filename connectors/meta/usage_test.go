package meta

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
)

func TestUsageHeadersBecomeBudgets(t *testing.T) {
	t.Parallel()
	c := serve(t, says(200, `{}`,
		"X-App-Usage", `{"call_count":28,"total_time":25,"total_cputime":31}`,
		"X-Page-Usage", `{"call_count":70,"total_time":1,"total_cputime":1}`,
		"X-Business-Use-Case-Usage", `{"1":[{"type":"pages","call_count":5,"total_cputime":6,"total_time":7,"estimated_time_to_regain_access":0}],"2":[{"type":"pages","call_count":3}]}`))
	require.NoError(t, c.Get(t.Context(), "/me", nil, &struct{}{}))
	require.Equal(t, []sdk.Budget{
		{Name: "app", Unit: "percent", Limit: 100, Remaining: 69},
		{Name: "page", Unit: "percent", Limit: 100, Remaining: 30},
		{Name: "pages", Unit: "percent", Limit: 100, Remaining: 93},
	}, c.Budgets())
	require.False(t, c.Busy())
}

func TestNothingIsAskedOnceALimitIsUsedUp(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		says(200, `{}`, "X-App-Usage", `{"call_count":100,"total_time":1,"total_cputime":1}`)(w, r)
	})
	require.NoError(t, c.Get(t.Context(), "/me", nil, &struct{}{}))
	require.True(t, c.Busy())
	err := c.Get(t.Context(), "/me", nil, &struct{}{})
	require.Equal(t, sdk.RateLimited, sdk.KindOf(err))
	require.EqualValues(t, 1, calls.Load())
	require.Equal(t, 1, c.Requests())
}

func TestUnreadableUsageSaysNothing(t *testing.T) {
	t.Parallel()
	u := usage{}
	for _, header := range []string{"", "null", "[]", `"x"`, `{"1":{}}`, `{"1":[null]}`} {
		u.note(http.Header{"X-Business-Use-Case-Usage": {header}}, now)
	}
	require.LessOrEqual(t, u.highest(), 0.0)
}

func TestRegainIsBelievedForADayAtMost(t *testing.T) {
	t.Parallel()
	l := loadJSON{Regain: 1e300}.load(now)
	require.Equal(t, now.Add(24*time.Hour), l.regain)
}
