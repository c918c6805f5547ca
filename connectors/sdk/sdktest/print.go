package sdktest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// Line prints a record like a line of InfluxDB's line protocol: kind and tags,
// then fields sorted by name, then the time. A metric that is not available is
// printed as its reason behind an exclamation mark: reach=!not_offered.
func Line(r sdk.Record) string {
	switch r := r.(type) {
	case sdk.Account:
		return "account " + fields(nil, r.Metrics)
	case sdk.Post:
		return "post,type=" + r.Type + " " +
			fields([]string{text("id", r.ID), text("url", r.URL), text("text", r.Text)}, r.Metrics) + stamp(r.Published)
	case sdk.Mention:
		return "mention,kind=" + r.MentionKind + " " + fields([]string{
			text("id", r.ID), text("url", r.URL), text("post", r.Post), text("author", r.Author),
			text("language", r.Language), text("text", r.Text),
		}, nil) + stamp(r.Created)
	case sdk.Audience:
		return "audience,dimension=" + r.Dimension + ",bucket=" + r.Bucket + " " + fields(
			[]string{"share=" + strconv.FormatFloat(r.Share, 'g', -1, 64)}, sdk.Metrics{"value": r.Value}) + stamp(r.WindowEnd)
	case sdk.Volume:
		return "volume " + fields([]string{text("query", r.Query), "length_s=" + number(r.Length.Seconds())},
			sdk.Metrics{"count": r.Count}) + stamp(r.Start)
	}
	return fmt.Sprintf("unknown %T", r)
}

// fields joins the text fields that are not empty and the metrics.
func fields(texts []string, metrics sdk.Metrics) string {
	all := slices.DeleteFunc(texts, func(f string) bool { return f == "" })
	for _, name := range slices.Sorted(maps.Keys(metrics)) {
		all = append(all, name+"="+value(metrics[name]))
	}
	return strings.Join(all, ",")
}

func value(m sdk.Metric) string {
	if m.Reason != "" {
		return "!" + string(m.Reason)
	}
	return number(m.Value)
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func text(name, s string) string {
	if s == "" {
		return ""
	}
	return name + "=" + strconv.Quote(s)
}

func stamp(t time.Time) string { return " " + t.UTC().Format(time.RFC3339Nano) }

// key names a record: two lines with one key are two readings of one thing. A
// mention keeps its kind.
func key(r sdk.Record) string {
	switch r := r.(type) {
	case sdk.Mention:
		return "mention " + r.ID
	case sdk.Audience:
		return name(r) + stamp(r.WindowEnd)
	}
	return name(r)
}

// printRun prints a run for a golden file: records in the order they came, then
// what the result says. The cursor is opaque and left out; what it does shows in
// the next run.
func printRun(r run) string {
	var out strings.Builder
	for _, line := range r.lines {
		fmt.Fprintln(&out, line)
	}
	for _, id := range r.result.Gone {
		fmt.Fprintf(&out, "# gone %s\n", id)
	}
	for _, n := range r.result.Notices {
		fmt.Fprintf(&out, "# notice %s: %s\n", strings.TrimSpace(n.Kind+" "+n.Metric), n.Message)
	}
	for _, f := range r.result.Failures {
		fmt.Fprintf(&out, "# failure %s: %s\n", sdk.KindOf(f), f)
	}
	for _, b := range r.result.Budgets {
		fmt.Fprintf(&out, "# budget %s: %s of %s %s\n", b.Name, number(b.Remaining), number(b.Limit), b.Unit)
	}
	if r.err == nil {
		fmt.Fprintf(&out, "# requests %d\n", r.result.Requests)
	}
	return out.String()
}
