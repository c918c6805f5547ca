package correct

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gofrs/flock"

	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/keyfile"
)

// fileName is the file of corrections in the data_dir. It is CSV, so that an
// office can read and mend it.
const fileName = "corrections.csv"

// Store keeps corrections. Several processes may use one.
type Store struct{ dir string }

// NewStore keeps corrections in dataDir.
func NewStore(dataDir string) *Store { return &Store{dir: dataDir} }

func (s *Store) path() string { return filepath.Join(s.dir, fileName) }

// Load reads all corrections; none is not an error.
func (s *Store) Load() ([]Correction, error) {
	file, err := os.Open(s.path())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("reading the corrections: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	all, err := ReadCSV(file, time.Time{})
	if err != nil {
		return nil, fmt.Errorf("reading the corrections %s: %w", s.path(), err)
	}
	return all, nil
}

// Add keeps more corrections, durable when it returns.
func (s *Store) Add(ctx context.Context, more ...Correction) error {
	return s.change(ctx, func(all []Correction) []Correction { return latest(append(all, more...)) })
}

// Remove forgets what the annotator of a correction says of its text.
func (s *Store) Remove(ctx context.Context, c Correction) error {
	k := key{normal(c.Text), c.Annotator}
	return s.change(ctx, func(all []Correction) []Correction {
		return slices.DeleteFunc(all, func(other Correction) bool {
			return key{normal(other.Text), other.Annotator} == k
		})
	})
}

// Forget drops what anybody has said of texts.
func (s *Store) Forget(ctx context.Context, texts []string) error {
	if all, err := s.Load(); err != nil || len(all) == 0 {
		return err
	}
	gone := map[string]bool{}
	for _, text := range texts {
		gone[normal(text)] = true
	}
	err := s.change(ctx, func(all []Correction) []Correction {
		return slices.DeleteFunc(all, func(c Correction) bool { return gone[normal(c.Text)] })
	})
	for _, reader := range []string{sentiment.Accurately, sentiment.Quickly} { // made anew at the next Refresh
		if gone := os.Remove(filepath.Join(s.dir, readingsName(reader))); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}

// lockEvery is how often a lock that another process holds is tried again.
const lockEvery = 20 * time.Millisecond

func (s *Store) change(ctx context.Context, to func([]Correction) []Correction) error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return fmt.Errorf("data_dir: %w", err)
	}
	lock := flock.New(s.path() + ".lock")
	if _, err := lock.TryLockContext(ctx, lockEvery); err != nil {
		return fmt.Errorf("locking the corrections: %w", err)
	}
	defer func() { _ = lock.Unlock() }() // the process's end unlocks too
	all, err := s.Load()
	if err != nil {
		return err
	}
	all = to(all)
	return replace(s.path(), func(w io.Writer) error { return WriteCSV(w, all) })
}

// replace writes a file that nobody ever sees half of, for its owner only.
func replace(path string, write func(io.Writer) error) error {
	var content bytes.Buffer
	err := write(&content)
	if err == nil {
		err = keyfile.Replace(path, content.Bytes())
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}
