package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// place is a panel on a dashboard.
type place struct {
	UID   string
	Panel int
}

func (p place) path() string { return fmt.Sprintf("%s?viewPanel=%d", p.board(), p.Panel) }

func (p place) board() string { return "/d/" + p.UID }

// panels finds the panels of the dashboards by language and title.
type panels map[catalogue.Language]map[string]place

// readPanels reads the dashboards as they are provisioned, so that a link leads
// to what is really there. The first dashboard with a panel of a title counts.
func readPanels(dir string) (panels, error) {
	out := panels{}
	for _, lang := range catalogue.Languages {
		out[lang] = map[string]place{}
		files, err := filepath.Glob(filepath.Join(dir, string(lang), "*.json"))
		if err != nil {
			return nil, fmt.Errorf("listing the dashboards: %w", err)
		}
		for _, name := range files {
			if err := out.read(lang, name); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func (p panels) read(lang catalogue.Language, name string) error {
	raw, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("reading a dashboard: %w", err)
	}
	var board struct {
		UID    string
		Panels []struct {
			ID    int
			Title string
		}
	}
	if err := json.Unmarshal(raw, &board); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, panel := range board.Panels {
		if _, taken := p[lang][panel.Title]; !taken {
			p[lang][panel.Title] = place{board.UID, panel.ID}
		}
	}
	return nil
}

// find gives the panel whose title is a text of the catalogue.
func (p panels) find(lang catalogue.Language, key string) (place, error) {
	title := catalogue.Text(lang, "dashboard."+key+".title")
	found, ok := p[lang][title]
	if !ok {
		return place{}, fmt.Errorf("no dashboard in %q has a panel %q (%s)", lang, title, key)
	}
	return found, nil
}
