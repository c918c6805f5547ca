package sdk

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"
)

// trimEvery bounds how often memory is given back.
const trimEvery = 50 * time.Millisecond

// trimmer gives back the memory into which the program's own file was mapped. A
// built-in connector is the whole pantau binary, and the system maps generous
// stretches of it around each page that is touched: 70 MB just for starting up.
// What is needed again comes back from the page cache by itself. Only pages that
// can't have been written are let go. If any of it fails, nothing is lost.
type trimmer struct {
	find  sync.Once
	spans [][2]uintptr

	mu   sync.Mutex
	last time.Time
}

var program trimmer

// trim gives back what can be, unless that was just done.
func trim() {
	program.mu.Lock()
	defer program.mu.Unlock()
	if time.Since(program.last) < trimEvery {
		return
	}
	program.find.Do(program.look)
	for _, s := range program.spans {
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, s[0], s[1]-s[0], syscall.MADV_DONTNEED)
	}
	program.last = time.Now()
}

// look finds where the program's file is mapped without leave to write.
func (t *trimmer) look() {
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
		if err == nil && !strings.Contains(mode, "w") && strings.HasSuffix(lines.Text(), self) {
			t.spans = append(t.spans, [2]uintptr{from, to})
		}
	}
}
