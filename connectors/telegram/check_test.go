package telegram

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/telegram/telegramsim"
)

func check(t *testing.T, o telegramsim.Options, bot telegramsim.Bot) (sdk.CheckReport, error) {
	t.Helper()
	o.Bots = map[string]telegramsim.Bot{token: bot}
	office := one(t, sdktest.World(telegramsim.Platform), o)
	return office.connector(t, "@dinas").Check(t.Context())
}

func TestCheckOfAGoodBot(t *testing.T) {
	t.Parallel()
	report, err := check(t, telegramsim.Options{}, listening("dinas"))
	require.NoError(t, err)
	require.Equal(t, "reads the channel Dinas Contoh as @pantau_bot, 1204 members", report.Summary)
	require.Empty(t, sdktest.Bad(report))
	require.Len(t, report.Findings, 4)
}

func TestCheckSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	silent, private, reading := listening("dinas"), listening("dinas"), listening("dinas")
	silent.Group, private.Group, reading.Group, reading.ReadsAll = "", "member", "member", true
	for _, c := range []struct {
		name, what, says string
		options          telegramsim.Options
		bot              telegramsim.Bot
	}{
		{"not in the channel", "posts", "Administrators, Add Admin", telegramsim.Options{}, listening()},
		{"no discussion group", "comments", "has no discussion group", telegramsim.Options{NoGroup: true}, listening("dinas")},
		{"not in the group", "comments", "not in the discussion group", telegramsim.Options{}, silent},
		{"privacy mode", "comments", "/setprivacy", telegramsim.Options{}, private},
		{"no reactions", "reactions", "allows none", telegramsim.Options{NoReactions: true}, listening("dinas")},
	} {
		report, err := check(t, c.options, c.bot)
		require.NoError(t, err, c.name)
		require.Contains(t, sdktest.Bad(report)[c.what], c.says, c.name)
		require.Contains(t, sdktest.Bad(report)[c.what], "will be missing", c.name)
	}
	report, err := check(t, telegramsim.Options{}, reading)
	require.NoError(t, err)
	require.Empty(t, sdktest.Bad(report), "a member without privacy mode reads everything")
}

func TestCheckFindsAWebhook(t *testing.T) {
	t.Parallel()
	o := one(t, sdktest.World(telegramsim.Platform), telegramsim.Options{})
	const address = "https://other.example/secret-path"
	require.NoError(t, newClient(o.p.URL, token).call(t.Context(), "setWebhook", query("url="+address), new(bool)))
	report, err := o.connector(t, "@dinas").Check(t.Context())
	require.NoError(t, err)
	require.Contains(t, sdktest.Bad(report)["updates"], "deleteWebhook")
	require.NotContains(t, sdktest.Bad(report)["updates"], "secret-path")
	require.Contains(t, o.run(t, "@dinas").failure().Error(), "set a webhook")
}

func TestCheckOfAKickedBot(t *testing.T) {
	t.Parallel()
	_, err := check(t, telegramsim.Options{Kicked: true}, listening("dinas"))
	require.Equal(t, sdk.Auth, sdk.KindOf(err))
	require.Contains(t, err.Error(), "add it as administrator")
}
