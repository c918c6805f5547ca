package sdk

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// configured is a connector that serves one account, and what its messages must
// not show.
type configured struct {
	Connector
	hide *strings.Replacer
}

// newHider makes a replacer for the values of the secret settings, as they are
// and as they stand in a URL. Platforms do send credentials back in their error
// texts; this is the last place where that can be caught.
func newHider(settings Settings, secrets []string) *strings.Replacer {
	var all map[string]yaml.Node
	if err := yaml.Unmarshal(settings, &all); err != nil {
		all = nil // unreadable settings are refused elsewhere
	}
	var values []string
	for _, name := range secrets {
		node := all[name]
		for _, value := range scalars(&node) {
			values = append(values, value, url.QueryEscape(value))
		}
	}
	slices.SortFunc(values, func(a, b string) int { return len(b) - len(a) }) // one may be part of another
	var pairs []string
	for _, value := range values {
		pairs = append(pairs, value, redacted)
	}
	return strings.NewReplacer(pairs...)
}

// scalars gives the texts in a setting, also where a list was written by
// mistake. Texts of fewer than four bytes are left out: hiding those would
// garble messages and protect nothing.
func scalars(node *yaml.Node) []string {
	var out []string
	if node.Kind == yaml.ScalarNode && len(node.Value) >= 4 {
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
	out := &Error{Kind: KindOf(err), Err: errors.New(c.hide.Replace(err.Error()))}
	if e, ok := errors.AsType[*Error](err); ok {
		out.After = e.After
	}
	return out
}

// safeResult takes the secrets out of what a run says.
func (c *configured) safeResult(res Result) Result {
	for i, n := range res.Notices {
		res.Notices[i].Message = c.hide.Replace(n.Message)
	}
	for i, f := range res.Failures {
		res.Failures[i] = c.safe(f)
	}
	return res
}
