package main

import "slices"

// smallScreen is the narrowest on which no table may have to be scrolled
// sideways, in pixels.
const smallScreen = 1280

// room is how wide a table is there: the grid has 16 pixels on both sides and 8
// between columns; the page's and the table's own scroll bars take 10 each.
func room(w int) float64 {
	column := float64(smallScreen-2*16-10+8) / 24
	return float64(w)*column - 8 - 2 - 10
}

// fit gives columns their least width, numbers and narrow ones first, until what
// is left is enough for the others. Grafana would give each an equal part of it,
// and let those that need more run out of the panel.
func (p *panel) fit() {
	if p.Type != "table" || len(p.Transformations) > 1 { // weeks have a column for each day
		return
	}
	for {
		share, wide := p.share()
		if !wide {
			return
		}
		name, width := p.narrowest(share, true)
		if name == "" {
			name, width = p.narrowest(share, false)
		}
		if name == "" {
			return // TestTablesFitASmallScreen tells of it
		}
		p.column(name, property{"custom.width", width})
	}
}

// narrowest is the column without a width that needs the least, and no more than
// its share.
func (p *panel) narrowest(share float64, number bool) (name string, width int) {
	for _, candidate := range kept(*p) {
		fixed, least, _ := columnOf(*p, candidate)
		if fixed == 0 && float64(least) <= share && p.isNumber(candidate) == number && (name == "" || least < width) {
			name, width = candidate, least
		}
	}
	return name, width
}

// share is what a column without a width gets on the small screen, and whether one
// needs more.
func (p *panel) share() (share float64, wide bool) {
	left, least := room(p.GridPos.W), []int{}
	for _, name := range kept(*p) {
		fixed, need, _ := columnOf(*p, name)
		if left -= float64(fixed); fixed == 0 {
			least = append(least, need)
		}
	}
	if len(least) == 0 {
		return 0, false
	}
	share = left / float64(len(least))
	return share, float64(slices.Max(least)) > share
}

// isNumber tells whether a column's digits are fixed or counted.
func (p *panel) isNumber(name string) bool {
	return slices.ContainsFunc(p.FieldConfig.Overrides, func(o override) bool {
		return o.Matcher == (option{"byName", name}) && slices.ContainsFunc(o.Properties, func(of property) bool {
			return of.ID == "decimals" || of.ID == "unit" && of.Value == counted.Value
		})
	})
}

// kept are the columns that a panel shows.
func kept(p panel) []string {
	for _, tr := range p.Transformations {
		if tr.ID == "filterFieldsByName" {
			options, _ := tr.Options.(map[string]any)
			include, _ := options["include"].(map[string]any)
			names, _ := include["names"].([]string)
			return names
		}
	}
	return nil
}

// columnOf gives a column's width, which may be 0, its least width and heading.
func columnOf(p panel, name string) (fixed, least int, heading string) {
	for _, o := range p.FieldConfig.Overrides {
		if o.Matcher != (option{"byName", name}) {
			continue
		}
		for _, prop := range o.Properties {
			switch value := prop.Value.(type) {
			case int:
				switch prop.ID {
				case "custom.width":
					fixed = value
				case "custom.minWidth":
					least = value
				}
			case string:
				if prop.ID == "displayName" {
					heading = value
				}
			}
		}
	}
	return fixed, least, heading
}
