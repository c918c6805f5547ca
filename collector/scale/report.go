package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Promises: see docs/scale.md.
const (
	monthLimit  = 150 * time.Millisecond
	yearLimit   = 500 * time.Millisecond
	cachedLimit = 10 * time.Millisecond
	memoryLimit = 200 << 20
	faster      = 10.0 // than a query that scans raw points
	slower      = 1.2  // than any plain query
)

// missed says which promises a timing breaks.
func (t timing) missed(with plain) []string {
	var out []string
	limit := monthLimit
	if t.days > 30 {
		limit = yearLimit
	}
	if t.cold.took > limit {
		out = append(out, "cold")
	}
	if t.cached.took > cachedLimit {
		out = append(out, "cached")
	}
	if with.scansMentions() && t.raw.took > 0 && t.cold.times(t.raw) < faster {
		out = append(out, "not 10 times faster")
	}
	for i, plain := range []cost{t.raw, t.rollup, t.flux} {
		if plain.took > 0 && t.cold.times(plain) < 1/slower {
			out = append(out, "slower than "+[]string{"raw", "rollup", "Flux"}[i])
		}
	}
	return out
}

// times is how many times as long another takes: by processor time where that is
// known, since the two are not measured in the same moment.
func (c cost) times(other cost) float64 {
	if c.work > 0 && other.work > 0 {
		return other.work.Seconds() / c.work.Seconds()
	}
	return other.took.Seconds() / c.took.Seconds()
}

// scansMentions tells whether the plain query reads all mentions of the range.
func (p plain) scansMentions() bool {
	return len(p.Raw) > 0 && strings.Contains(p.Raw[0], `FROM "mention"`) && !strings.Contains(p.Raw[0], "LIMIT")
}

// report prints a server's table in Markdown.
func report(out io.Writer, version string, all []timing, with map[string]plain) {
	fmt.Fprintf(out, "\n### InfluxDB %s\n\n", version)
	header := []string{"question", "format", "days", "cold", "work", "cached", "plain, raw points", "", "plain, rollups", "", "Flux", "", "missed"}
	row(out, header)
	row(out, strings.Split(strings.Repeat("---,", len(header)-1)+"---", ","))
	for _, t := range all {
		cells := []string{t.kind, t.format, strconv.Itoa(t.days), shown(t.cold.took), shown(t.cold.work), shown(t.cached.took)}
		for _, plain := range []cost{t.raw, t.rollup, t.flux} {
			if plain.took == 0 {
				cells = append(cells, "", "")
				continue
			}
			cells = append(cells, shown(plain.took), fmt.Sprintf("%.1f×", t.cold.times(plain)))
		}
		row(out, append(cells, strings.Join(t.missed(with[t.kind]), ", ")))
	}
}

func row(out io.Writer, cells []string) { fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | ")) }

func shown(d time.Duration) string {
	switch {
	case d == 0:
		return ""
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", d.Seconds()*1000)
	case d < 10*time.Second:
		return fmt.Sprintf("%.0f ms", d.Seconds()*1000)
	}
	return fmt.Sprintf("%.0f s", d.Seconds())
}
