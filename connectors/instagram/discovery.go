package instagram

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// otherMediaFields are those that Instagram shows of another account's media. A
// count that its owner hides is left out.
const otherMediaFields = mediaFields + productField + ",view_count"

// otherJSON is another professional account as business discovery shows it
// (…/instagram-graph-api/reference/ig-user/business_discovery).
type otherJSON struct {
	accountJSON
	List struct {
		Data []struct {
			mediaJSON
			Views *int64 `json:"view_count"` // of reels, paid ones too
		} `json:"data"`
		Paging struct {
			Cursors struct {
				After string `json:"after"`
			} `json:"cursors"`
		} `json:"paging"`
	} `json:"media"`
}

// collectOther reads somebody else's account through an own one: what everybody
// may see of it. There are no insights, no comments and no stories.
func (r *run) collectOther(ctx context.Context) (err error) {
	if r.self, err = r.lookup(ctx, r.config.Via); err != nil {
		return err
	}
	return r.Parts(ctx, meta.Part{Name: "account", Read: r.discover})
}

// discover emits the other account and its media, newest first, down to the
// collector's Since, or as far as an earlier run that failed was to go.
func (r *run) discover(ctx context.Context) error {
	stop := oldest(r.cur.Media)
	for after, first := "", true; ; first = false {
		other, err := r.discovery(ctx, after)
		if err != nil {
			return err
		}
		if err := r.Emit(otherRecords(other, stop, first)...); err != nil {
			return err
		}
		next, n := other.List.Paging.Cursors.After, len(other.List.Data)
		if n == 0 || next == "" || next == after || other.List.Data[n-1].Time.Before(stop) {
			r.cur.Media.Left = nil
			return nil
		}
		after = next
	}
}

// otherRecords makes the records of a page of another account.
func otherRecords(other otherJSON, stop time.Time, first bool) []sdk.Record {
	var records []sdk.Record
	if first {
		a := other.record()
		for _, metric := range []string{schema.MetricViews, schema.MetricReach} {
			a.Metrics[metric] = sdk.NotAvailable(schema.Permission)
		}
		records = append(records, a)
	}
	for _, m := range other.List.Data {
		if !m.Time.Before(stop) {
			records = append(records, otherPost(m.mediaJSON, m.Views))
		}
	}
	return records
}

func (r *run) discovery(ctx context.Context, after string) (otherJSON, error) {
	page := "media.limit(50)"
	if after != "" {
		page = "media.after(" + after + ").limit(50)"
	}
	fields := fmt.Sprintf("business_discovery.username(%s){%s,%s{%s}}", strings.TrimPrefix(r.config.Account, "@"), accountFields, page, otherMediaFields)
	var said struct {
		Other otherJSON `json:"business_discovery"`
	}
	err := r.graph.Get(ctx, "/"+url.PathEscape(r.self.ID), url.Values{"fields": {fields}}, &said)
	return said.Other, err
}

// otherPost is a post of another account: only its owner may see the rest.
func otherPost(m mediaJSON, views *int64) sdk.Post {
	p := m.record()
	for metric, value := range p.Metrics {
		if value.Reason == schema.NotOffered {
			p.Metrics[metric] = sdk.NotAvailable(schema.Permission)
		}
	}
	p.Metrics[schema.MetricViews] = sdk.Optional(views, schema.Permission)
	return p
}
