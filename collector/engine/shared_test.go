package engine

import (
	"log/slog"
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
