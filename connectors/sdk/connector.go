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
	Breaks       []Break // when metrics changed their meaning
	// SpeaksFor lists platforms whose data the connector may bring besides its
	// own; the setting platform chooses one, which becomes the records' platform.
	SpeaksFor []string
	// Independent says that accounts share nothing that is kept, no ledger and no
	// queue: where several collectors share the work, each may read some of them.
	// The accounts of other connectors are read by one collector at a time.
	Independent bool

	// Filled by Serve; authors leave them empty.
	Secrets []string // settings that hold a secret
	Schema  []byte   // JSON Schema of the settings
	Consent bool     // the connector is an Authorizer
}

// RecordKind names a kind of Record.
type RecordKind string

// Kinds of record.
const (
	KindAccount  RecordKind = "account"
	KindPost     RecordKind = "post"
	KindMention  RecordKind = "mention"
	KindAudience RecordKind = "audience"
	KindVolume   RecordKind = "volume"
)

// Capability is one metric as this platform has it. A metric with a Reason is
// not available: Serve adds it, with that reason, to every record that lacks it.
type Capability struct {
	Of         RecordKind
	Metric     string        // canonical name, schema.Metric…
	Native     []string      // the platform's own names
	Reason     schema.Reason // empty: available
	Permission string        // scope needed, if any
	Media      []string      // types of post that have it; empty: all
	Versions   string        // of the API: "v22+"; empty: all
	Source     string        // SourceOrganic, SourcePaid or SourceAll; empty: not stated
	Status     string        // StatusDeprecated or StatusRemoved; empty: current
	Note       string
}

// What a count includes.
const (
	SourceOrganic = schema.SourceOrganic
	SourcePaid    = schema.SourcePaid
	SourceAll     = schema.SourceAll // organic and paid together
)

// Status of a metric that is on its way out, or gone.
const (
	StatusDeprecated = "deprecated"
	StatusRemoved    = "removed"
)

// Terms are the platform's terms, as data. The zero value is the strictest but
// for retention, which must be stated. The collector keeps to them unless the
// operator's configuration states an exception and its reason.
type Terms struct {
	URL            string
	DerivedMetrics bool // rates, scores and labels may be computed
	CompareOwners  bool // accounts of different owners may be compared
	Retention      []Retention
	Note           string
}

// Retention is how long records of a kind may be kept. A record that is read
// again starts anew.
type Retention struct {
	Of   RecordKind
	Days int
	Why  string
}

// Break is a regime break: from a day on a metric means something else, so that
// a series must not be read across it. Dashboards mark it.
type Break struct {
	ID      string // of its text in the catalogue, break.<ID>
	At      time.Time
	Of      RecordKind
	Metrics []string // canonical names; empty: all
	Message string   // in English, for connectors that are not part of Pantau
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
	Budgets  []Budget
	Gone     []string // ids of posts that the platform no longer has
	Failures []error  // parts that failed; what was emitted is good
	Requests int      // requests made to the platform
}

// Notice tells the operator something that is no error.
type Notice struct {
	Kind    string // Notice…
	Message string // one line, no secrets
	Metric  string // the metric's name, if it is about one
}

// Kinds of notice.
const (
	NoticeMetricRemoved     = "metric_removed"     // the platform refuses a metric
	NoticeDefinitionChanged = "definition_changed" // a Break; the collector makes these
	NoticeTokenExpiring     = "token_expiring"     //nolint:gosec // no token: people must act before a day
	NoticeVersionExpiring   = "version_expiring"   // of the platform's API
	NoticeTruncated         = "truncated"          // something was cut
	NoticeSkipped           = "skipped"            // something was left out
	NoticeTimeEstimated     = "time_estimated"     // the platform gave no time
	NoticeGap               = "gap"                // something was lost for good
)

// Budget is what is left of one of the platform's limits.
type Budget struct {
	Name             string // BudgetRequests, or the connector's own name: search, money
	Unit             string // requests, units, USD, percent
	Limit, Remaining float64
	Reset            time.Time
}

// BudgetRequests is the name of the limit on requests that servers state in
// their headers.
const BudgetRequests = "requests"
