package influx

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
)

// DefaultMaxRows is how many rows one query may bring.
const DefaultMaxRows = 1_000_000

// Options say where the database is.
type Options struct {
	URL          string
	Organization string // ignored by InfluxDB 1.8
	Bucket       string // InfluxDB 1.8: the database
	Token        string // InfluxDB 1.8: user:password
	HTTP         *http.Client
	MaxRows      int // 0: DefaultMaxRows
}

// Client asks one database. It is safe for concurrent use.
type Client struct {
	options  Options
	endpoint string
	near     bool
	client   influxdb2.Client
}

// New checks the options; it makes no connection.
func New(o Options) (*Client, error) {
	if err := CheckURL(o.URL); err != nil {
		return nil, err
	}
	if o.MaxRows <= 0 {
		o.MaxRows = DefaultMaxRows
	}
	options := influxdb2.DefaultOptions()
	if o.HTTP != nil {
		options.SetHTTPClient(o.HTTP)
	}
	base := strings.TrimRight(o.URL, "/")
	c := &Client{options: o, client: influxdb2.NewClientWithOptions(base, o.Token, options)}
	parameters := url.Values{"db": {o.Bucket}, "epoch": {"ns"}, "chunked": {"true"}}
	if o.Organization != "" {
		parameters.Set("org", o.Organization)
	}
	c.near = near(o.URL)
	c.endpoint = base + "/query?" + parameters.Encode()
	return c, nil
}

// CheckURL refuses what cannot be InfluxDB's address, saying what to write.
func CheckURL(raw string) error {
	u, err := url.Parse(raw)
	switch {
	case raw == "":
		return errors.New("url is empty; write InfluxDB's address, such as http://127.0.0.1:8086")
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return errors.New("url is not an address; write it as http://host:port or https://host:port")
	case u.User != nil:
		return errors.New("url holds a user or password; put them in the token field, as user:password")
	case u.RawQuery != "" || u.Fragment != "":
		return errors.New("url holds more than an address; write it as http://host:port without ? or #")
	}
	return nil
}

// near tells whether the server stands in the same house: on a network where to
// squeeze an answer and to unpack it takes longer than to send it.
func near(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	host := u.Hostname()
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
	}
	return !strings.Contains(host, ".") // localhost, or a container's name
}

// Close lets go of idle connections.
func (c *Client) Close() { c.client.Close() }

// Query runs one statement. Its errors are *Error, but for statements that
// break the schema, which are our own mistakes.
func (c *Client) Query(ctx context.Context, q Query) (*Result, error) {
	st, err := q.Statement()
	if err != nil {
		return nil, fmt.Errorf("writing the query: %w", err)
	}
	form := url.Values{"q": {st.Text}}
	if len(st.Params) > 0 {
		params, err := json.Marshal(st.Params)
		if err != nil {
			return nil, fmt.Errorf("binding the query's values: %w", err)
		}
		form.Set("params", string(params))
	}
	result := &Result{Statement: st}
	failed := c.client.HTTPService().DoPostRequest(ctx, c.endpoint, strings.NewReader(form.Encode()),
		func(r *http.Request) {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Accept", packedFormat)
			if c.near {
				r.Header.Set("Accept-Encoding", "identity")
			}
		},
		func(r *http.Response) error { return c.read(r, result) })
	if failed != nil {
		return nil, classify(ctx, failed)
	}
	return result, nil
}

func (c *Client) read(r *http.Response, result *Result) error {
	defer func() {
		_, _ = io.CopyN(io.Discard, r.Body, 4096) // a short rest, so that the connection can be used again
		_ = r.Body.Close()
	}()
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	if kind != jsonFormat && kind != packedFormat {
		return fail(NotInflux, "the answer is %q, not InfluxDB's JSON", cut(kind, 60))
	}
	return decode(r.Body, kind, result, c.options.MaxRows)
}
