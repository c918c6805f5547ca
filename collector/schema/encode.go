package schema

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Reason says why a metric is not available. Three values, never two: a metric
// is a number, not available with a reason, or an error.
type Reason string

// Reasons.
const (
	NotOffered Reason = "not_offered" // the platform has no such metric
	Permission Reason = "permission"  // the token may not read it
	Threshold  Reason = "threshold"   // the platform hides small numbers
	NotReady   Reason = "not_ready"   // comes later, up to 48 hours
	Removed    Reason = "removed"     // the platform took the metric away
	NotRead    Reason = "not_read"    // not asked for yet, or asking failed
)

// Reasons lists every Reason, for validation.
var Reasons = []Reason{NotOffered, Permission, Threshold, NotReady, Removed, NotRead}

// PointTime makes the time stamp of a post or mention: the second of its
// creation, with a hash of its id as nanoseconds. Points of one series stay
// apart however many are created in one second, and reading a record again
// gives the same point. Two of n ids of the same second and series collide
// with a probability of about n²/2·10⁻⁹.
func PointTime(created time.Time, id string) time.Time {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id)) // never fails
	return created.UTC().Truncate(time.Second).Add(time.Duration(h.Sum64() % uint64(time.Second)))
}

// Unavailable is the stored form of the metrics that a record lacks:
// "reach=not_offered;saves=permission", sorted by metric.
func Unavailable(missing map[string]Reason) string {
	parts := make([]string, 0, len(missing))
	for metric, reason := range missing {
		parts = append(parts, metric+"="+string(reason))
	}
	slices.Sort(parts)
	return strings.Join(parts, ";")
}

// ParseUnavailable reads what Unavailable wrote. An unreadable part is an
// error that names it.
func ParseUnavailable(s string) (map[string]Reason, error) {
	missing := map[string]Reason{}
	if s == "" {
		return missing, nil
	}
	for part := range strings.SplitSeq(s, ";") {
		metric, reason, ok := strings.Cut(part, "=")
		if !ok || metric == "" || !slices.Contains(Reasons, Reason(reason)) {
			return nil, fmt.Errorf("field %s: %q is not metric=reason", FieldUnavailable, part)
		}
		missing[metric] = Reason(reason)
	}
	return missing, nil
}

// JoinTopics is the stored form of a record's topics: "|a|b|", sorted, with the
// bars outside too, so that one topic can be looked for exactly. No topics: "".
func JoinTopics(topics []string) string {
	if len(topics) == 0 {
		return ""
	}
	if !slices.IsSorted(topics) {
		topics = slices.Sorted(slices.Values(topics))
	}
	var out strings.Builder
	out.WriteByte('|')
	for i, t := range topics {
		if i == 0 || t != topics[i-1] {
			out.WriteString(t)
			out.WriteByte('|')
		}
	}
	return out.String()
}

// SplitTopics reads what JoinTopics wrote.
func SplitTopics(s string) []string {
	s = strings.Trim(s, "|")
	if s == "" {
		return nil
	}
	return strings.Split(s, "|")
}

// Aspect is what a mention says of one of its topics, as FieldLabel, FieldScore
// and FieldCertainty say it of the whole.
type Aspect struct {
	Label            string
	Score, Certainty float64
}

// JoinAspects is the stored form of what a mention says of each topic, sorted:
// "|antrean=negative:-0.9123:0.9404|vaksinasi=positive:0.5000:0.6100|". Topics of
// which it speaks as a whole are left out. None: "".
func JoinAspects(aspects map[string]Aspect) string {
	parts := make([]string, 0, len(aspects))
	for topic, a := range aspects {
		parts = append(parts, fmt.Sprintf("%s=%s:%.4f:%.4f", topic, a.Label, a.Score, a.Certainty))
	}
	return JoinTopics(parts)
}

// SplitAspects reads what JoinAspects wrote. What it can't read is left out, so
// that its topic counts as the whole does.
func SplitAspects(s string) map[string]Aspect {
	var aspects map[string]Aspect
	for _, part := range SplitTopics(s) {
		at := strings.LastIndex(part, "=")
		numbers := strings.Split(part[at+1:], ":")
		if at < 0 || len(numbers) != 3 || !slices.Contains([]string{LabelPositive, LabelNeutral, LabelNegative}, numbers[0]) {
			continue
		}
		score, err := strconv.ParseFloat(numbers[1], 64)
		certainty, err2 := strconv.ParseFloat(numbers[2], 64)
		if err != nil || err2 != nil {
			continue
		}
		if aspects == nil {
			aspects = map[string]Aspect{}
		}
		aspects[part[:at]] = Aspect{Label: numbers[0], Score: score, Certainty: certainty}
	}
	return aspects
}

// JoinSources is the stored form of what an account's post metrics include:
// "likes=all;reach=organic", sorted by metric. What is not stated is left out.
func JoinSources(sources map[string]string) string {
	var parts []string
	for metric, source := range sources {
		if source != "" {
			parts = append(parts, metric+"="+source)
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, ";")
}

// SplitSources reads what JoinSources wrote. What it does not know is not
// stated.
func SplitSources(s string) map[string]string {
	sources := map[string]string{}
	for part := range strings.SplitSeq(s, ";") {
		metric, source, _ := strings.Cut(part, "=")
		switch source {
		case SourceOrganic, SourcePaid, SourceAll:
			sources[metric] = source
		}
	}
	return sources
}
