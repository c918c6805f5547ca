package telegram

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/telegram/telegramsim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConnector(t *testing.T) {
	sdktest.Run(t, New, sdktest.Options{
		Settings: "base_url: {{base_url}}\nchannel: \"@dinas\"\ntoken: {{token}}\n",
		Platform: func(testing.TB) http.Handler {
			return telegramsim.Handler(sdktest.World(telegramsim.Platform), telegramsim.Options{
				Bots: map[string]telegramsim.Bot{sdktest.Token: listening("dinas")},
			})
		},
	})
}

// listening is a bot that was asked for reactions before.
func listening(channels ...string) telegramsim.Bot {
	return telegramsim.Bot{
		Username: "pantau_bot", Channels: channels, Group: "administrator",
		Allowed: []string{"channel_post", "edited_channel_post", "message", "edited_message", "message_reaction_count"},
	}
}
