package main

import (
	"encoding/json"
	"flag"
	"log/slog"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/supervisor"
	"github.com/pantau/pantau/connectors"
)

var update = flag.Bool("update", false, "write the generated files")

const schemaFile = "../docs/config.schema.json"

// TestConfigSchemaIsCurrent keeps docs/config.schema.json as the code has it.
func TestConfigSchemaIsCurrent(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	sup, err := supervisor.New(supervisor.Options{BuiltIn: connectors.IDs(), Executable: self, Log: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	t.Cleanup(sup.Close)
	schemas := map[string][]byte{}
	for _, id := range sup.IDs() {
		info, err := sup.Info(t.Context(), id)
		require.NoError(t, err)
		schemas[id] = info.Schema
	}
	raw, err := config.Schema(schemas)
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile(schemaFile, raw, 0o600))
	}
	want, err := os.ReadFile(schemaFile)
	require.NoError(t, err)
	require.Equal(t, string(want), string(raw), "go test ./collector -run Schema -update")
}

// TestExampleFollowsTheSchema checks that every setting of the example is one
// that the schema knows, and that the collector takes it.
func TestExampleFollowsTheSchema(t *testing.T) {
	raw, err := os.ReadFile("../pantau.example.yaml")
	require.NoError(t, err)
	var example map[string]any
	require.NoError(t, yaml.Unmarshal(raw, &example))
	var schema struct {
		Properties map[string]json.RawMessage `json:"properties"`
	}
	rawSchema, err := os.ReadFile(schemaFile)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(rawSchema, &schema))
	for key := range example {
		require.Contains(t, schema.Properties, key)
	}
	_, err = config.Parse(raw, t.TempDir(), os.LookupEnv)
	require.ErrorContains(t, err, "token_file: open /var/lib/pantau/setup/influxdb-token", "all else is right")
	require.NotContains(t, err.Error(), "\n")
}
