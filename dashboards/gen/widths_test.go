package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// smallScreen is the narrowest on which no table may have to be scrolled
// sideways, in pixels.
const smallScreen = 1280

// room is how wide a table is there: the grid has 16 pixels on both sides and 8
// between columns; the page's and the table's own scroll bars take 10 each.
func room(w int) float64 {
	column := float64(smallScreen-2*16-10+8) / 24
	return float64(w)*column - 8 - 2 - 10
}

// TestTablesFitASmallScreen does what Grafana does: a column has its width, or
// what the others leave, but no less than its minimum. And no word of a heading
// may be cut; narrower than usual is only what is meant to be.
func TestTablesFitASmallScreen(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d dashboard) {
		for _, p := range d.Panels {
			columns := kept(p)
			if p.Type != "table" || len(p.Transformations) > 1 { // weeks have a column for each hour
				continue
			}
			sum := 0
			for _, name := range columns {
				width, heading := columnOf(p, name)
				sum += width
				words := strings.Fields(heading)
				require.NotEmpty(t, words, "%s: %s", p.Title, name)
				for _, word := range words {
					assert.LessOrEqual(t, textWidth(word)+edges, float64(width), "%s: %q of the heading of %s is cut", p.Title, word, name)
				}
			}
			assert.LessOrEqual(t, float64(sum), room(p.GridPos.W), "%s has to be scrolled sideways", p.Title)
		}
	})
}

// kept are the columns that a panel shows.
func kept(p panel) []string {
	for _, tr := range p.Transformations {
		if tr.ID == "filterFieldsByName" {
			return tr.Options.(map[string]any)["include"].(map[string]any)["names"].([]string)
		}
	}
	return nil
}

// columnOf gives a column's width, or least width, and heading.
func columnOf(p panel, name string) (width int, heading string) {
	fixed := 0
	for _, o := range p.FieldConfig.Overrides {
		if o.Matcher.ID != "byName" || o.Matcher.Options != name {
			continue
		}
		for _, prop := range o.Properties {
			switch prop.ID {
			case "custom.width":
				fixed = prop.Value.(int)
			case "custom.minWidth":
				width = prop.Value.(int)
			case "displayName":
				heading = prop.Value.(string)
			}
		}
	}
	if fixed != 0 {
		width = fixed
	}
	return width, heading
}
