package sink

import (
	"context"
	"time"

	"github.com/pantau/pantau/collector/enrich/correct"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink/line"
)

// WriteAccuracy writes what was measured of a reader of sentiment. It may be
// called while Run works.
func (s *Sink) WriteAccuracy(ctx context.Context, reader string, m correct.Measure, agreement func() (float64, bool), at time.Time) error {
	return s.writer.write(ctx, []*line.Point{accuracyPoint(reader, m, agreement, at)})
}

func accuracyPoint(reader string, m correct.Measure, agreement func() (float64, bool), at time.Time) *line.Point {
	fields := []line.Field{
		line.Number(schema.FieldAccuracy, m.Accuracy), line.Number(schema.FieldLow, m.Low), line.Number(schema.FieldHigh, m.High),
		line.Number(schema.FieldF1, m.F1), line.Number(schema.FieldBaseAccuracy, m.BaseAccuracy), line.Number(schema.FieldBaseF1, m.BaseF1),
		line.Number(schema.FieldCorrected, float64(m.N)),
	}
	if alpha, ok := agreement(); ok {
		fields = append(fields, line.Number(schema.FieldAgreement, alpha))
	}
	return line.New(schema.Accuracy, []line.Tag{tag(schema.TagReader, reader)}, fields, at)
}

// selectRecent leaves it to visit to skip mentions without a label: of those the
// platform allows nothing derived.
const selectRecent = `SELECT text, label FROM mention WHERE time >= $from ORDER BY time DESC LIMIT 2000`

// RecentTexts gives the texts of the latest 2,000 mentions since a time, newest
// first, less those whose platform allows no label or whose text is not kept.
func RecentTexts(ctx context.Context, db Database, since time.Time) ([]string, error) {
	client := newClient(db)
	defer client.Close()
	r := reader{http: client.HTTPService(), bucket: db.Bucket}
	var out []string
	err := r.query(ctx, selectRecent, map[string]any{"from": since.UnixNano()}, func(m row) {
		if text := m.text(schema.FieldText); text != "" && m.text(schema.FieldLabel) != "" {
			out = append(out, text)
		}
	})
	return out, err
}
