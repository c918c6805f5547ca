package analytics

import (
	"strings"
	"time"
)

// holidays are the national holidays of Indonesia, by year, as month and day.
//
// Source: the joint decrees (SKB) of the ministers of religious affairs, of
// manpower and of state apparatus: 2024, No. 855, 3 and 4 of 2023, 12 September
// 2023; 2025, No. 1017, 2 and 2 of 2024, 14 October 2024; 2026, No. 1497, 2 and 5
// of 2025, 19 September 2025. They were read as the press printed them, not in
// the state gazette. Collective leave (cuti bersama) and election days are left
// out: not everybody has them.
//
// For 2027 (after LastDecreedYear) no decree was at hand. Days of a fixed date and those that follow from
// Easter are certain; those of the Islamic, Chinese, Balinese and Buddhist
// calendars are astronomical forecasts and can be a day off.
var holidays = map[int]string{
	2024: "01-01 02-08 02-10 03-11 03-29 03-31 04-10 04-11 05-01 05-09 05-23 06-01 06-17 07-07 08-17 09-16 12-25",
	2025: "01-01 01-27 01-29 03-29 03-31 04-01 04-18 04-20 05-01 05-12 05-29 06-01 06-06 06-27 08-17 09-05 12-25",
	2026: "01-01 01-16 02-17 03-19 03-21 03-22 04-03 04-05 05-01 05-14 05-27 05-31 06-01 06-16 08-17 08-25 12-25",
	2027: "01-01 01-05 02-06 03-08 03-10 03-11 03-26 03-28 05-01 05-06 05-17 05-20 06-01 06-06 08-15 08-17 12-25",
}

// First and last year that Holiday knows, and the last one that a decree was read
// for.
const (
	FirstHolidayYear = 2024
	LastDecreedYear  = 2026
	LastHolidayYear  = 2027
)

// Holiday tells whether the day of t, in t's own zone, is a national holiday of
// Indonesia. Outside the known years nothing is.
func Holiday(t time.Time) bool {
	return strings.Contains(holidays[t.Year()], t.Format("01-02"))
}

// HoursOfWeek is how many slots a week has.
const HoursOfWeek = 7 * 24

// HourOfWeek is the slot of t in its own zone: 0 is Monday from midnight to one,
// 167 the last hour of Sunday. A national holiday is a Sunday: offices are
// closed and people are at home.
func HourOfWeek(t time.Time) int {
	day := (int(t.Weekday()) + 6) % 7
	if Holiday(t) {
		day = 6
	}
	return day*24 + t.Hour()
}
