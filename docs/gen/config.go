package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/invopop/jsonschema"
)

const configIntro = `# Settings

Pantau reads one YAML file. ` + "`${NAME}`" + ` takes a value from the environment, and every secret may stand in a file of its own:
the setting's name with ` + "`_file`" + ` behind it. Relative paths start at the file's folder. A setting that nobody knows is refused
with its line. The same as [JSON Schema](../config.schema.json), for editors; an [example](../../pantau.example.yaml).

## The collector

`

// configPage lists every setting of the collector and of each connector, in the
// order of the JSON Schema.
func configPage(root string) (string, error) {
	raw, err := os.ReadFile(filepath.Join(root, "docs", "config.schema.json"))
	if err != nil {
		return "", err
	}
	var schema jsonschema.Schema
	if err := json.Unmarshal(raw, &schema); err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(configIntro)
	head(&b, "setting", "meaning", "default")
	settings(&b, "", &schema, nil)
	accounts, ok := schema.Properties.Get("accounts")
	if !ok || accounts.Items == nil {
		return "", fmt.Errorf("config.schema.json has no accounts")
	}
	own := accounts.Items
	for _, rule := range own.AllOf {
		connector, _ := rule.If.Properties.Get("connector")
		fmt.Fprintf(&b, "\n## Accounts of `%v`\n\nBeside what [every account](#the-collector) has:\n\n", connector.Const)
		head(&b, "setting", "meaning", "default")
		settings(&b, "", rule.Then, own.Properties)
	}
	return b.String(), nil
}

// settings writes a row for each property, and below it those inside it; skip
// are those that stand elsewhere.
func settings(b *strings.Builder, prefix string, s *jsonschema.Schema, skip interface {
	Get(string) (*jsonschema.Schema, bool)
},
) {
	for p := s.Properties.Oldest(); p != nil; p = p.Next() {
		if skip != nil && p.Key != "account" {
			if _, known := skip.Get(p.Key); known {
				continue
			}
		}
		name, v := prefix+p.Key, p.Value
		if strings.HasSuffix(p.Key, "_file") && strings.HasPrefix(v.Description, "File that holds ") {
			continue // said above, of all
		}
		row(b, "`"+name+"`", meaning(v), standard(v))
		inside(b, name, v)
	}
}

// inside writes what a setting holds.
func inside(b *strings.Builder, name string, v *jsonschema.Schema) {
	switch {
	case v.Properties != nil && v.Properties.Len() > 0:
		settings(b, name+".", v, nil)
	case v.Items != nil && v.Items.Properties != nil:
		settings(b, name+"[].", v.Items, nil)
	case v.AdditionalProperties != nil && v.AdditionalProperties.Properties != nil:
		settings(b, name+".NAME.", v.AdditionalProperties, nil)
	}
}

// meaning is the description, with what may be written.
func meaning(v *jsonschema.Schema) string {
	out := v.Description
	if len(v.Enum) > 0 {
		words := make([]string, len(v.Enum))
		for i, e := range v.Enum {
			words[i] = fmt.Sprintf("`%v`", e)
		}
		out = strings.TrimPrefix(out+": "+strings.Join(words, ", "), ": ")
	}
	if v.WriteOnly {
		out += " (secret)"
	}
	return out
}

func standard(v *jsonschema.Schema) string {
	if v.Default == nil {
		return ""
	}
	if n, ok := v.Default.(float64); ok {
		return fmt.Sprintf("`%.0f`", n)
	}
	return fmt.Sprintf("`%v`", v.Default)
}
