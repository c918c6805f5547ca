package sdk

import (
	"sync"

	"github.com/pantau/pantau/connectors/sdk/wire"
)

// hidden is what the collector knows of a process's secrets. It does not rely on the
// process to hide them: that may be in another language, and what it writes when it
// crashes passes through nobody's hands.
type hidden struct {
	mu      sync.Mutex
	names   []string            // of settings that are secrets
	secrets map[string][]string // of each account's settings
	tokens  map[string]Token
}

// told notes the secrets of an account's settings; which are, Info has said before.
func (h *hidden) told(instance string, settings Settings) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.secrets == nil {
		h.secrets = map[string][]string{}
	}
	h.secrets[instance] = secretValues(settings, h.names)
}

// kept notes an account's token, if it is that.
func (h *hidden) kept(instance, name string, value []byte) {
	var t Token
	if name != keptToken || !NewMemory(map[string][]byte{name: value}, nil).Get(name, &t) {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.tokens == nil {
		h.tokens = map[string]Token{}
	}
	h.tokens[instance] = t
}

// veil hides the secrets of all accounts.
func (h *hidden) veil() veil {
	h.mu.Lock()
	defer h.mu.Unlock()
	var v veil
	for _, secrets := range h.secrets {
		v = append(v, secrets...)
	}
	for _, t := range h.tokens {
		v = append(v, t.Access, t.Refresh)
	}
	return v
}

// Conceal takes the secrets that the process was given out of a text.
func (c *Client) Conceal(text string) string { return c.hidden.veil().over(text) }

// safe is an error of the process without secrets.
func (c *Client) safe(err error) error { return c.hidden.veil().safe(errorOf(err)) }

func (c *Client) reportOf(reply *wire.CheckReply) CheckReport {
	v := c.hidden.veil()
	report := CheckReport{Summary: v.over(words(reply.GetSummary()))}
	for _, f := range reply.GetFindings() {
		report.Findings = append(report.Findings, Finding{OK: f.GetOk(), What: words(f.GetWhat()), Detail: v.over(words(f.GetDetail()))})
	}
	return report
}
