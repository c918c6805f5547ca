package x

import (
	"errors"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/x/xsim"
)

func newPurse(t *testing.T, max float64, own, shared *sdk.Memory) *purse {
	t.Helper()
	c := defaultConfig()
	list, err := c.priceList()
	require.NoError(t, err)
	p := &purse{prices: list, max: max, app: "app", account: "dinas"}
	p.open(own, shared)
	return p
}

func TestPurseSettles(t *testing.T) {
	t.Parallel()
	own, shared := sdk.NewMemory(nil, nil), sdk.NewMemory(nil, nil)
	p := newPurse(t, 1, own, shared)
	remaining := func() float64 { return p.ledger.Budgets(sdktest.Now)[0].Remaining }
	posts := purchase{price: pricePost, sizes: []int{100, 10}}

	require.NoError(t, p.buy(sdktest.Now, posts, func(most int) ([]string, error) {
		require.Equal(t, 100, most)
		require.InDelta(t, 0.5, remaining(), 1e-9, "taken before the request")
		return []string{"post 1", "post 2"}, nil
	}))
	require.InDelta(t, 0.99, remaining(), 1e-9, "two posts were charged for")

	require.NoError(t, p.buy(sdktest.Now, posts, func(int) ([]string, error) { return []string{"post 2", "post 3"}, nil }))
	require.InDelta(t, 0.985, remaining(), 1e-9, "a post costs once a day")

	broken := errors.New("503")
	require.ErrorIs(t, p.buy(sdktest.Now, posts, func(int) ([]string, error) { return nil, broken }), broken)
	require.InDelta(t, 0.985, remaining(), 1e-9, "X does not charge for what fails")

	again := newPurse(t, 1, own, shared)
	require.NoError(t, again.buy(sdktest.Now.Add(time.Hour), posts, func(int) ([]string, error) { return []string{"post 3"}, nil }))
	require.InDelta(t, 0.985, remaining(), 1e-9, "another process knows what was charged")

	tomorrow := sdktest.Now.AddDate(0, 0, 1)
	require.NoError(t, again.buy(tomorrow, posts, func(int) ([]string, error) { return []string{"post 3"}, nil }))
	require.InDelta(t, 0.98, remaining(), 1e-9, "the next day it costs again")
}

func TestPurseShrinksAndEnds(t *testing.T) {
	t.Parallel()
	p := newPurse(t, 0.06, sdk.NewMemory(nil, nil), sdk.NewMemory(nil, nil))
	posts := purchase{price: pricePost, sizes: []int{100, 10}}
	ids := []string{"a", "b", "c", "d", "e"}
	require.NoError(t, p.buy(sdktest.Now, posts, func(most int) ([]string, error) {
		require.Equal(t, 10, most, "there is no money for 100")
		return items("post", ids), nil
	}))
	err := p.buy(sdktest.Now, posts, func(int) ([]string, error) {
		t.Error("there is money for seven posts only")
		return nil, nil
	})
	require.Equal(t, budgetMoney, sdk.Exhausted(err))
	require.Equal(t, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), sdk.RetryAt(err).UTC())
	require.NoError(t, p.buyRequest(sdktest.Now, priceCounts, 0, func() error { return nil }), "what is cheap goes on")
	require.NoError(t, p.buy(sdktest.Now.AddDate(0, 1, 0), posts, func(int) ([]string, error) { return nil, nil }), "the next month")

	posts.keep = 0.03
	err = p.buy(sdktest.Now.AddDate(0, 1, 0), posts, func(int) ([]string, error) { return nil, nil })
	require.Equal(t, budgetMoney, sdk.Exhausted(err))
	require.ErrorContains(t, err, "kept for the account and its own posts")
	require.Equal(t, time.Date(2026, 4, 11, 0, 0, 0, 0, time.UTC), sdk.RetryAt(err), "tomorrow less must be kept")
}

// What the connector reckons is what X charges, over days, restarts and endpoints.
func TestLedgerIsTheBill(t *testing.T) {
	t.Parallel()
	for _, owned := range []bool{true, false} {
		o := xsim.Options{}
		settings := "counts_hours: 6\nsearches: [{query: \"#banjir\", mode: counts}, {query: laporan OR layanan, mode: posts}]\n"
		if owned {
			o.Owner = "dinas"
			settings += "owned: true\n"
		}
		w := oldWorld(60)
		p := newPlatform(t, w, o)
		m := &sdktest.Stored{}
		var all sdktest.Gathered
		for at := sdktest.Now.AddDate(0, 0, -3); !at.After(sdktest.Now); at = at.Add(5 * time.Hour) {
			p.world.StopAt(at)
			all.Next(t, p.connect(t, settings, m), sdk.Request{Now: at, Since: at.AddDate(0, 0, -3), Reread: []string{w.Accounts[0].Posts[3].ID}})
			all.Whole(t)
			require.InDelta(t, p.x.Charged(), 10-left(all), 1e-9, at)
		}
		require.Positive(t, p.x.Charged())
	}
}

// What is worth less must leave the money for the account and its own posts.
func TestSearchLeavesMoneyForOwnPosts(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(45), xsim.Options{})
	c := p.connect(t, "budget_usd_month: 0.87\nreplies: false\nsearches: [{query: layanan, mode: posts}]", nil)
	var all sdktest.Gathered
	all.Collect(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)})
	require.Len(t, all.Result.Failures, 1)
	require.ErrorContains(t, all.Result.Failures[0], "kept for the account and its own posts")
	for _, path := range p.Asked("") {
		require.NotContains(t, path, "/search/")
	}
}

// X's own end of money stops everything until X says otherwise, also after a
// restart; a check tries anew.
func TestNoMoneyAtX(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(45), xsim.Options{Credits: 0.1})
	m := &sdktest.Stored{}
	var all sdktest.Gathered
	all.Collect(t, p.connect(t, "", m), sdk.Request{})
	require.Len(t, all.Result.Failures, 1, "said once")
	require.Equal(t, budgetMoney, sdk.Exhausted(all.Result.Failures[0]))
	require.Equal(t, sdktest.Now.Add(time.Hour), sdk.RetryAt(all.Result.Failures[0]))
	require.ErrorContains(t, all.Result.Failures[0], "does not have any credits")

	p.Asked("")
	p.world.Forward(30 * time.Minute)
	all.Next(t, p.connect(t, "", m), sdk.Request{Now: p.world.Now()})
	require.Empty(t, p.Asked(""), "nothing is asked before the hour is over")
	require.Equal(t, budgetMoney, sdk.Exhausted(all.Result.Failures[0]))

	_, err := p.connect(t, "", m).Check(t.Context())
	require.Equal(t, budgetMoney, sdk.Exhausted(err))
	require.Len(t, p.Asked(""), 1)
}

func TestMonthlyCapAtX(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(45), xsim.Options{Cap: 0.1})
	var all sdktest.Gathered
	all.Collect(t, p.connect(t, "", nil), sdk.Request{})
	require.Len(t, all.Result.Failures, 1)
	require.Equal(t, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), sdk.RetryAt(all.Result.Failures[0]))
}

func TestPrices(t *testing.T) {
	t.Parallel()
	c := config{Prices: map[string]float64{"post": 0.01}}
	list, err := c.priceList()
	require.NoError(t, err)
	require.Equal(t, prices{"post": 0.01, "user": 0.01, "owned": 0.001, "counts": 0.005}, list)
	c.Prices = map[string]float64{"tweet": 1}
	_, err = c.priceList()
	require.ErrorContains(t, err, "counts, owned, post, user")
	c.Prices = map[string]float64{"post": -1}
	_, err = c.priceList()
	require.ErrorContains(t, err, "negative")
}

func TestErrorsOfX(t *testing.T) {
	t.Parallel()
	reset := time.Now().Add(10 * time.Minute).Truncate(time.Second)
	for name, test := range map[string]struct {
		status int
		body   string
		kind   sdk.ErrorKind
		budget string
		after  time.Time
		says   string
	}{
		"credits": {402, `{"title":"CreditsDepleted","detail":"Your enrolled account [1] does not have any credits to fulfill this request.","type":"https://api.twitter.com/2/problems/credits"}`, sdk.RateLimited, "money", sdktest.Now.Add(time.Hour), "credits"},
		"monthly cap": {
			429, `{"account_id":1,"product_name":"standard-basic","title":"UsageCapExceeded","period":"Monthly","scope":"Product","detail":"Usage cap exceeded: Monthly product cap","type":"https://api.twitter.com/2/problems/usage-capped"}`,
			sdk.RateLimited, "money", time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), "Monthly product cap",
		},
		"daily cap":      {429, `{"title":"UsageCapExceeded","period":"Daily","type":"https://api.x.com/2/problems/usage-capped"}`, sdk.RateLimited, "money", time.Date(2026, 3, 11, 0, 0, 0, 0, time.UTC), "UsageCapExceeded"},
		"spending limit": {403, `{"title":"SpendCapReached","reset_date":"2026-03-20","type":"https://api.x.com/2/problems/credits"}`, sdk.RateLimited, "money", time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC), "SpendCapReached"},
		"cycle in words": {403, `{"title":"SpendCapReached","detail":"blocked until the next cycle begins on [2026-03-20]"}`, sdk.RateLimited, "money", time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC), "blocked"},
		"limit":          {429, `{"title":"Too Many Requests","detail":"Too Many Requests","type":"about:blank","status":429}`, sdk.RateLimited, "tweets", reset, "Too Many Requests"},
		"old limit":      {429, `{"errors":[{"code":88,"message":"Rate limit exceeded"}]}`, sdk.RateLimited, "tweets", reset, "Rate limit exceeded"},
		"wrong clock":    {429, `{"title":"Too Many Requests"}`, sdk.RateLimited, "tweets", time.Time{}, "Too Many"},
		"token":          {401, `{"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"}`, sdk.Auth, "", time.Time{}, "Unauthorized"},
		"not enrolled":   {403, `{"reason":"client-not-enrolled","title":"Client Forbidden","type":"https://api.twitter.com/2/problems/client-forbidden"}`, sdk.Auth, "", time.Time{}, "developer console"},
		"in a list":      {403, `{"errors":[{"title":"Unsupported Authentication","type":"https://api.twitter.com/2/problems/unsupported-authentication"}]}`, sdk.Auth, "", time.Time{}, "Unsupported Authentication"},
		"parameter":      {400, `{"errors":[{"parameters":{"query":["("]},"message":"missing )"}],"title":"Invalid Request","detail":"One or more parameters to your request was invalid.","type":"https://api.x.com/2/problems/invalid-request"}`, sdk.Permanent, "", time.Time{}, "missing ) (parameter query)"},
		"unavailable":    {503, `{"title":"Service Unavailable","detail":"Service Unavailable","type":"about:blank","status":503}`, sdk.Transient, "", time.Time{}, "503"},
		"no JSON":        {403, `Forbidden.`, sdk.Auth, "", time.Time{}, "403"},
	} {
		c := &connector{now: sdktest.Now, asking: "tweets", limits: map[string]sdk.Budget{}}
		header := http.Header{}
		header.Set("x-rate-limit-remaining", "0")
		header.Set("x-rate-limit-reset", strconv.FormatInt(reset.Unix(), 10))
		if name == "wrong clock" {
			header.Set("x-rate-limit-reset", "99999999999")
		}
		err := c.classify(&sdk.StatusError{Status: test.status, Body: []byte(test.body)}, header)
		if test.status >= 500 {
			require.NoError(t, err, "%s is left to the SDK", name)
			continue
		}
		require.Equal(t, test.kind, sdk.KindOf(err), name)
		require.Equal(t, test.budget, sdk.Exhausted(err), name)
		if name == "wrong clock" { // a header that is years away is not believed
			require.WithinDuration(t, time.Now().Add(longestLimit), sdk.RetryAt(err), time.Minute)
			continue
		}
		require.True(t, test.after.Equal(sdk.RetryAt(err)), "%s: %s", name, sdk.RetryAt(err))
		require.ErrorContains(t, err, test.says, name)
	}
}
