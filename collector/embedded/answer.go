package embedded

import (
	"bufio"
	"cmp"
	"errors"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/influxdata/influxdb/query"
)

// response is what a client gets: results, or why there are none.
type response struct {
	results []*query.Result
	err     error
}

// format writes responses in one form. A chunked answer is several of them. What
// cannot be written in that form is told in it; errors are those of the writer.
type format interface {
	write(w *bufio.Writer, r response) error
}

// agreed is the form that the client asks for, JSON where it does not say.
func agreed(r *http.Request) (kind string, f format) {
	for _, want := range wanted(r.Header["Accept"]) {
		switch want {
		case "*/*", "application/*", "application/json":
			return jsonKind(r)
		case "application/csv", "text/csv":
			return want, &csvFormat{statement: -1}
		case "text/*":
			return "text/csv", &csvFormat{statement: -1}
		case "application/x-msgpack":
			return want, packedFormat{}
		}
	}
	return jsonKind(r)
}

func jsonKind(r *http.Request) (string, format) {
	return "application/json", jsonFormat{pretty: r.URL.Query().Get("pretty") == "true"}
}

// wanted are the media types of the header Accept, the dearest first.
func wanted(headers []string) []string {
	type choice struct {
		kind   string
		weight float64
	}
	var all []choice
	for part := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		kind, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		c := choice{kind, 1}
		if q, ok := params["q"]; ok {
			c.weight, _ = strconv.ParseFloat(q, 64) // what is no number is wanted least
		}
		if kind == "*" {
			c.kind = "*/*"
		}
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(a, b choice) int { return cmp.Compare(b.weight, a.weight) })
	kinds := make([]string, len(all))
	for i, c := range all {
		kinds[i] = c.kind
	}
	return kinds
}

// fail says why nothing was done, in the form that the client asks for.
func fail(w http.ResponseWriter, r *http.Request, status int, why string) {
	kind, f := agreed(r)
	w.Header().Set("Content-Type", kind)
	if status != http.StatusUnauthorized {
		w.Header().Set("X-Influxdb-Error", why[:min(len(why), 1024)])
	}
	w.WriteHeader(status)
	out := bufio.NewWriter(w)
	_ = f.write(out, response{err: errors.New(why)})
	_ = out.Flush()
}

// answer writes what a query finds, in pieces as it comes or all at once.
func answer(w http.ResponseWriter, r *http.Request, results <-chan *query.Result, pieces bool) {
	kind, f := agreed(r)
	w.Header().Set("Content-Type", kind)
	out := bufio.NewWriterSize(w, 64<<10)
	unit := strings.TrimSpace(r.FormValue("epoch"))
	var all response
	for result := range results {
		if result == nil {
			continue
		}
		inEpoch(result, unit)
		if !pieces {
			all.results = join(all.results, result)
		} else if err := f.write(out, response{results: []*query.Result{result}}); err != nil {
			return // the client is gone
		}
	}
	if !pieces {
		_ = f.write(out, all)
	}
	_ = out.Flush()
}

// join puts a result behind those of the same statement, and its rows behind
// those of the same series.
func join(all []*query.Result, r *query.Result) []*query.Result {
	if len(all) == 0 || all[len(all)-1].StatementID != r.StatementID {
		return append(all, r)
	}
	last := all[len(all)-1]
	if r.Err != nil {
		all[len(all)-1] = r
		return all
	}
	more := r.Series
	if len(last.Series) > 0 {
		series := last.Series[len(last.Series)-1]
		for len(more) > 0 && series.SameSeries(more[0]) {
			series.Values = append(series.Values, more[0].Values...)
			series.Partial = more[0].Partial
			more = more[1:]
		}
	}
	last.Series = append(last.Series, more...)
	last.Messages = append(last.Messages, r.Messages...)
	last.Partial = r.Partial
	return all
}
