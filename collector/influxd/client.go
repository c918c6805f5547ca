// Package influxd speaks the part of InfluxDB's API that readers and writers of
// points do not need, and runs the program of InfluxDB 2.x where it is installed.
package influxd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// Client is a server, and the token that it is shown.
type Client struct {
	URL   string
	Token sdk.Secret // "": none
}

// As is the same server, shown another token.
func (c Client) As(token sdk.Secret) Client { return Client{URL: c.URL, Token: token} }

// Error is a refusal by the server.
type Error struct {
	Status  int // of HTTP
	Message string
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("%d: %s", e.Status, e.Message) }

// Status is the HTTP status behind an error, 0 if there was no answer.
func Status(err error) int {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Status
	}
	return 0
}

// patience bounds one request.
const patience = 30 * time.Second

// Send makes a request and gives the answer's body, of 4 MiB at most; any status
// but 2xx is an *Error.
func (c Client) Send(ctx context.Context, method, path, kind string, body io.Reader) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, c.URL+path, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", kind)
	if c.Token != "" {
		req.Header.Set("Authorization", "Token "+c.Token.Reveal())
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }() // nothing left to lose
	const most = 4 << 20
	raw, err := io.ReadAll(io.LimitReader(resp.Body, most))
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= http.StatusMultipleChoices {
		return nil, &Error{resp.StatusCode, reason(raw, resp.Status)}
	}
	return raw, nil
}

// reason is what a refusal says, in one line.
func reason(raw []byte, status string) string {
	var said struct{ Message, Error string }
	if json.Unmarshal(raw, &said) == nil && said.Message+said.Error != "" {
		return said.Message + said.Error
	}
	return status
}

// Call speaks JSON with the management API of 2.x; in and out may be nil.
func (c Client) Call(ctx context.Context, method, path string, in, out any) error {
	var body bytes.Buffer
	if in != nil {
		if err := json.NewEncoder(&body).Encode(in); err != nil {
			return fmt.Errorf("writing a request: %w", err)
		}
	}
	raw, err := c.Send(ctx, method, path, "application/json", &body)
	if err != nil || out == nil {
		return err
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return fmt.Errorf("%s%s answers no JSON; is this the address of an InfluxDB 2.x? %w", c.URL, path, err)
	}
	return nil
}

// InfluxQL runs one statement. No error holds it: it may name a password.
func (c Client) InfluxQL(ctx context.Context, database, statement string) error {
	form := url.Values{"db": {database}, "q": {statement}}
	raw, err := c.Send(ctx, http.MethodPost, "/query", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	var answer struct{ Results []struct{ Error string } }
	if err := json.Unmarshal(raw, &answer); err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	for _, r := range answer.Results {
		if r.Error != "" {
			return errors.New(r.Error)
		}
	}
	return nil
}
