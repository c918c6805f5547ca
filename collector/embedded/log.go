package embedded

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/influxdata/influxdb/tsdb/engine/tsm1"
)

// mendLog cuts half an entry off the end of each segment of the write-ahead log,
// as a full disk or a power cut leaves it. InfluxDB 1.8 does so itself, but only
// after it has looked where the segment ends: what it writes from then on lies
// behind a hole, and the next start takes that for the end.
func mendLog(dir string) error {
	segments, err := filepath.Glob(filepath.Join(dir, "wal", "*", "*", "*", "_*.wal"))
	if err != nil {
		return err
	}
	for _, path := range segments {
		if err := mendSegment(path); err != nil {
			return fmt.Errorf("mending the log of the embedded database: %w", err)
		}
	}
	return nil
}

func mendSegment(path string) (err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	r := tsm1.NewWALSegmentReader(f)
	defer func() { err = errors.Join(err, r.Close()) }() // closes f
	for r.Next() {
		if _, broken := r.Read(); broken != nil {
			return cut(f, path, r.Count())
		}
	}
	return nil
}

// cut removes what begins at an offset. Where that is more than half an entry, the
// log is damaged in its midst, and a copy is kept.
func cut(f *os.File, path string, at int64) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	var head [5]byte // the entry's kind and length
	if _, err := f.ReadAt(head[:], at); err == nil && at+int64(len(head))+int64(binary.BigEndian.Uint32(head[1:])) < info.Size() {
		if err := copyAside(path); err != nil {
			return err
		}
	}
	return errors.Join(f.Truncate(at), f.Sync())
}
