package file

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// months are names as exports write them, by their first three letters.
var months = map[string]time.Month{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "mei": 5, "jun": 6, "jul": 7, "aug": 8, "agu": 8, "ags": 8,
	"sep": 9, "oct": 10, "okt": 10, "nov": 11, "nop": 11, "dec": 12, "des": 12,
}

var (
	digitsDate = sdk.Pattern(`^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:,?\s+(.*))?$`)
	isoDate    = sdk.Pattern(`^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[T ]\s*(.*))?$`)
	namedDay   = sdk.Pattern(`^(\d{1,2}) ([A-Za-z]{3,})\.? (\d{4})(?:,?\s+(?:pukul )?(.*))?$`)
	namedMonth = sdk.Pattern(`^([A-Za-z]{3,})\.? (\d{1,2}),? (\d{4})(?:,?\s+(?:at )?(.*))?$`)
	clockTime  = sdk.Pattern(`(?i)^(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*(am|pm)?$`)
)

// when reads a time: ISO 8601, dates of digits in the given order, dates with
// the name of the month in Indonesian or English, and Excel's days since day 0
// (serial1900 or serial1904).
func when(cell, order string, day0 int, zone *time.Location) (time.Time, error) {
	s := strings.TrimSpace(cell)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05-0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	if days, err := strconv.ParseFloat(s, 64); err == nil && days > minSerial && days < maxSerial {
		return excelTime(days, day0, zone), nil
	}
	y, m, d, rest, ok := date(s, order)
	hour, minute, second, clockOK := clock(rest)
	if !ok || !clockOK || m < 1 || m > 12 || d < 1 || d > 31 {
		return time.Time{}, fmt.Errorf("%q is no date; write it like 2026-03-10 08:00", short(cell))
	}
	t := time.Date(y, time.Month(m), d, hour, minute, second, 0, zone)
	if t.Day() != d {
		return time.Time{}, fmt.Errorf("%q is no date: that month has no such day", short(cell))
	}
	return t.UTC(), nil
}

// date takes a text apart into a date and what follows it.
func date(s, order string) (y, m, d int, rest string, ok bool) {
	if p := isoDate().FindStringSubmatch(s); p != nil {
		return digits(p[1]), digits(p[2]), digits(p[3]), p[4], true
	}
	if p := digitsDate().FindStringSubmatch(s); p != nil {
		d, m = digits(p[1]), digits(p[2])
		if order == orderMDY {
			d, m = m, d
		}
		return digits(p[3]), m, d, p[4], true
	}
	if p := namedDay().FindStringSubmatch(s); p != nil {
		return digits(p[3]), monthOf(p[2]), digits(p[1]), p[4], true
	}
	if p := namedMonth().FindStringSubmatch(s); p != nil {
		return digits(p[3]), monthOf(p[1]), digits(p[2]), p[4], true
	}
	return 0, 0, 0, "", false
}

func monthOf(name string) int { return int(months[strings.ToLower(name[:3])]) }

func digits(s string) int {
	n, _ := strconv.Atoi(s) // matched as digits
	return n
}

// clock reads the time of the day; no text is midnight.
func clock(s string) (hour, minute, second int, ok bool) {
	if s = strings.TrimSpace(s); s == "" {
		return 0, 0, 0, true
	}
	p := clockTime().FindStringSubmatch(s)
	if p == nil {
		return 0, 0, 0, false
	}
	hour, minute, second = digits(p[1]), digits(p[2]), digits("0"+p[3])
	switch strings.ToLower(p[4]) {
	case "pm":
		hour = hour%12 + 12
	case "am":
		hour %= 12
	}
	return hour, minute, second, hour < 24 && minute < 60 && second < 60
}

// Day 0 of a workbook's dates, as days after 30 December 1899 (ECMA-376, part 1,
// 18.17.4.1), and the numbers that are taken for dates: 1997 to 2104.
const (
	serial1900 = 0
	serial1904 = 1462
	minSerial  = 35500
	maxSerial  = 73051
)

// excelTime is a number of days since day 0, in the account's zone.
func excelTime(days float64, day0 int, zone *time.Location) time.Time {
	whole := int(days)
	seconds := int((days-float64(whole))*86400 + 0.5)
	return time.Date(1899, 12, 30+day0+whole, 0, 0, seconds, 0, zone).UTC()
}

// ordered says which order a date of digits proves; "" if it proves none.
func ordered(cell string) string {
	p := digitsDate().FindStringSubmatch(strings.TrimSpace(cell))
	switch {
	case p == nil:
		return ""
	case digits(p[1]) > 12:
		return orderDMY
	case digits(p[2]) > 12:
		return orderMDY
	}
	return ""
}
