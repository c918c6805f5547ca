package main

import (
	"fmt"
	"io"
	"os"
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
	if t.cold > limit {
		out = append(out, "cold")
	}
	if t.cached > cachedLimit {
		out = append(out, "cached")
	}
	if t.raw > 0 && with.scansMentions() && faster*t.cold.Seconds() > t.raw.Seconds() {
		out = append(out, "not 10 times faster")
	}
	for i, plain := range []time.Duration{t.raw, t.rollup, t.flux} {
		if plain > 0 && t.cold.Seconds() > slower*plain.Seconds() {
			out = append(out, "slower than "+[]string{"raw", "rollup", "Flux"}[i])
		}
	}
	return out
}

// scansMentions tells whether the plain query reads all mentions of the range.
func (p plain) scansMentions() bool {
	return len(p.Raw) > 0 && strings.Contains(p.Raw[0], `FROM "mention"`) && !strings.Contains(p.Raw[0], "LIMIT")
}

// times is how many times as long a plain query takes.
func (t timing) times(plain time.Duration) string {
	if plain == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f×", plain.Seconds()/t.cold.Seconds())
}

// report prints a server's table in Markdown.
func report(out io.Writer, version string, all []timing, with map[string]plain) {
	fmt.Fprintf(out, "\n### InfluxDB %s\n\n", version)
	header := []string{"question", "format", "days", "cold", "cached", "plain, raw points", "", "plain, rollups", "", "Flux", "", "missed"}
	if version != "2.7" {
		header = append(header[:9], "missed")
	}
	row(out, header)
	row(out, strings.Split(strings.Repeat("---,", len(header)-1)+"---", ","))
	for _, t := range all {
		cells := []string{
			t.kind, t.format, strconv.Itoa(t.days), shown(t.cold), shown(t.cached),
			shown(t.raw), t.times(t.raw), shown(t.rollup), t.times(t.rollup),
		}
		if version == "2.7" {
			cells = append(cells, shown(t.flux), t.times(t.flux))
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

// memory is how much a process has in memory now, and had at most, in bytes; 0
// where the system does not tell.
func memory(process int) (now, most int64) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process))
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(raw)) {
		name, rest, _ := strings.Cut(line, ":")
		kib, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64) // 0 for other lines
		switch name {
		case "VmRSS":
			now = kib << 10
		case "VmHWM":
			most = kib << 10
		}
	}
	return now, most
}
