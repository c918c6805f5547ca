package metasim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Insight is one metric in an answer, in one of its three shapes.
type Insight struct {
	Name   string  `json:"name"`
	Period string  `json:"period"`
	Values []Value `json:"values,omitempty"`
	Total  *Total  `json:"total_value,omitempty"`
	Title  string  `json:"title"`
	ID     string  `json:"id"`
}

// Value is one entry of a series.
type Value struct {
	Value   any    `json:"value"`
	EndTime string `json:"end_time,omitempty"`
}

// Total is one number, or a breakdown.
type Total struct {
	Value      *int        `json:"value,omitempty"`
	Breakdowns []Breakdown `json:"breakdowns,omitempty"`
}

// Breakdown is a metric by one dimension.
type Breakdown struct {
	Keys    []string `json:"dimension_keys"`
	Results []Result `json:"results"`
}

// Result is one part of a breakdown.
type Result struct {
	Values []string `json:"dimension_values"`
	Value  int      `json:"value"`
}

// Lifetime is a number since the beginning, as a series of one.
func Lifetime(name string, value any) Insight {
	return Insight{Name: name, Period: "lifetime", Values: []Value{{Value: value}}, Title: name, ID: name + "/lifetime"}
}

// TotalOf is a number of a stretch of time.
func TotalOf(name string, value int) Insight {
	return Insight{Name: name, Period: "day", Total: &Total{Value: &value}, Title: name, ID: name + "/day"}
}

// Metrics are the names that a call asks for, with commas between them or as a
// list in JSON, which Meta's own clients send.
func Metrics(r *http.Request) (names []string) {
	text := r.URL.Query().Get("metric")
	if json.Unmarshal([]byte(text), &names) == nil {
		return names
	}
	return strings.FieldsFunc(text, func(c rune) bool { return c == ',' })
}

// Refuses answers with an error if one of the metrics is dead, unknown, or not
// for this object: one is enough to refuse the call. here are those that the
// object has, known those that others of its kind have.
func (g *Gate) Refuses(w http.ResponseWriter, names, here, known []string) bool {
	alive := slices.DeleteFunc(slices.Concat(here, known), func(n string) bool { return slices.Contains(g.o.Dead, n) })
	var elsewhere []string
	for i, name := range names {
		switch {
		case !slices.Contains(alive, name):
			Refuse(w, Fault{Code: 100, Message: fmt.Sprintf(
				"(#100) metric[%d] must be one of the following values: %s", i, strings.Join(alive, ", "))})
			return true
		case !slices.Contains(here, name):
			elsewhere = append(elsewhere, name)
		}
	}
	if len(elsewhere) > 0 {
		Refuse(w, Fault{Code: 100, Type: "IGApiException", Message: fmt.Sprintf(
			"(#100) The Media Insights API does not support the %s metric for this media product type.", strings.Join(elsewhere, ", "))})
		return true
	}
	if len(names) == 0 {
		Refuse(w, Fault{Code: 100, Message: "(#100) The parameter metric is required"})
		return true
	}
	return false
}

// AnswerInsights answers with metrics, and with the links to the stretches of
// time before and after that come with them.
func AnswerInsights(w http.ResponseWriter, r *http.Request, insights []Insight) {
	if insights == nil {
		insights = []Insight{}
	}
	Answer(w, http.StatusOK, map[string]any{
		"data": insights,
		"paging": map[string]string{
			"previous": next(r, ""), "next": next(r, ""),
		},
	})
}

// Stamp writes a time as the Graph API does.
func Stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05+0000") }
