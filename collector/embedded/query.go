package embedded

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/influxdata/influxdb/query"
	"github.com/influxdata/influxdb/services/meta"
	"github.com/influxdata/influxql"
)

// pieceRows is how many rows of a series a piece of an answer holds, where the
// client does not say.
const pieceRows = 10_000

// query answers InfluxQL: all in one, or in pieces as they come (chunked).
func (w *web) query(rw http.ResponseWriter, r *http.Request, user *meta.UserInfo) {
	if !w.inTime(rw, r, func() error { return form(r) }) {
		return
	}
	statements, err := parse(r)
	if err != nil {
		fail(rw, r, http.StatusBadRequest, err.Error())
		return
	}
	db := r.FormValue("db")
	fine, err := meta.NewQueryAuthorizer(w.db.meta).AuthorizeQuery(user, statements, db)
	if err != nil {
		fail(rw, r, http.StatusForbidden, "error authorizing query: "+err.Error())
		return
	}
	rows := pieceRows
	pieces := r.FormValue("chunked") == "true"
	if n, err := strconv.Atoi(r.FormValue("chunk_size")); err == nil && n > 0 && pieces {
		rows = n
	}
	// The request's context ends when the client is gone, and when it is answered.
	ended := make(chan struct{})
	context.AfterFunc(r.Context(), func() { close(ended) })
	results := w.db.queries.ExecuteQuery(statements, query.ExecutionOptions{
		Database:         db,
		RetentionPolicy:  r.FormValue("rp"),
		ChunkSize:        rows,
		ReadOnly:         r.Method == http.MethodGet,
		Authorizer:       fine,
		CoarseAuthorizer: user,
		AbortCh:          r.Context().Done(),
	}, ended)
	answer(rw, r, results, pieces)
}

// form reads the parameters, of which some may be in the body. Only one that is
// too large or too late is an error: what cannot be read names no query.
func form(r *http.Request) error {
	var large *http.MaxBytesError
	err := r.ParseForm()
	if err == nil {
		err = r.ParseMultipartForm(mostBody) //nolint:gosec // inTime bounds the body
	}
	if errors.As(err, &large) || errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	return nil
}

// parse reads the query with its bound values.
func parse(r *http.Request) (*influxql.Query, error) {
	q := strings.TrimSpace(r.FormValue("q"))
	if f := attached(r); q == "" && f != nil {
		raw, err := io.ReadAll(f)
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
		q = string(raw)
	} else if q == "" {
		return nil, errors.New(`missing required parameter "q"`)
	}
	if strings.Count(q, "(") > mostBrackets {
		return nil, fmt.Errorf("error parsing query: more than %d brackets", mostBrackets)
	}
	p := influxql.NewParser(strings.NewReader(q))
	params, err := bound(r.FormValue("params"))
	if err != nil {
		return nil, err
	}
	p.SetParams(params)
	statements, err := p.ParseQuery()
	if err != nil {
		return nil, fmt.Errorf("error parsing query: %w", err)
	}
	return statements, nil
}

// mostBrackets is how many a query may have. The parser calls itself for each that
// stands in another; a million of them overflow the stack, which ends the process.
const mostBrackets = 10_000

// attached is a query sent as a file, as curl -F q=@file does.
func attached(r *http.Request) multipart.File {
	if r.MultipartForm == nil || len(r.MultipartForm.File["q"]) == 0 {
		return nil
	}
	f, err := r.MultipartForm.File["q"][0].Open()
	if err != nil {
		return nil
	}
	return f
}

// bound reads the values that stand for $names. Whole numbers stay whole.
func bound(raw string) (map[string]any, error) {
	if raw == "" {
		return nil, nil
	}
	var params map[string]any
	dec := json.NewDecoder(strings.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&params); err != nil {
		return nil, fmt.Errorf("error parsing query parameters: %w", err)
	}
	for name, value := range params {
		n, ok := value.(json.Number)
		if !ok {
			continue
		}
		var err error
		if strings.Contains(n.String(), ".") {
			params[name], err = n.Float64()
		} else {
			params[name], err = n.Int64()
		}
		if err != nil {
			return nil, fmt.Errorf("error parsing json value: %w", err)
		}
	}
	return params, nil
}

// inEpoch turns the rows' times into numbers of a unit, where one is asked for.
func inEpoch(r *query.Result, unit string) {
	if unit == "" {
		return
	}
	size, ok := map[string]time.Duration{
		"u": time.Microsecond, "ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour,
	}[unit]
	if !ok {
		size = time.Nanosecond
	}
	for _, series := range r.Series {
		for _, row := range series.Values {
			if at, ok := row[0].(time.Time); ok {
				row[0] = at.UnixNano() / int64(size)
			}
		}
	}
}
