package main

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// TestTablesFitASmallScreen does what Grafana does: a column has its width, or an
// equal part of what those leave, but no less than its minimum. And no word of a
// heading may be cut; narrower than usual is only what is meant to be.
func TestTablesFitASmallScreen(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d dashboard) {
		for _, p := range d.Panels {
			if p.Type != "table" || len(p.Transformations) > 1 { // weeks have a column for each day
				continue
			}
			left, parts := room(p.GridPos.W), 0
			for _, name := range kept(p) {
				if fixed, _, _ := columnOf(p, name); fixed > 0 {
					left -= float64(fixed)
				} else {
					parts++
				}
			}
			sum := 0.0
			for _, name := range kept(p) {
				fixed, least, heading := columnOf(p, name)
				width := float64(fixed)
				if fixed == 0 {
					width = max(float64(least), left/float64(parts))
				}
				sum += width
				words := strings.Fields(heading)
				require.NotEmpty(t, words, "%s: %s", p.Title, name)
				for _, word := range words {
					assert.LessOrEqual(t, textWidth(word)+edges, width, "%s: %q of the heading of %s is cut", p.Title, word, name)
				}
			}
			assert.LessOrEqual(t, math.Floor(sum), room(p.GridPos.W), "%s has to be scrolled sideways", p.Title)
		}
	})
}

// TestWallIsReadFromFiveMetres: Grafana makes letters as large as their panel, which
// is seen only where no panel says otherwise; and what a tile says where there is
// nothing to say is short enough for 26 pixels at 1920×1080.
func TestWallIsReadFromFiveMetres(t *testing.T) {
	t.Parallel()
	const letters = 26.0
	for _, lang := range catalogue.Languages {
		for _, p := range wall(texts{lang}).Panels {
			assert.NotContains(t, p.Options, "text", p.Title)
			said, _ := p.FieldConfig.Defaults["noValue"].(string)
			if said == "" || p.Type != "stat" {
				continue
			}
			assert.LessOrEqual(t, textWidth(said)*letters/14, float64(p.GridPos.W)*79-8-24, "%s: %q", p.Title, said)
		}
	}
}
