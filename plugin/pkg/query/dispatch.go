package query

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"
	"github.com/grafana/grafana-plugin-sdk-go/backend/tracing"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"golang.org/x/sync/singleflight"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// Defaults of Options.
const (
	DefaultTimeout  = 30 * time.Second
	defaultParallel = 4
)

// Options are what the dispatcher of one data source works with.
type Options struct {
	Store    Store
	Zone     *time.Location
	Language catalogue.Language
	Now      func() time.Time // nil: time.Now
	Timeout  time.Duration    // of one query, 0: DefaultTimeout
	Parallel int              // queries at once, 0: 4
	// Peers are the accounts of each peer group, by its name.
	Peers map[string][]string
}

// Dispatcher does for every query type what is the same for all: it decodes and
// checks the parameters, answers from the cache, bounds how much runs at once,
// says whose fault an error is, and writes the frames' meta.
type Dispatcher struct {
	options Options
	cache   *cache
	book    *book
	flights singleflight.Group
	slots   chan struct{}
	live    live
}

// NewDispatcher fills in the defaults.
func NewDispatcher(o Options) *Dispatcher {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Parallel <= 0 {
		o.Parallel = defaultParallel
	}
	return &Dispatcher{options: o, cache: newCache(), book: &book{}, slots: make(chan struct{}, o.Parallel)}
}

// QueryData answers every query of a request by itself: one that fails leaves
// the others alone.
func (d *Dispatcher) QueryData(ctx context.Context, req *backend.QueryDataRequest) *backend.QueryDataResponse {
	out := backend.NewQueryDataResponse()
	full := asksForAll(req)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, q := range req.Queries {
		wg.Go(func() {
			answer := d.answer(ctx, q, full, uidOf(req.PluginContext))
			mu.Lock()
			defer mu.Unlock()
			out.Responses[q.RefID] = answer
		})
	}
	wg.Wait()
	return out
}

// asksForAll tells whether an alert rule or a server-side expression asks. They
// judge what they get, so nothing may be left out for display's sake.
func asksForAll(req *backend.QueryDataRequest) bool {
	return req.Headers[backend.FromAlertHeaderName] != "" ||
		req.GetHTTPHeader(backend.FromAlertHeaderName) != "" ||
		req.GetHTTPHeader("X-Grafana-From-Expr") != ""
}

// uidOf names the data source, as channels do.
func uidOf(c backend.PluginContext) string {
	if c.DataSourceInstanceSettings == nil {
		return ""
	}
	return c.DataSourceInstanceSettings.UID
}

// model is the part of a query's JSON that is ours.
type model struct {
	QueryType string          `json:"queryType"`
	Params    json.RawMessage `json:"params"`
	Filters   []adHoc         `json:"filters"`
	Live      bool            `json:"live"`     // push what changes, where the range ends now
	Language  string          `json:"language"` // of the answer; "": that of the data source
}

// language is the answer's, where the data source's is own.
func (m model) language(own catalogue.Language) (catalogue.Language, error) {
	if m.Language == "" {
		return own, nil
	}
	if lang := catalogue.Language(m.Language); slices.Contains(catalogue.Languages, lang) {
		return lang, nil
	}
	return own, userError("language: %q is not a language of answers; write id or en, or leave it out", clip(m.Language))
}

func (d *Dispatcher) answer(ctx context.Context, q backend.DataQuery, full bool, uid string) backend.DataResponse {
	m, kind, params, err := decode(q)
	if err != nil {
		return response(err)
	}
	if params, err = kind.spellOut(params, d.options.Peers); err != nil {
		return response(err)
	}
	r, err := d.request(q, full)
	if err != nil {
		return response(err)
	}
	if r.Language, err = m.language(r.Language); err != nil {
		return response(err)
	}
	a, err := d.shared(ctx, kind, params, r)
	if err != nil {
		return response(err)
	}
	frames := a.copies()
	if m.Live {
		d.follow(uid, kind, params, r, frames)
	}
	return backend.DataResponse{Frames: frames, Status: backend.StatusOK}
}

func decode(q backend.DataQuery) (m model, kind *queryType, params json.RawMessage, err error) {
	if err := json.Unmarshal(q.JSON, &m); err != nil {
		return m, nil, nil, userError("the query is not the JSON of a query: %w", err)
	}
	if m.QueryType == "" {
		m.QueryType = q.QueryType
	}
	if kind = types[m.QueryType]; kind == nil {
		known := strings.Join(slices.Sorted(maps.Keys(types)), ", ")
		return m, nil, nil, userError("queryType: %q is not a query type; choose one of %s", clip(m.QueryType), known)
	}
	if string(m.Params) == "null" {
		m.Params = nil
	}
	if params, err = kind.complete(m.Params); err == nil {
		params, err = kind.narrow(params, m.Filters)
	}
	return m, kind, params, err
}

func (d *Dispatcher) request(q backend.DataQuery, full bool) (*Request, error) {
	from, to := q.TimeRange.From, q.TimeRange.To
	if !from.Before(to) {
		return nil, userError("time range: it must start before it ends, and both ends must be set")
	}
	if from.Year() < 1700 || to.Year() > 2200 { // beyond what InfluxDB can tell apart
		return nil, userError("time range: choose one between the years 1700 and 2200")
	}
	from, to = align(from, to)
	return &Request{
		From: from, To: to, Interval: q.Interval, MaxPoints: q.MaxDataPoints, Full: full,
		Zone: d.options.Zone, Language: d.options.Language, Now: d.options.Now(), store: d.options.Store, book: d.book, read: &shelf{},
	}, nil
}

// shared answers from the cache, or lets one of several equal queries run.
func (d *Dispatcher) shared(ctx context.Context, kind *queryType, params json.RawMessage, r *Request) (*Answer, error) {
	key := fmt.Sprintf("%s %s %s %d %d %d %d %t", kind.ID, r.Language, params, r.From.UnixNano(), r.To.UnixNano(), r.Interval, r.MaxPoints, r.Full)
	source := fromNowhere
	defer func() { answersGiven.WithLabelValues(kind.ID, source).Inc() }()
	if a, ok := d.cache.find(key, r.Now); ok {
		source = fromCache
		return a, nil
	}
	flight := d.flights.DoChan(key, func() (any, error) {
		// The first to ask may leave while others wait, so the query lives by
		// its own time limit.
		own, cancel := context.WithTimeout(context.WithoutCancel(ctx), d.options.Timeout)
		defer cancel()
		a, err := d.run(own, kind, params, r)
		if err == nil {
			d.cache.keep(key, a, r.Now, lifetime(r.To, r.Now))
		}
		return a, err
	})
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting for the answer: %w", ctx.Err())
	case landed := <-flight:
		if landed.Err != nil {
			return nil, landed.Err
		}
		a, ok := landed.Val.(*Answer)
		if !ok {
			return nil, fmt.Errorf("%s: the answer is a %T", kind.ID, landed.Val)
		}
		source = fromDatabase
		return a, nil
	}
}

func (d *Dispatcher) run(ctx context.Context, kind *queryType, params json.RawMessage, r *Request) (a *Answer, err error) {
	started := time.Now()
	defer func() { runSeconds.WithLabelValues(kind.ID).Observe(time.Since(started).Seconds()) }()
	select {
	case d.slots <- struct{}{}:
		defer func() { <-d.slots }()
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting for other queries: %w", ctx.Err())
	}
	ctx, span := tracing.DefaultTracer().Start(ctx, "pantau query "+kind.ID)
	defer span.End()
	defer func() {
		if p := recover(); p != nil { // one query must not end the plugin
			log.DefaultLogger.Error("query type panicked", "queryType", kind.ID, "panic", p, "stack", string(debug.Stack()))
			a, err = nil, fmt.Errorf("query type %s broke; please report it with the plugin's log", kind.ID)
		}
	}()
	if a, err = kind.run(ctx, r, params); err != nil {
		return nil, fmt.Errorf("%s: %w", kind.ID, err)
	}
	a.finish(kind.ID, r.ran)
	return a, nil
}

// copies gives frames of its own to every response: the SDK writes the refId
// into them. The fields are shared, and only read.
func (a *Answer) copies() data.Frames {
	out := make(data.Frames, len(a.Frames))
	for i, f := range a.Frames {
		c := *f
		out[i] = &c
	}
	return out
}
