// Package telegram reads a Telegram channel through a bot: what it posts from
// the day the bot was added, reactions to that, and comments in the channel's
// discussion group. See https://core.telegram.org/bots/api, version 10.1.
//
// The Bot API has no history: what happens is put into one queue per bot, kept
// for 24 hours, and forgotten as soon as a later offset is asked for. See queue
// for how nothing is lost on the way.
package telegram

import (
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// connector implements sdk.Connector for one channel.
type connector struct {
	config config
	api    *client
	bot    *bot

	own    *sdk.Memory // what is known of the channel's posts, see channel
	shared *sdk.Memory // the queue of each bot, see queue
}

var (
	_ sdk.Connector = (*connector)(nil)
	_ sdk.Keeper    = (*connector)(nil)
)

// New makes an unconfigured connector.
func New() sdk.Connector {
	return &connector{own: sdk.NewMemory(nil, nil), shared: sdk.NewMemory(nil, nil)}
}

// Info implements sdk.Connector.
func (c *connector) Info() sdk.Info {
	return sdk.Info{
		ID: "telegram", Name: "Telegram", Version: "1.0.0",
		// Each run gets 100 updates at most (see queue), and they wait for 24 hours.
		Interval:     time.Minute,
		Capabilities: append(postCapabilities(), accountCapabilities()...),
		Records:      []sdk.RecordKind{sdk.KindAccount, sdk.KindPost, sdk.KindMention},
		Settings:     config{},
		Terms: sdk.Terms{
			URL: "https://telegram.org/tos/bot-developers", DerivedMetrics: true, CompareOwners: true,
			// Section 4 sets no time and speaks of no rates or comparisons.
			Note: "for channels whose owners have added the bot: collecting other people's channels or groups, and training models " +
				"on what was collected, is forbidden; what people wrote must be encrypted at rest, deleted on request and when it is " +
				"no longer needed; the bot needs a privacy policy",
		},
	}
}

// Configure implements sdk.Connector.
func (c *connector) Configure(settings sdk.Settings) error {
	c.config = defaultConfig()
	if err := sdk.Decode(settings, &c.config); err != nil {
		return err
	}
	c.api = newClient(c.config.BaseURL, c.config.Token)
	c.bot = bots.of(c.config.BaseURL, c.config.Token)
	return nil
}

// Keep implements sdk.Keeper.
func (c *connector) Keep(own, shared *sdk.Memory) { c.own, c.shared = own, shared }
