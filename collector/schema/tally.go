package schema

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Tallied are the rollups whose sums stand in HeardDay: the fields that do, and those
// of HeardDay that they stand in.
var Tallied = map[string]struct {
	Fields    []string
	Day, Hour string
}{
	TopicVolume: {[]string{FieldMentions}, FieldMentionsByTopic, FieldMentionsByHour},
	Sentiment:   {[]string{FieldPositive, FieldNeutral, FieldNegative}, FieldTonesByTopic, FieldTonesByHour},
}

// Tally is counts by topic and hour: for each topic and hour after the day's start
// as many numbers as are counted, NaN where one was not stored. Sums over a day
// stand in hour 0.
type Tally map[string]map[int][]float64

// Add adds counts to an hour of a topic.
func (t Tally) Add(topic string, hour int, counts ...float64) {
	if t[topic] == nil {
		t[topic] = map[int][]float64{}
	}
	sums := t[topic][hour]
	if sums == nil {
		t[topic][hour] = slices.Clone(counts)
		return
	}
	for i, n := range counts {
		sums[i] = Sum(sums[i], n)
	}
}

// Sum adds a number up that may be missing: NaN.
func Sum(total, n float64) float64 {
	switch {
	case math.IsNaN(n):
		return total
	case math.IsNaN(total):
		return n
	}
	return total + n
}

// String is the stored form: "banjir=7:3,8:1|pajak=9:4", with several numbers
// "7:3/0/1", and nothing where one was not stored. Topics hold no bars.
func (t Tally) String() string {
	var b strings.Builder
	for i, topic := range slices.Sorted(maps.Keys(t)) {
		if i > 0 {
			b.WriteByte('|')
		}
		b.WriteString(topic)
		for i, hour := range slices.Sorted(maps.Keys(t[topic])) {
			b.WriteByte("=,"[min(i, 1)])
			b.WriteString(strconv.Itoa(hour))
			for i, n := range t[topic][hour] {
				b.WriteByte(":/"[min(i, 1)])
				if !math.IsNaN(n) {
					b.WriteString(strconv.FormatFloat(n, 'f', -1, 64))
				}
			}
		}
	}
	return b.String()
}

// Of is the tally of one of the counts, where it was stored.
func (t Tally) Of(count int) Tally {
	out := Tally{}
	for topic, hours := range t {
		for hour, counts := range hours {
			if !math.IsNaN(counts[count]) {
				out.Add(topic, hour, counts[count])
			}
		}
	}
	return out
}

// Bars separate what is tallied, and a platform may have them in a post's id.
var (
	barred   = strings.NewReplacer("%", "%25", "|", "%7C")
	unbarred = strings.NewReplacer("%25", "%", "%7C", "|")
)

// TallyID is a post's id as it stands in a tally.
func TallyID(id string) string { return barred.Replace(id) }

// UntallyID gives the id back.
func UntallyID(name string) string {
	if !strings.Contains(name, "%") {
		return name
	}
	return unbarred.Replace(name)
}

// EachTopic reads what Tally stored, a topic at a time, with its hours for EachHour.
func EachTopic(text string, topic func(name, hours string) error) error {
	for part := range strings.SplitSeq(text, "|") {
		cut := strings.LastIndexByte(part, '=')
		if cut < 0 {
			return fmt.Errorf("%q is not a topic with its counts", part)
		}
		if err := topic(part[:cut], part[cut+1:]); err != nil {
			return err
		}
	}
	return nil
}

// EachHour reads the hours of a topic. The counts, as many as into has room for, are
// good until the next hour.
func EachHour(hours string, into []float64, visit func(hour int)) error {
	for part := range strings.SplitSeq(hours, ",") {
		at, counts, ok := strings.Cut(part, ":")
		hour, err := strconv.Atoi(at)
		if !ok || err != nil {
			return fmt.Errorf("%q is not an hour with its counts", part)
		}
		for i := range into {
			n := counts
			if i < len(into)-1 {
				if n, counts, ok = strings.Cut(counts, "/"); !ok {
					return fmt.Errorf("%q has fewer than %d counts", part, len(into))
				}
			}
			if into[i], err = count(n); err != nil {
				return err
			}
		}
		visit(hour)
	}
	return nil
}

// count is a stored number; most are whole and small.
func count(text string) (float64, error) {
	if text == "" {
		return math.NaN(), nil
	}
	if len(text) > exactDigits {
		return strconv.ParseFloat(text, 64)
	}
	n := 0
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return strconv.ParseFloat(text, 64)
		}
		n = 10*n + int(text[i]-'0')
	}
	return float64(n), nil
}

// exactDigits is of how many digits a float64 can hold every whole number.
const exactDigits = 15
