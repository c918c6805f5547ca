package sink

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	ihttp "github.com/influxdata/influxdb-client-go/v2/api/http"
)

// reader asks InfluxDB for what the rollups are made of. Its statements are
// constants; values go in as bind parameters.
type reader struct {
	http   ihttp.Service
	bucket string
}

// row is one point: its time, its series' tags and its fields by name.
type row struct {
	at     time.Time
	tags   map[string]string
	fields map[string]any
}

func (r row) text(name string) string {
	s, _ := r.fields[name].(string)
	return s
}

func (r row) number(name string) float64 {
	n, _ := r.known(name)
	return n
}

// known is a number; false where there is none.
func (r row) known(name string) (float64, bool) {
	n, ok := r.fields[name].(float64)
	return n, ok
}

// rowsInPiece is how many rows of an answer come at once.
const rowsInPiece = "1000"

// answer is a piece of one.
type answer struct {
	Error   string `json:"error"`
	Results []struct {
		Error  string `json:"error"`
		Series []struct {
			Tags    map[string]string `json:"tags"`
			Columns []string          `json:"columns"`
			Values  [][]any           `json:"values"`
		} `json:"series"`
	} `json:"results"`
}

// query runs one statement and hands every row to visit, which may be nil. What was
// visited before an error is part of the answer only.
func (r *reader) query(ctx context.Context, statement string, params map[string]any, visit func(row)) error {
	raw, err := json.Marshal(params)
	if err != nil {
		return fmt.Errorf("encoding query parameters: %w", err)
	}
	// In pieces, so that a long answer is never held as a whole.
	form := url.Values{"db": {r.bucket}, "q": {statement}, "params": {string(raw)}, "epoch": {"ns"}, "chunked": {"true"}, "chunk_size": {rowsInPiece}}
	var failed error
	address := strings.TrimSuffix(r.http.ServerURL(), "/") + "/query"
	herr := r.http.DoPostRequest(ctx, address, strings.NewReader(form.Encode()), func(req *http.Request) {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Accept", "application/json")
	}, func(resp *http.Response) error {
		defer func() { _ = resp.Body.Close() }() // read to its end
		dec := json.NewDecoder(resp.Body)
		dec.UseNumber()
		for {
			var a answer
			if err := dec.Decode(&a); errors.Is(err, io.EOF) { // at once: InfluxDB 2.7 has found nothing
				return nil
			} else if err != nil {
				return err
			}
			if failed = a.rows(visit); failed != nil {
				return nil
			}
		}
	})
	if herr != nil {
		return fmt.Errorf("reading back from InfluxDB: %w", herr)
	}
	return failed
}

func (a answer) rows(visit func(row)) error {
	if a.Error != "" {
		return fmt.Errorf("reading back from InfluxDB: %s", a.Error)
	}
	for _, result := range a.Results {
		if result.Error != "" {
			return fmt.Errorf("reading back from InfluxDB: %s", result.Error)
		}
		for _, series := range result.Series {
			for _, values := range series.Values {
				r, err := toRow(series.Tags, series.Columns, values)
				if err != nil {
					return err
				}
				if visit != nil {
					visit(r)
				}
			}
		}
	}
	return nil
}

func toRow(tags map[string]string, columns []string, values []any) (row, error) {
	r := row{tags: tags, fields: make(map[string]any, len(columns))}
	for i, v := range values {
		n, isNumber := v.(json.Number)
		switch {
		case i >= len(columns):
			return row{}, io.ErrUnexpectedEOF
		case columns[i] == "time":
			ns, err := n.Int64()
			if err != nil || !isNumber {
				return row{}, errors.New("reading back from InfluxDB: a time is no number")
			}
			r.at = time.Unix(0, ns).UTC()
		case isNumber:
			f, err := n.Float64()
			if err != nil {
				return row{}, fmt.Errorf("reading back from InfluxDB: %w", err)
			}
			r.fields[columns[i]] = f
		default:
			r.fields[columns[i]] = v
		}
	}
	return r, nil
}
