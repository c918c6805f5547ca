package setup

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

// patience bounds one request.
const patience = 30 * time.Second

// server is an InfluxDB 2.x whose management API is spoken with an all-access or
// operator token.
type server struct {
	url   string
	admin sdk.Secret
	http  *http.Client
}

// apiError is a refusal by the server.
type apiError struct {
	status  int
	message string
}

func (e *apiError) Error() string { return fmt.Sprintf("%d: %s", e.status, e.message) }

func statusOf(err error) int {
	if e, ok := errors.AsType[*apiError](err); ok {
		return e.status
	}
	return 0
}

// send makes a request with a token and gives the answer's body; any status but
// 2xx is an *apiError.
func (s *server) send(ctx context.Context, method, path string, token sdk.Secret, kind string, body io.Reader) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, s.url+path, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", kind)
	if token != "" {
		req.Header.Set("Authorization", "Token "+token.Reveal())
	}
	resp, err := s.http.Do(req)
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
		return nil, &apiError{resp.StatusCode, reason(raw, resp.Status)}
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

// call speaks JSON with the management API; in and out may be nil.
func (s *server) call(ctx context.Context, method, path string, in, out any) error {
	var body bytes.Buffer
	if in != nil {
		if err := json.NewEncoder(&body).Encode(in); err != nil {
			return fmt.Errorf("writing a request: %w", err)
		}
	}
	raw, err := s.send(ctx, method, path, s.admin, "application/json", &body)
	if err != nil || out == nil {
		return err
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return fmt.Errorf("%s%s answers no JSON; is this the address of an InfluxDB 2.x? %w", s.url, path, err)
	}
	return nil
}

// version makes sure that an InfluxDB 2.x answers.
func (s *server) version(ctx context.Context) (string, error) {
	var health struct{ Name, Version string }
	raw, err := s.send(ctx, http.MethodGet, "/health", "", "application/json", nil)
	if err != nil && statusOf(err) == 0 {
		return "", fmt.Errorf("--url: no answer from %s; is the server up, and may this machine reach it? %w", s.url, err)
	}
	if err != nil || json.Unmarshal(raw, &health) != nil || health.Name != "influxdb" {
		return "", fmt.Errorf("--url: %s is no InfluxDB 2.x; write the address that its web page has, such as http://influxdb.example:8086", s.url)
	}
	number := strings.TrimPrefix(health.Version, "v")
	if strings.HasPrefix(number, "1.") {
		return "", fmt.Errorf("--url: %s is InfluxDB %s, which has neither buckets nor tokens; make a database and a user there by hand, "+
			"and write influxdb: {url, bucket: DATABASE, token_file: a file with USER:PASSWORD} in the configuration", s.url, number)
	}
	return number, nil
}

type organization struct{ ID, Name string }

// organization finds the one of a name; without a name the only one there is.
func (s *server) organization(ctx context.Context, name string) (organization, error) {
	var found struct{ Orgs []organization }
	err := s.call(ctx, http.MethodGet, "/api/v2/orgs?"+url.Values{"limit": {"100"}}.Encode(), nil, &found)
	if status := statusOf(err); status == http.StatusUnauthorized || status == http.StatusForbidden {
		return organization{}, fmt.Errorf("the admin token: the server refuses it (%w); %s", err, howToToken)
	}
	if err != nil {
		return organization{}, fmt.Errorf("asking for organisations: %w", err)
	}
	var names []string
	for _, o := range found.Orgs {
		if o.Name == name || name == "" && len(found.Orgs) == 1 {
			return o, nil
		}
		names = append(names, o.Name)
	}
	if len(names) == 0 {
		return organization{}, fmt.Errorf("the admin token: it sees no organisation; %s", howToToken)
	}
	return organization{}, fmt.Errorf("--org: %q is not there; choose one of: %s", name, strings.Join(names, ", "))
}

const howToToken = "in InfluxDB's web page choose Load Data, API Tokens, Generate API Token, All Access API Token" //nolint:gosec // words for a person

// influxql runs one statement. No error holds it: it may name a password.
func (s *server) influxql(ctx context.Context, token sdk.Secret, database, statement string) error {
	form := url.Values{"db": {database}, "q": {statement}}
	raw, err := s.send(ctx, http.MethodPost, "/query", token, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
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

// reads says whether a token may read the bucket by InfluxQL. SHOW MEASUREMENTS
// would be no test: to who may not read it answers that there are none.
func (s *server) reads(ctx context.Context, token sdk.Secret, bucket string) error {
	return s.influxql(ctx, token, bucket, "SELECT * FROM account LIMIT 1")
}

// writes says whether a token may write to the bucket; it writes nothing.
func (s *server) writes(ctx context.Context, token sdk.Secret, org, bucket string) error {
	path := "/api/v2/write?" + url.Values{"org": {org}, "bucket": {bucket}}.Encode()
	_, err := s.send(ctx, http.MethodPost, path, token, "text/plain", http.NoBody)
	if statusOf(err) == http.StatusBadRequest { // nothing was written: the rest was in order
		return nil
	}
	return err
}
