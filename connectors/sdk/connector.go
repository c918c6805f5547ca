package sdk

import (
	"context"
	"time"

	"github.com/pantau/pantau/collector/schema"
)

// Connector reads one account of one platform.
type Connector interface {
	// Info says what the connector is and can do. It does no I/O and needs no
	// configuration.
	Info() Info
	// Configure decodes and validates the account's settings (see Decode). It
	// makes no request; an error names the field and the fix.
	Configure(settings Settings) error
	// Check makes one cheap call and says what the credentials may read.
	Check(ctx context.Context) (CheckReport, error)
	// Collect reads what is new since the cursor, reads again what is newer
	// than req.Since, and emits records as they come. The same page read twice
	// must give the same records. It returns when done or when ctx ends.
	//
	// An error ends the run; records emitted before it are kept and the cursor
	// stays. Parts that failed while the rest went on belong in
	// Result.Failures.
	Collect(ctx context.Context, req Request, emit Emit) (Result, error)
}

// Factory makes an unconfigured Connector.
type Factory func() Connector

// Emit hands over records. It blocks while the collector is busy and returns an
// error only when the run is over, which Collect should pass on.
type Emit func(records ...Record) error

// Info describes a connector.
type Info struct {
	ID           string        // lower_snake_case: folder, config key, platform tag
	Name         string        // as people write it: "Mastodon"
	Version      string        // of the connector
	Interval     time.Duration // default polling interval
	Capabilities []Capability  // which metrics it gives, and which not and why
	Records      []RecordKind  // the kinds of record it emits
	Settings     any           // zero value of the settings struct; its JSON Schema and secrets are read from it
	Terms        Terms

	// Filled by Serve from Settings; authors leave them empty.
	Secrets []string // settings that hold a secret
	Schema  []byte   // JSON Schema of the settings
}

// RecordKind names a kind of Record.
type RecordKind string

// Kinds of record.
const (
	KindAccount  RecordKind = "account"
	KindPost     RecordKind = "post"
	KindMention  RecordKind = "mention"
	KindAudience RecordKind = "audience"
)

// Capability is one metric as this platform has it. A metric with a Reason is
// not available: Serve adds it, with that reason, to every record that lacks it.
type Capability struct {
	Of         RecordKind
	Metric     string        // canonical name, schema.Metric…
	Native     []string      // the platform's own names
	Reason     schema.Reason // empty: available
	Permission string        // scope needed, if any
	Note       string
}

// Terms are the platform's terms, as data. The zero value is the strictest.
type Terms struct {
	URL            string
	RetentionDays  int  // 0: the platform sets no limit
	DerivedMetrics bool // rates and scores may be computed
	CompareOwners  bool // accounts of different owners may be compared
}

// CheckReport is what Check found.
type CheckReport struct {
	Summary  string // one line: "signed in as @dinkes, 1,204 followers"
	Findings []Finding
}

// Finding is one permission or metric that was looked at.
type Finding struct {
	OK     bool
	What   string // permission or metric
	Detail string // what will therefore be missing, and the fix
}

// Request is one run of Collect.
type Request struct {
	Cursor []byte    // as returned by the last successful run; nil the first time
	Since  time.Time // read again everything newer than this; zero: as far back as the platform goes
	Now    time.Time // the collector's clock
	Reread []string  // ids of older posts whose counters are due for another look
}

// Result is what a run leaves behind.
type Result struct {
	Cursor   []byte
	Notices  []Notice
	Budget   *Budget
	Gone     []string // ids of posts that the platform no longer has
	Failures []error  // parts that failed; what was emitted is good
	Requests int      // requests made to the platform
}

// Notice tells the operator something that is no error.
type Notice struct {
	Kind    string // metric_removed, definition_changed, truncated, skipped, time_estimated
	Message string // one line, no secrets
	Metric  string // canonical name, if it is about one
}

// Budget is what the platform's rate limit has left.
type Budget struct {
	Limit     int
	Remaining int
	Reset     time.Time
}
