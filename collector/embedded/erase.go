package embedded

import (
	"fmt"
	"slices"

	"github.com/influxdata/influxdb/tsdb"
	"github.com/influxdata/influxdb/tsdb/engine/tsm1"
)

// Erase rewrites the files that hold deleted points, so that these stand on the
// disk no more. The database's own clean-up would do it some hours later.
func (s *Server) Erase() error {
	store := s.db.store
	for _, shard := range store.Shards(store.ShardIDs()) {
		if err := eraseShard(shard); err != nil {
			return fmt.Errorf("erasing what was deleted from shard %d: %w", shard.ID(), err)
		}
	}
	return nil
}

func eraseShard(shard *tsdb.Shard) error {
	found, err := shard.Engine()
	if err != nil {
		return err
	}
	engine, ok := found.(*tsm1.Engine)
	if !ok {
		return fmt.Errorf("unknown engine %T", found)
	}
	if err := engine.WriteSnapshot(); err != nil { // empties the log too
		return err
	}
	engine.SetCompactionsEnabled(false) // waits for those that run
	defer engine.SetCompactionsEnabled(true)
	var files []string
	deleted := false
	for _, f := range engine.FileStore.Stats() {
		files, deleted = append(files, f.Path), deleted || f.HasTombstone
	}
	if !deleted {
		return nil
	}
	slices.Sort(files)
	engine.Compactor.Open()
	defer engine.Compactor.Close()
	rewritten, err := engine.Compactor.CompactFull(files)
	if err != nil {
		return err
	}
	return engine.FileStore.Replace(files, rewritten)
}
