package sink

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/influxdata/influxdb-client-go/v2/api/write"
)

// deadLetters keeps what InfluxDB refuses for good: one JSON object a line,
// with the reason and the point as line protocol, in a file a month.
type deadLetters struct{ dir string }

// letter is one line of the file.
type letter struct {
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
	Line   string    `json:"line"` // line protocol, or the spooled bytes if they were unreadable
}

func (d *deadLetters) add(p *write.Point, cause error) error {
	return d.append(letter{
		At: time.Now().UTC(), Reason: cause.Error(),
		Line: strings.TrimSuffix(write.PointToLineProtocol(p, time.Nanosecond), "\n"),
	})
}

func (d *deadLetters) append(l letter) error {
	raw, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("writing a dead letter: %w", err)
	}
	if err := os.MkdirAll(d.dir, 0o700); err != nil {
		return fmt.Errorf("writing a dead letter: %w", err)
	}
	path := filepath.Join(d.dir, l.At.Format("2006-01")+".jsonl")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("writing a dead letter: %w", err)
	}
	_, err = f.Write(append(raw, '\n'))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("writing a dead letter to %s: %w", path, err)
	}
	return nil
}
