package query

import (
	"context"
	"math"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// showAccuracy is what people's corrections say of the readers of sentiment.
const showAccuracy = "accuracy"

// accuracy has a row a reader, as it was last measured: how often it gives the
// label that the office's people gave, with its 95% interval, and what it would
// have without what it learnt from them. A reader without corrections has no row.
//
//	accuracy = texts with the people's label ÷ texts, of texts that taught it nothing
func (p collectorHealthParams) accuracy(ctx context.Context, r *Request) (*Answer, error) {
	parts := []string{schema.FieldAccuracy, schema.FieldLow, schema.FieldHigh, schema.FieldBaseAccuracy, schema.FieldF1, schema.FieldAgreement}
	result, err := r.Query(ctx, influx.Select{
		From: schema.Accuracy, Columns: influx.Fields(append([]string{schema.FieldCorrected}, parts...)...),
		Range: influx.Range{From: longAgo, To: r.To}, By: []string{schema.TagReader}, Descending: true, Limit: 1,
	})
	if err != nil {
		return nil, err
	}
	a := &Answer{
		Formula: r.Text("query.collector_health.formula.accuracy"),
		Source:  "Wilson 1927 (interval); Krippendorff 2011 (agreement)", N: result.Rows(),
	}
	if result.Rows() == 0 {
		return a, nil
	}
	all := result.Series
	columns := []*data.Field{
		r.column("reader", columnOf(all, func(s influx.Series) string { return r.Text("query.reader." + s.Tags[schema.TagReader]) }), ""),
		r.column("corrected", columnOf(all, func(s influx.Series) float64 { return s.Numbers(schema.FieldCorrected)[0] }), count),
	}
	for _, part := range parts {
		scale, unit := 100., percent
		if part == schema.FieldAgreement {
			scale, unit = 1, count // Krippendorff's α is no share
		}
		columns = append(columns, r.column(part, columnOf(all, func(s influx.Series) *float64 {
			if n := s.Numbers(part)[0]; !math.IsNaN(n) {
				return whole(scale * n)
			}
			return nil // with one annotator there is no agreement
		}), unit))
	}
	columns = append(columns, r.column("time", columnOf(all, func(s influx.Series) time.Time { return s.Time(0) }), ""))
	a.Frames = table("collector_health", columns...)
	return a, nil
}
