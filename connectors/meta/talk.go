package meta

import (
	"maps"
	"slices"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

const (
	mostSeen  = 400 // posts that are remembered: with Retry at most about 50 kB of cursor
	mostRetry = 100
	mostTries = 5 // runs in which a post's comments are tried
)

// Talk is what a cursor keeps of the comments under posts.
type Talk struct {
	Seen  []Seen         `json:"seen,omitempty"`  // those read last come first
	Retry map[string]int `json:"retry,omitempty"` // posts whose comments could not be read: in how many runs
}

// Seen is a post whose comments were read.
type Seen struct {
	ID    string    `json:"id"`
	Count int64     `json:"n"` // comments that it was said to have
	Read  time.Time `json:"at"`
}

// Known gives what is known of a post's comments.
func (t *Talk) Known(post string) (Seen, bool) {
	i := slices.IndexFunc(t.Seen, func(s Seen) bool { return s.ID == post })
	if i < 0 {
		return Seen{}, false
	}
	return t.Seen[i], true
}

// Done notes that a post's comments were read.
func (t *Talk) Done(s Seen) {
	delete(t.Retry, s.ID)
	t.Seen = slices.DeleteFunc(t.Seen, func(old Seen) bool { return old.ID == s.ID })
	t.Seen = slices.Insert(t.Seen, 0, s)
	t.Seen = t.Seen[:min(len(t.Seen), mostSeen)]
}

// Waiting are the posts whose comments are to be tried again.
func (t *Talk) Waiting() []string { return slices.Sorted(maps.Keys(t.Retry)) }

// Failed decides what becomes of a post whose comments could not be read. It
// returns the error if the run can't go on with other posts.
func (t *Talk) Failed(r *Run, post string, err error) error {
	tries, waiting := t.Retry[post]
	switch kind := sdk.KindOf(err); {
	case err == nil:
		return nil
	case r.Over(), kind == sdk.RateLimited, kind == sdk.Auth:
		return err
	case NotFound(err): // deleted meanwhile
		delete(t.Retry, post)
	case kind == sdk.Permanent:
		delete(t.Retry, post)
		r.Fail(err)
	case tries+1 >= mostTries:
		delete(t.Retry, post)
		r.Skip("the comments on %s could not be read in %d runs and are given up: %v", post, mostTries, err)
	case !waiting && len(t.Retry) >= mostRetry:
		return err
	default:
		if t.Retry == nil {
			t.Retry = map[string]int{}
		}
		t.Retry[post] = tries + 1
		r.Fail(err)
	}
	return nil
}
