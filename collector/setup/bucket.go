package setup

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/influxd"
)

type bucket struct {
	ID             string
	Name           string
	RetentionRules []retention
}

type retention struct {
	Type  string `json:"type"`
	Every int64  `json:"everySeconds"` // 0: for ever
	Shard int64  `json:"shardGroupDurationSeconds,omitempty"`
}

func keeping(d time.Duration) []retention {
	r := retention{Type: "expire", Every: int64(d / time.Second)}
	if d == 0 {
		r.Shard = int64(embedded.Shard / time.Second)
	}
	return []retention{r}
}

// keeps is how long data is kept; 0: for ever.
func (b *bucket) keeps() time.Duration {
	for _, r := range b.RetentionRules {
		return time.Duration(r.Every) * time.Second
	}
	return 0
}

// bucket makes the bucket unless it is there, and reports whether it did.
// keep is nil where the operator said nothing of retention.
func (s *server) bucket(ctx context.Context, org organization, name string, keep *time.Duration, replace bool) (b bucket, made bool, err error) {
	var found struct{ Buckets []bucket }
	query := url.Values{"orgID": {org.ID}, "name": {name}}
	err = s.Call(ctx, http.MethodGet, "/api/v2/buckets?"+query.Encode(), nil, &found)
	if err != nil && influxd.Status(err) != http.StatusNotFound {
		return b, false, fmt.Errorf("looking for bucket %s: %w", name, err)
	}
	if len(found.Buckets) > 0 {
		b = found.Buckets[0]
		return b, false, s.keep(ctx, &b, keep, replace)
	}
	if keep == nil {
		keep = new(time.Duration)
	}
	err = s.Call(ctx, http.MethodPost, "/api/v2/buckets", map[string]any{
		"orgID": org.ID, "name": name, "description": "Pantau", "retentionRules": keeping(*keep),
	}, &b)
	if err != nil {
		return b, false, fmt.Errorf("--bucket: making %s: %w; the admin token must be an all-access one: %s", name, err, howToToken)
	}
	return b, true, nil
}

// keep changes how long a bucket keeps data. Keeping less deletes, so that it
// wants --replace.
func (s *server) keep(ctx context.Context, b *bucket, want *time.Duration, replace bool) error {
	now := b.keeps()
	if want == nil || *want == now {
		return nil
	}
	if less := *want != 0 && (now == 0 || *want < now); less && !replace {
		return fmt.Errorf("--retention: bucket %s keeps data %s, and keeping %s would delete older data; leave --retention out, or add --replace to delete it",
			b.Name, span(now), span(*want))
	}
	err := s.Call(ctx, http.MethodPatch, "/api/v2/buckets/"+b.ID, map[string]any{"retentionRules": keeping(*want)}, b)
	if err != nil {
		return fmt.Errorf("--retention: changing bucket %s: %w", b.Name, err)
	}
	return nil
}

func span(d time.Duration) string {
	if d == 0 {
		return "for ever"
	}
	return d.String()
}

type mapping struct {
	ID       string
	Database string
	BucketID string
	Default  bool
	Virtual  bool
}

// mapDatabase makes sure that InfluxQL, which knows databases, finds the bucket
// under its own name. Servers from 2.5 on see to that themselves.
func (s *server) mapDatabase(ctx context.Context, org organization, b bucket) (made bool, err error) {
	var found struct{ Content []mapping }
	query := url.Values{"orgID": {org.ID}, "db": {b.Name}}
	if err := s.Call(ctx, http.MethodGet, "/api/v2/dbrps?"+query.Encode(), nil, &found); err != nil {
		return false, fmt.Errorf("asking for the mappings of InfluxQL databases: %w", err)
	}
	for _, m := range found.Content {
		if m.Database != b.Name || !m.Default {
			continue
		}
		if m.BucketID != b.ID {
			return false, fmt.Errorf("--bucket: InfluxQL finds another bucket (%s) under the name %s; choose another name, or delete that mapping: influx v1 dbrp delete --id %s",
				m.BucketID, b.Name, m.ID)
		}
		return false, nil
	}
	err = s.Call(ctx, http.MethodPost, "/api/v2/dbrps", map[string]any{
		"orgID": org.ID, "bucketID": b.ID, "database": b.Name, "retention_policy": "autogen", "default": true,
	}, nil)
	if err != nil {
		return false, fmt.Errorf("mapping the InfluxQL database %s to its bucket: %w", b.Name, err)
	}
	return true, nil
}
