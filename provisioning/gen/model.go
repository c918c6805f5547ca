package main

// What Grafana reads from provisioning/alerting, as far as we use it.

type file struct {
	APIVersion    int            `yaml:"apiVersion"`
	Groups        []group        `yaml:"groups,omitempty"`
	ContactPoints []contactPoint `yaml:"contactPoints,omitempty"`
	Policies      []policy       `yaml:"policies,omitempty"`
	Templates     []messages     `yaml:"templates,omitempty"`
	MuteTimes     []muteTime     `yaml:"muteTimes,omitempty"`
}

type group struct {
	OrgID    int    `yaml:"orgId"`
	Name     string `yaml:"name"`
	Folder   string `yaml:"folder"`
	Interval string `yaml:"interval"`
	Rules    []rule `yaml:"rules"`
}

type rule struct {
	UID          string            `yaml:"uid"`
	Title        string            `yaml:"title"`
	Condition    string            `yaml:"condition"`
	Data         []query           `yaml:"data"`
	DashboardUID string            `yaml:"dashboardUid"`
	PanelID      int               `yaml:"panelId"`
	NoDataState  string            `yaml:"noDataState"`
	ExecErrState string            `yaml:"execErrState"`
	For          string            `yaml:"for"`
	Annotations  map[string]string `yaml:"annotations"`
	Labels       map[string]string `yaml:"labels"`
	IsPaused     bool              `yaml:"isPaused"`
}

// query is a question to the data source, or an expression over others.
type query struct {
	RefID             string         `yaml:"refId"`
	QueryType         string         `yaml:"queryType,omitempty"`
	RelativeTimeRange *timeRange     `yaml:"relativeTimeRange,omitempty"`
	DatasourceUID     string         `yaml:"datasourceUid"`
	Model             map[string]any `yaml:"model"`
}

// timeRange is in seconds before the moment of evaluation.
type timeRange struct {
	From int `yaml:"from"`
	To   int `yaml:"to"`
}

type contactPoint struct {
	OrgID     int        `yaml:"orgId"`
	Name      string     `yaml:"name"`
	Receivers []receiver `yaml:"receivers"`
}

type receiver struct {
	UID      string         `yaml:"uid"`
	Type     string         `yaml:"type"`
	Settings map[string]any `yaml:"settings"`
}

type policy struct {
	OrgID int `yaml:"orgId"`
	route `yaml:",inline"`
}

type route struct {
	Receiver       string      `yaml:"receiver"`
	Matchers       [][3]string `yaml:"object_matchers,omitempty"`
	GroupBy        []string    `yaml:"group_by,omitempty"`
	GroupWait      string      `yaml:"group_wait,omitempty"`
	GroupInterval  string      `yaml:"group_interval,omitempty"`
	RepeatInterval string      `yaml:"repeat_interval,omitempty"`
	MuteTimes      []string    `yaml:"mute_time_intervals,omitempty"`
	Routes         []route     `yaml:"routes,omitempty"`
}

type messages struct {
	OrgID    int    `yaml:"orgId"`
	Name     string `yaml:"name"`
	Template string `yaml:"template"`
}

type muteTime struct {
	OrgID     int        `yaml:"orgId"`
	Name      string     `yaml:"name"`
	Intervals []interval `yaml:"time_intervals"`
}

type interval struct {
	Times    []clock `yaml:"times"`
	Location string  `yaml:"location"`
}

type clock struct {
	Start string `yaml:"start_time"`
	End   string `yaml:"end_time"`
}
