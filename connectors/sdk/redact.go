package sdk

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// configured is a connector that serves one account, what it keeps, and what its
// messages must not show.
type configured struct {
	Connector
	own     *Memory
	errand  errand
	secrets []string
}

// conceal takes secrets out of a text: those of the settings and the tokens that
// were kept, as they are and as they stand in a URL. Platforms do send
// credentials back in their error texts; this is the last place where that can
// be caught.
func (c *configured) conceal(text string) string {
	values := slices.Clone(c.secrets)
	var t Token
	if c.own.Get(keptToken, &t) {
		values = append(values, t.Access, t.Refresh)
	}
	slices.SortFunc(values, func(a, b string) int { return len(b) - len(a) }) // one may be part of another
	var pairs []string
	for _, value := range values {
		if len(value) >= shortestSecret {
			pairs = append(pairs, value, redacted, url.QueryEscape(value), redacted, url.PathEscape(value), redacted)
		}
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// shortestSecret is how long a secret must be to be hidden: hiding shorter texts
// would garble messages and protect nothing.
const shortestSecret = 4

// secretValues gives the values of the secret settings.
func secretValues(settings Settings, secrets []string) []string {
	var all map[string]yaml.Node
	if err := yaml.Unmarshal(settings, &all); err != nil {
		all = nil // unreadable settings are refused elsewhere
	}
	var values []string
	for _, name := range secrets {
		node := all[name]
		values = append(values, scalars(&node)...)
	}
	return values
}

// scalars gives the texts in a setting, also where a list was written by
// mistake.
func scalars(node *yaml.Node) []string {
	var out []string
	if node.Kind == yaml.ScalarNode {
		out = append(out, node.Value)
	}
	for _, child := range node.Content {
		out = append(out, scalars(child)...)
	}
	return out
}

// safe takes the secrets out of an error's message. Only kind, time and message
// of an error reach the collector, so nothing else is lost.
func (c *configured) safe(err error) error {
	if err == nil {
		return nil
	}
	out := &Error{Kind: KindOf(err), Err: errors.New(c.conceal(err.Error()))}
	if e, ok := errors.AsType[*Error](err); ok {
		out.After, out.Budget = e.After, e.Budget
	}
	return out
}

// safeResult takes the secrets out of what a run says.
func (c *configured) safeResult(res Result) Result {
	for i, n := range res.Notices {
		res.Notices[i].Message = c.conceal(n.Message)
	}
	for i, f := range res.Failures {
		res.Failures[i] = c.safe(f)
	}
	return res
}
