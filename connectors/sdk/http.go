package sdk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	maxBody        = 32 << 20         // bytes of one answer
	requestTimeout = 30 * time.Second // one request, body included
	userAgent      = "Pantau/1 (+https://github.com/pantau/pantau)"
)

// HTTP asks one server and classifies what comes back into the four kinds of
// error. It counts requests and remembers the rate limit that the server last
// stated. Use it from one goroutine at a time.
type HTTP struct {
	base     string
	client   *http.Client
	header   http.Header
	requests int
	budget   *Budget

	// Classify turns what a platform says in its own form of error into an
	// *Error; nil, or a nil answer, leaves it to the status. Set it before the
	// first request.
	Classify func(said *StatusError, header http.Header) error
}

// NewHTTP makes a client for a server at base, an address as BaseURL returns.
func NewHTTP(base string) *HTTP {
	h := &HTTP{
		base:   base,
		client: &http.Client{Timeout: requestTimeout, Transport: reaching{}},
		header: http.Header{"User-Agent": {userAgent}, "Accept": {"application/json"}},
	}
	h.client.CheckRedirect = h.follow
	return h
}

// follow lets a server send a request on. Another server gets no credentials,
// nor does the same one in the clear: the standard library holds back
// Authorization only, from neither other ports nor http. Where a request comes
// from is nobody's business, since paths and queries hold tokens too.
func (h *HTTP) follow(req *http.Request, via []*http.Request) error {
	const most = 10
	req.Header.Del("Referer")
	switch first := via[0].URL; {
	case len(via) >= most:
		return fmt.Errorf("it was sent on %d times", most)
	case req.URL.Host == first.Host && (req.URL.Scheme == first.Scheme || req.URL.Scheme == "https"):
		return nil
	case via[0].Method != http.MethodGet:
		return errors.New("it was sent on to another server: refused")
	}
	for name := range h.header {
		if name != "User-Agent" && name != "Accept" {
			req.Header.Del(name)
		}
	}
	return nil
}

// Bearer sends the token with every request from now on.
func (h *HTTP) Bearer(token Secret) { h.header.Set("Authorization", "Bearer "+token.Reveal()) }

// Timeout changes how long one request may take, body included: 30 seconds
// unless told otherwise.
func (h *HTTP) Timeout(d time.Duration) { h.client.Timeout = d }

// Header sends a header with every request from now on.
func (h *HTTP) Header(name, value string) { h.header.Set(name, value) }

// Requests is how many requests were made so far.
func (h *HTTP) Requests() int { return h.requests }

// Budget is the rate limit as last stated by the server; nil if it never did.
func (h *HTTP) Budget() *Budget { return h.budget }

// Budgets is Budget as Result wants it.
func (h *HTTP) Budgets() []Budget {
	if h.budget == nil {
		return nil
	}
	return []Budget{*h.budget}
}

// JSON asks for path (joined to the base, or a whole address on the same
// server, as paging links are) and decodes the answer into out.
func (h *HTTP) JSON(ctx context.Context, path string, query url.Values, out any) (http.Header, error) {
	resp, body, err := h.Get(ctx, path, query, nil) //nolint:bodyclose // do has closed it
	if err != nil {
		return nil, err
	}
	return resp.Header, decodeJSON(resp, body, out)
}

// PostJSON posts in as JSON, or no body where in is nil, and decodes the answer
// into out.
func (h *HTTP) PostJSON(ctx context.Context, path string, in, out any) (http.Header, error) {
	var raw []byte
	if in != nil {
		var err error
		if raw, err = json.Marshal(in); err != nil {
			return nil, fmt.Errorf("encoding the request to %s: %w", path, err)
		}
	}
	kind := "application/json"
	if in == nil {
		kind = ""
	}
	return h.post(ctx, path, nil, kind, raw, out)
}

// PostForm posts a form and decodes the JSON answer into out.
func (h *HTTP) PostForm(ctx context.Context, path string, form url.Values, out any) (http.Header, error) {
	return h.post(ctx, path, nil, "application/x-www-form-urlencoded", []byte(form.Encode()), out)
}

// PostQuery is PostJSON with a query in the address.
func (h *HTTP) PostQuery(ctx context.Context, path string, query url.Values, in, out any) (http.Header, error) {
	raw, err := json.Marshal(in)
	if err != nil {
		return nil, fmt.Errorf("encoding the request to %s: %w", path, err)
	}
	return h.post(ctx, path, query, "application/json", raw, out)
}

func (h *HTTP) post(ctx context.Context, path string, query url.Values, kind string, body []byte, out any) (http.Header, error) {
	address, err := h.address(path, query)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, Errorf(Permanent, "request to %s: %w", path, err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	resp, answer, err := h.do(req) //nolint:bodyclose // do has closed it
	if err != nil {
		return nil, err
	}
	return resp.Header, decodeJSON(resp, answer, out)
}

// Get asks for path with extra headers and returns the answer and its body. A
// status other than 2xx or 304 is an Error whose cause is a *StatusError.
func (h *HTTP) Get(ctx context.Context, path string, query url.Values, extra http.Header) (*http.Response, []byte, error) {
	address, err := h.address(path, query)
	if err != nil {
		return nil, nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, nil, Errorf(Permanent, "request to %s: %w", path, err)
	}
	for k, v := range extra {
		req.Header[k] = v
	}
	return h.do(req)
}

// address joins path to the base. Credentials go with every request, so an
// address on another server is refused.
func (h *HTTP) address(path string, query url.Values) (string, error) {
	address := path
	if !strings.Contains(path, "://") {
		address = h.base + path
	} else if !sameServer(h.base, path) {
		return "", Errorf(Permanent, "the server at %s pointed to another one: refused", h.base)
	}
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	return address, nil
}

func sameServer(a, b string) bool {
	ua, erra := url.Parse(a)
	ub, errb := url.Parse(b)
	return erra == nil && errb == nil && ua.Scheme == ub.Scheme && ua.Host == ub.Host
}

func (h *HTTP) do(req *http.Request) (*http.Response, []byte, error) {
	for k, v := range h.header {
		if _, set := req.Header[k]; !set {
			req.Header[k] = v
		}
	}
	h.requests++
	trim()
	where := req.Method + " " + req.URL.Path
	resp, err := h.client.Do(req)
	if refused, ok := errors.AsType[*InnerAddressError](err); ok {
		return nil, nil, Errorf(Permanent, "%s: %w", where, refused)
	}
	if err != nil {
		return nil, nil, Errorf(Transient, "%s: %w", where, withoutURL(err))
	}
	defer func() { _ = resp.Body.Close() }() // nothing left to lose
	h.noteBudget(resp.Header)
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	switch {
	case err != nil:
		return nil, nil, Errorf(Transient, "%s: the answer broke off: %w", where, withoutURL(err))
	case len(body) > maxBody:
		return nil, nil, Errorf(Permanent, "%s: the answer is over %d MiB", where, maxBody>>20)
	case resp.StatusCode >= 300 && resp.StatusCode != http.StatusNotModified:
		return nil, nil, h.statusError(where, resp, body)
	}
	return resp, body, nil
}

// withoutURL drops the address from a network error: its query may hold what
// does not belong in a log.
func withoutURL(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

// StatusError is an HTTP status that says no.
type StatusError struct {
	Status int
	Body   []byte // first bytes of the answer
	where  string
}

// Error implements error.
func (e *StatusError) Error() string {
	return fmt.Sprintf("%s: %d %s%s", e.where, e.Status, http.StatusText(e.Status), e.hint())
}

// hint is what the server says in the usual fields of a JSON error.
func (e *StatusError) hint() string {
	var said struct {
		Error       any    `json:"error"`
		Message     string `json:"message"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal(e.Body, &said) != nil {
		return ""
	}
	text, _ := said.Error.(string)
	for _, more := range []string{said.Message, said.Description} {
		if more != "" {
			text = strings.TrimPrefix(text+": "+more, ": ")
		}
	}
	const most = 200
	if len(text) > most {
		text = text[:most] + "…"
	}
	if text == "" {
		return ""
	}
	return ": " + clean(text)
}

func (h *HTTP) statusError(where string, resp *http.Response, body []byte) error {
	const kept = 4 << 10
	cause := &StatusError{Status: resp.StatusCode, Body: body[:min(len(body), kept)], where: where}
	if h.Classify != nil {
		if err := h.Classify(cause, resp.Header); err != nil {
			return err
		}
	}
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		return &Error{Kind: RateLimited, After: h.retryAt(resp.Header), Err: cause}
	case resp.StatusCode == http.StatusUnauthorized, resp.StatusCode == http.StatusForbidden:
		return &Error{Kind: Auth, Err: cause}
	case resp.StatusCode == http.StatusServiceUnavailable && resp.Header.Get("Retry-After") != "":
		return &Error{Kind: RateLimited, After: h.retryAt(resp.Header), Err: cause}
	case resp.StatusCode >= 500, resp.StatusCode == http.StatusRequestTimeout:
		return &Error{Kind: Transient, Err: cause}
	default:
		return &Error{Kind: Permanent, Err: cause}
	}
}

func decodeJSON(resp *http.Response, body []byte, out any) error {
	where := resp.Request.Method + " " + resp.Request.URL.Path
	if kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); kind == "text/html" || looksLikeHTML(body) {
		return Errorf(Permanent, "%s answered a web page, not JSON: is base_url the address of the API?", where)
	}
	if err := json.Unmarshal(body, out); err != nil {
		return Errorf(Permanent, "%s answered unreadable JSON: %w", where, err)
	}
	return nil
}

func looksLikeHTML(body []byte) bool {
	start := bytes.ToLower(bytes.TrimSpace(body[:min(len(body), 64)]))
	return bytes.HasPrefix(start, []byte("<!doctype html")) || bytes.HasPrefix(start, []byte("<html"))
}

// Status gives the HTTP status behind an error, or 0.
func Status(err error) int {
	if e, ok := errors.AsType[*StatusError](err); ok {
		return e.Status
	}
	return 0
}
