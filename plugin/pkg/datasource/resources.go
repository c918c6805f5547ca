package datasource

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/influx"
	"github.com/pantau/pantau/plugin/pkg/query"
)

// Limits of a resource call.
const (
	resourceTimeout = 10 * time.Second
	resourceDays    = 90
	maxOffered      = 1000 // values of a list
	maxFilters      = 100  // platforms or accounts to filter by
)

// offered says where the values of a list come from.
var offered = map[string]influx.TagValues{
	"platforms": {Tag: schema.TagPlatform, From: []string{schema.Account, schema.Post, schema.Mention}},
	"accounts":  {Tag: schema.TagAccount, From: []string{schema.Account, schema.Post, schema.Mention}},
	"topics":    {Tag: schema.TagTopic, From: []string{schema.TopicVolume}},
	"types":     {Tag: schema.TagType, From: []string{schema.Post}},
	"queries":   {Tag: schema.TagQuery, From: []string{schema.Volume}},
}

// routes are the resources that the editor and variables read. Each list is a
// JSON array of texts; "platforms=a,b" and "accounts=c" narrow it, for chained
// variables.
func (d *Datasource) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /descriptors", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, query.Descriptors())
	})
	for name, q := range offered {
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, r *http.Request) { d.offer(w, r, q) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusNotFound, "no such resource: "+cut(r.Method+" "+r.URL.Path)+
			"; there are GET /descriptors, /accounts, /platforms, /queries, /topics and /types")
	})
	return mux
}

func (d *Datasource) offer(w http.ResponseWriter, r *http.Request, q influx.TagValues) {
	if d.broken != nil {
		refuse(w, http.StatusBadRequest, d.broken.Error())
		return
	}
	q.Where = nil
	for _, narrow := range [...]string{"platforms", "accounts"} {
		values := filters(r.URL.Query()[narrow])
		if len(values) > maxFilters {
			refuse(w, http.StatusBadRequest, narrow+": too many; name at most 100")
			return
		}
		q.Where = append(q.Where, influx.Match{Name: offered[narrow].Tag, Values: values})
	}
	q.Range, q.Limit = influx.Range{From: time.Now().AddDate(0, 0, -resourceDays)}, maxOffered
	ctx, cancel := context.WithTimeout(r.Context(), resourceTimeout)
	defer cancel()
	values, err := d.values(ctx, q)
	if err != nil {
		status := http.StatusInternalServerError
		if database := (*influx.Error)(nil); errors.As(err, &database) {
			status = http.StatusBadGateway
		}
		refuse(w, status, err.Error())
		return
	}
	reply(w, http.StatusOK, values[:min(len(values), maxOffered)])
}

// values are in alphabetical order, but topics begin with what is spoken of most:
// a dashboard about one topic opens with the first.
func (d *Datasource) values(ctx context.Context, q influx.TagValues) ([]string, error) {
	result, err := d.client.Query(ctx, q)
	if err != nil {
		return nil, err
	}
	values := []string{}
	for i := range result.Series {
		values = append(values, result.Series[i].Texts(influx.ValueColumn)...)
	}
	slices.Sort(values)
	values = slices.Compact(values)
	if q.Tag != schema.TagTopic {
		return values, nil
	}
	if result, err = d.client.Query(ctx, influx.Select{
		From: schema.TopicDay, Columns: influx.Sums(schema.FieldMentions), Where: q.Where, Range: q.Range, By: []string{schema.TagTopic},
	}); err != nil {
		return nil, err
	}
	mentions := map[string]float64{}
	for i := range result.Series {
		s := &result.Series[i]
		for _, n := range s.Numbers(schema.FieldMentions) {
			mentions[s.Tags[schema.TagTopic]] += n
		}
	}
	slices.SortStableFunc(values, func(a, b string) int { return cmp.Compare(mentions[b], mentions[a]) })
	return values, nil
}

// filters splits "a,b"; empty and "all" values filter nothing.
func filters(given []string) []string {
	var out []string
	for _, g := range given {
		for v := range strings.SplitSeq(strings.Trim(g, "{}"), ",") {
			switch v = strings.TrimSpace(v); v {
			case "", "$__all", "All", "*":
			default:
				out = append(out, v)
			}
		}
	}
	return out
}

func refuse(w http.ResponseWriter, status int, message string) {
	reply(w, status, map[string]string{"message": message})
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		log.DefaultLogger.Warn("answering a resource call", "error", err)
	}
}

func cut(s string) string {
	if len(s) > 80 {
		return strings.ToValidUTF8(s[:80], "") + "…"
	}
	return s
}
