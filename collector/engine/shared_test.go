package engine

import (
	"log/slog"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/cluster"
	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/policy"
	"github.com/pantau/pantau/collector/poller"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/connectors/sdk"
)

func TestWhatIsLeasedTogether(t *testing.T) {
	t.Parallel()
	account := func(connector, platform, name string, independent bool) Account {
		return Account{
			Account: poller.Account{Key: connector + "/" + name, Connector: connector, Name: name},
			Policy:  policy.Policy{Platform: platform}, Info: sdk.Info{ID: connector, Independent: independent},
		}
	}
	require.Equal(t, []cluster.Unit{
		{Name: "facebook/dinkes", Accounts: []string{"facebook/dinkes", "file/dinkes"}}, // one account's data
		{Name: "mastodon/dinkes", Accounts: []string{"mastodon/dinkes"}},
		{Name: "mastodon/dishub", Accounts: []string{"mastodon/dishub"}},
		{Name: "youtube", Accounts: []string{"youtube/dinkes", "youtube/dishub", "file/dishub"}}, // one quota
	}, units([]Account{
		account("mastodon", "mastodon", "dinkes", true), account("mastodon", "mastodon", "dishub", true),
		account("youtube", "youtube", "dinkes", false), account("youtube", "youtube", "dishub", false),
		account("facebook", "facebook", "dinkes", true), account("file", "facebook", "dinkes", true),
		account("file", "youtube", "dishub", true),
	}))
}

// The same settings in another order, on other machines, are the same; another time zone,
// interval, account or token are not, and none of them can be read out of the hash.
func TestSettingsAreCompared(t *testing.T) {
	t.Parallel()
	hash := func(change func(*config.Config), key string) string {
		c := config.Default()
		c.Accounts = []config.Account{{Connector: "m", Name: "a", Settings: config.Settings{"token": "t", "x": 1}, Line: 7}, {Connector: "m", Name: "b"}}
		c.Topics = map[string][]string{"t": {"w"}}
		change(&c)
		sum, err := settingsHash(&c, []byte(key))
		require.NoError(t, err)
		return sum
	}
	was := hash(func(*config.Config) {}, "key")
	require.Len(t, was, 16)
	require.NotEqual(t, was, hash(func(*config.Config) {}, "another key"))
	for name, same := range map[string]func(*config.Config){
		"order": func(c *config.Config) { slices.Reverse(c.Accounts) },
		"line":  func(c *config.Config) { c.Accounts[0].Line = 9 },
		"place": func(c *config.Config) { c.DataDir, c.HTTP.Listen, c.Log.Level = "/elsewhere", "127.0.0.1:1", "debug" },
	} {
		require.Equal(t, was, hash(same, "key"), name)
	}
	for name, other := range map[string]func(*config.Config){
		"time zone": func(c *config.Config) { c.TimeZone = "Asia/Makassar" },
		"topics":    func(c *config.Config) { c.Topics["t"] = []string{"v"} },
		"interval":  func(c *config.Config) { c.Accounts[0].Interval = 7 },
		"account":   func(c *config.Config) { c.Accounts = c.Accounts[:1] },
		"token":     func(c *config.Config) { c.Accounts[0].Settings["token"] = "u" },
		"terms":     func(c *config.Config) { c.Terms = map[string]*config.Terms{"m": {Reason: "r"}} },
		"text":      func(c *config.Config) { c.Text.Store = false },
	} {
		require.NotEqual(t, was, hash(other, "key"), name)
	}
}

// What waits inside must be written before the work is shared.
func TestNothingIsLeftInside(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, nothingInside(t.Context(), dir+"/none", 1<<20))
	s, err := spool.Open(t.Context(), dir, 1<<20)
	require.NoError(t, err)
	require.NoError(t, s.Put(t.Context(), spool.Message{Kind: spool.Done, Account: "m/a"}))
	s.Close()
	require.ErrorContains(t, nothingInside(t.Context(), dir, 1<<20), "1 messages still wait")
}

func TestByItselfThereIsNoCluster(t *testing.T) {
	t.Parallel()
	c, err := dial(t.Context(), Options{Config: &config.Config{}, Log: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	require.Nil(t, c)
}
