package embedded

import (
	"bufio"
	"maps"
	"slices"

	"github.com/influxdata/influxdb/models"
	"github.com/influxdata/influxdb/query"
	"github.com/tinylib/msgp/msgp"
)

// packedFormat writes MessagePack, which the plugin reads.
type packedFormat struct{}

func (packedFormat) write(w *bufio.Writer, r response) error {
	out := msgp.NewWriter(w) // it keeps the first error
	_ = out.WriteMapHeader(1)
	if r.err != nil {
		packTexts(out, "error", r.err.Error())
		return out.Flush()
	}
	packTexts(out, "results")
	_ = out.WriteArrayHeader(uint32(len(r.results)))
	for _, result := range r.results {
		packResult(out, result)
	}
	return out.Flush()
}

func packResult(out *msgp.Writer, r *query.Result) {
	if r.Err != nil {
		_ = out.WriteMapHeader(1)
		packTexts(out, "error", r.Err.Error())
		return
	}
	_ = out.WriteMapHeader(2 + ones(len(r.Messages) > 0, r.Partial))
	packTexts(out, "statement_id")
	_ = out.WriteInt(r.StatementID)
	if len(r.Messages) > 0 {
		packTexts(out, "messages")
		_ = out.WriteArrayHeader(uint32(len(r.Messages)))
		for _, m := range r.Messages {
			_ = out.WriteMapHeader(2)
			packTexts(out, "level", m.Level, "text", m.Text)
		}
	}
	packTexts(out, "series")
	_ = out.WriteArrayHeader(uint32(len(r.Series)))
	for _, series := range r.Series {
		packSeries(out, series)
	}
	if r.Partial {
		packTexts(out, "partial")
		_ = out.WriteBool(true)
	}
}

func packSeries(out *msgp.Writer, s *models.Row) {
	_ = out.WriteMapHeader(2 + ones(s.Name != "", len(s.Tags) > 0, s.Partial))
	if s.Name != "" {
		packTexts(out, "name", s.Name)
	}
	if len(s.Tags) > 0 {
		packTexts(out, "tags")
		_ = out.WriteMapHeader(uint32(len(s.Tags)))
		for _, tag := range slices.Sorted(maps.Keys(s.Tags)) {
			packTexts(out, tag, s.Tags[tag])
		}
	}
	packTexts(out, "columns")
	_ = out.WriteArrayHeader(uint32(len(s.Columns)))
	packTexts(out, s.Columns...)
	packTexts(out, "values")
	_ = out.WriteArrayHeader(uint32(len(s.Values)))
	for _, row := range s.Values {
		_ = out.WriteArrayHeader(uint32(len(row)))
		for _, value := range row {
			_ = out.WriteIntf(value)
		}
	}
	if s.Partial {
		packTexts(out, "partial")
		_ = out.WriteBool(true)
	}
}

func packTexts(out *msgp.Writer, texts ...string) {
	for _, s := range texts {
		_ = out.WriteString(s)
	}
}

// ones counts what is there.
func ones(there ...bool) (n uint32) {
	for _, is := range there {
		if is {
			n++
		}
	}
	return n
}
