package gdelt

import (
	"context"
	"sync"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

const (
	// gap is the time between two requests. GDELT allows one every five seconds
	// from an address; users report refusals at exactly five.
	gap = 6 * time.Second
	// rest is how long nothing is asked after GDELT said that it was too much
	// and not for how long.
	rest = time.Minute
)

// pacer keeps the requests of all accounts of the process apart.
type pacer struct {
	gap time.Duration

	mu     sync.Mutex
	next   time.Time // when the next request may be made
	closed time.Time // until when none may be made
}

func newPacer(gap time.Duration) *pacer { return &pacer{gap: gap} }

// turn waits until a request may be made. Where GDELT has asked to be left
// alone it does not wait but says until when.
func (p *pacer) turn(ctx context.Context) error {
	wait, err := p.take(time.Now())
	if err != nil {
		return err
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// take reserves the next free moment and says how far away it is.
func (p *pacer) take(now time.Time) (wait time.Duration, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed.After(now) {
		return 0, sdk.RateLimitedUntil(p.closed, "not asked: GDELT has said to wait")
	}
	if p.next.Before(now) {
		p.next = now
	}
	wait = p.next.Sub(now)
	p.next = p.next.Add(p.gap)
	return wait, nil
}

// refused notes that GDELT wants to be left alone, and gives the error the time
// until which it will be.
func (p *pacer) refused(err error) error {
	until := sdk.RetryAt(err)
	if until.IsZero() {
		until = time.Now().Add(rest)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if until.After(p.closed) {
		p.closed = until
	}
	return sdk.RateLimitedUntil(until, "%w", err)
}
