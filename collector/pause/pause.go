// Package pause waits without outliving what it waits for.
package pause

import (
	"context"
	"time"
)

// For waits for d. It returns early, with the error of ctx, when that ends.
func For(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
