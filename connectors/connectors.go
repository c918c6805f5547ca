// Package connectors lists the connectors that are part of the pantau binary.
package connectors

import (
	"fmt"
	"io"

	"github.com/pantau/pantau/connectors/bluesky"
	"github.com/pantau/pantau/connectors/facebook"
	"github.com/pantau/pantau/connectors/file"
	"github.com/pantau/pantau/connectors/gdelt"
	"github.com/pantau/pantau/connectors/instagram"
	"github.com/pantau/pantau/connectors/linkedin"
	"github.com/pantau/pantau/connectors/mastodon"
	"github.com/pantau/pantau/connectors/rss"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/telegram"
	"github.com/pantau/pantau/connectors/threads"
	"github.com/pantau/pantau/connectors/tiktok"
	"github.com/pantau/pantau/connectors/x"
	"github.com/pantau/pantau/connectors/youtube"
)

// builtIn holds one line a connector.
var builtIn = []sdk.Factory{
	bluesky.New,
	facebook.New,
	file.New,
	gdelt.New,
	instagram.New,
	linkedin.New,
	mastodon.New,
	rss.New,
	telegram.New,
	threads.New,
	tiktok.New,
	x.New,
	youtube.New,
}

// IDs lists the built-in connectors.
func IDs() []string {
	ids := make([]string, len(builtIn))
	for i, factory := range builtIn {
		ids[i] = factory().Info().ID
	}
	return ids
}

// Main is the process of one built-in connector, as the collector starts it:
// `pantau connector ID`. It returns the exit code.
func Main(args []string, stderr io.Writer) int {
	for _, factory := range builtIn {
		if len(args) == 1 && factory().Info().ID == args[0] {
			sdk.Serve(factory)
			return 0
		}
	}
	_, _ = fmt.Fprintln(stderr, "pantau connector: the collector starts this by itself; see `pantau connectors`")
	return 2
}
