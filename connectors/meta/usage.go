package meta

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// Percents of a limit from which a run leaves out what can wait, and from which
// nothing may be asked.
const (
	busyPercent = 75
	fullPercent = 100
)

// longestRegain is the most that the platform is believed about when it will
// answer again; its limits count by the hour or the day.
const longestRegain = 24 * time.Hour

// usage is what the platform last said of its limits, by their names: app, page,
// or the type of a business use case, such as instagram.
type usage map[string]load

// load is how much of one limit is used.
type load struct {
	percent float64
	regain  time.Time // when there is more; zero: not stated
}

// loadJSON is the form of all three headers: numbers in percent. Only those of
// business use cases have the last two.
type loadJSON struct {
	Type   string  `json:"type"`
	Calls  float64 `json:"call_count"`
	Time   float64 `json:"total_time"`
	CPU    float64 `json:"total_cputime"`
	Regain float64 `json:"estimated_time_to_regain_access"` // minutes
}

func (l loadJSON) load(now time.Time) load {
	out := load{percent: max(l.Calls, l.Time, l.CPU)}
	if l.Regain > 0 {
		wait := longestRegain
		if l.Regain < longestRegain.Minutes() {
			wait = time.Duration(l.Regain * float64(time.Minute))
		}
		out.regain = now.Add(wait)
		out.percent = max(out.percent, fullPercent)
	}
	return out
}

// note reads the headers of an answer. They are not on every one.
func (u usage) note(header http.Header, now time.Time) {
	for name, key := range map[string]string{"app": "X-App-Usage", "page": "X-Page-Usage"} {
		var said loadJSON
		if json.Unmarshal([]byte(header.Get(key)), &said) == nil {
			u[name] = said.load(now)
		}
	}
	var business map[string][]loadJSON // by the id of what the use case is about
	if json.Unmarshal([]byte(header.Get("X-Business-Use-Case-Usage")), &business) != nil {
		return
	}
	highest := usage{}
	for _, loads := range business {
		for _, l := range loads {
			if got := l.load(now); got.percent >= highest[l.Type].percent {
				highest[l.Type] = got
			}
		}
	}
	maps.Copy(u, highest)
}

func (u usage) highest() (percent float64) {
	for _, l := range u {
		percent = max(percent, l.percent)
	}
	return percent
}

// regain is when the platform will answer again: the latest of what the limits
// that are used up say and the time given. A few seconds more keep the accounts
// of one app from coming back at once.
func (u usage) regain(at time.Time) time.Time {
	for _, l := range u {
		if l.percent >= fullPercent && l.regain.After(at) {
			at = l.regain
		}
	}
	if at.IsZero() {
		return at
	}
	return at.Add(rand.N(20 * time.Second))
}

// exhausted is the error that nothing more may be asked, or nil.
func (u usage) exhausted() error {
	for _, name := range slices.Sorted(maps.Keys(u)) {
		if u[name].percent >= fullPercent {
			return sdk.RateLimitedUntil(u.regain(time.Time{}), "the platform says that the limit %q is used up", name)
		}
	}
	return nil
}

func (u usage) budgets() []sdk.Budget {
	var out []sdk.Budget
	for _, name := range slices.Sorted(maps.Keys(u)) {
		l := u[name]
		out = append(out, sdk.Budget{
			Name: name, Unit: "percent", Limit: fullPercent, Remaining: max(0, fullPercent-l.percent), Reset: l.regain,
		})
	}
	return out
}
