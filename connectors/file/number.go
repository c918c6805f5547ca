package file

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pantau/pantau/connectors/sdk"
)

// nothing are the ways in which exports say that there is no value.
var nothing = map[string]bool{"": true, "-": true, "–": true, "—": true, "n/a": true, "na": true, "null": true, "none": true, "nan": true, "tidak tersedia": true}

// absent tells whether a cell holds no value. That is never a zero.
func absent(cell string) bool { return nothing[strings.ToLower(strings.TrimSpace(cell))] }

var (
	grouped = sdk.Pattern(`^\d{1,3}([., \x{a0}]\d{3})+$`) // 1.234, 1,234,567
	// What ParseFloat takes besides, such as 0x1p4 and inf, no export means.
	plainNumber = sdk.Pattern(`^\d*\.?\d+(e[+-]?\d{1,2})?$`)
	scaled      = sdk.Pattern(`^([\d.,]+) ?(k|rb|ribu|m|jt|juta)$`)
	scales      = map[string]float64{"k": 1e3, "rb": 1e3, "ribu": 1e3, "m": 1e6, "jt": 1e6, "juta": 1e6}
)

// number reads a count as people and programs write it, in Indonesia and
// elsewhere: 1234, 1.234, 1,234, 1.234,5, 1,2 rb. A separator before exactly
// three digits separates thousands, since what is counted is whole.
func number(cell string) (float64, error) {
	s := strings.ToLower(strings.TrimSpace(cell))
	factor := 1.0
	if m := scaled().FindStringSubmatch(s); m != nil {
		s, factor = m[1], scales[m[2]]
	}
	switch comma, point := strings.LastIndexByte(s, ','), strings.LastIndexByte(s, '.'); {
	case factor == 1 && (comma < 0 || point < 0) && grouped().MatchString(s):
		s = strings.NewReplacer(".", "", ",", "", " ", "", "\u00a0", "").Replace(s)
	case comma > point: // 1.234,5
		s = strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1)
	default: // 1,234.5
		s = strings.ReplaceAll(s, ",", "")
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !plainNumber().MatchString(s) || v < 0 || v > 1e15 || v != v {
		return 0, fmt.Errorf("%q is no count", short(cell))
	}
	return v * factor, nil
}

// seconds reads a duration: 12.345, 12,345, 0:12, 1:02:03. It may have
// thousandths, so a lone separator is the decimal one.
func seconds(cell string) (float64, error) {
	s := strings.TrimSpace(cell)
	if p := clockLength().FindStringSubmatch(s); p != nil {
		return float64(digits("0"+p[1])*3600 + digits(p[2])*60 + digits(p[3])), nil
	}
	if strings.Count(s, ".")+strings.Count(s, ",") == 1 {
		s = strings.Replace(s, ",", ".", 1)
		if v, err := strconv.ParseFloat(s, 64); err == nil && plainNumber().MatchString(s) && v <= 1e15 {
			return v, nil
		}
	}
	v, err := number(s)
	if err != nil {
		return 0, fmt.Errorf("%q is no number of seconds", short(cell))
	}
	return v, nil
}

var clockLength = sdk.Pattern(`^(?:(\d{1,5}):)?(\d{1,5}):(\d{2})$`)

// short cuts a cell for a message.
func short(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
