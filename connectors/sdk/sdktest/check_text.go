package sdktest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pantau/pantau/connectors/sdk"
)

// text checks hostile texts: invalid UTF-8 must be replaced, a huge text cut,
// and the run stay good.
func (s *suite) text() error {
	return errors.Join(s.invalidUTF8(), s.hugeText())
}

func (s *suite) invalidUTF8() error {
	got, err := s.hostile("pre\xff\xfe\xc3post")
	if err != nil {
		return fmt.Errorf("invalid UTF-8 in a text: %w", err)
	}
	for _, line := range texts(got) {
		if strings.Contains(line, "pre") && strings.Contains(line, "post") {
			return nil
		}
	}
	return errors.New("invalid UTF-8 in a text: the text is missing from the records")
}

func (s *suite) hugeText() error {
	got, err := s.hostile(strings.Repeat("panjang ", 3<<20/len("panjang ")))
	if err != nil {
		return fmt.Errorf("a text of 3 MB: %w", err)
	}
	longest := 0
	for _, t := range texts(got) {
		longest = max(longest, len(t))
	}
	switch {
	case longest > sdk.MaxText:
		return fmt.Errorf("a text of 3 MB: %d bytes were kept, more than sdk.MaxText", longest)
	case longest < sdk.MaxText/2:
		return errors.New("a text of 3 MB: its beginning is missing from the records")
	}
	if !slices.ContainsFunc(got.result.Notices, func(n sdk.Notice) bool { return n.Kind == "truncated" }) {
		return errors.New("a text of 3 MB: no notice of kind truncated")
	}
	return nil
}

// hostile runs with the marker replaced by a text; the run must be good.
func (s *suite) hostile(by string) (run, error) {
	platform, replaced := withMarker(s.o.Platform(s.t), by)
	got, err := s.collectOnce(platform)
	switch {
	case err != nil:
		return run{}, err
	case replaced.Load() == 0:
		return run{}, errors.New("sdktest: no text of Options.Platform contains Marker")
	case got.failure() != nil:
		return run{}, fmt.Errorf("the run failed: %w", got.failure())
	}
	for _, t := range texts(got) {
		if !utf8.ValidString(t) {
			return run{}, errors.New("a record's text is not valid UTF-8")
		}
	}
	return got, nil
}

func texts(r run) []string {
	var out []string
	for _, rec := range r.records {
		switch rec := rec.(type) {
		case sdk.Post:
			out = append(out, rec.Text)
		case sdk.Mention:
			out = append(out, rec.Text)
		}
	}
	return out
}
