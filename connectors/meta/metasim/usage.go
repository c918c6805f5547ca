package metasim

import (
	"encoding/json"
	"net/http"
	"time"
)

// usage is the form of the limit headers, in percent
// (developers.facebook.com/docs/graph-api/overview/rate-limiting).
type usage struct {
	Type   string `json:"type,omitempty"`
	Calls  int    `json:"call_count"`
	CPU    int    `json:"total_cputime"`
	Time   int    `json:"total_time"`
	Regain *int   `json:"estimated_time_to_regain_access,omitempty"` // minutes
}

// take counts a call, states what is used of the limit, and tells whether the
// call is within it. The headers come only where enough calls were made; here,
// where there is a limit at all.
func (g *Gate) take(header http.Header, token string) bool {
	if g.o.Limit == 0 {
		return true
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.calls[token]++
	used := g.calls[token] * 100 / g.o.Limit
	load := usage{Calls: used, CPU: used / 2, Time: used / 2}
	if g.useCase == "" {
		header.Set("X-App-Usage", encode(load))
		return g.calls[token] <= g.o.Limit
	}
	minutes := 0
	if g.calls[token] > g.o.Limit {
		minutes = int(g.o.Regain / time.Minute)
	}
	load.Type, load.Regain = g.useCase, &minutes
	header.Set("X-Business-Use-Case-Usage", encode(map[string][]usage{"17841400000000000": {load}}))
	return g.calls[token] <= g.o.Limit
}

func encode(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // structs of numbers always encode
	}
	return string(raw)
}

// throttled is the error of a limit.
func throttled(code int) Fault {
	switch code {
	case 32:
		return Fault{Code: code, Message: "(#32) Page request limit reached"}
	case 80001, 80002:
		return Fault{Code: code, Subcode: 2446079, Message: "There have been too many calls to this account. Wait a bit and try again."}
	default:
		return Fault{Status: http.StatusForbidden, Code: 4, Message: "(#4) Application request limit reached"}
	}
}
