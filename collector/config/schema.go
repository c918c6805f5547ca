package config

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/invopop/jsonschema"

	"github.com/pantau/pantau/connectors/sdk"
)

// JSONSchema describes a time span as people write it.
func (Duration) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{
		Type: "string", Pattern: `^([0-9]+d)?([0-9.]+(h|m|s|ms))*$`, Examples: []any{"5m", "36h", "30d"},
	}
}

// Schema writes the JSON Schema of the configuration file, with the settings of
// the given connectors: id → JSON Schema, as sdk.Info.Schema holds it.
func Schema(connectors map[string][]byte) ([]byte, error) {
	schema := sdk.SchemaOf(Config{})
	schema.Title = "Pantau configuration"
	allowFiles(property(schema, "influxdb"))
	allowFiles(property(schema, "http"))
	allowFiles(property(schema, "spool"))
	account := property(schema, "accounts").Items
	account.AdditionalProperties = nil // each connector says for itself
	for _, id := range slices.Sorted(maps.Keys(connectors)) {
		then, err := settingsOf(account, id, connectors[id])
		if err != nil {
			return nil, err
		}
		account.AllOf = append(account.AllOf, then)
	}
	raw, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the JSON Schema: %w", err)
	}
	return append(raw, '\n'), nil
}

func property(s *jsonschema.Schema, name string) *jsonschema.Schema {
	v, _ := s.Properties.Get(name)
	return v
}

// settingsOf says: if the account's connector is id, these are its settings.
func settingsOf(account *jsonschema.Schema, id string, raw []byte) (*jsonschema.Schema, error) {
	var settings jsonschema.Schema
	if err := json.Unmarshal(raw, &settings); err != nil {
		return nil, fmt.Errorf("connector %s describes its settings unreadably: %w", id, err)
	}
	settings.Version, settings.Type = "", ""
	for p := account.Properties.Oldest(); p != nil; p = p.Next() {
		if _, known := settings.Properties.Get(p.Key); !known {
			settings.Properties.Set(p.Key, &jsonschema.Schema{})
		}
	}
	allowFiles(&settings)
	is := jsonschema.NewProperties()
	is.Set("connector", &jsonschema.Schema{Const: id})
	return &jsonschema.Schema{If: &jsonschema.Schema{Properties: is}, Then: &settings}, nil
}

// allowFiles adds NAME_file beside every secret.
func allowFiles(s *jsonschema.Schema) {
	var secrets []string
	for p := s.Properties.Oldest(); p != nil; p = p.Next() {
		if p.Value.WriteOnly {
			secrets = append(secrets, p.Key)
		}
	}
	for _, name := range secrets {
		s.Properties.Set(name+"_file", &jsonschema.Schema{Type: "string", Description: "File that holds " + name})
	}
}
