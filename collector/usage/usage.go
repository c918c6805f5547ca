// Package usage tells what processes of this machine have used, where measurements
// are made of them from outside.
package usage

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Memory is how much a process has resident now, and had at most, in bytes; 0
// where the system does not tell.
func Memory(process int) (now, most int64) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process))
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(raw)) {
		name, rest, _ := strings.Cut(line, ":")
		kib, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64) // 0 for other lines
		switch name {
		case "VmRSS":
			now = kib << 10
		case "VmHWM":
			most = kib << 10
		}
	}
	return now, most
}
