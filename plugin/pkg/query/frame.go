package query

import (
	"cmp"
	"math"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/plugin/pkg/analytics"
)

// Units, as Grafana names them.
const (
	percent = "percent" // 0…100
	seconds = "s"
	count   = "short"
)

// column is a field of a table, named in the answer's language.
func (r *Request) column(name string, values any, unit string) *data.Field {
	f := data.NewField(name, nil, values)
	f.Config = &data.FieldConfig{DisplayNameFromDS: r.Text("query.column." + name), Unit: unit}
	return f
}

// series is the value field of a time series or of a single value.
func series(labels data.Labels, shown string, values []*float64, unit string) *data.Field {
	f := data.NewField("value", labels, values)
	f.Config = &data.FieldConfig{DisplayNameFromDS: shown, Unit: unit}
	return f
}

// beside is a field that explains a series: in tooltips and exports, but not
// drawn, and without an axis of its own.
func (r *Request) beside(name string, labels data.Labels, values any, unit string) *data.Field {
	f := r.column(name, values, unit)
	f.Labels = labels
	f.Config.Custom = map[string]any{
		"hideFrom": map[string]bool{"viz": true, "legend": true, "tooltip": false}, "axisPlacement": "hidden",
	}
	return f
}

// line is one time series. Alerts and expressions get the value alone, because
// they would take every further number for a series of its own.
func (r *Request) line(shown string, times []time.Time, value *data.Field, others ...*data.Field) *data.Frame {
	f := data.NewFrame(shown, r.column("time", times, ""), value)
	if !r.Full {
		f.Fields = append(f.Fields, others...)
	}
	f.Meta = &data.FrameMeta{Type: data.FrameTypeTimeSeriesMulti, TypeVersion: data.FrameTypeVersion{0, 1}}
	return f
}

// numbers is one row with a labelled value a group.
func numbers(name string, fields []*data.Field) data.Frames {
	if len(fields) == 0 {
		return nil
	}
	f := data.NewFrame(name, fields...)
	f.Meta = &data.FrameMeta{Type: data.FrameTypeNumericWide, TypeVersion: data.FrameTypeVersion{0, 1}}
	return data.Frames{f}
}

// table is one frame of columns; without rows there is none, since of a table of
// headings alone Grafana does not say that it is empty.
func table(name string, fields ...*data.Field) data.Frames {
	f := data.NewFrame(name, fields...)
	if f.Rows() == 0 {
		return nil
	}
	f.Meta = &data.FrameMeta{Type: data.FrameTypeTable, TypeVersion: data.FrameTypeVersion{0, 1}, PreferredVisualization: data.VisTypeTable}
	return data.Frames{f}
}

// cell turns a number into a cell: null where it is not available.
func cell(n analytics.Number) *float64 {
	if !n.Known() || math.IsNaN(n.Value) || math.IsInf(n.Value, 0) {
		return nil
	}
	return &n.Value
}

func whole(v float64) *float64 { return cell(analytics.Number{Value: v}) }

// descending orders numbers from high to low, those not available last.
func descending(a, b analytics.Number) int {
	switch {
	case a.Known() && b.Known():
		return cmp.Compare(b.Value, a.Value)
	case a.Known():
		return -1
	case b.Known():
		return 1
	}
	return 0
}
