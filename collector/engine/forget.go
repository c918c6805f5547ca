package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/pantau/pantau/collector/enrich/correct"
	"github.com/pantau/pantau/collector/enrich/scrub"
	"github.com/pantau/pantau/collector/state"
)

// Forget erases an author of a platform everywhere and sees to it that nothing by
// that author is collected again. It returns how many mentions were deleted; the
// name itself is kept nowhere. The embedded database's files are rewritten.
func (e *Engine) Forget(ctx context.Context, platform, author string) (int, error) {
	connectors := map[string]bool{platform: true}
	for _, a := range e.accounts {
		if a.Policy.Platform == platform {
			connectors[a.Connector] = true // the hash is of the connector that brought it
		}
	}
	var hashes []string
	for id := range connectors {
		hashes = append(hashes, scrub.AuthorKey(e.poller.Privacy.Key, id, author))
	}
	for _, h := range hashes {
		e.forgotten[h] = true
	}
	release, err := e.takeAll(ctx)
	if err != nil {
		return 0, err
	}
	defer release()
	if err := e.noteForgotten(ctx); err != nil { // first: a run that is cut off here is repeated
		return 0, err
	}
	if err := e.emptySpool(ctx); err != nil {
		return 0, err
	}
	erased := 0
	for _, h := range hashes {
		n, err := e.forgetOne(ctx, h)
		if err != nil {
			return erased, err
		}
		erased += n
	}
	if e.embedded != nil {
		return erased, e.embedded.Erase()
	}
	if e.cluster != nil {
		return erased, e.cluster.Compact(ctx)
	}
	return erased, nil
}

// emptySpool writes what waits, without the forgotten, and wipes the files.
func (e *Engine) emptySpool(ctx context.Context) error {
	nothingMore := make(chan struct{})
	close(nothingMore)
	if err := e.sink.Drain(ctx, nothingMore); err != nil {
		return err
	}
	return e.spool.Wipe(ctx)
}

func (e *Engine) forgetOne(ctx context.Context, hash string) (int, error) {
	gone, err := e.sink.Forget(ctx, hash)
	if err != nil {
		return 0, fmt.Errorf("forgetting: %w; give the same command again", err)
	}
	keys, err := e.state.Accounts()
	if err != nil {
		return 0, err
	}
	for _, key := range keys {
		if e.cluster != nil && !e.cluster.Ready(key) {
			continue // what is left here of an account that is no longer configured
		}
		err := e.state.Update(key, func(a *state.Account) error { return a.ForgetAuthor(hash, gone.IDs) })
		if err != nil {
			return 0, err
		}
	}
	return len(gone.IDs), correct.NewStore(e.opts.Config.DataDir).Forget(ctx, gone.Texts)
}

// Compact rewrites the collector's memory without what was deleted from it. Call
// it when the engine is closed.
func Compact(dataDir string) error { return state.Compact(filepath.Join(dataDir, "state.db")) }

// ErrNoPlatform means that no account has that platform.
var ErrNoPlatform = errors.New("--platform: no account of the configuration is of that platform")

// Platforms lists the platforms of the accounts.
func (e *Engine) Platforms() []string {
	all := map[string]bool{}
	for _, a := range e.accounts {
		all[a.Policy.Platform], all[a.Connector] = true, true
	}
	return slices.Sorted(maps.Keys(all))
}
