package sdk

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxText is the longest text that is kept of a post or mention, in bytes.
// InfluxDB's limit for a string is 64 KiB; no platform's post is longer than
// this, but a broken or hostile server's may be.
const MaxText = 32 << 10

// normalize makes a record fit to be sent, or says why it can't be: invalid
// UTF-8 is replaced, a too long text cut, what the platform does not offer
// added with its reason. It reports whether a text was cut.
func (i Info) normalize(r Record) (_ Record, cut bool, _ error) {
	switch r := r.(type) {
	case Account:
		if err := i.complete(&r.Metrics, KindAccount); err != nil {
			return nil, false, err
		}
		return r, false, nil
	case Post:
		r.ID, r.URL, r.Type = clean(r.ID), clean(r.URL), clean(r.Type)
		r.Text, cut = cutText(clean(r.Text))
		if r.ID == "" || r.Type == "" {
			return nil, false, fmt.Errorf("post %q of type %q: id and type must not be empty", r.ID, r.Type)
		}
		if err := plausible(r.Published); err != nil {
			return nil, false, fmt.Errorf("post %s: published: %w", r.ID, err)
		}
		return r, cut, i.complete(&r.Metrics, KindPost)
	case Mention:
		r.ID, r.URL, r.Post, r.Author = clean(r.ID), clean(r.URL), clean(r.Post), clean(r.Author)
		r.Text, cut = cutText(clean(r.Text))
		if r.ID == "" || r.MentionKind == "" {
			return nil, false, fmt.Errorf("mention %q of kind %q: id and kind must not be empty", r.ID, r.MentionKind)
		}
		if err := plausible(r.Created); err != nil {
			return nil, false, fmt.Errorf("mention %s: created: %w", r.ID, err)
		}
		return r, cut, nil
	case Audience:
		r.Dimension, r.Bucket = clean(r.Dimension), clean(r.Bucket)
		if r.Dimension == "" || r.Bucket == "" {
			return nil, false, fmt.Errorf("audience: dimension and bucket must not be empty")
		}
		return r, false, plausible(r.WindowEnd)
	default:
		return nil, false, fmt.Errorf("record of unknown type %T", r)
	}
}

// complete checks the metrics of a record and adds those that the platform is
// known not to offer.
func (i Info) complete(metrics *Metrics, of RecordKind) error {
	full := make(Metrics, len(*metrics))
	for name, m := range *metrics {
		if m.Reason == "" && (math.IsNaN(m.Value) || math.IsInf(m.Value, 0) || m.Value < 0) {
			return fmt.Errorf("metric %s: %v is no count", name, m.Value)
		}
		full[name] = m
	}
	for _, c := range i.Capabilities {
		if _, given := full[c.Metric]; !given && c.Of == of && c.Reason != "" {
			full[c.Metric] = NotAvailable(c.Reason)
		}
	}
	*metrics = full
	return nil
}

// plausible refuses times that no post can have: they would make series in
// years that nobody looks at.
func plausible(t time.Time) error {
	if y := t.UTC().Year(); y < 2000 || y > 2100 {
		return fmt.Errorf("%s is no plausible time", t.UTC().Format(time.RFC3339))
	}
	return nil
}

// clean makes a string valid UTF-8 without NUL, which no store keeps.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
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
