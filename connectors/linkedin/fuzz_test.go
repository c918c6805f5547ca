package linkedin

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

// FuzzPage reads pages of anything: no answer may stop the process.
func FuzzPage(f *testing.F) {
	f.Add(`{"elements":[{"id":"urn:li:share:1","commentary":"\\(a\\)","createdAt":1773046800000,"content":{"media":{"id":"urn:li:video:1"}}}],"paging":{"start":0,"count":10,"links":[{"rel":"next","href":"/rest/posts?start=10"}]}}`)
	f.Add(`{"elements":[null,{"id":1}],"paging":{"total":-4,"links":[{"rel":"next","href":"%zz"}]}}`)
	f.Add(`{"elements":[{"commentUrn":"a","message":{"text":"abc","attributes":[{"start":1,"length":2,"value":{"x.MemberAttributedEntity":{}}}]}}]}`)
	f.Add(`{"elements":[{"followerCountsByGeo":[{"geo":"urn:li:geo:1","followerCounts":{"organicFollowerCount":-5}}],"totalShareStatistics":{"likeCount":-1}}]}`)
	f.Fuzz(func(t *testing.T, raw string) {
		var p pageJSON
		if json.Unmarshal([]byte(raw), &p) != nil {
			return
		}
		p.next(0, 10)
		for _, item := range p.Elements {
			fuzzElement(t, item)
		}
	})
}

// fuzzElement makes of an element whatever it might be.
func fuzzElement(t *testing.T, raw json.RawMessage) {
	var post postJSON
	if json.Unmarshal(raw, &post) == nil {
		postRecord(&post, nil, "", sdktest.Now)
	}
	var comment commentJSON
	if json.Unmarshal(raw, &comment) == nil {
		mentionRecord(&comment, "post")
	}
	var share shareStatisticsJSON
	if json.Unmarshal(raw, &share) == nil && share.Total != nil {
		for _, m := range postRecord(&post, share.Total, "", sdktest.Now).Metrics {
			require.GreaterOrEqual(t, m.Value, 0.0)
		}
	}
	var followers followerStatisticsJSON
	if json.Unmarshal(raw, &followers) != nil {
		return
	}
	for _, f := range facets {
		for _, r := range f.records(followers, &names{}, sdktest.Now) {
			a, ok := r.(sdk.Audience)
			require.True(t, ok)
			require.GreaterOrEqual(t, a.Value.Value, 0.0)
		}
	}
}

func FuzzLittleText(f *testing.F) {
	f.Add(`@[a](urn:li:person:1) {hashtag|\#|b} \(`)
	f.Fuzz(func(t *testing.T, raw string) { require.LessOrEqual(t, len(plainText(raw)), len(raw)) })
}

func FuzzNames(f *testing.F) {
	f.Add(`{"results":{"1":{"defaultLocalizedName":{"value":"Jakarta"}},"2":{"name":{"localized":{"en_US":"x"}}}},"errors":{"3":{"status":404}}}`)
	f.Fuzz(func(_ *testing.T, raw string) {
		var b batchJSON
		if json.Unmarshal([]byte(raw), &b) == nil {
			for _, item := range b.Results {
				_ = json.Unmarshal(item, new(nameJSON))
			}
		}
		n := &names{}
		n.country(raw)
		n.companySize(raw)
	})
}

func FuzzCursor(f *testing.F) {
	f.Add(`{"v":1,"newest":"2026-03-09T08:00:00Z","gap":{"start":100},"seen":[{"post":"a","n":3}],"due":[{"post":"b","tries":2}]}`)
	f.Fuzz(func(t *testing.T, raw string) {
		if err := sdktest.Settled(t, []byte(raw), func(raw []byte) ([]byte, error) { return readCursor(raw).encode() }); err != nil {
			require.ErrorContains(t, err, "year") // one of five digits
		}
	})
}
