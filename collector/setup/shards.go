package setup

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/embedded"
)

// shard is how much time one group of the bucket's files holds.
func (b *bucket) shard() time.Duration {
	for _, r := range b.RetentionRules {
		return time.Duration(r.Shard) * time.Second
	}
	return 0
}

// short tells of shards that should be longer. Where data end, so do whole shards: long
// ones would keep them on.
func (b *bucket) short() bool {
	return b.keeps() == 0 && b.shard() != 0 && b.shard() < embedded.Shard
}

// lengthen gives a bucket that was made by hand, and keeps data for ever, the shards
// of one that is made here: InfluxDB's own hold a week, and a question about years
// opens all of them. Where there are data, they may be somebody else's too, and the
// office decides.
func (s *server) lengthen(ctx context.Context, b *bucket) (done bool, err error) {
	if !b.short() || !s.empty(ctx, b.Name) {
		return false, nil
	}
	err = s.Call(ctx, http.MethodPatch, "/api/v2/buckets/"+b.ID, map[string]any{"retentionRules": keeping(0)}, b)
	if err != nil {
		return false, fmt.Errorf("--bucket: lengthening the shards of %s: %w", b.Name, err)
	}
	return true, nil
}

// empty tells whether nothing was ever written to a bucket; if that can't be found
// out, it is not.
func (s *server) empty(ctx context.Context, bucket string) bool {
	form := url.Values{"db": {bucket}, "q": {"SHOW MEASUREMENTS LIMIT 1"}}
	raw, err := s.Send(ctx, http.MethodPost, "/query", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	var answer struct {
		Results []struct {
			Series []struct{}
			Error  string
		}
	}
	return err == nil && json.Unmarshal(raw, &answer) == nil && len(answer.Results) == 1 &&
		answer.Results[0].Error == "" && len(answer.Results[0].Series) == 0
}

// advice is the command that lengthens the shards; "" where they are as long as they
// should be.
func (s *server) advice(b bucket) string {
	if !b.short() {
		return ""
	}
	return fmt.Sprintf("influx bucket update --host %s --id %s --shard-group-duration %dd", s.URL, b.ID, int(embedded.Shard.Hours()/24))
}
