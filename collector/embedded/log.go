package embedded

import (
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
			return errors.Join(f.Truncate(r.Count()), f.Sync())
		}
	}
	return nil
}
