package query

import (
	"fmt"
	"slices"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// Family groups query types in the editor.
type Family string

// Families.
const (
	Engagement Family = "engagement"
	Trend      Family = "trend"
	Feeling    Family = "sentiment"
	Guidance   Family = "guidance"
	Operation  Family = "operation"
)

// Format is the shape of an answer.
type Format string

// Formats. The first that a query type lists is its default.
const (
	TimeSeries Format = "time_series"
	Table      Format = "table"
	Value      Format = "value" // one number a group, for stat panels and alerts
	Logs       Format = "logs"  // one line a text, for Explore and the logs panel
)

// Text is a text in every language that users can choose.
type Text map[catalogue.Language]string

// Descriptor says what a query type is and takes. The editor draws its form
// from it, the command line its help; texts come from the catalogue.
type Descriptor struct {
	ID          string   `json:"id"`
	Family      Family   `json:"family"`
	Label       Text     `json:"label"`
	Description Text     `json:"description"`
	Help        Text     `json:"help"` // meaning, formula, how to act
	Params      []Param  `json:"params"`
	Formats     []Format `json:"formats"`
}

// Kind says how a parameter is entered.
type Kind string

// Kinds.
const (
	Enum    Kind = "enum"
	List    Kind = "list"
	Number  Kind = "number"
	Boolean Kind = "boolean"
	Phrase  Kind = "text"
)

// Param is one parameter of a query type.
type Param struct {
	Name     string   `json:"name"`
	Kind     Kind     `json:"kind"`
	Label    Text     `json:"label"`
	Help     Text     `json:"help"`
	Default  any      `json:"default"`
	Options  []Option `json:"options,omitempty"`
	Resource string   `json:"resource,omitempty"` // where a list's values come from
	Min      *float64 `json:"min,omitempty"`
	Max      *float64 `json:"max,omitempty"`
}

// Option is one value of an Enum.
type Option struct {
	Value string `json:"value"`
	Label Text   `json:"label"`
}

// enum takes one of the values, by default the first.
func enum(name string, values ...string) Param {
	p := Param{Name: name, Kind: Enum, Default: values[0]}
	for _, v := range values {
		p.Options = append(p.Options, Option{Value: v})
	}
	return p
}

// list takes values that the resource of the same name offers; none means all.
func list(name string) Param {
	return Param{Name: name, Kind: List, Default: []string{}, Resource: name}
}

// number takes a whole number from least to most.
func number(name string, standard, least, most float64) Param {
	return Param{Name: name, Kind: Number, Default: standard, Min: &least, Max: &most}
}

func boolean(name string) Param { return Param{Name: name, Kind: Boolean, Default: false} }

// phrase takes a short text; none means nothing is looked for.
func phrase(name string) Param { return Param{Name: name, Kind: Phrase, Default: ""} }

// estimate asks whether later readings of followers may stand in.
func estimate() Param { return boolean("estimate") }

// describe fills in the texts and the parameter "format". A missing text
// panics: it is a mistake in the source, seen at every start.
func (d *Descriptor) describe() {
	base := "query." + d.ID
	d.Label, d.Description, d.Help = textOf(base+".label"), textOf(base+".description"), textOf(base+".help")
	formats := make([]string, len(d.Formats))
	for i, f := range d.Formats {
		formats[i] = string(f)
	}
	d.Params = append(d.Params, enum(formatParam, formats...))
	for i := range d.Params {
		p := &d.Params[i]
		p.Label = textOf(base+".param."+p.Name+".label", "query.param."+p.Name+".label")
		p.Help = textOf(base+".param."+p.Name+".help", "query.param."+p.Name+".help")
		for j := range p.Options {
			o := &p.Options[j]
			o.Label = textOf(base+".option."+p.Name+"."+o.Value, "query.option."+p.Name+"."+o.Value, "metric."+o.Value)
		}
	}
}

const formatParam = "format"

// textOf gives the first of the keys that the catalogue has.
func textOf(keys ...string) Text {
	for _, key := range keys {
		if texts := catalogue.Section(key)[key]; texts != nil {
			return texts
		}
	}
	panic(fmt.Sprintf("the catalogue has none of the texts %q", keys))
}

func (d *Descriptor) takes(param string) bool {
	return slices.ContainsFunc(d.Params, func(p Param) bool { return p.Name == param })
}
