package sdktest

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// repeat reads the same platform three times: twice from the start, once from
// the cursor. What it reads must be the same each time.
func (s *suite) repeat() error {
	c, err := s.talk(s.o.Platform(s.t))
	if err != nil {
		return err
	}
	defer c.close()
	first := c.collect(s.t.Context(), sdk.Request{})
	again := c.collect(s.t.Context(), sdk.Request{})
	next := c.collect(s.t.Context(), sdk.Request{Cursor: first.result.Cursor})
	for _, r := range []run{first, again, next} {
		if err := r.failure(); err != nil {
			return fmt.Errorf("a run against the healthy platform failed: %w", err)
		}
	}
	if err := sameLines(first.lines, again.lines); err != nil {
		return fmt.Errorf("the same pages read twice gave different records: %w", err)
	}
	if err := uniqueKeys(first); err != nil {
		return err
	}
	known := byKey(first)
	for i, r := range next.records {
		if before, ok := known[key(r)]; ok && before != next.lines[i] {
			return fmt.Errorf("a run from the cursor read %s differently:\n%s\n%s", key(r), before, next.lines[i])
		}
	}
	return nil
}

// uniqueKeys checks that no id stands for two different records.
func uniqueKeys(r run) error {
	seen := map[string]string{}
	for i, rec := range r.records {
		k := key(rec)
		if before, ok := seen[k]; ok && before != r.lines[i] {
			return fmt.Errorf("one run gave two different records of %s:\n%s\n%s", k, before, r.lines[i])
		}
		seen[k] = r.lines[i]
	}
	return nil
}

func byKey(r run) map[string]string {
	out := make(map[string]string, len(r.records))
	for i, rec := range r.records {
		out[key(rec)] = r.lines[i]
	}
	return out
}

// partial breaks the platform at one request after the other. Whatever breaks,
// what was read before must be kept, and a run after the repair must bring the
// rest.
func (s *suite) partial() error {
	whole, err := s.talk(s.o.Platform(s.t))
	if err != nil {
		return err
	}
	want := whole.collect(s.t.Context(), sdk.Request{})
	n := whole.requests.Load()
	whole.close()
	if err := want.failure(); err != nil {
		return fmt.Errorf("a run against the healthy platform failed: %w", err)
	}
	const most = 25 // requests tried; spread over the run
	var errs []error
	for i := range min(n, most) {
		nth := 1 + i*n/min(n, most)
		if err := s.breakAt(nth, n, want); err != nil {
			errs = append(errs, fmt.Errorf("with the platform failing from request %d of %d on: %w", nth, n, err))
		}
	}
	return errors.Join(errs...)
}

// How far back the collector asks: in a first run, and after it.
const (
	history = 365 * 24 * time.Hour
	overlap = 3 * 24 * time.Hour
)

// breakAt runs with a platform that fails from the nth request on, then mends
// it and runs again as the collector would.
func (s *suite) breakAt(nth, n int64, want run) error {
	platform := &failingFrom{platform: s.o.Platform(s.t), nth: nth}
	c, err := s.talk(platform)
	if err != nil {
		return err
	}
	defer c.close()
	first := sdk.Request{Since: Now.Add(-history)}
	broken := c.collect(s.t.Context(), first)
	if broken.failure() == nil {
		return errors.New("the run reported neither an error nor a failed part")
	}
	if nth == n && n > 1 && len(broken.records) == 0 {
		return errors.New("only the last request failed, but no record was kept")
	}
	platform.mended.Store(true)
	next := first
	if broken.err == nil {
		// A run that only failed in parts counts as one: the next is asked for
		// the days before it, and what is missing further back is for the cursor.
		next = sdk.Request{Cursor: broken.result.Cursor, Since: Now.Add(-overlap)}
	}
	mended := c.collect(s.t.Context(), next)
	if err := mended.failure(); err != nil {
		return fmt.Errorf("the run after the repair failed: %w", err)
	}
	got := slices.Concat(broken.lines, mended.lines)
	if err := sameLines(compact(want.lines), compact(got)); err != nil {
		return fmt.Errorf("the failed run and the one after it together: %w", err)
	}
	return nil
}

func compact(lines []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(lines)))
}

// sameLines compares two readings, whatever their order, and names the first
// difference.
func sameLines(want, got []string) error {
	w, g := slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got))
	for i := range max(len(w), len(g)) {
		switch {
		case i >= len(g) || i < len(w) && w[i] < g[i]:
			return fmt.Errorf("missing: %s", w[i])
		case i >= len(w) || g[i] < w[i]:
			return fmt.Errorf("not expected: %s", g[i])
		}
	}
	return nil
}
