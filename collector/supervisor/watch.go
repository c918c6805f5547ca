package supervisor

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

const (
	// silence is how long a run may go on without giving anything. A request to a
	// platform takes 30 seconds at most, but many may give nothing new.
	silence = 15 * time.Minute
	// configureTimeout bounds what makes no request.
	configureTimeout = 30 * time.Second
	// mostMemory is what a connector's process may hold: those that are part of
	// Pantau stay below 60 MiB.
	mostMemory   = 512 << 20
	memoryCheck  = 100 * time.Millisecond // a process can take a gigabyte in a second
	killPatience = 3 * time.Second
)

// began is what times are told from: the system's clock may jump, this one not.
var began = time.Now()

// heard notes when a process last gave anything.
type heard struct{ at atomic.Int64 }

func (h *heard) now() { h.at.Store(int64(time.Since(began))) }

func (h *heard) silentFor() time.Duration { return time.Since(began) - time.Duration(h.at.Load()) }

// collect runs one collection and ends it when the connector says nothing for
// too long. If it says nothing to anybody it hangs, and its process is ended.
func (p *process) collect(ctx context.Context, limit time.Duration, account string, req sdk.Request, take func([]*wire.Record) error) (sdk.Result, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var mine heard
	mine.now()
	var silent atomic.Bool
	watch := make(chan struct{})
	defer close(watch)
	go func() {
		tick := time.NewTicker(limit / 10)
		defer tick.Stop()
		for mine.silentFor() < limit {
			select {
			case <-tick.C:
			case <-watch:
				return
			}
		}
		silent.Store(true)
		cancel()
		if p.heard.silentFor() >= limit {
			p.end(fmt.Sprintf("it said nothing for %s", limit))
		}
	}()
	result, err := p.client.Collect(ctx, account, req, func(records []*wire.Record) error {
		err := take(records) // waits for the disk, which is not the connector's fault
		mine.now()
		p.heard.now()
		return err
	})
	if err == nil {
		p.heard.now()
	} else if silent.Load() {
		err = sdk.Errorf(sdk.Transient, "the connector has said nothing for %s", limit)
	}
	return result, err
}

// watchMemory ends a process that holds more than it may.
func (p *process) watchMemory(most int64) {
	tick := time.NewTicker(memoryCheck)
	defer tick.Stop()
	for !p.exited() {
		select {
		case <-tick.C:
		case <-p.killed:
			return
		}
		if held := resident(p.pid); held > most {
			p.end(fmt.Sprintf("it held %d MB of memory, over %d", held>>20, most>>20))
			return
		}
	}
}

// end ends a process that misbehaves. It is not asked first: while it is, it goes on.
func (p *process) end(why string) {
	p.why.Store(&why)
	p.log.Error("the connector is ended", "error", why)
	p.killHard()
	p.kill()
}
