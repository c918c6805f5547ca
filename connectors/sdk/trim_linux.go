package sdk

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// trim gives back the memory that only starting up has touched. A built-in
// connector is the whole pantau binary, and starting it reads half of that, the
// database's tables included; what is needed again comes back from the page
// cache by itself. Only pages that are mapped from the file and can't have been
// written are let go. If any of it fails, nothing is lost.
func trim() {
	self, err := os.Executable()
	if err != nil {
		return
	}
	maps, err := os.Open("/proc/self/maps")
	if err != nil {
		return
	}
	defer func() { _ = maps.Close() }() // only read
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		var from, to uintptr
		var mode string
		_, err := fmt.Sscanf(lines.Text(), "%x-%x %s", &from, &to, &mode)
		if err != nil || strings.Contains(mode, "w") || !strings.HasSuffix(lines.Text(), self) {
			continue
		}
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, from, to-from, syscall.MADV_DONTNEED)
	}
}
