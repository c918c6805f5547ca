package sdk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/invopop/jsonschema"
	"gopkg.in/yaml.v3"
)

// Settings is one account's settings as YAML, without what the collector keeps
// for itself (connector, interval). Secrets are already filled in.
type Settings []byte

// Decode reads settings strictly into target, a pointer to a struct that holds
// the defaults. Unknown keys are errors. If target has a Validate method it is
// called.
func Decode(settings Settings, target any) error {
	dec := yaml.NewDecoder(bytes.NewReader(settings))
	dec.KnownFields(true)
	if err := dec.Decode(target); err != nil && !errors.Is(err, io.EOF) {
		return Errorf(Permanent, "%s", nameKeys(err.Error(), settings))
	}
	if v, ok := target.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return &Error{Kind: Permanent, Err: err}
		}
	}
	return nil
}

var lineNumber = Pattern(`line (\d+): `)

// nameKeys puts the setting's name where a YAML error has the number of a line,
// since the operator's file has other lines, and makes the error one line.
func nameKeys(message string, settings Settings) string {
	lines := strings.Split(string(settings), "\n")
	message = lineNumber().ReplaceAllStringFunc(message, func(match string) string {
		n, err := strconv.Atoi(lineNumber().FindStringSubmatch(match)[1])
		if err != nil || n < 1 || n > len(lines) {
			return match
		}
		key, _, found := strings.Cut(lines[n-1], ":")
		if !found {
			return match
		}
		return strings.TrimSpace(key) + ": "
	})
	return strings.Join(strings.Fields(message), " ")
}

// Secret is a setting that must never be shown. It prints, logs and marshals as
// [REDACTED]; Reveal gives the text.
type Secret string

const redacted = "[REDACTED]"

// String implements fmt.Stringer.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// GoString implements fmt.GoStringer, for %#v.
func (s Secret) GoString() string { return s.String() }

// MarshalText implements encoding.TextMarshaler.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Reveal gives the secret itself.
func (s Secret) Reveal() string { return string(s) }

// BaseURL checks the address of a server: http or https, a host, no user,
// query or fragment. A trailing slash is dropped.
func BaseURL(field, raw string) (string, error) {
	u, err := url.Parse(raw)
	wrong := err != nil || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https")
	switch {
	case strings.ContainsAny(raw, "?#"), wrong && strings.Contains(raw, "@"), !wrong && u.User != nil: // what can't be read may hold a password too
		return "", fmt.Errorf("%s: leave out user, query and fragment; credentials have settings of their own", field)
	case wrong:
		return "", fmt.Errorf("%s: %q is no address of a server; write it like https://example.org", field, raw)
	}
	return strings.TrimRight(raw, "/"), nil
}

// JSONSchema describes a secret as a text that is written and never shown.
func (Secret) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", WriteOnly: true}
}

// SchemaOf is the JSON Schema of a settings struct, with names from the yaml
// tags. A type with a JSONSchema method describes itself.
func SchemaOf(settings any) *jsonschema.Schema {
	reflector := jsonschema.Reflector{
		Anonymous: true, DoNotReference: true, FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true,
	}
	return reflector.Reflect(settings)
}

// describeSettings fills Info.Schema and Info.Secrets from Info.Settings.
func (i *Info) describeSettings() error {
	if i.Settings == nil {
		return nil
	}
	schema := SchemaOf(i.Settings)
	raw, err := json.Marshal(schema)
	if err != nil {
		return fmt.Errorf("describing the settings of connector %s: %w", i.ID, err)
	}
	i.Schema = raw
	for p := schema.Properties.Oldest(); p != nil; p = p.Next() {
		if p.Value.WriteOnly {
			i.Secrets = append(i.Secrets, p.Key)
		}
	}
	return nil
}
