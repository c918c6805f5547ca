package spool

import (
	"encoding/json"
	"fmt"
	"time"
)

// RunEnd is the body of a Done message: what a run left behind. It follows the
// run's records through the queue, so its cursor is kept only after they are
// written.
type RunEnd struct {
	Started  time.Time     `json:"started"`
	Duration time.Duration `json:"duration"`
	Lag      time.Duration `json:"lag"` // from when it was due to when it started
	Complete bool          `json:"complete"`
	Cursor   []byte        `json:"cursor,omitempty"` // kept only if Complete
	Records  int           `json:"records"`
	Requests int           `json:"requests"`
	Errors   int           `json:"errors"`

	ErrorKind string   `json:"error_kind,omitempty"`
	Message   string   `json:"message,omitempty"` // the error, or the first failure
	Gone      []string `json:"gone,omitempty"`    // posts the platform no longer has
	Budgets   []Budget `json:"budgets,omitempty"`
	Notices   []Notice `json:"notices,omitempty"`
}

// Notice is something the operator should know.
type Notice struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
	Metric  string `json:"metric,omitempty"`
}

// Budget is what was left of one of the platform's limits.
type Budget struct {
	Name      string  `json:"name"`
	Unit      string  `json:"unit"`
	Limit     float64 `json:"limit"`
	Remaining float64 `json:"remaining"`
}

// Encode gives the message's body.
func (r RunEnd) Encode() ([]byte, error) {
	raw, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("encoding the end of a run: %w", err)
	}
	return raw, nil
}

// DecodeRunEnd reads a Done message's body.
func DecodeRunEnd(raw []byte) (RunEnd, error) {
	var r RunEnd
	if err := json.Unmarshal(raw, &r); err != nil {
		return RunEnd{}, fmt.Errorf("decoding the end of a run: %w", err)
	}
	return r, nil
}
