package sdktest

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

const webPage = `<!DOCTYPE html><html><head><title>Welcome</title></head><body>Welcome to our server</body></html>`

// status checks that the platform's refusals get the right kind of error, so
// that the collector waits, asks the operator, or tries again.
func (s *suite) status() error {
	const wait = 120 * time.Second
	errs := []error{
		s.expectKind(always(http.StatusUnauthorized, "application/json", `{"error":"invalid token"}`), sdk.Auth, "401"),
		s.expectKind(always(http.StatusInternalServerError, "text/plain", "oops"), sdk.Transient, "500"),
		s.expectKind(always(http.StatusBadGateway, "text/html", webPage), sdk.Transient, "502 with a web page"),
	}
	got, err := s.collectOnce(always(http.StatusTooManyRequests, "application/json", `{"error":"too many requests"}`, "Retry-After", "120"))
	if err != nil {
		return err
	}
	errs = append(errs, kindIs(got, sdk.RateLimited, "429"), afterIs(got, time.Now().Add(wait)))
	return errors.Join(errs...)
}

// answers checks what the connector makes of answers that are no data.
func (s *suite) answers() error {
	got, err := s.collectOnce(always(http.StatusOK, "text/html; charset=utf-8", webPage))
	if err != nil {
		return err
	}
	errs := []error{kindIs(got, sdk.Permanent, "a web page instead of data")}
	if f := got.failure(); f != nil && !strings.Contains(strings.ToLower(f.Error()), "web page") && !strings.Contains(f.Error(), "HTML") {
		errs = append(errs, fmt.Errorf("a web page instead of data: the error should say that it is one, and name the setting: %w", f))
	}
	cut := rewrite(s.o.Platform(s.t), func(body []byte) []byte { return body[:len(body)/2] })
	errs = append(errs, s.expectKind(cut, sdk.Permanent, "data cut off in the middle"))
	return errors.Join(errs...)
}

// expectKind runs once against a platform that does nothing but fail.
func (s *suite) expectKind(platform http.Handler, want sdk.ErrorKind, what string) error {
	got, err := s.collectOnce(platform)
	if err != nil {
		return err
	}
	return kindIs(got, want, what)
}

// kindIs checks the kind of a failed run: of its error, or of all its failed
// parts.
func kindIs(got run, want sdk.ErrorKind, what string) error {
	failures := got.result.Failures
	if got.err != nil {
		failures = []error{got.err}
	}
	if len(failures) == 0 {
		return fmt.Errorf("%s: the run reported success; it must be an error of kind %s", what, want)
	}
	for _, f := range failures {
		if kind := sdk.KindOf(f); kind != want {
			return fmt.Errorf("%s: got an error of kind %s, want %s: %w", what, kind, want, f)
		}
	}
	return nil
}

// afterIs checks that a RateLimited error says when to come back.
func afterIs(got run, want time.Time) error {
	e, ok := errors.AsType[*sdk.Error](got.failure())
	if !ok {
		return errors.New("429: no error at all")
	}
	const slack = 30 * time.Second
	if e.After.Before(want.Add(-slack)) || e.After.After(want.Add(slack)) {
		return fmt.Errorf("429 with Retry-After: the error says to wait until %v, want about %v", e.After, want)
	}
	return nil
}

// check checks Check.
func (s *suite) check() error {
	c, err := s.talk(s.o.Platform(s.t))
	if err != nil {
		return err
	}
	defer c.close()
	report, err := c.client.Check(s.t.Context(), account)
	switch {
	case err != nil:
		return fmt.Errorf("Check failed against the healthy platform: %w", err)
	case report.Summary == "":
		return errors.New("Check gave no summary")
	}
	for _, f := range report.Findings {
		if f.What == "" || !f.OK && f.Detail == "" {
			return fmt.Errorf("Check: finding %+v must name a permission or metric and, if not OK, what will be missing and the fix", f)
		}
	}
	refused, err := s.talk(always(http.StatusUnauthorized, "application/json", `{"error":"invalid token"}`))
	if err != nil {
		return err
	}
	defer refused.close()
	if _, err := refused.client.Check(s.t.Context(), account); err == nil || sdk.KindOf(err) != sdk.Auth {
		return fmt.Errorf("Check on 401: got %v, want an error of kind auth", err)
	}
	return nil
}
