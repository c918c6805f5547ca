package sdktest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/sdk"
)

// patience is how long a cancelled run may take; generous, for busy machines.
// The contract says a second.
const patience = 5 * time.Second

// cancel ends a run while the platform keeps it waiting. Collect must return in
// the connector's own process, not only on the collector's side.
func (s *suite) cancel() error {
	asked, release := make(chan struct{}, 64), make(chan struct{})
	c, err := s.talk(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case asked <- struct{}{}:
		default:
		}
		select {
		case <-r.Context().Done():
		case <-release:
		}
	}))
	if err != nil {
		return err
	}
	defer c.close()
	defer close(release)
	ctx, cancel := context.WithCancel(s.t.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- c.collect(ctx, sdk.Request{}).err }()
	if err := s.within(asked, "Collect made no request"); err != nil {
		return err
	}
	cancel()
	if err := s.within(c.returned, "Collect did not return after its context was cancelled; pass ctx to every request"); err != nil {
		return err
	}
	if err := <-ended; err == nil {
		return errors.New("a cancelled run reported success")
	}
	return nil
}

func (s *suite) within(what <-chan struct{}, complaint string) error {
	timeout := time.NewTimer(s.patience)
	defer timeout.Stop()
	select {
	case <-what:
		return nil
	case <-timeout.C:
		return fmt.Errorf("%s (waited %s)", complaint, s.patience)
	}
}

// leak has a whole conversation and looks for goroutines that outlive it.
func (s *suite) leak() error {
	before := goleak.IgnoreCurrent()
	c, err := s.talk(s.o.Platform(s.t))
	if err != nil {
		return err
	}
	_, err = c.client.Check(s.t.Context(), account)
	got := c.collect(s.t.Context(), sdk.Request{})
	c.close()
	if err := errors.Join(err, got.failure()); err != nil {
		return fmt.Errorf("a conversation with the healthy platform failed: %w", err)
	}
	if err := goleak.Find(before); err != nil {
		return fmt.Errorf("goroutines were left behind: %w", err)
	}
	return nil
}
