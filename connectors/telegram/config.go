package telegram

import (
	"errors"
	"strconv"
	"strings"

	"github.com/pantau/pantau/connectors/sdk"
)

const officialServer = "https://api.telegram.org"

// config is what the operator sets for one channel.
type config struct {
	Channel  string     `yaml:"channel" jsonschema:"required" jsonschema_description:"The channel's handle, or the number of a private channel"`
	Token    sdk.Secret `yaml:"token" jsonschema:"required" jsonschema_description:"The bot's token, from @BotFather"`
	Comments bool       `yaml:"comments" jsonschema:"default=true" jsonschema_description:"Whether to read comments in the channel's discussion group"`
	BaseURL  string     `yaml:"base_url" jsonschema:"default=https://api.telegram.org" jsonschema_description:"Another Bot API server, if you run one yourself"`
}

func defaultConfig() config { return config{Comments: true, BaseURL: officialServer} }

// handlePattern is what handles are made of; four characters is the shortest
// that can be bought.
var handlePattern = sdk.Pattern(`^[A-Za-z][A-Za-z0-9_]{3,31}$`)

// Validate normalises the settings and says what is wrong with them.
func (c *config) Validate() error {
	base, err := sdk.BaseURL("base_url", c.BaseURL)
	if err != nil {
		return err
	}
	c.BaseURL = base
	// The token becomes part of an address.
	if token := c.Token.Reveal(); token == "" || strings.ContainsAny(token, " \t\r\n/?#%") {
		return errors.New("token: it is no bot token; copy the whole line that @BotFather gave, like 123456:ABC-DEF…")
	}
	c.Channel, err = channelName(c.Channel)
	return err
}

// channelName makes of a handle, a link or a number what the API takes as
// chat_id.
func channelName(raw string) (string, error) {
	name := strings.TrimSpace(raw)
	for _, link := range []string{"https://t.me/", "http://t.me/", "t.me/", "@"} {
		name = strings.TrimPrefix(name, link)
	}
	name = strings.TrimSuffix(name, "/")
	if n, err := strconv.ParseInt(name, 10, 64); err == nil && n < 0 {
		return name, nil
	}
	if !handlePattern().MatchString(name) {
		return "", errors.New("channel: write the handle, like @dinas, or the number of a private channel, like -1001234567890")
	}
	return "@" + strings.ToLower(name), nil
}
