package schema

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// weekLength is how long a week is.
const weekLength = 7 * 24 * time.Hour

// WeekOf is the start of the week that a time lies in: Monday, in UTC, so
// that the weeks of every zone are the same.
func WeekOf(at time.Time) time.Time { return at.UTC().Truncate(weekLength) }

// AfterWeek is where the next week starts.
func AfterWeek(start time.Time) time.Time { return start.Add(weekLength) }

// Week says what is listed by week of a measurement.
type Week struct {
	Name           string   // the measurement of the lists
	Tags           []string // that a list is of
	Texts, Numbers []string // the fields that are listed, and tags that are no tags of the list
}

// Weekly are the measurements whose points are listed by week.
var Weekly = map[string]Week{
	Post: {
		Name: PostsWeek, Tags: []string{TagPlatform, TagAccount},
		Texts: []string{FieldID, TagType, FieldTopics, FieldUnavailable}, Numbers: slices.Concat(PostMetrics, []string{FieldEngagements}),
	},
	AccountDay: {
		Name: AccountWeek, Tags: []string{TagPlatform, TagAccount, TagZone}, Numbers: slices.Concat(AccountMetrics, ExtraAccountMetrics),
	},
}

// Lists tells whether a field is listed.
func (w Week) Lists(field string) bool {
	return slices.Contains(w.Texts, field) || slices.Contains(w.Numbers, field)
}

// FieldTimes is, of a measurement of weeks, when the listed points stand: nanoseconds
// after the week's start, in order (JoinTimes).
const FieldTimes = "times"

// FieldParts is, in the first part of a week, how many there are; those beyond are
// left over from a time when there were more. Outdated says that something was written
// or deleted since: the points themselves are to be read until it is listed.
const (
	FieldParts = "parts"
	Outdated   = -1
)

// ListOf is the field that lists a field, a value a point in the order of FieldTimes:
// texts as JoinTexts writes them, numbers as JoinNumbers does. "" where no point has the
// field.
func ListOf(field string) string { return field + "_list" }

// JoinNumbers is the stored form of a list of numbers: "12,,7.5", with nothing where
// there is none (NaN), and "" for a list without any.
func JoinNumbers(numbers []float64) string {
	var b []byte
	some := false
	for i, n := range numbers {
		if i > 0 {
			b = append(b, ',')
		}
		if !math.IsNaN(n) {
			b, some = strconv.AppendFloat(b, n, 'f', -1, 64), true
		}
	}
	if !some {
		return ""
	}
	return string(b)
}

// AppendNumbers reads what JoinNumbers wrote of n numbers. "" are n that are missing.
func AppendNumbers(to []float64, text string, n int) ([]float64, error) {
	before := len(to)
	if text == "" {
		for range n {
			to = append(to, math.NaN())
		}
		return to, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		number, err := count(part)
		if err != nil {
			return to, err
		}
		to = append(to, number)
	}
	if len(to)-before != n {
		return to, fmt.Errorf("a list of %d numbers has %d", n, len(to)-before)
	}
	return to, nil
}

// JoinTimes is the stored form of times in a week, for FieldTimes.
func JoinTimes(week time.Time, times []time.Time) string {
	var b []byte
	for i, t := range times {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(t.Sub(week)), 10)
	}
	return string(b)
}

// AppendTimes reads what JoinTimes wrote, as Unix nanoseconds.
func AppendTimes(to []int64, week time.Time, text string) ([]int64, error) {
	if text == "" {
		return to, nil
	}
	start := week.UnixNano()
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.ParseInt(part, 10, 64)
		if err != nil || n < 0 || n >= int64(weekLength) {
			return to, fmt.Errorf("%q is not a time in a week", part)
		}
		to = append(to, start+n)
	}
	return to, nil
}

// Tildes separate listed texts, and a star stands after how often one is repeated.
var (
	listed   = strings.NewReplacer("%", "%25", "~", "%7E", "*", "%2A")
	unlisted = strings.NewReplacer("%25", "%", "%7E", "~", "%2A", "*")
)

// JoinTexts is the stored form of a list of texts: "3*video~photo" stands for three
// times video and a photo, and "" for a list of empty texts.
func JoinTexts(texts []string) string {
	var b strings.Builder
	some := false
	for i := 0; i < len(texts); {
		same := i + 1
		for same < len(texts) && texts[same] == texts[i] {
			same++
		}
		if i > 0 {
			b.WriteByte('~')
		}
		if same > i+1 {
			b.WriteString(strconv.Itoa(same - i))
			b.WriteByte('*')
		}
		b.WriteString(listed.Replace(texts[i]))
		some = some || texts[i] != ""
		i = same
	}
	if !some {
		return ""
	}
	return b.String()
}

// AppendTexts reads what JoinTexts wrote of n texts.
func AppendTexts(to []string, text string, n int) ([]string, error) {
	before := len(to)
	if text == "" {
		return append(to, make([]string, n)...), nil
	}
	for part := range strings.SplitSeq(text, "~") {
		times := 1
		if often, one, repeated := strings.Cut(part, "*"); repeated {
			var err error
			if times, err = strconv.Atoi(often); err != nil || times < 1 || times > n {
				return to, fmt.Errorf("%q is not how often a text is repeated", often)
			}
			part = one
		}
		if strings.Contains(part, "%") {
			part = unlisted.Replace(part)
		}
		for range times {
			to = append(to, part)
		}
	}
	if len(to)-before != n {
		return to, fmt.Errorf("a list of %d texts has %d", n, len(to)-before)
	}
	return to, nil
}
