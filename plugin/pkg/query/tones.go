package query

import (
	"maps"
	"math"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// tones are the labels of the mentions of a window, and what is known of how they
// came about. What was not asked for is 0.
type tones struct {
	analytics.Mood
	sure, unsure float64        // of the mentions whose certainty is known
	compared     float64        // mentions whose copies were looked for
	joint        analytics.Mood // the coordinated ones among these
}

func tonesOf(s *influx.Series, row int) tones {
	joint := analytics.Mood{
		Positive: numberOr0(s, schema.FieldCoordinatedPositive, row), Negative: numberOr0(s, schema.FieldCoordinatedNegative, row),
	}
	joint.Neutral = numberOr0(s, schema.FieldCoordinated, row) - joint.N()
	return tones{
		Mood: moodOf(s, row), joint: joint, compared: numberOr0(s, schema.FieldCompared, row),
		sure: numberOr0(s, schema.FieldSure, row), unsure: numberOr0(s, schema.FieldUnsure, row),
	}
}

// numberOr0 reads a sum, of which nothing may have been stored or asked for.
func numberOr0(s *influx.Series, column string, row int) float64 {
	values := s.Numbers(column)
	if len(values) == 0 || math.IsNaN(values[row]) {
		return 0
	}
	return values[row]
}

func (t tones) plus(o tones) tones {
	return tones{
		Mood: t.Plus(o.Mood), joint: t.joint.Plus(o.joint), compared: t.compared + o.compared,
		sure: t.sure + o.sure, unsure: t.unsure + o.unsure,
	}
}

// rated is how many mentions have a known certainty.
func (t tones) rated() float64 { return t.sure + t.unsure }

// notSure is the share of labels that the reader was not sure of, in percent.
func (t tones) notSure() analytics.Number { return analytics.Share(t.unsure, t.rated()) }

// coordinated is the share of coordinated mentions in percent.
func (t tones) coordinated() analytics.Number { return analytics.Share(t.joint.N(), t.compared) }

// independent is the mood without coordinated mentions; there is none where copies
// were not looked for.
func (t tones) independent() analytics.Mood {
	if t.compared == 0 {
		return analytics.Mood{}
	}
	return t.Minus(t.joint)
}

// mood is the tones of one group, a row a window.
type mood struct {
	group   group
	times   []time.Time
	windows []tones
}

// gatherMoods gathers rows into groups and windows; step 0 means one window.
func gatherMoods(result *influx.Result, p sentimentParams, step time.Duration, zone *time.Location) []mood {
	sums := map[group]map[int64]tones{}
	for i := range result.Series {
		s := &result.Series[i]
		key := groupOf(p.By, s.Tags)
		if sums[key] == nil {
			sums[key] = map[int64]tones{}
		}
		for row := range s.Len() {
			at := int64(0)
			if step > 0 {
				at = windowOf(s.Time(row), step, zone).Unix()
			}
			sums[key][at] = sums[key][at].plus(tonesOf(s, row))
		}
	}
	out := make([]mood, 0, len(sums))
	for key, windows := range sums {
		m := mood{group: key}
		for _, at := range slices.Sorted(maps.Keys(windows)) {
			m.times, m.windows = append(m.times, time.Unix(at, 0).In(zone)), append(m.windows, windows[at])
		}
		out = append(out, m)
	}
	return out
}

// weighed leaves out windows, and groups, without mentions: their sentiment is not
// 0, there is none. With alone the coordinated mentions are left out first.
func weighed(moods []mood, alone bool) []mood {
	var out []mood
	for _, m := range moods {
		kept := mood{group: m.group}
		for i, w := range m.windows {
			if alone {
				w.Mood = w.independent()
			}
			if w.N() > 0 {
				kept.times, kept.windows = append(kept.times, m.times[i]), append(kept.windows, w)
			}
		}
		if len(kept.windows) > 0 {
			out = append(out, kept)
		}
	}
	return out
}

func (m mood) total() float64 {
	sum := 0.0
	for _, w := range m.windows {
		sum += w.N()
	}
	return sum
}

// values are what is measured, null where it is not known.
func (m mood) values(of func(tones) analytics.Number) []*float64 {
	out := make([]*float64, len(m.windows))
	for i, w := range m.windows {
		out[i] = cell(of(w))
	}
	return out
}
