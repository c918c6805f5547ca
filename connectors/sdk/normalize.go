package sdk

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pantau/pantau/collector/schema"
)

// MaxText is the longest text that is kept of a post or mention, in bytes.
// InfluxDB's limit for a string is 64 KiB; no platform's post is longer than
// this, but a broken or hostile server's may be.
const MaxText = 32 << 10

// Longer ids and addresses than any platform has: such an id is refused, such
// an address dropped.
const (
	maxID  = 1 << 10
	maxURL = 4 << 10
)

// normalize makes a record fit to be sent, or says why it can't be: invalid
// UTF-8 is replaced, a too long text cut, what the platform does not offer
// added with its reason. It reports whether a text was cut.
func (i Info) normalize(r Record) (_ Record, cut bool, err error) {
	switch r := r.(type) {
	case Account:
		r.Metrics, err = i.complete(r.Metrics, KindAccount)
		return r, false, err
	case Post:
		cut, err = i.normalizePost(&r)
		return r, cut, err
	case Mention:
		cut, err = normalizeMention(&r)
		return r, cut, err
	case Audience:
		err := normalizeAudience(&r)
		return r, false, err
	case Volume:
		err := normalizeVolume(&r)
		return r, false, err
	default:
		return nil, false, fmt.Errorf("record of unknown type %T", r)
	}
}

func (i Info) normalizePost(r *Post) (cut bool, err error) {
	r.ID, r.URL, r.Type = clean(r.ID), address(r.URL), clean(r.Type)
	r.Text, cut = cutText(clean(r.Text))
	if r.ID == "" || r.Type == "" {
		return false, fmt.Errorf("post %q of type %q: id and type must not be empty", r.ID, r.Type)
	}
	if err := notLong(r.ID, r.Type); err != nil {
		return false, fmt.Errorf("post: %w", err)
	}
	if err := plausible(r.Published); err != nil {
		return false, fmt.Errorf("post %s: published: %w", r.ID, err)
	}
	if r.Metrics, err = i.complete(r.Metrics, KindPost); err != nil {
		return false, fmt.Errorf("post %s: %w", r.ID, err)
	}
	return cut, nil
}

func normalizeMention(r *Mention) (cut bool, err error) {
	r.ID, r.URL, r.Post, r.Author = clean(r.ID), address(r.URL), clean(r.Post), clean(r.Author)
	r.MentionKind, r.Language = clean(r.MentionKind), clean(r.Language)
	r.Text, cut = cutText(clean(r.Text))
	if r.ID == "" || r.MentionKind == "" {
		return false, fmt.Errorf("mention %q of kind %q: id and kind must not be empty", r.nameless(), r.MentionKind)
	}
	if err := notLong(r.ID, r.MentionKind, r.Post, r.Author, r.Language); err != nil {
		return false, fmt.Errorf("mention: %w", err)
	}
	if err := plausible(r.Created); err != nil {
		return false, fmt.Errorf("mention %s: created: %w", r.nameless(), err)
	}
	return cut, nil
}

// nameless is a mention's id for messages: some platforms make it of the author's.
func (m Mention) nameless() string {
	if m.Author == "" {
		return m.ID
	}
	return strings.ReplaceAll(m.ID, m.Author, "…")
}

func normalizeAudience(r *Audience) error {
	r.Dimension, r.Bucket = clean(r.Dimension), clean(r.Bucket)
	if r.Dimension == "" || r.Bucket == "" {
		return errors.New("audience: dimension and bucket must not be empty")
	}
	err := cmp.Or(notLong(r.Dimension, r.Bucket), plausible(r.WindowEnd), valid(r.Value), valid(Number(r.Share)))
	if err != nil {
		return fmt.Errorf("audience %s %s: %w", r.Dimension, r.Bucket, err)
	}
	return nil
}

func normalizeVolume(r *Volume) error {
	r.Query = clean(r.Query)
	if r.Query == "" || r.Length <= 0 {
		return fmt.Errorf("volume of %q in %s: query and length must not be empty", r.Query, r.Length)
	}
	if err := cmp.Or(notLong(r.Query), plausible(r.Start), valid(r.Count)); err != nil {
		return fmt.Errorf("volume of %s: %w", r.Query, err)
	}
	return nil
}

// complete checks the metrics of a record and adds those that the platform is
// known not to offer. The connector's map is left alone.
func (i Info) complete(metrics Metrics, of RecordKind) (Metrics, error) {
	for name, m := range metrics {
		if err := valid(m); err != nil {
			return nil, fmt.Errorf("metric %s: %w", name, err)
		}
	}
	if len(i.Capabilities) == 0 && metrics != nil {
		return metrics, nil
	}
	full := make(Metrics, len(metrics))
	maps.Copy(full, metrics)
	for _, c := range i.Capabilities {
		if _, given := full[c.Metric]; !given && c.Of == of && c.Reason != "" {
			full[c.Metric] = NotAvailable(c.Reason)
		}
	}
	return full, nil
}

// valid refuses numbers that count nothing and reasons that nobody knows.
func valid(m Metric) error {
	switch {
	case m.Reason != "" && !slices.Contains(schema.Reasons, m.Reason):
		return fmt.Errorf("unknown reason %q", m.Reason)
	case m.Reason == "" && (math.IsNaN(m.Value) || math.IsInf(m.Value, 0) || m.Value < 0):
		return fmt.Errorf("%v is no count", m.Value)
	}
	return nil
}

// notLong refuses texts that are to be names but are too long for that.
func notLong(names ...string) error {
	for _, s := range names {
		if len(s) > maxID {
			return fmt.Errorf("%q… has %d bytes; ids and names have at most %d", clean(s[:32]), len(s), maxID)
		}
	}
	return nil
}

// address drops what is too long for a URL, or none of the web.
func address(s string) string {
	if len(s) > maxURL {
		return ""
	}
	return schema.WebAddress(clean(s))
}

// plausible refuses times that no post can have: they would make series in
// years that nobody looks at.
func plausible(t time.Time) error {
	if y := t.UTC().Year(); y < 2000 || y > 2100 {
		return fmt.Errorf("%s is no plausible time", t.UTC().Format(time.RFC3339))
	}
	return nil
}

// clean makes a string valid UTF-8 without control characters but tab and line end:
// no store keeps NUL, and a terminal obeys the others.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if strings.IndexFunc(s, controls) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if controls(r) {
			return -1
		}
		return r
	}, s)
}

func controls(r rune) bool {
	return (r < ' ' || r >= 0x7f && r < 0xa0) && r != '\t' && r != '\n' && r != '\r'
}

// maxWords is how long a message of a connector may be, in bytes: it ends in logs.
const maxWords = 8 << 10

// words is what a connector says, cleaned and not endless.
func words(s string) string {
	if len(s) > maxWords {
		s = s[:maxWords] + "…"
	}
	return clean(s)
}

// cutText shortens a text to MaxText at a character's boundary.
func cutText(s string) (string, bool) {
	if len(s) <= MaxText {
		return s, false
	}
	end := MaxText - len("…")
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…", true
}
