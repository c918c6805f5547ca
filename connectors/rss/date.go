package rss

import (
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"github.com/pantau/pantau/connectors/sdk"
)

// date is when an item was published, else updated; zero where it states
// neither in a readable form, or a year in which no feed existed.
func date(item *gofeed.Item) time.Time {
	for _, stated := range []struct {
		raw    string
		parsed *time.Time
	}{{item.Published, item.PublishedParsed}, {item.Updated, item.UpdatedParsed}} {
		if t, ok := indonesianDate(stated.raw); ok && plausible(t) {
			return t
		}
		if stated.parsed != nil && plausible(*stated.parsed) {
			return stated.parsed.UTC()
		}
	}
	return time.Time{}
}

func plausible(t time.Time) bool { return t.Year() >= 2000 && t.Year() <= 2100 }

// zones are the Indonesian ones, which the parser takes for UTC or, depending on
// the machine, for the local zone.
var zones = map[string]string{"WIB": "+0700", "WITA": "+0800", "WIT": "+0900"}

// months are the names that begin otherwise than the English ones.
var months = map[string]string{
	"mei": "May", "agu": "Aug", "agt": "Aug", "ags": "Aug", "okt": "Oct", "nop": "Nov", "des": "Dec",
}

var (
	zoneAtEnd = sdk.Pattern(`\s*(WIB|WITA|WIT|Z|GMT|UTC|[+-]\d{2}:?\d{2})$`)
	dayMonth  = sdk.Pattern(`^(?:\pL[\pL']*,?\s*)?(\d{1,2})[ -](\pL{3,9})[ -](\d{4}),?(.*)$`)
	weekday   = sdk.Pattern(`(?i)^(?:senin|sen|selasa|sel|rabu|rab|kamis|kam|jum'?at|jum|sabtu|sab|minggu|min|ahad)\b`)
)

// layouts of Indonesian dates, after names and zone were translated.
var layouts = []string{
	"2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04 -0700", "2 Jan 2006 15.04 -0700", "2 Jan 2006 -0700",
	"2006-01-02 15:04:05 -0700", "2006-01-02T15:04:05 -0700", "2006-01-02 15:04 -0700",
	"02/01/2006 15:04:05 -0700", "02/01/2006 15:04 -0700",
}

// indonesianDate reads dates with Indonesian names or zones, such as
// "Selasa, 10 Maret 2026 09:30 WIB". Without a zone they are taken as WIB, that
// of most Indonesians. Other dates are left to the parser: false.
func indonesianDate(raw string) (time.Time, bool) {
	raw = strings.TrimSpace(raw)
	indonesian := weekday().MatchString(raw)
	zone := ""
	if m := zoneAtEnd().FindStringSubmatch(raw); m != nil {
		zone, raw = m[1], strings.TrimSuffix(raw, m[0])
		indonesian = indonesian || zones[zone] != ""
	}
	if m := dayMonth().FindStringSubmatch(raw); m != nil {
		month, own := englishMonth(m[2])
		indonesian = indonesian || own
		raw = m[1] + " " + month + " " + m[3] + m[4]
	}
	if !indonesian {
		return time.Time{}, false
	}
	raw += " " + offset(zone)
	for _, layout := range layouts {
		if t, err := time.Parse(layout, raw); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// englishMonth gives the English short form of a month's name, and whether the
// name is only Indonesian.
func englishMonth(name string) (string, bool) {
	short := strings.ToLower(string([]rune(name)[:3]))
	english, ok := months[short]
	if !ok {
		return short, false
	}
	return english, true
}

// offset gives a zone as a number; none: that of WIB.
func offset(zone string) string {
	switch zone {
	case "":
		return zones["WIB"]
	case "Z", "GMT", "UTC":
		return "+0000"
	}
	if known, ok := zones[zone]; ok {
		return known
	}
	return strings.ReplaceAll(zone, ":", "")
}
