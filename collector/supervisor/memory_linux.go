package supervisor

import (
	"fmt"
	"os"
)

// resident is the memory that a process holds, in bytes; 0 if it has gone.
func resident(pid int) int64 {
	raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid)) // gone
	var size, pages int64
	_, _ = fmt.Sscan(string(raw), &size, &pages)
	return pages * int64(os.Getpagesize())
}

// sacrifice tells the system which process to end first when memory runs out:
// a connector is started again, and the collector need not be.
func sacrifice(pid int) {
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/oom_score_adj", pid), []byte("500"), 0o600) // only a hint
}
