package linkedinsim

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// networkSize is the number of followers. Since version 202305 the type of edge
// is written in capitals:
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-lookup-api.
func (q *request) networkSize() {
	a := q.organization(q.r.PathValue("urn"))
	switch {
	case a == nil:
		q.notFound(q.r.PathValue("urn"))
	case q.text("edgeType") != "COMPANY_FOLLOWED_BY_MEMBER":
		q.bad("INVALID_VALUE_FOR_FIELD", "edgeType must be COMPANY_FOLLOWED_BY_MEMBER")
	default:
		answer(q.w, http.StatusOK, object{"firstDegreeSize": followers(a, q.now)})
	}
}

func followers(a *sim.Account, at time.Time) int {
	if a.Followers == nil {
		return 0
	}
	return a.Followers(at)
}

func (q *request) organization(urn string) *sim.Account {
	for _, a := range q.world.Accounts {
		if a.Platform == Platform && OrganizationURN(a.Handle) == urn {
			return a
		}
	}
	return nil
}

// admin tells whether the token's owner may read statistics of the page asked
// about.
func (q *request) admin(call string) bool {
	switch {
	case q.text("q") != "organizationalEntity":
		q.bad("ILLEGAL_ARGUMENT", "No finder of that name")
	case q.text("organizationalEntity") != OrganizationURN(q.owner.Handle) || slices.Contains(q.o.NotAdmin, q.owner.Handle):
		q.deny(call)
	default:
		return true
	}
	return false
}

// shareStatistics gives organic statistics of posts of the last twelve months,
// and leaves out posts without any:
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/share-statistics.
func (q *request) shareStatistics() {
	if !q.admin("organizationalEntityShareStatistics.FINDER-organizationalEntity.NO_VERSION") {
		return
	}
	all := []any{}
	for _, kind := range []struct{ parameter, field string }{{"shares", "share"}, {"ugcPosts", "ugcPost"}} {
		for _, urn := range q.list(kind.parameter) {
			p := q.find(urn)
			if p == nil {
				q.notFound(urn)
				return
			}
			if age := q.now.Sub(p.Published); age < q.o.Late || age > 365*24*time.Hour {
				continue
			}
			all = append(all, object{
				kind.field: urn, "organizationalEntity": OrganizationURN(q.owner.Handle), "totalShareStatistics": q.totals(p),
			})
		}
	}
	q.page(all, 100)
}

func (q *request) totals(p *sim.Post) object {
	c := p.At(q.now)
	likes, comments := c.Likes, len(p.CommentsBy(q.now))
	if slices.Contains(q.o.Sponsored, p.ID) {
		likes = -3
	}
	clicks := c.Saves
	engagement := 0.0
	if c.Views > 0 {
		engagement = float64(clicks+likes+comments+c.Shares+c.Quotes) / float64(c.Views)
	}
	return object{
		"uniqueImpressionsCount": c.Reach, "impressionCount": c.Views, "clickCount": clicks, "likeCount": likes,
		"commentCount": comments, "shareCount": c.Shares + c.Quotes, "engagement": engagement,
	}
}

// followerStatistics gives the lifetime facets, or with timeIntervals each day's
// gains, which come two days late:
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/follower-statistics.
func (q *request) followerStatistics() {
	if !q.admin("organizationalEntityFollowerStatistics.FINDER-organizationalEntity.NO_VERSION") {
		return
	}
	if q.params["timeIntervals"] == nil {
		q.page([]any{q.facets()}, 100)
		return
	}
	intervals, _ := q.params["timeIntervals"].(object)
	between, _ := intervals["timeRange"].(object)
	from, err := millis(between["start"])
	until, err2 := millis(between["end"])
	if err != nil || err2 != nil || intervals["timeGranularityType"] != "DAY" {
		q.bad("INVALID_VALUE_FOR_FIELD", "timeIntervals must have timeRange and timeGranularityType")
		return
	}
	counted := q.now.Truncate(24*time.Hour).AddDate(0, 0, -1)
	var all []any
	for day := from.Truncate(24 * time.Hour); day.Before(until) && day.Before(counted); day = day.AddDate(0, 0, 1) {
		next := day.AddDate(0, 0, 1)
		all = append(all, object{
			"timeRange":            object{"start": day.UnixMilli(), "end": next.UnixMilli()},
			"followerGains":        object{"organicFollowerGain": followers(q.owner, next) - followers(q.owner, day), "paidFollowerGain": 0},
			"organizationalEntity": OrganizationURN(q.owner.Handle),
		})
	}
	q.page(all, 1000)
}

func millis(v any) (time.Time, error) {
	s, _ := v.(string)
	n, err := strconv.ParseInt(s, 10, 64)
	return time.UnixMilli(n).UTC(), err
}

// facets splits the followers. Nobody's facets add up to all of them.
func (q *request) facets() object {
	n := followers(q.owner, q.now)
	split := func(name string, parts map[string]int) []any {
		out := []any{}
		for _, bucket := range sorted(parts) {
			out = append(out, object{name: bucket, "followerCounts": object{"organicFollowerCount": n * parts[bucket] / 100, "paidFollowerCount": 0}})
		}
		return out
	}
	return object{
		"organizationalEntity":            OrganizationURN(q.owner.Handle),
		"followerCountsByGeoCountry":      split("geoCountry", map[string]int{"urn:li:geo:102478259": 90, "urn:li:geo:104738515": 3}),
		"followerCountsByGeo":             split("geo", map[string]int{"urn:li:geo:90010198": 60, "urn:li:geo:90010231": 12}),
		"followerCountsByFunction":        split("function", map[string]int{"urn:li:function:13": 20, "urn:li:function:2": 15}),
		"followerCountsBySeniority":       split("seniority", map[string]int{"urn:li:seniority:4": 40, "urn:li:seniority:3": 35}),
		"followerCountsByIndustry":        split("industry", map[string]int{"urn:li:industry:75": 25, "urn:li:industry:96": 10}),
		"followerCountsByStaffCountRange": split("staffCountRange", map[string]int{"SIZE_51_TO_200": 22, "SIZE_10001_OR_MORE": 30}),
		"followerCountsByAssociationType": split("associationType", map[string]int{"EMPLOYEE": 8}),
	}
}

func sorted(parts map[string]int) []string {
	out := make([]string, 0, len(parts))
	for bucket := range parts {
		out = append(out, bucket)
	}
	slices.Sort(out)
	return out
}

// geo and industries are standardized data:
// https://learn.microsoft.com/en-us/linkedin/shared/references/v2/standardized-data.
func (q *request) geo() {
	known := map[string]string{"104738515": "Ireland", "90010198": "Greater Jakarta Area, Indonesia", "90010231": "Greater Surabaya, Indonesia"}
	q.batch(q.list("ids"), func(id string) (any, bool) {
		return object{"id": id, "defaultLocalizedName": object{"locale": object{"country": "US", "language": "en"}, "value": known[id]}}, known[id] != ""
	})
}

func (q *request) industries() {
	known := map[string]string{"75": "Government Administration", "96": "IT Services and IT Consulting"}
	q.batch(q.list("ids"), func(id string) (any, bool) {
		return object{"id": id, "name": object{"localized": object{"en_US": known[id]}}}, known[id] != ""
	})
}
