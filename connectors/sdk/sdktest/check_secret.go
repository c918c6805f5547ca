package sdktest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/pantau/pantau/connectors/sdk"
)

// secret looks for the token in everything that leaves the connector, also when
// the platform sends it back in an error, as some do.
func (s *suite) secret() error {
	if !strings.Contains(s.o.Settings, "{{token}}") {
		return nil // no credentials, nothing to give away
	}
	errs := []error{s.secretIn(s.o.Platform(s.t), "a good run")}
	for _, status := range []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusInternalServerError} {
		errs = append(errs, s.secretIn(echo(status), fmt.Sprintf("a platform that answers %d with the token in it", status)))
	}
	errs = append(errs, s.secretInRefusal())
	return errors.Join(errs...)
}

// echo answers with the token in the error.
func echo(status int) http.Handler {
	said := "invalid token " + Token
	body, err := json.Marshal(map[string]string{"error": said, "message": said, "error_description": said})
	if err != nil {
		panic(err) // strings always encode
	}
	return always(status, "application/json", string(body))
}

// secretIn runs Check and Collect and looks through what they say.
func (s *suite) secretIn(platform http.Handler, when string) error {
	c, err := s.talk(platform)
	if err != nil {
		return err
	}
	defer c.close()
	report, checkErr := c.client.Check(s.t.Context(), account)
	got := c.collect(s.t.Context(), sdk.Request{})
	said := map[string]string{
		"Check's report":        fmt.Sprintf("%+v", report),
		"Check's error":         fmt.Sprint(checkErr),
		"Collect's error":       fmt.Sprint(got.err),
		"Collect's failures":    fmt.Sprint(got.result.Failures),
		"Collect's notices":     fmt.Sprintf("%+v", got.result.Notices),
		"the records":           strings.Join(got.lines, "\n"),
		"the cursor, in a file": string(got.result.Cursor),
	}
	for where, text := range said {
		if strings.Contains(text, Token) {
			return fmt.Errorf("%s: the token stands in %s", when, where)
		}
	}
	return nil
}

// secretInRefusal gives settings that can't be read.
func (s *suite) secretInRefusal() error {
	c, err := s.dial(http.NotFoundHandler())
	if err != nil {
		return err
	}
	defer c.close()
	settings := strings.ReplaceAll(s.o.Settings, "{{token}}", "[{{token}}, {{token}}]")
	err = c.client.Configure(s.t.Context(), account, sdk.Settings(fill(settings, c.base)), sdk.ReachAll)
	if err != nil && strings.Contains(err.Error(), Token) {
		return errors.New("the error of Configure shows the token")
	}
	return nil
}
