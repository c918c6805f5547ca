package sdk

import (
	"encoding/base64"
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

// veil is what messages of the account must not show: the secrets of its settings and
// the token that was kept.
func (c *configured) veil() veil {
	var t Token
	c.own.Get(keptToken, &t)
	return append(slices.Clone(c.secrets), t.Access, t.Refresh)
}

// veil hides secrets in texts: as they are, as they stand in a URL and in base64, and
// what is left of one where a text was cut. Platforms do send credentials back in
// their error texts; this is the last place where that can be caught.
type veil []string

func (v veil) over(text string) string {
	var forms []string
	for _, secret := range v {
		if len(secret) >= shortestSecret {
			forms = append(forms, secret, url.QueryEscape(secret), url.PathEscape(secret))
		}
		if len(secret) >= shortestPart {
			forms = append(forms, inBase64(secret)...)
		}
	}
	slices.SortFunc(forms, func(a, b string) int { return len(b) - len(a) }) // one may be part of another
	var whole []string
	for _, form := range forms {
		whole = append(whole, form, redacted)
	}
	text = strings.NewReplacer(whole...).Replace(text)
	for _, form := range forms {
		if len(form) > shortestPart {
			text = withoutStart(text, form)
		}
	}
	return text
}

// withoutStart hides what a text holds of the beginning of a secret.
func withoutStart(text, secret string) string {
	for {
		at := strings.Index(text, secret[:shortestPart])
		if at < 0 {
			return text
		}
		end := shortestPart
		for at+end < len(text) && end < len(secret) && text[at+end] == secret[end] {
			end++
		}
		text = text[:at] + redacted + text[at+end:]
	}
}

// inBase64 gives what always stands of a secret in the base64 of a text that holds it,
// such as the header of basic authentication: where its bits begin depends on what
// is before.
func inBase64(secret string) []string {
	var forms []string
	for before := range 3 {
		coded := base64.StdEncoding.EncodeToString(append(make([]byte, before), secret...))
		forms = append(forms, coded[(before*8+5)/6:(before+len(secret))*8/6])
	}
	return forms
}

// shortestSecret is how long a secret must be to be hidden: hiding shorter texts
// would garble messages and protect nothing. shortestPart is how much of its beginning
// is looked for: many tokens of a platform begin with the same few letters.
const (
	shortestSecret = 4
	shortestPart   = 12
)

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

// safe takes the secrets out of an error's message; it stays of its kind.
func (v veil) safe(err error) error { return Reworded(err, v.over) }

// safeResult takes the secrets out of what a run says.
func (v veil) safeResult(res Result) Result {
	for i, n := range res.Notices {
		res.Notices[i].Message = v.over(n.Message)
	}
	for i, f := range res.Failures {
		res.Failures[i] = v.safe(f)
	}
	return res
}
