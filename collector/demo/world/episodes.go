package world

import (
	"slices"
	"time"
)

// Kind is what an episode is.
type Kind string

// Kinds of episode.
const (
	Rumour        Kind = "rumour"        // something false spreads
	Policy        Kind = "policy"        // a decision meets criticism
	Clarification Kind = "clarification" // an office explains or corrects
	Event         Kind = "event"         // something happens to the city
)

// Episode is something that was planted in a world.
type Episode struct {
	Name     string
	Kind     Kind
	Topic    string // one of Topics
	Hashtags []string
	Answers  string // the episode that a clarification answers
	// Start is when it begins, Peak when most is written, End when hardly anything
	// is written any more. The rising one is still growing at the world's end.
	Start, Peak, End time.Time
}

// Names of the episodes.
const (
	Flood                = "banjir besar"
	ParkingFee           = "tarif parkir elektronik"
	ParkingClarification = "klarifikasi tarif parkir"
	VaccineRumour        = "rumor vaksin di sekolah"
	VaccineClarification = "klarifikasi vaksin di sekolah"
	Rising               = "tautan beasiswa palsu" // a false rumour that nobody has answered yet
)

// Episodes says what was planted in City(end, days), by time of beginning: the
// truth for tests and alerts. Nothing lies after end.
func Episodes(end time.Time, days int) []Episode {
	var out []Episode
	for _, e := range plan(midnight(end), max(1, days)) {
		if e.Start.After(end) {
			continue
		}
		for _, t := range []*time.Time{&e.Peak, &e.End} {
			if t.After(end) {
				*t = end
			}
		}
		out = append(out, e.Episode)
	}
	return out
}

// episode adds how an Episode is told.
type episode struct {
	Episode
	voice    string
	comments float64    // expected, beside what is written on the topic anyway
	under    float64    // share of them under posts of the office
	health   bool       // the health office is asked rather than the city
	moods    [3]float64 // while it lasts
	fade     time.Duration
	releases []release
}

// release is a post that an office makes because of an episode.
type release struct {
	office string // key of a profile
	at     time.Time
	kind   string // type of the post
	text   int    // which of the voice's posts of that type
}

// plan places the episodes before the midnight that begins the last day.
//
// In worlds of 120 days or more they have their full length and distance from
// the end. In shorter ones they move and shrink with the world, and less is
// written; the health rumour moves only in worlds below 30 days.
func plan(last time.Time, days int) []episode {
	all := parking(last, min(1, float64(days)/120))
	all = append(all, vaccine(last, days)...)
	all = append(all, rising(last, days))
	all = append(all, flood(last, days, all))
	slices.SortStableFunc(all, func(a, b episode) int { return a.Start.Compare(b.Start) })
	return all
}

// stretch is so many hours at a scale.
func stretch(hours, scale float64) time.Duration {
	return time.Duration(hours * scale * float64(time.Hour)).Truncate(time.Minute)
}

// parking is the criticised policy, from 90 days before, and its correction
// twelve days later.
func parking(last time.Time, scale float64) []episode {
	h := func(hours float64) time.Duration { return stretch(hours, scale) }
	start := last.Add(-h(90*24 - 10))
	turn := start.Add(h(12*24 - 1))
	fee := episode{
		Episode: Episode{
			Name: ParkingFee, Kind: Policy, Topic: "parkir elektronik", Hashtags: []string{"ParkirRanuwarna", "TolakParkirMahal"},
			Start: start, Peak: start.Add(h(34)), End: turn,
		},
		voice: "parkir-tarif", comments: 2300 * scale, under: .45, moods: [3]float64{.05, .2, .75}, fade: 60 * day,
		releases: []release{
			{cityMastodon, start, "image", 0},
			{cityBluesky, start.Add(h(.5)), "link", 0},
			{cityMastodon, start.Add(h(26)), "text", 1},
			{cityBluesky, start.Add(h(52)), "image", 1},
			{cityMastodon, start.Add(h(5*24 + 2)), "link", 1},
		},
	}
	clarified := episode{
		Episode: Episode{
			Name: ParkingClarification, Kind: Clarification, Topic: fee.Topic, Hashtags: []string{"ParkirRanuwarna"}, Answers: ParkingFee,
			Start: turn, Peak: turn.Add(h(11)), End: turn.Add(h(14 * 24)),
		},
		voice: "parkir-klarifikasi", comments: 1000 * scale, under: .65, moods: [3]float64{.34, .24, .42}, fade: 60 * day,
		releases: []release{
			{cityMastodon, turn, "image", 0},
			{cityBluesky, turn.Add(h(.5)), "text", 0},
			{cityMastodon, turn.Add(h(10)), "video", 0},
			{cityBluesky, turn.Add(h(11)), "video", 0},
			{cityMastodon, turn.Add(h(2*24 + 1)), "link", 0},
			{cityMastodon, turn.Add(h(6*24 + 10)), "image", 1},
		},
	}
	return []episode{fee, clarified}
}

// vaccine is the rumour that bursts ten days before the end, and the health
// office's answer, less than two days after it began.
func vaccine(last time.Time, days int) []episode {
	scale, volume := min(1, float64(days)/30), min(1, max(.08, float64(days)/120))
	h := func(hours float64) time.Duration { return stretch(hours, scale) }
	start := last.Add(-h(11*24 - 15))
	turn := start.Add(h(42))
	rumour := episode{
		Episode: Episode{
			Name: VaccineRumour, Kind: Rumour, Topic: "vaksinasi", Hashtags: []string{"VaksinSekolah", "OrangTuaRanuwarna"},
			Start: start, Peak: start.Add(h(28)), End: start.Add(h(76)),
		},
		voice: "vaksinasi-rumor", comments: 1900 * volume, under: .4, health: true, moods: [3]float64{.03, .25, .72}, fade: 2 * day,
		releases: []release{{healthMastodon, start.Add(-h(6)), "image", 0}, {cityBluesky, start.Add(-h(5)), "link", 0}},
	}
	clarified := episode{
		Episode: Episode{
			Name: VaccineClarification, Kind: Clarification, Topic: rumour.Topic, Hashtags: []string{"VaksinSekolah", "CekFaktaRanuwarna"},
			Answers: VaccineRumour, Start: turn, Peak: turn.Add(h(10)), End: turn.Add(h(5 * 24)),
		},
		voice: "vaksinasi-klarifikasi", comments: 800 * volume, under: .75, health: true, moods: [3]float64{.5, .3, .2}, fade: 6 * day,
		releases: []release{
			{healthMastodon, turn, "image", 0},
			{cityMastodon, turn.Add(h(1)), "link", 0},
			{cityBluesky, turn.Add(h(1.5)), "image", 0},
			{healthMastodon, turn.Add(h(10)), "video", 0},
			{healthMastodon, turn.Add(h(26)), "link", 1},
			{cityBluesky, turn.Add(h(34)), "video", 1},
		},
	}
	return []episode{rumour, clarified}
}

// rising is what begins on the day before the last, whatever the world's
// length, and grows until its end. Nobody has answered it.
func rising(last time.Time, days int) episode {
	return episode{
		Episode: Episode{
			Name: Rising, Kind: Rumour, Topic: "beasiswa", Hashtags: []string{"BeasiswaRanuwarna"},
			Start: last.Add(-day), Peak: last.Add(day), End: last.Add(day),
		},
		voice: "beasiswa-tautan", comments: 900 * min(1, max(.3, float64(days)/120)), under: .3, moods: [3]float64{.03, .42, .55}, fade: 3 * day,
		releases: []release{{cityMastodon, last.Add(-day - 14*time.Hour), "link", 0}},
	}
}

// rains are the days on which the flood may be, the likeliest first.
var rains = []struct {
	month time.Month
	day   int
}{{time.January, 17}, {time.February, 10}, {time.December, 12}, {time.March, 3}, {time.November, 24}}

// floodStart is in the rains where those are in the world and ten days from the
// other episodes; else near the world's beginning.
func floodStart(last time.Time, days int, others []episode) time.Time {
	first := last.Add(-time.Duration(days) * day)
	for _, r := range rains {
		at := time.Date(last.Year(), r.month, r.day, 18, 0, 0, 0, wib)
		if at.After(last) {
			at = at.AddDate(-1, 0, 0)
		}
		if days >= 120 && distance(at, others, first) > 10*day {
			return at
		}
	}
	return last.Add(-stretch(97*24-18, min(1, float64(days)/120)))
}

// flood comes at nightfall and peaks the next morning.
func flood(last time.Time, days int, others []episode) episode {
	scale := min(1, float64(days)/120)
	h := func(hours float64) time.Duration { return stretch(hours, scale) }
	start := floodStart(last, days, others)
	return episode{
		Episode: Episode{
			Name: Flood, Kind: Event, Topic: "banjir", Hashtags: []string{"BanjirRanuwarna", "RanuwarnaSiaga"},
			Start: start, Peak: start.Add(h(16)), End: start.Add(h(5 * 24)),
		},
		voice: "banjir-besar", comments: 2000 * scale, under: .45, moods: [3]float64{.24, .36, .4}, fade: 8 * day,
		releases: []release{
			{cityMastodon, start.Add(h(1)), "text", 0},
			{cityBluesky, start.Add(h(1.2)), "text", 1},
			{cityMastodon, start.Add(h(13)), "image", 0},
			{healthMastodon, start.Add(h(15)), "image", 1},
			{cityBluesky, start.Add(h(17)), "video", 0},
			{cityMastodon, start.Add(h(25)), "video", 1},
			{cityMastodon, start.Add(h(40)), "link", 0},
			{healthMastodon, start.Add(h(39)), "link", 1},
			{cityBluesky, start.Add(h(62)), "image", 2},
		},
	}
}

// distance is how far t is from the nearest other episode and from the world's
// first day.
func distance(t time.Time, others []episode, first time.Time) time.Duration {
	gap := t.Sub(first)
	for _, o := range others {
		gap = min(gap, max(o.Start.Sub(t), t.Sub(o.End)))
	}
	return gap
}
