package sdktest

import (
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Token is what {{token}} stands for in settings: recognisable, so that the
// suite can look for it wherever it must not be.
const Token = "sdktest-7Qm2-never-show-me"

// Marker is replaced in the platform's answers by hostile text. At least one
// text of Options.Platform must contain it.
const Marker = "SDKTESTMARKER"

// Now is the time at which the suite's runs take place, in cases too unless
// their request.yaml says otherwise.
var Now = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

// Options are what differs from connector to connector.
type Options struct {
	// Settings are valid settings in YAML, in which {{base_url}} stands for the
	// platform's address and {{token}} for a token. A connector without
	// credentials leaves {{token}} out.
	Settings string
	// Platform makes a small healthy platform that the settings fit; see the
	// package comment. It is called for every conversation anew.
	Platform func(t testing.TB) http.Handler
	// Dir is the connector's folder; empty: the test's own.
	Dir string
	// NoServer is for a connector that asks no server, such as one that reads
	// files: Settings need no {{base_url}}, Platform may be missing, and only the
	// checks that need no platform run.
	NoServer bool
	// Skip maps a check's name to the reason why it can't hold for this
	// connector, for instance "text": "XML parsers refuse invalid UTF-8".
	Skip map[string]string
}

// check completes o and says what is missing.
func (o *Options) check() error {
	if o.Dir == "" {
		o.Dir = "."
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return err
	}
	o.Dir = dir
	switch {
	case o.NoServer:
	case !strings.Contains(o.Settings, "{{base_url}}"):
		return errors.New("sdktest: Options.Settings must contain {{base_url}}")
	case o.Platform == nil:
		return errors.New("sdktest: Options.Platform is missing")
	}
	for name := range o.Skip {
		if !isCheck(name) {
			return errors.New("sdktest: Options.Skip names an unknown check: " + name)
		}
	}
	return nil
}

// fill puts the platform's address and the token into a text of settings or an
// answer.
func fill(text, baseURL string) string {
	return strings.NewReplacer("{{base_url}}", baseURL, "{{token}}", Token).Replace(text)
}
