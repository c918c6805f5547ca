package meta

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// mostBuckets is how many buckets the platforms give of a breakdown at most: the
// largest.
const mostBuckets = 45

// genders are the platforms' letters for them.
var genders = map[string]string{"F": "female", "M": "male", "U": "unknown"}

// Audience makes the records of a breakdown at the end of its window: a bucket's share,
// 0…1, is that of all that are counted. Shares are left out where the breakdown is cut
// off, since the whole is not known then. A count below 0 is none.
func Audience(dimension string, buckets []Bucket, end time.Time) []sdk.Record {
	var total float64
	for _, b := range buckets {
		total += max(0, b.Value)
	}
	var records []sdk.Record
	for _, b := range buckets {
		if b.Name == "" || b.Value < 0 {
			continue
		}
		a := sdk.Audience{Dimension: dimension, Bucket: b.Name, WindowEnd: end, Value: sdk.Number(b.Value)}
		if name, ok := genders[b.Name]; ok && strings.HasSuffix(dimension, "gender") {
			a.Bucket = name
		}
		if len(buckets) < mostBuckets && total > 0 {
			a.Share = b.Value / total
		}
		records = append(records, a)
	}
	return records
}

// Buckets are the parts of a value that is an object, by name; none if it is none.
func (v Value) Buckets() (buckets []Bucket) {
	parts := v.Parts()
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		buckets = append(buckets, Bucket{name, parts[name]})
	}
	return buckets
}
