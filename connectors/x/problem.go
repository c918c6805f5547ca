package x

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// problem is what X says went wrong, as the body of an error or beside data that
// is good otherwise: https://docs.x.com/x-api/fundamentals/response-codes-and-errors
// and the Problem schemas of the OpenAPI document.
type problem struct {
	Type         string                     `json:"type"`
	Title        string                     `json:"title"`
	Detail       string                     `json:"detail"`
	Reason       string                     `json:"reason"`
	Period       string                     `json:"period"`
	ResetDate    string                     `json:"reset_date"`
	Field        string                     `json:"field"`
	Parameter    string                     `json:"parameter"`
	ResourceID   loose                      `json:"resource_id"`
	ResourceType string                     `json:"resource_type"`
	Value        loose                      `json:"value"`
	Message      string                     `json:"message"`
	Parameters   map[string]json.RawMessage `json:"parameters"`
	Errors       []problem                  `json:"errors"`
}

// loose is a text that some answers write as a number.
type loose string

// UnmarshalJSON implements json.Unmarshaler.
func (l *loose) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, (*string)(l))
	}
	if *l = loose(raw); *l == "null" {
		*l = ""
	}
	return nil
}

// readProblem reads the body of an error. Some stand alone in a list.
func readProblem(body []byte) problem {
	var p problem
	if json.Unmarshal(body, &p) != nil {
		return problem{}
	}
	if p.Type == "" && p.Title == "" && len(p.Errors) > 0 {
		return p.Errors[0]
	}
	return p
}

// Names of problems: the last part of their type.
const (
	problemNotFound        = "resource-not-found"
	problemUsageCapped     = "usage-capped"
	problemCredits         = "credits"
	problemAuthentication  = "unsupported-authentication"
	problemClientForbidden = "client-forbidden"
)

// name is the last part of the type, whose host has changed before.
func (p problem) name() string { return path.Base(p.Type) }

// aboutMoney tells whether a budget ran out: of credits, of the spending limit
// or of the plan. Titles are looked at too, since X documents none of those
// answers but usage-capped.
func (p problem) aboutMoney() bool {
	switch p.Title {
	case "CreditsDepleted", "SpendCapReached", "UsageCapExceeded":
		return true
	}
	return p.name() == problemUsageCapped || p.name() == problemCredits
}

var datePattern = sdk.Pattern(`\d{4}-\d{2}-\d{2}`)

// moneyBack is when there may be money again: the day that X states, soon where
// somebody can buy credits at any time, else the next day or month.
func (p problem) moneyBack(now time.Time) time.Time {
	now = now.UTC()
	if day, err := time.Parse(time.DateOnly, datePattern().FindString(cmp.Or(p.ResetDate, p.Detail))); err == nil && day.After(now) {
		return day
	}
	y, m, d := now.Date()
	switch {
	case p.Title == "CreditsDepleted" || p.name() == problemCredits:
		return now.Add(time.Hour)
	case p.Period == "Daily":
		return time.Date(y, m, d+1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(y, m+1, 1, 0, 0, 0, 0, time.UTC)
}

// aboutField tells whether a problem is about a field that was not given.
func (p problem) aboutField() bool {
	switch p.name() {
	case "not-authorized-for-field", "field-unauthorized", "field-hydration-failure":
		return true
	}
	return false
}

// id is the item that a problem is about.
func (p problem) id() string { return string(cmp.Or(p.ResourceID, p.Value)) }

// String says the problem in one line, with the parameters that were refused.
func (p problem) String() string {
	text := strings.TrimSpace(p.Title + ": " + cmp.Or(p.Detail, p.Message))
	for _, e := range p.Errors {
		if said := cmp.Or(e.Message, e.Detail); said != "" && said != p.Detail {
			text += "; " + said
		}
		for _, name := range slices.Sorted(maps.Keys(e.Parameters)) {
			text += fmt.Sprintf(" (parameter %s)", name)
		}
	}
	if p.Reason != "" {
		text += " (" + p.Reason + ")"
	}
	const most = 300
	if text = strings.Trim(text, ": "); len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}
