package main

import (
	"encoding/json"
	"slices"
	"strings"
)

// bom is a bill of materials in the form of CycloneDX 1.6, without times and
// random numbers: of the same sources it is the same.
type bom struct {
	Format     string      `json:"bomFormat"`
	Spec       string      `json:"specVersion"`
	Version    int         `json:"version"`
	Metadata   metadata    `json:"metadata"`
	Components []component `json:"components"`
}

type metadata struct {
	Component component `json:"component"`
}

// component is a module that ships.
type component struct {
	Type     string    `json:"type"`
	Name     string    `json:"name"`
	Version  string    `json:"version"`
	PURL     string    `json:"purl"`
	Licenses []licence `json:"licenses"`

	licences []string
}

type licence struct {
	License struct {
		ID string `json:"id"`
	} `json:"license"`
}

func newComponent(kind, name, version string, licences []string) component {
	c := component{Type: kind, Name: name, Version: version, PURL: "pkg:golang/" + name + "@" + version, licences: licences}
	for _, id := range licences {
		var l licence
		l.License.ID = id
		c.Licenses = append(c.Licenses, l)
	}
	return c
}

// encode writes the bill of what is in a version of Pantau.
func encode(version string, parts []component) ([]byte, error) {
	slices.SortFunc(parts, func(a, b component) int { return strings.Compare(a.Name, b.Name) })
	raw, err := json.MarshalIndent(bom{
		Format: "CycloneDX", Spec: "1.6", Version: 1, Components: parts,
		Metadata: metadata{newComponent("application", "github.com/pantau/pantau", version, []string{"Apache-2.0"})},
	}, "", "  ")
	return append(raw, '\n'), err
}
