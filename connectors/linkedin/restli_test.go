package linkedin

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The texts on the right are those of the documentation of share statistics and
// follower statistics, and of LinkedIn's JavaScript client's own tests.
func TestRestliEncoding(t *testing.T) {
	t.Parallel()
	require.Equal(t, "List(urn%3Ali%3Ashare%3A1000000,urn%3Ali%3AugcPost%3A2)", list([]string{"urn:li:share:1000000", "urn:li:ugcPost:2"}))
	require.Equal(t, "List()", list(nil))
	require.Equal(t, "urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A1%2C2%29", encode("urn:li:comment:(urn:li:activity:1,2)"))
	require.Equal(t, "a%20b%27c%21", encode("a b'c!"))
	require.Equal(t, "(timeRange:(start:1451692800000,end:1452000000000),timeGranularityType:DAY)",
		byDay(time.UnixMilli(1451692800000), time.UnixMilli(1452000000000)))
}

func TestNextPage(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]int{
		`{"paging":{"links":[{"rel":"next","href":"/rest/posts?q=author&start=20&count=10"}]}}`: 20,
		`{"paging":{"links":[{"rel":"prev","href":"/rest/posts?start=0"}]},"elements":[{}]}`:    -1,
		`{"paging":{"total":25,"links":[]},"elements":[]}`:                                      20,
		`{"paging":{"total":20},"elements":[{},{},{},{},{},{},{},{},{},{}]}`:                    -1,
		`{"paging":{},"elements":[{},{},{},{},{},{},{},{},{},{}]}`:                              20,
		`{"elements":[{}]}`: -1,
	} {
		var p pageJSON
		require.NoError(t, json.Unmarshal([]byte(raw), &p))
		require.Equal(t, want, p.next(10, 10), raw)
	}
}

func TestLittleText(t *testing.T) {
	t.Parallel()
	for little, want := range map[string]string{
		`Biasa saja`:                                      "Biasa saja",
		`\(satu\) \* 2 \\ 3 \@dinas \#bukan`:              `(satu) * 2 \ 3 @dinas #bukan`,
		`Dari @[Kota \[Contoh\]](urn:li:organization:7)!`: `Dari Kota [Contoh]!`,
		`{hashtag|\#|Banjir} {hashtag|\#|DKI\_1}`:         `#Banjir #DKI_1`,
		`@[tanpa urn](x) {lain|a}`:                        `@[tanpa urn](x) {lain|a}`,
	} {
		require.Equal(t, want, plainText(little))
	}
}

func TestCommentsForgetTheMembersTheyName(t *testing.T) {
	t.Parallel()
	var c commentJSON
	require.NoError(t, json.Unmarshal([]byte(`{"message":{"text":"👍 Ani dan Dinas","attributes":[
		{"start":3,"length":3,"value":{"com.linkedin.common.MemberAttributedEntity":{"member":"urn:li:person:1"}}},
		{"start":11,"length":5,"value":{"com.linkedin.common.CompanyAttributedEntity":{"company":"urn:li:organization:1"}}},
		{"start":90,"length":9,"value":{"com.linkedin.common.MemberAttributedEntity":{}}},
		{"start":-1,"length":9223372036854775807,"value":{"com.linkedin.common.MemberAttributedEntity":{}}}]}}`), &c))
	require.Equal(t, "👍 @… dan Dinas", c.text())
}

func TestNames(t *testing.T) {
	t.Parallel()
	n := &names{Geo: map[string]string{"9": "Jawa"}}
	require.Equal(t, "ID", n.country("urn:li:geo:102478259"))
	require.Equal(t, "Jawa", n.country("urn:li:geo:9"))
	require.Equal(t, "geo:8", n.geo("urn:li:geo:8"))
	require.Equal(t, "Support", n.function("urn:li:function:26"))
	require.Equal(t, "function:27", n.function("urn:li:function:27"))
	require.Equal(t, "Owner", n.seniority("urn:li:seniority:10"))
	require.Equal(t, "1", n.companySize("SIZE_1"))
	require.Equal(t, "51-200", n.companySize("SIZE_51_TO_200"))
	require.Equal(t, "10001+", n.companySize("SIZE_10001_OR_MORE"))
}
