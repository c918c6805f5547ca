package sdk

import (
	"time"

	"github.com/pantau/pantau/collector/schema"
)

// Record is one thing read from a platform: an Account, Post, Mention, Audience
// or Volume.
type Record interface{ Kind() RecordKind }

var (
	_ Record = Account{}
	_ Record = Post{}
	_ Record = Mention{}
	_ Record = Audience{}
	_ Record = Volume{}
)

// Metric is a number, or not available with a reason. It is never a number that
// stands for something missing.
type Metric struct {
	Value  float64
	Reason schema.Reason // empty: Value holds
}

// Number makes a metric that is available.
func Number[T int | int64 | float64 | Whole](v T) Metric { return Metric{Value: float64(v)} }

// Optional makes a metric of a JSON field that may be absent: nil is not
// available, with the reason given.
func Optional[T int | int64 | float64 | Whole](v *T, missing schema.Reason) Metric {
	if v == nil {
		return NotAvailable(missing)
	}
	return Number(*v)
}

// NotAvailable makes a metric that the platform does not give here.
func NotAvailable(why schema.Reason) Metric { return Metric{Reason: why} }

// Metrics maps canonical names (schema.Metric…) to values.
type Metrics map[string]Metric

// Account is the account's counters at the time of reading.
type Account struct {
	Metrics Metrics
}

// Post is one own post with its latest counters.
type Post struct {
	ID        string // the platform's own id
	URL       string
	Type      string    // text, image, video, link, poll, article, …: a small set
	Published time.Time // never the time of an edit
	Text      string    // plain text, no markup
	Metrics   Metrics
}

// Mention is one comment, reply, mention or article by someone else.
type Mention struct {
	ID          string
	URL         string
	MentionKind string // schema.KindReply, …
	Post        string // id of the own post it answers, if any
	Created     time.Time
	Author      string // the platform's handle or id; hashed before anything is stored
	Text        string // plain text, no markup
	Language    string // ISO 639 code if the platform states it
}

// Audience is one bucket of a breakdown of an account's audience.
type Audience struct {
	Dimension string // age, gender, city, country, …
	Bucket    string // 25-34, female, ID-JK, …
	WindowEnd time.Time
	Value     Metric
	Share     float64 // 0…1 of the dimension's total, 0 if not known
}

// Volume is how many public posts matched a configured query in a stretch of
// time, where the platform counts without showing them.
type Volume struct {
	Query  string
	Start  time.Time
	Length time.Duration
	Count  Metric
}

// Kind implements Record.
func (Account) Kind() RecordKind { return KindAccount }

// Kind implements Record.
func (Post) Kind() RecordKind { return KindPost }

// Kind implements Record.
func (Mention) Kind() RecordKind { return KindMention }

// Kind implements Record.
func (Audience) Kind() RecordKind { return KindAudience }

// Kind implements Record.
func (Volume) Kind() RecordKind { return KindVolume }
