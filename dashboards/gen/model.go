package main

// What Grafana stores of a dashboard, as far as we use it. Options that differ
// from panel to panel are maps: Grafana's own schema of them is open.

type dashboard struct {
	UID           string      `json:"uid"`
	Title         string      `json:"title"`
	Description   string      `json:"description"`
	Tags          []string    `json:"tags"`
	Timezone      string      `json:"timezone"`
	WeekStart     string      `json:"weekStart"`
	Refresh       string      `json:"refresh"`
	TimePicker    *timePicker `json:"timepicker,omitempty"`
	Time          timeRange   `json:"time"`
	GraphTooltip  int         `json:"graphTooltip"`
	Editable      bool        `json:"editable"`
	SchemaVersion int         `json:"schemaVersion"`
	Annotations   annotations `json:"annotations"`
	Links         []link      `json:"links"`
	Templating    templating  `json:"templating"`
	Panels        []panel     `json:"panels"`
}

type timeRange struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// timePicker is what chooses the time range and refreshes.
type timePicker struct {
	Hidden bool `json:"hidden"`
}

type annotations struct {
	List []annotation `json:"list"`
}

// annotation marks times on all panels that have a time axis.
type annotation struct {
	Name       string             `json:"name"`
	Enable     bool               `json:"enable"`
	Hide       bool               `json:"hide,omitempty"` // its switch
	IconColor  string             `json:"iconColor"`
	Datasource datasource         `json:"datasource"`
	Target     target             `json:"target"`
	Mappings   map[string]mapFrom `json:"mappings"`
}

// mapFrom says which field of the answer becomes a part of the annotation.
type mapFrom struct {
	Source string `json:"source"`
	Value  string `json:"value"`
}

// link leads from a dashboard to others: here to all that have its tags.
type link struct {
	Title       string   `json:"title"`
	Type        string   `json:"type"`
	Icon        string   `json:"icon"`
	Tags        []string `json:"tags"`
	AsDropdown  bool     `json:"asDropdown"`
	IncludeVars bool     `json:"includeVars"`
	KeepTime    bool     `json:"keepTime"`
	TargetBlank bool     `json:"targetBlank"`
	Tooltip     string   `json:"tooltip"`
	URL         string   `json:"url"`
}

type templating struct {
	List []variable `json:"list"`
}

type variable struct {
	Name       string        `json:"name"`
	Label      string        `json:"label"`
	Type       string        `json:"type"`
	Datasource datasource    `json:"datasource"`
	Query      string        `json:"query"`
	Definition string        `json:"definition"`
	Hide       int           `json:"hide"` // 2: neither name nor choice is shown
	Refresh    int           `json:"refresh"`
	Sort       int           `json:"sort"`
	Multi      bool          `json:"multi"`
	IncludeAll bool          `json:"includeAll"`
	AllValue   string        `json:"allValue,omitempty"`
	Current    variableValue `json:"current"`
}

type variableValue struct {
	Text  []string `json:"text,omitempty"`
	Value []string `json:"value,omitempty"`
}

type datasource struct {
	Type string `json:"type"`
	UID  string `json:"uid"`
}

type panel struct {
	ID               int            `json:"id,omitempty"`
	Type             string         `json:"type"`
	Title            string         `json:"title"`
	Description      string         `json:"description"`
	PluginVersion    string         `json:"pluginVersion"`
	GridPos          gridPos        `json:"gridPos"`
	Datasource       datasource     `json:"datasource"`
	MaxDataPoints    int            `json:"maxDataPoints,omitempty"`
	TimeFrom         string         `json:"timeFrom,omitempty"` // a relative range of its own
	HideTimeOverride bool           `json:"hideTimeOverride,omitempty"`
	Targets          []target       `json:"targets"`
	Transformations  []option       `json:"transformations,omitempty"`
	FieldConfig      fieldConfig    `json:"fieldConfig"`
	Options          map[string]any `json:"options"`

	key string // of its texts
}

// gridPos is in units of a 24th of the width and of about 38 pixels of height.
type gridPos struct {
	H int `json:"h"`
	W int `json:"w"`
	X int `json:"x"`
	Y int `json:"y"`
}

type target struct {
	RefID      string         `json:"refId"`
	Datasource datasource     `json:"datasource"`
	QueryType  string         `json:"queryType"`
	Language   string         `json:"language"` // of the answer, whatever the data source's is
	Params     map[string]any `json:"params"`
}

type fieldConfig struct {
	Defaults  map[string]any `json:"defaults"`
	Overrides []override     `json:"overrides"`
}

type override struct {
	Matcher    option     `json:"matcher"`
	Properties []property `json:"properties"`
}

type option struct {
	ID      string `json:"id"`
	Options any    `json:"options"`
}

type property struct {
	ID    string `json:"id"`
	Value any    `json:"value"`
}
