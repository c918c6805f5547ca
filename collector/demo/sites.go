package demo

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/demo/world"
	"github.com/pantau/pantau/connectors/bluesky/blueskysim"
	"github.com/pantau/pantau/connectors/instagram/instagramsim"
	"github.com/pantau/pantau/connectors/mastodon/mastodonsim"
	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/rss/rsssim"
	"github.com/pantau/pantau/connectors/sim"
)

// unhurried is a rate limit that a year read in seconds does not meet.
const unhurried = 10_000_000

// demoPassword signs in to the simulated servers; it opens nothing else.
const demoPassword = "demo-only"

// sites are the simulated platforms and the accounts to read on them.
type sites struct {
	servers  []*http.Server
	accounts []config.Account
}

// serve puts every platform of the world on a loopback port of its own.
func serve(w *sim.World) (*sites, error) {
	s := &sites{}
	tokens, metaTokens := map[string]string{}, map[string]metasim.Token{}
	for _, a := range w.Accounts {
		token := demoPassword + "-" + a.Handle
		tokens[token], metaTokens[token] = a.Handle, metasim.Token{User: a.Handle}
	}
	handlers := map[string]http.Handler{
		mastodonsim.Platform:  mastodonsim.Handler(w, mastodonsim.Options{Tokens: tokens, Limit: unhurried}),
		blueskysim.Platform:   blueskysim.Handler(w, blueskysim.Options{AppPassword: demoPassword, Limit: -1}),
		instagramsim.Platform: instagramsim.Handler(w, instagramsim.Options{Options: metasim.Options{Tokens: metaTokens}}),
		"rss":                 rsssim.Handler(w, rsssim.Options{Items: 200}),
	}
	urls := map[string]string{}
	for platform, h := range handlers {
		url, err := s.listen(h)
		if err != nil {
			s.Close()
			return nil, fmt.Errorf("serving the simulated %s: %w", platform, err)
		}
		urls[platform] = url
	}
	for _, a := range w.Accounts {
		s.accounts = append(s.accounts, account(a, urls[a.Platform]))
	}
	return s, nil
}

func (s *sites) listen(h http.Handler) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	s.servers = append(s.servers, server)
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			panic(err) // the listener is ours alone
		}
	}()
	return "http://" + l.Addr().String(), nil
}

// Close stops the platforms.
func (s *sites) Close() {
	for _, server := range s.servers {
		_ = server.Close() // nothing to lose
	}
}

func account(a *sim.Account, url string) config.Account {
	settings := config.Settings{"base_url": url}
	switch a.Platform {
	case mastodonsim.Platform:
		settings["token"] = demoPassword + "-" + a.Handle
		settings["hashtags"] = world.Hashtags()
	case blueskysim.Platform:
		settings["app_password"] = demoPassword
		settings["hashtags"] = world.Hashtags()
	case instagramsim.Platform:
		settings["token"] = demoPassword + "-" + a.Handle
		settings["timezone"] = zone
	case "rss":
		settings["base_url"] = url + "/" + a.Handle + "/rss.xml"
	}
	return config.Account{Connector: a.Platform, Account: a.Handle, Settings: settings}
}
