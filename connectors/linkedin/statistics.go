package linkedin

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// statisticsBatch is how many posts are asked about at once: with their encoded
// URNs about 2,000 characters of address, half of what LinkedIn takes.
const statisticsBatch = 50

// statisticsPage is more than any answer with statistics has, so that a full
// page is not taken for one with a next.
const statisticsPage = 100

// statistics reads the organic statistics of posts. LinkedIn leaves out posts
// about which it has none; missing, where it is not empty, is why there are none
// at all.
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/share-statistics
func (r *run) statistics(ctx context.Context, posts []string) (map[string]*statisticsJSON, schema.Reason, error) {
	if r.noStatistics {
		return nil, schema.Permission, nil
	}
	known := map[string]*statisticsJSON{}
	for _, kind := range []struct{ parameter, urn string }{{"shares", "urn:li:share:"}, {"ugcPosts", "urn:li:ugcPost:"}} {
		of := slices.DeleteFunc(slices.Clone(posts), func(p string) bool { return !strings.HasPrefix(p, kind.urn) })
		for chunk := range slices.Chunk(of, statisticsBatch) {
			err := r.someStatistics(ctx, kind.parameter, chunk, known)
			if denied(err) {
				r.noStatistics = true
				r.deny("statistics of posts", err)
				return nil, schema.Permission, nil
			}
			if err != nil {
				return nil, "", err
			}
		}
	}
	return known, "", nil
}

// someStatistics asks about some posts at once. One that LinkedIn can't find
// makes it refuse all, so they are then asked about in halves.
func (r *run) someStatistics(ctx context.Context, parameter string, posts []string, known map[string]*statisticsJSON) error {
	path := "/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=" + encode(r.config.Organization) +
		"&" + parameter + "=" + list(posts)
	_, err := r.walk(ctx, path, statisticsPage, 0, func(p pageJSON) (bool, error) {
		for _, raw := range p.Elements {
			var s shareStatisticsJSON
			if err := json.Unmarshal(raw, &s); err != nil {
				return false, sdk.Errorf(sdk.Permanent, "unreadable statistics of posts: %w", err)
			}
			if s.Total != nil {
				known[s.Share+s.UGCPost] = s.Total // one of them is set
			}
		}
		return true, nil
	})
	switch {
	case !missing(err):
		return err
	case len(posts) == 1:
		return nil
	}
	half := len(posts) / 2
	if err := r.someStatistics(ctx, parameter, posts[:half], known); err != nil {
		return err
	}
	return r.someStatistics(ctx, parameter, posts[half:], known)
}
