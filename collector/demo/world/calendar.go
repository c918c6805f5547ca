package world

import "time"

const day = 24 * time.Hour

// wib is western Indonesian time, the city's. It has no summer time.
var wib = time.FixedZone("WIB", 7*60*60)

// midnight is the beginning of the day that t is in.
func midnight(t time.Time) time.Time {
	t = t.In(wib)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, wib)
}

// peopleHours is how much people write in each hour of the day.
var peopleHours = [24]float64{
	.35, .18, .10, .08, .15, .45, .85, 1.1, 1.2, 1.15, 1.1, 1.2,
	1.5, 1.25, 1.0, 1.0, 1.15, 1.3, 1.6, 1.9, 1.9, 1.6, 1.1, .7,
}

// officeHours is when offices post.
var officeHours = [24]float64{
	0, 0, 0, 0, 0, .1, .8, 1.5, 2.2, 2.0, 1.6, 1.2,
	1.4, 1.3, 1.2, 1.3, 1.4, 1.0, .8, 1.5, 1.2, .4, .1, 0,
}

// hourEffect is how much better or worse posts of an hour do. The evening slot
// from 19 to 20 is the one that an analysis should find.
func hourEffect(hour int) float64 {
	switch {
	case hour == 19 || hour == 20:
		return 1.9
	case hour == 12 || hour == 18:
		return 1.2
	case hour < 7 || hour > 21:
		return .65
	case hour >= 13 && hour <= 15:
		return .8
	}
	return 1
}

// typeEffect is how much better or worse posts of a type do.
var typeEffect = map[string]float64{"text": .7, "link": .65, "image": 1.1, "video": 2}

// weekend tells whether offices rest.
func weekend(t time.Time) bool {
	d := t.In(wib).Weekday()
	return d == time.Saturday || d == time.Sunday
}

// peopleDay is how much people write on a day: less towards the weekend.
func peopleDay(t time.Time) float64 {
	return [7]float64{.85, 1.15, 1.1, 1.05, 1, 1, .85}[t.In(wib).Weekday()] // from Sunday
}

// season is how much a topic is spoken about in a month, beside 1: floods and
// holes in the rains, scholarships before the school year.
func season(topic string, m time.Month) float64 {
	rains := m >= time.November || m <= time.March
	switch {
	case topic == "banjir" && rains:
		return 2
	case topic == "banjir":
		return .35
	case topic == "jalan rusak" && rains:
		return 1.5
	case topic == "beasiswa" && m >= time.April && m <= time.July:
		return 1.7
	}
	return 1
}
