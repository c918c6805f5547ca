package linkedin

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Rest.li 2.0 writes lists and records into the query as List(a,b) and
// (name:value,name:value). Their parentheses, commas and colons must stand as
// they are, and everything else must be percent-encoded, or LinkedIn answers
// 400: https://linkedin.github.io/rest.li/spec/protocol. So queries
// are put together here and not by url.Values, which encodes all of it.

// encode writes a value, such as a URN.
func encode(value string) string {
	return strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
}

// list writes a list of values.
func list(values []string) string {
	encoded := make([]string, len(values))
	for i, v := range values {
		encoded[i] = encode(v)
	}
	return "List(" + strings.Join(encoded, ",") + ")"
}

// byDay writes the stretch of time for which statistics are asked by the day.
func byDay(from, until time.Time) string {
	return fmt.Sprintf("(timeRange:(start:%d,end:%d),timeGranularityType:DAY)", from.UnixMilli(), until.UnixMilli())
}
