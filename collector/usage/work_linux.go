package usage

import (
	"time"

	"golang.org/x/sys/unix"
)

// Work is how much processor time processes have had so far.
func Work(processes ...int) time.Duration {
	sum := time.Duration(0)
	for _, p := range processes {
		if p == 0 {
			continue
		}
		var t unix.Timespec
		// The clock of another process, as clock_getcpuclockid makes its number.
		if unix.ClockGettime(int32(^p<<3|2), &t) == nil {
			sum += time.Duration(t.Nano())
		}
	}
	return sum
}
