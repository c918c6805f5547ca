package sink

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// rememberLetters is of how many letters it is known that they are written.
const rememberLetters = 100_000

// deadLetters keeps what InfluxDB refuses for good and what connectors say that
// can't be: one JSON object a line, with the reason and the point as line
// protocol or the record as JSON, in a file a month.
type deadLetters struct {
	dir     string
	file    sync.Mutex
	written map[uint64]bool // by hash of reason and line
}

// letter is one line of the file.
type letter struct {
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
	Line   string    `json:"line"` // line protocol, a record as JSON, or the spooled bytes if they were unreadable
}

// once adds a letter unless this process has added the same before: what lies
// once lies with every run. It reports whether it did.
func (d *deadLetters) once(l letter) (bool, error) {
	key := sum([]byte(l.Reason + "\n" + l.Line))
	if d.written[key] {
		return false, nil
	}
	if err := d.append(l); err != nil {
		return false, err
	}
	if d.written == nil || len(d.written) >= rememberLetters {
		d.written = map[uint64]bool{}
	}
	d.written[key] = true
	return true, nil
}

func (d *deadLetters) append(l letter) error {
	raw, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("writing a dead letter: %w", err)
	}
	d.file.Lock()
	defer d.file.Unlock()
	if err := os.MkdirAll(d.dir, 0o700); err != nil {
		return fmt.Errorf("writing a dead letter: %w", err)
	}
	path := filepath.Join(d.dir, l.At.Format("2006-01")+".jsonl")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("writing a dead letter: %w", err)
	}
	if err := errors.Join(addLine(f, raw), f.Close()); err != nil {
		return fmt.Errorf("writing a dead letter to %s: %w", path, err)
	}
	return nil
}

// addLine adds a line, durably. A full disk or a power cut may have left half a
// line at the end: it is ended, so that it spoils no other.
func addLine(f *os.File, line []byte) error {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	last := []byte{'\n'}
	if size > 0 {
		if _, err := f.ReadAt(last, size-1); err != nil {
			return err
		}
	}
	if last[0] != '\n' {
		line = append([]byte{'\n'}, line...)
	}
	if _, err := f.Write(append(line, '\n')); err != nil {
		return errors.Join(err, f.Truncate(size)) // all of it, or nothing
	}
	return f.Sync()
}
