// Package backfill keeps what is still to be fetched of accounts' history. A job
// is one file in data_dir: `pantau backfill` writes it, whoever polls the account
// works on it, a running collector between its own runs, and anybody may look how
// far it has come. Stopped at any point, it goes on where it was.
package backfill

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/keyfile"
	"github.com/pantau/pantau/connectors/sdk"
)

// Job is one account's history to be fetched.
type Job struct {
	Account string    `json:"account"` // connector/name
	Since   time.Time `json:"since"`   // how far back
	Started time.Time `json:"started"`
	Done    bool      `json:"done"`

	Cursor  []byte    `json:"cursor,omitempty"`  // the connector's, of this job
	Oldest  time.Time `json:"oldest,omitzero"`   // time of the oldest post seen
	Records int       `json:"records"`           // read so far, with repetitions
	Wait    time.Time `json:"wait,omitzero"`     // nothing is asked before this
	Problem string    `json:"problem,omitempty"` // what the last step said
}

// Progress is the part of the time back to Since that has been covered, 0…1.
// Connectors read the newest first, so it follows the oldest post seen.
func (j Job) Progress() float64 {
	switch whole := j.Started.Sub(j.Since); {
	case j.Done || whole <= 0:
		return 1
	case j.Oldest.IsZero():
		return 0
	default:
		return max(0, min(0.99, float64(j.Started.Sub(j.Oldest))/float64(whole)))
	}
}

// Seen notes a post's time.
func (j *Job) Seen(published time.Time) {
	if !published.IsZero() && (j.Oldest.IsZero() || published.Before(j.Oldest)) {
		j.Oldest = published.UTC()
	}
}

// retryAfter is how long to wait where the platform does not say.
const retryAfter = 5 * time.Minute

// Step notes how a step ended: done if everything was read, else when to go on.
func (j *Job) Step(result sdk.Result, err error, now time.Time) {
	problems := errors.Join(append(slices.Clone(result.Failures), err)...)
	if err == nil {
		j.Cursor = result.Cursor
	}
	if problems == nil {
		j.Done, j.Problem, j.Wait = true, "", time.Time{}
		return
	}
	j.Problem, j.Wait = strings.ReplaceAll(problems.Error(), "\n", "; "), now.Add(retryAfter)
	for _, e := range append(slices.Clone(result.Failures), err) {
		if at := sdk.RetryAt(e); at.After(now) {
			j.Wait = at.UTC()
		}
	}
}

// Jobs is the folder of job files.
type Jobs struct{ dir string }

// Open opens the folder, making it if it is not there.
func Open(dir string) (*Jobs, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("backfill: %w", err)
	}
	return &Jobs{dir: dir}, nil
}

func (s *Jobs) path(account string) string {
	sum := sha256.Sum256([]byte(account))
	return filepath.Join(s.dir, hex.EncodeToString(sum[:8])+".json")
}

// Load reads an account's job; false if there is none.
func (s *Jobs) Load(account string) (Job, bool, error) {
	var j Job
	raw, err := os.ReadFile(s.path(account))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return j, false, nil
	case err != nil:
		return j, false, fmt.Errorf("backfill: %w", err)
	}
	if err := json.Unmarshal(raw, &j); err != nil {
		return j, false, fmt.Errorf("backfill: %s can't be read: remove it and start again: %w", s.path(account), err)
	}
	return j, true, nil
}

// Save keeps a job.
func (s *Jobs) Save(j Job) error {
	raw, err := json.MarshalIndent(j, "", "  ")
	if err != nil {
		return fmt.Errorf("backfill: %w", err)
	}
	if err := keyfile.Replace(s.path(j.Account), raw); err != nil {
		return fmt.Errorf("backfill: %w", err)
	}
	return nil
}

// Drop removes an account's job.
func (s *Jobs) Drop(account string) error {
	if err := os.Remove(s.path(account)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("backfill: %w", err)
	}
	return nil
}
