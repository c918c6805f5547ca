package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// asideExt marks a copy of what is cut off from the log; the store marks files of
// points that it can't read as bad.
const asideExt = ".damaged"

// Damaged lists files of the database in dataDir that could not be read and were put
// aside. Their points are missing in answers.
func Damaged(dataDir string) (files []string) {
	dir := filepath.Join(dataDir, "influxdb")
	for _, pattern := range []string{
		filepath.Join(dir, "data", "*", "*", "*", "*.bad"), filepath.Join(dir, "wal", "*", "*", "*", "*"+asideExt),
	} {
		found, _ := filepath.Glob(pattern) // it is well formed
		files = append(files, found...)
	}
	return files
}

// leftOut lists the folders of shards that the store has not opened: it goes on
// without them, and tells nobody.
func (s *Server) leftOut() (dirs []string) {
	found, _ := filepath.Glob(filepath.Join(s.dir, "data", "*", "[^_]*", "*")) // it is well formed; _series is no shard's
	opened := s.db.store.ShardIDs()
	for _, dir := range found {
		id, err := strconv.ParseUint(filepath.Base(dir), 10, 64)
		if err == nil && !slices.Contains(opened, id) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// tellDamage says at each start what is missing.
func (s *Server) tellDamage() {
	for _, path := range s.Damaged() {
		s.log.Warn("a part of the embedded database can't be read, and its points are missing in answers: restore a backup, "+
			"or remove state.db to have read again what the platforms still give; then remove that part", "path", path)
	}
}

// Damaged is what can't be read, shards that are left out included.
func (s *Server) Damaged() []string {
	return append(Damaged(filepath.Dir(s.dir)), s.leftOut()...)
}

// unopened names the place, and what to do where the store only says how a file ends.
func (s *Server) unopened(err error) error {
	if _, named := errors.AsType[*fs.PathError](err); named {
		return fmt.Errorf("opening the embedded database: %w", err)
	}
	return fmt.Errorf("opening the embedded database in %s: a file there is damaged (%w): restore a backup with `pantau restore`", s.dir, err)
}

// copyAside keeps a file as it is, before what is damaged in it is cut off.
func copyAside(path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return os.WriteFile(path+asideExt, raw, 0o600)
}
