package sdk

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/schema"
)

// inFuture is how far ahead of its reading a record may lie: clocks and time
// zones are set wrongly, calendars are not.
const inFuture = 48 * time.Hour

// maxMetrics is more metrics than any platform gives of one thing.
const maxMetrics = 64

// maxName is how long the name of a metric may be.
const maxName = 64

// taken are the names that records have in the database for other things.
var taken = []string{
	"time", schema.TagPlatform, schema.TagAccount, schema.TagType, schema.FieldID, schema.FieldURL,
	schema.FieldExcerpt, schema.FieldPost, schema.FieldTopics, schema.FieldUnavailable,
}

// Received decodes an encoded wire.Record on the collector's side, and refuses with its reason
// what can't be true: a connector need not be written with this package, which
// would not have sent it. read is when it was read, by the collector's clock.
func Received(record []byte, read time.Time) (Record, error) {
	r, err := FromBytes(record)
	if err != nil {
		return nil, err
	}
	if r, _, err = (Info{}).normalize(r); err != nil {
		return nil, err
	}
	switch r := r.(type) {
	case Account:
		return r, named(r.Metrics)
	case Post:
		if err := errors.Join(notAhead(r.Published, read), named(r.Metrics)); err != nil {
			return nil, fmt.Errorf("post %s: %w", r.ID, err)
		}
	case Mention:
		if err := notAhead(r.Created, read); err != nil {
			return nil, fmt.Errorf("mention %s: %w", r.ID, err)
		}
	case Volume:
		return r, notAhead(r.Start, read)
	case Audience:
		return r, notAhead(r.WindowEnd, read)
	}
	return r, nil
}

func notAhead(at, read time.Time) error {
	if at.After(read.Add(inFuture)) {
		return fmt.Errorf("%s lies in the future: it was read at %s", at.UTC().Format(time.RFC3339), read.UTC().Format(time.RFC3339))
	}
	return nil
}

// named refuses metrics that would stand in the place of something else, or
// nowhere.
func named(metrics Metrics) error {
	if len(metrics) > maxMetrics {
		return fmt.Errorf("%d metrics: at most %d", len(metrics), maxMetrics)
	}
	for name := range metrics {
		if !metricName(name) || slices.Contains(taken, name) {
			return fmt.Errorf("metric %.64s: no such name may be given", name)
		}
	}
	return nil
}

// metricName says whether a name is of small letters, and behind the first of digits
// and low lines too.
func metricName(name string) bool {
	for i, c := range []byte(name) {
		small, other := c >= 'a' && c <= 'z', c >= '0' && c <= '9' || c == '_'
		if !small && (i == 0 || !other) {
			return false
		}
	}
	return name != "" && len(name) <= maxName
}
