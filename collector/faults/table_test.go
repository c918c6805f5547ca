//go:build linux

package faults

import (
	"fmt"
	"io"
	"sync"
	"testing"
	"text/tabwriter"
	"time"
)

// results is the table that is printed at the end of the long form.
type results struct {
	mu    sync.Mutex
	lines []string
}

var table results

// note adds a line: what was played, how often, and what came out.
func (r *results) note(t testing.TB, began time.Time, rounds int, format string, args ...any) {
	t.Helper()
	said := fmt.Sprintf(format, args...)
	t.Logf("%d rounds: %s", rounds, said)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, fmt.Sprintf("%s\t%d\t%.0f s\t%s", t.Name(), rounds, time.Since(began).Seconds(), said))
}

func (r *results) print(w io.Writer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !full() || len(r.lines) == 0 {
		return
	}
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(out, "scenario\trounds\ttook\tfound")
	for _, line := range r.lines {
		_, _ = fmt.Fprintln(out, line)
	}
	_ = out.Flush() // it is standard output
}

// progress says every now and then how far a long scenario has come.
func progress(t testing.TB, i, of int) {
	t.Helper()
	if full() && (i+1)%10 == 0 {
		t.Logf("round %d of %d", i+1, of)
	}
}
