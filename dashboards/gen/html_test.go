package main

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Panels and cells of tables that show what people write as plain words. Those
// that can show HTML or Markdown, such as text, canvas or a cell of that kind,
// are not among them.
var (
	plainPanels = []string{"stat", "table", "timeseries", "barchart", "bargauge", "logs", "status-history"}
	plainCells  = []string{"auto", "color-text", "color-background", "gauge"}
)

// TestNothingIsShownAsHTML looks at every panel and every setting of a cell.
func TestNothingIsShownAsHTML(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d dashboard) {
		for _, p := range d.Panels {
			require.Contains(t, plainPanels, p.Type, p.Title)
		}
		source, err := encode(d)
		require.NoError(t, err)
		var all any
		require.NoError(t, json.Unmarshal(source, &all))
		walk(all, func(name string, value any) {
			switch options, _ := value.(map[string]any); {
			case name == "cellOptions":
				require.Contains(t, plainCells, options["type"])
			case slices.Contains([]string{"disableSanitizeHtml", "html", "markdown"}, name):
				require.Fail(t, name)
			}
		})
	})
}

// walk visits every value that has a name, also that of a column's property.
func walk(v any, visit func(name string, value any)) {
	switch v := v.(type) {
	case []any:
		for _, inner := range v {
			walk(inner, visit)
		}
	case map[string]any:
		if id, _ := v["id"].(string); id == "custom.cellOptions" {
			visit("cellOptions", v["value"])
		}
		for name, inner := range v {
			visit(name, inner)
			walk(inner, visit)
		}
	}
}
