package telegram

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"sync"

	"github.com/pantau/pantau/connectors/sdk"
)

// bot is one bot of one server. All accounts of the process that use it take
// turns: a second request for updates at the same time makes Telegram refuse
// the first, and what one account gets belongs to the others too.
type bot struct {
	queue string        // name of its queue in the shared memory; no secret
	turn  chan struct{} // holds one token while nobody reads
}

// take waits for the bot's turn; done gives it back.
func (b *bot) take(ctx context.Context) (done func(), err error) {
	select {
	case <-b.turn:
		return func() { b.turn <- struct{}{} }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// registry holds the bots of a process.
type registry struct {
	mu   sync.Mutex
	bots map[string]*bot
}

var bots = registry{bots: map[string]*bot{}}

// of gives the bot of a token.
func (r *registry) of(base string, token sdk.Secret) *bot {
	sum := sha256.Sum256([]byte(base + "\n" + token.Reveal()))
	name := "queue/" + hex.EncodeToString(sum[:12])
	r.mu.Lock()
	defer r.mu.Unlock()
	if b, ok := r.bots[name]; ok {
		return b
	}
	b := &bot{queue: name, turn: make(chan struct{}, 1)}
	b.turn <- struct{}{}
	r.bots[name] = b
	return b
}
