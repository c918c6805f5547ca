package sdktest

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/pantau/pantau/connectors/sdk"
)

// configure checks that settings are read strictly and without the network.
func (s *suite) configure() error {
	c, err := s.dial(http.NotFoundHandler())
	if err != nil {
		return err
	}
	defer c.close()
	asked, restore := refuseNetwork()
	defer restore()
	errs := []error{s.accepts(c), s.refusesUnknown(c)}
	if n := asked.Load() + c.requests.Load(); n > 0 {
		errs = append(errs, fmt.Errorf("Configure made %d requests; it must make none", n))
	}
	return errors.Join(errs...)
}

// accepts checks sample.yaml, and settings with a token in them.
func (s *suite) accepts(c *conversation) error {
	sample, err := os.ReadFile(filepath.Join(s.o.Dir, "sample.yaml"))
	if err != nil {
		return fmt.Errorf("the folder has no sample.yaml: %w", err)
	}
	if err := c.client.Configure(s.t.Context(), "sample", sdk.Settings(sample), sdk.ReachAll); err != nil {
		return fmt.Errorf("sample.yaml was refused: %w", err)
	}
	if err := c.client.Configure(s.t.Context(), account, sdk.Settings(fill(s.o.Settings, c.base)), sdk.ReachAll); err != nil {
		return fmt.Errorf("Options.Settings was refused: %w", err)
	}
	return nil
}

func (s *suite) refusesUnknown(c *conversation) error {
	const unknown = "sdktest_unknown_key"
	settings := strings.TrimRight(fill(s.o.Settings, c.base), "\n") + "\n" + unknown + ": 1\n"
	err := c.client.Configure(s.t.Context(), "unknown", sdk.Settings(settings), sdk.ReachAll)
	switch {
	case err == nil:
		return errors.New("an unknown key in the settings was accepted; decode with sdk.Decode")
	case !strings.Contains(err.Error(), unknown):
		return fmt.Errorf("an unknown key was refused without naming it: %w", err)
	case sdk.KindOf(err) != sdk.Permanent:
		return fmt.Errorf("an unknown key was refused as %s, not permanent: %w", sdk.KindOf(err), err)
	}
	return nil
}

// refuseNetwork makes the default transport count and refuse requests until
// restore is called.
func refuseNetwork() (asked *atomic.Int64, restore func()) {
	asked = new(atomic.Int64)
	before := http.DefaultTransport
	http.DefaultTransport = refuser{asked}
	return asked, func() { http.DefaultTransport = before }
}

type refuser struct{ asked *atomic.Int64 }

var _ http.RoundTripper = refuser{}

// RoundTrip implements http.RoundTripper.
func (r refuser) RoundTrip(*http.Request) (*http.Response, error) {
	r.asked.Add(1)
	return nil, errors.New("sdktest: no requests here")
}
