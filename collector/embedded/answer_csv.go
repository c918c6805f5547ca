package embedded

import (
	"bufio"
	"encoding/csv"
	"slices"
	"strconv"
	"time"

	"github.com/influxdata/influxdb/models"
)

// csvFormat writes a header for each statement, and for each series with other columns.
type csvFormat struct {
	statement int // of the last header
	cells     []string
}

func (f *csvFormat) write(w *bufio.Writer, r response) error {
	out := csv.NewWriter(w)
	if r.err != nil {
		_ = out.WriteAll([][]string{{"error"}, {r.err.Error()}})
		return out.Error()
	}
	for _, result := range r.results {
		if len(result.Series) == 0 {
			continue
		}
		if result.StatementID != f.statement {
			f.header(w, out, result.Series[0].Columns, f.statement >= 0)
			f.statement = result.StatementID
		}
		for i, series := range result.Series {
			if i > 0 && !slices.Equal(result.Series[i-1].Columns, series.Columns) {
				f.header(w, out, series.Columns, true)
			}
			f.rows(out, series)
		}
	}
	out.Flush()
	return out.Error()
}

func (f *csvFormat) header(w *bufio.Writer, out *csv.Writer, columns []string, apart bool) {
	if apart {
		out.Flush()
		_ = w.WriteByte('\n') // an error stays until the flush
	}
	f.cells = append([]string{"name", "tags"}, columns...)
	_ = out.Write(f.cells)
}

func (f *csvFormat) rows(out *csv.Writer, series *models.Row) {
	f.cells[0], f.cells[1] = series.Name, ""
	if key := models.NewTags(series.Tags).HashKey(); len(key) > 0 {
		f.cells[1] = string(key[1:]) // it begins with a comma
	}
	for _, row := range series.Values {
		for i, value := range row {
			f.cells[i+2] = cell(value)
		}
		_ = out.Write(f.cells)
	}
}

func cell(value any) string {
	switch v := value.(type) {
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case int64:
		return strconv.FormatInt(v, 10)
	case int:
		return strconv.Itoa(v)
	case uint64:
		return strconv.FormatUint(v, 10)
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case time.Time:
		return strconv.FormatInt(v.UnixNano(), 10)
	default:
		return ""
	}
}
