package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLicencesAreTold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"Apache License\n   Version 2.0, January 2004":                                                         {"Apache-2.0"},
		"Mozilla Public License, version 2.0 … GNU General Public License, Version 2.0":                        {"MPL-2.0"},
		"GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3":                                                         {"GPL"},
		"GNU LESSER GENERAL\n PUBLIC LICENSE":                                                                  {"GPL"},
		"Permission is hereby granted, free of charge, to any person\nobtaining a copy of this":                {"MIT"},
		"Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee": {"ISC"},
		"* Redistribution and use in source and binary forms are permitted\n* Neither the name of":             {"BSD-3-Clause"},
		"Redistribution and use in source and binary forms, with or without modification":                      {"BSD-2-Clause"},
		"Eclipse Public License - v 1.0":                                                                       {"EPL"},
		"Business Source License 1.1":                                                                          {"BUSL-1.1"},
		"Apache License Version 2.0 with the \"Commons Clause\" restriction":                                   {"Apache-2.0", "Commons-Clause"},
		"All rights reserved.": nil,
	} {
		require.Equal(t, want, licencesIn(text), text)
	}
}

func TestWhatDoesNotFitIsRefused(t *testing.T) {
	t.Parallel()
	require.Empty(t, refused(newComponent("library", "a", "v1", []string{"MIT", "Apache-2.0"})))
	require.Contains(t, refused(newComponent("library", "a", "v1", []string{"MIT", "GPL"})), "a: GPL does not fit")
	require.Contains(t, refused(newComponent("library", "a", "v1", nil)), "a: no licence that we know")
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "licence.txt"), []byte("Permission is hereby granted, free of charge, to any person obtaining a copy"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "COPYING.md"), []byte("GNU General Public License"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "licensed.go"), []byte("Business Source License"), 0o600))
	got, err := licencesOf("example.org/a", dir)
	require.NoError(t, err)
	require.Equal(t, []string{"GPL", "MIT"}, got)
}

// TestEverythingThatShipsFits looks at what is really built, and reads the bill.
func TestEverythingThatShipsFits(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "bill", "pantau.cdx.json")
	require.NoError(t, run(filepath.Join("..", ".."), out))
	raw, err := os.ReadFile(out)
	require.NoError(t, err)
	var b bom
	require.NoError(t, json.Unmarshal(raw, &b))
	require.Equal(t, "CycloneDX", b.Format)
	parts := map[string]component{}
	for _, c := range b.Components {
		require.NotEmpty(t, c.Licenses, c.Name)
		parts[c.Name] = c
	}
	require.Equal(t, "MPL-2.0", parts["github.com/hashicorp/go-plugin"].Licenses[0].License.ID)
	require.Contains(t, parts, "github.com/influxdata/influxdb")
	require.NotContains(t, parts, "github.com/stretchr/testify", "tests do not ship")
	require.NotContains(t, parts, "github.com/influxdata/flux", "the embedded database has none, nor the clouds' clients that come with it")
	again := filepath.Join(t.TempDir(), "again.json")
	require.NoError(t, run(filepath.Join("..", ".."), again))
	second, err := os.ReadFile(again)
	require.NoError(t, err)
	require.Equal(t, string(raw), string(second))
}
