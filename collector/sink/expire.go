package sink

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/influxdata/influxdb/models"

	"github.com/pantau/pantau/collector/keyfile"
	"github.com/pantau/pantau/collector/policy"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// expiredTexts are read a page at a time.
const (
	textsAtOnce  = 5000
	expiredTexts = `SELECT text FROM mention WHERE platform = $platform AND account = $account AND time < $before AND time > $after ORDER BY time LIMIT 5000`
)

// unlearn tells the texts of mentions that are about to be deleted for their age.
func (s *Sink) unlearn(ctx context.Context, o owner, before time.Time) error {
	if s.opts.Unlearn == nil {
		return nil
	}
	for after := time.Unix(0, 0); ; {
		var texts []string
		params := o.params("before", before.UnixNano())
		params["after"] = after.UnixNano()
		err := s.reader.query(ctx, expiredTexts, params, func(r row) {
			texts, after = append(texts, r.text(schema.FieldText)), r.at
		})
		if err != nil || len(texts) == 0 {
			return err
		}
		if err := s.opts.Unlearn(ctx, texts); err != nil || len(texts) < textsAtOnce {
			return err
		}
	}
}

// kindOf says which retention holds for a measurement. Those of counts alone
// have none.
var kindOf = map[string]sdk.RecordKind{
	schema.Account: sdk.KindAccount, schema.AccountDay: sdk.KindAccount, schema.Post: sdk.KindPost, schema.PostHistory: sdk.KindPost, schema.ReadingsDay: sdk.KindPost, schema.PostsWeek: sdk.KindPost, schema.AccountWeek: sdk.KindAccount, schema.Mention: sdk.KindMention,
	schema.Term: sdk.KindMention, schema.Copies: sdk.KindMention, schema.Audience: sdk.KindAudience, schema.Volume: sdk.KindVolume,
}

// expired reports whether a letter holds what may no longer be kept: a point by
// the term of its kind, a mention's counted from its creation, a refused record,
// whatever it is, by the shortest term of its account.
func (l letter) expired(policies map[string]policy.Policy, now time.Time) bool {
	points, err := models.ParsePointsString(l.Line)
	if err != nil || len(points) != 1 {
		for key, p := range policies {
			for kind := range p.Retention {
				if strings.HasPrefix(l.Reason, key+": ") && p.Expired(kind, l.At, now) {
					return true
				}
			}
		}
		return false
	}
	point, seen := points[0], l.At
	kind := kindOf[string(point.Name())]
	if kind == sdk.KindMention {
		seen = point.Time()
	}
	for key, p := range policies {
		_, account, _ := strings.Cut(key, "/")
		mine := p.Platform == point.Tags().GetString(schema.TagPlatform) && account == point.Tags().GetString(schema.TagAccount)
		if mine && p.Expired(kind, seen, now) {
			return true
		}
	}
	return false
}

// expire drops the letters that may no longer be kept.
func (d *deadLetters) expire(policies map[string]policy.Policy, now time.Time) error {
	files, _ := filepath.Glob(filepath.Join(d.dir, "*.jsonl")) // the pattern is well formed
	for _, path := range files {
		raw, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("reading the dead letters: %w", err)
		}
		var kept bytes.Buffer
		for line := range bytes.Lines(raw) {
			var l letter
			if json.Unmarshal(line, &l) != nil || !l.expired(policies, now) {
				kept.Write(line)
			}
		}
		switch {
		case kept.Len() == len(raw):
		case kept.Len() == 0:
			err = os.Remove(path)
		default:
			err = keyfile.Replace(path, kept.Bytes())
		}
		if err != nil {
			return fmt.Errorf("rewriting the dead letters: %w", err)
		}
	}
	return nil
}
