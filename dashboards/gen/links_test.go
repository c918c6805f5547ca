package main

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// TestLinksLead follows the links of cells: to a dashboard that there is, with
// variables that it has, in its own language.
func TestLinksLead(t *testing.T) {
	t.Parallel()
	variables := map[string][]string{}
	for _, b := range boards {
		for _, lang := range catalogue.Languages {
			d := b.build(texts{lang})
			for _, v := range d.Templating.List {
				variables[d.UID] = append(variables[d.UID], v.Name)
			}
		}
	}
	each(t, func(t *testing.T, d dashboard) {
		for _, p := range d.Panels {
			for _, o := range p.FieldConfig.Overrides {
				for _, prop := range o.Properties {
					if prop.ID != "links" {
						continue
					}
					address := prop.Value.([]map[string]any)[0]["url"].(string)
					uid, query, found := strings.Cut(strings.TrimPrefix(address, "/d/"), "?")
					require.True(t, found, address)
					require.Equal(t, d.UID[len(d.UID)-3:], uid[len(uid)-3:], "%s: another language", address)
					require.Contains(t, query, "${__url_time_range}", "%s: the time is lost", address)
					for _, name := range regexp.MustCompile(`var-(\w+)=|\$\{(\w+):queryparam\}`).FindAllStringSubmatch(query, -1) {
						require.Contains(t, variables[uid], name[1]+name[2], address)
					}
				}
			}
		}
	})
	require.Contains(t, string(must(encode(overview(texts{catalogue.English})))), "${__url_time_range}", "nothing was followed")
}

func must(source []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return source
}

// TestBoardsListEachOther holds what carries a visitor from any dashboard but
// the wall screen to any other: the list by tag, with variables and time.
func TestBoardsListEachOther(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d dashboard) {
		if strings.HasPrefix(d.UID, "pantau-wall-") {
			require.Empty(t, d.Links, "nothing on the wall can be clicked")
			return
		}
		require.Len(t, d.Links, 1)
		require.True(t, d.Links[0].IncludeVars && d.Links[0].KeepTime)
		for _, tag := range d.Links[0].Tags {
			require.Contains(t, d.Tags, tag)
		}
	})
}

// wallRows is what 1080 pixels hold: a row is 30 pixels with 8 between, and the
// page has 16 above and below.
const wallRows = (1080 - 2*16 + 8) / 38

// TestWallFitsTheScreen holds what the wall screen promises: nothing to scroll,
// nothing to choose, its own time whatever the address says, letters that are
// read from five metres.
func TestWallFitsTheScreen(t *testing.T) {
	t.Parallel()
	for _, lang := range catalogue.Languages {
		d, bottom := wall(texts{lang}), 0
		for _, p := range d.Panels {
			bottom = max(bottom, p.GridPos.Y+p.GridPos.H)
			require.NotEmpty(t, p.TimeFrom, p.Title)
			require.True(t, p.HideTimeOverride, p.Title)
			require.Contains(t, []string{"stat", "bargauge"}, p.Type, "%s: its letters can't be made large", p.Title)
			// Grafana's own title can't be read from five metres: a number has its name in letters that
			// grow with the panel's height, or says itself what it is, as a sentence across the screen does. No
			// row is higher than five: the followers' numbers would be as wide as their panels then, see wallFollowers.
			if p.Options["textMode"] == "value_and_name" {
				require.GreaterOrEqual(t, p.GridPos.H, 5, "%s: its name is too small", p.Title)
			} else if p.GridPos.W < 18 && p.Type == "stat" {
				source, err := json.Marshal(p.FieldConfig)
				require.NoError(t, err)
				require.Regexp(t, `"(prefix|suffix):`, string(source), "%s does not say what it is", p.Title)
			}
			require.LessOrEqual(t, len([]rune(p.Title)), 45, p.Title)
		}
		require.Equal(t, wallRows, bottom, "it fills the screen, and no more")
		for _, v := range d.Templating.List {
			require.Equal(t, 2, v.Hide, v.Name)
		}
	}
}

// TestOldDataNeverLooksCalm: blue, which is how calm looks, is only on the band
// and on what measures something. What counts alarms has no blue at 0, since 0 is
// also what old data gives; what says whether there is data is orange without it.
func TestOldDataNeverLooksCalm(t *testing.T) {
	t.Parallel()
	for _, lang := range catalogue.Languages {
		for _, p := range wall(texts{lang}).Panels {
			source, err := json.Marshal(p.FieldConfig.Defaults)
			require.NoError(t, err)
			var d struct {
				Mappings []struct {
					Type    string
					Options map[string]json.RawMessage
				}
				Thresholds struct{ Steps []step }
			}
			require.NoError(t, json.Unmarshal(source, &d))
			if p.Options["colorMode"] != "background" {
				continue
			}
			band := p.Targets[0].QueryType == "collector_health"
			for _, m := range d.Mappings {
				text := string(must(json.Marshal(m.Options)))
				if m.Type == "special" {
					require.Equal(t, band, strings.Contains(text, attention), "%s without data", p.Title)
				}
				if !band {
					require.NotContains(t, text, `"`+well+`"`, p.Title)
				}
			}
			require.NotEmpty(t, d.Thresholds.Steps, p.Title)
			if band {
				require.Equal(t, attention, d.Thresholds.Steps[0].Color, p.Title)
			}
		}
	}
}

// TestPlaylistShowsBoards holds the provisioned rotation against the dashboards.
func TestPlaylistShowsBoards(t *testing.T) {
	t.Parallel()
	var uids []string
	for _, b := range boards {
		for _, lang := range catalogue.Languages {
			uids = append(uids, b.build(texts{lang}).UID)
		}
	}
	for _, lang := range catalogue.Languages {
		var list struct {
			Name, Interval string
			Items          []struct{ Type, Value string }
		}
		require.NoError(t, json.Unmarshal(read(t, "../../provisioning/playlists/pantau-"+string(lang)+".json"), &list))
		require.NotEmpty(t, list.Items)
		for _, item := range list.Items {
			require.Equal(t, "dashboard_by_uid", item.Type)
			require.Contains(t, uids, item.Value)
			require.True(t, strings.HasSuffix(item.Value, "-"+string(lang)), item.Value)
		}
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	return raw
}
