package demo

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// bar is a progress bar: drawn in place on a terminal, a line every tenth
// elsewhere.
type bar struct {
	out      io.Writer
	label    string
	total    int
	terminal bool
	tenths   int
}

func newBar(out io.Writer, label string, total int) *bar {
	b := &bar{out: out, label: label, total: total}
	if f, ok := out.(*os.File); ok {
		info, err := f.Stat()
		b.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return b
}

// step says that i of the total are done and at what date the work is.
func (b *bar) step(i int, at time.Time) {
	const width = 40
	if b.terminal {
		full := width * i / b.total
		_, _ = fmt.Fprintf(b.out, "\r%s [%s%s] %3d%%  %s ", b.label, strings.Repeat("#", full), strings.Repeat("·", width-full),
			100*i/b.total, at.Format(time.DateOnly))
		return
	}
	if tenths := 10 * i / b.total; tenths > b.tenths {
		b.tenths = tenths
		_, _ = fmt.Fprintf(b.out, "%s %3d%%  %s\n", b.label, 10*tenths, at.Format(time.DateOnly))
	}
}

func (b *bar) done() {
	if b.terminal {
		_, _ = fmt.Fprintf(b.out, "\r%s\r", strings.Repeat(" ", 80))
	}
}
