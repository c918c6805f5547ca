package scrub

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// regionList says what regions there are; its head says where from.
//
//go:embed regions.txt
var regionList string

// allDistricts marks a regency of which every district counts.
const allDistricts = ^uint64(0)

// regions maps the four digits of a regency to a bit for each of its districts.
var regions = sync.OnceValue(func() map[string]uint64 {
	out := map[string]uint64{}
	for line := range strings.Lines(regionList) {
		regency, districts, ok := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case !ok || regency == "#":
		case districts == "*":
			out[regency] = allDistricts
		default:
			for run := range strings.SplitSeq(districts, ",") {
				first, last, ranged := strings.Cut(run, "-")
				if !ranged {
					last = first
				}
				from, _ := strconv.Atoi(first) // a test reads all of them
				to, _ := strconv.Atoi(last)
				for d := from; d <= to; d++ {
					out[regency] |= 1 << d
				}
			}
		}
	}
	return out
})

// isRegion reports whether six digits are the code of a district.
func isRegion(d []byte) bool {
	district := (d[4]-'0')*10 + d[5] - '0'
	return district > 0 && district < 64 && regions()[string(d[:4])]>>district&1 == 1
}
