package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/pantau/pantau/collector/scale/store"
)

// plain is what a user of the stock InfluxDB data source would write for a
// question: see plain.yaml.
type plain struct {
	Raw    []string `yaml:"raw"`
	Rollup []string `yaml:"rollup"`
	Flux   string   `yaml:"flux"`
}

//go:embed plain.yaml
var plainText []byte

// plains are by query type.
func plains() (map[string]plain, error) {
	out := map[string]plain{}
	if err := yaml.Unmarshal(plainText, &out); err != nil {
		return nil, fmt.Errorf("reading plain.yaml: %w", err)
	}
	return out, nil
}

const day = 24 * time.Hour

// influxQL writes a statement for a range: one for every topic, where it names one.
func influxQL(statement string, from, to time.Time) []string {
	if strings.Contains(statement, "$topic") {
		var out []string
		for _, topic := range store.Topics() {
			out = append(out, influxQL(strings.ReplaceAll(statement, "$topic", topic), from, to)...)
		}
		return out
	}
	between := func(from time.Time) string {
		return fmt.Sprintf("time >= %d AND time < %d", from.UnixNano(), to.UnixNano())
	}
	return []string{expand(statement, between, from, to)}
}

// flux writes a script for a range.
func flux(script string, from, to time.Time) string {
	between := func(from time.Time) string {
		return fmt.Sprintf("range(start: %s, stop: %s)", from.UTC().Format(time.RFC3339), to.UTC().Format(time.RFC3339))
	}
	return expand(script, between, from, to)
}

// expand replaces Grafana's macros, and the three of our own.
func expand(text string, between func(from time.Time) string, from, to time.Time) string {
	interval := "1h" // what Grafana proposes for a panel of a month, and of a year
	if to.Sub(from) > 60*day {
		interval = "12h"
	}
	return strings.NewReplacer("$timeFilter", between(from), "$__interval", interval,
		"$last28d", between(to.Add(-28*day)), "$last16w", between(to.Add(-16*7*day)), "$last90d", between(to.Add(-90*day))).Replace(text)
}

// ask runs statements one after the other and reads the answers.
func (s *server) ask(ctx context.Context, statements []string, from, to time.Time) error {
	for _, statement := range statements {
		for _, text := range influxQL(statement, from, to) {
			form := url.Values{"db": {s.db.Bucket}, "q": {text}, "epoch": {"ms"}}
			status, answer, err := send(ctx, http.MethodPost, s.db.URL+"/query", map[string]string{
				"Content-Type": "application/x-www-form-urlencoded", "Authorization": "Token " + s.db.Token.Reveal(),
			}, form.Encode())
			if err := errors.Join(err, refused(text, status, answer, `"error"`)); err != nil {
				return err
			}
		}
	}
	return nil
}

// askFlux runs a script and reads the answer.
func (s *server) askFlux(ctx context.Context, script string, from, to time.Time) error {
	text := flux(script, from, to)
	status, answer, err := send(ctx, http.MethodPost, s.db.URL+"/api/v2/query?org="+url.QueryEscape(s.db.Org), map[string]string{
		"Content-Type": "application/vnd.flux", "Accept": "application/csv", "Authorization": "Token " + s.db.Token.Reveal(),
	}, text)
	return errors.Join(err, refused(text, status, answer, "error,reference"))
}

// refused finds the error in an answer, which can come with any status.
func refused(text string, status int, answer []byte, sign string) error {
	start := string(answer[:min(len(answer), 300)])
	if status != http.StatusOK || strings.Contains(start, sign) {
		return fmt.Errorf("%s: status %d: %s", text, status, start)
	}
	return nil
}

// send makes a request and reads the whole answer.
func send(ctx context.Context, method, address string, header map[string]string, body string) (int, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return 0, nil, fmt.Errorf("asking InfluxDB: %w", err)
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, fmt.Errorf("asking InfluxDB: %w", err)
	}
	answer, err := io.ReadAll(resp.Body)
	return resp.StatusCode, answer, errors.Join(err, resp.Body.Close())
}
