// Package usage tells what processes of this machine have used, where measurements
// are made of them from outside.
package usage

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Memory is how much a process has resident now, and had at most, in bytes; 0
// where the system does not tell.
func Memory(process int) (now, most int64) {
	of := status(process)
	return of["VmRSS"], of["VmHWM"]
}

// Own is how much of it is the process's own, in bytes: the program's pages don't
// count, which others may share and the kernel keeps or drops as it likes.
func Own(process int) int64 { return status(process)["RssAnon"] }

// status has the lines of a process's status that are sizes, in bytes.
func status(process int) map[string]int64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process))
	if err != nil {
		return nil
	}
	out := map[string]int64{}
	for line := range strings.Lines(string(raw)) {
		name, rest, _ := strings.Cut(line, ":")
		if kib, is := strings.CutSuffix(strings.TrimSpace(rest), " kB"); is {
			n, _ := strconv.ParseInt(kib, 10, 64) // digits
			out[name] = n << 10
		}
	}
	return out
}

// Children are the processes that a process has started; none where the system does
// not tell.
func Children(process int) (out []int) {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", process)) // well formed
	for _, thread := range threads {
		raw, _ := os.ReadFile(thread) // it may be gone
		for child := range strings.FieldsSeq(string(raw)) {
			if id, err := strconv.Atoi(child); err == nil {
				out = append(out, id)
			}
		}
	}
	return out
}
