package linkedin

import (
	"encoding/json"
	"time"
)

// What the API answers, as far as it is used. Counters are pointers: what is
// missing is not zero.

// errorJSON is LinkedIn's form of error. A longer form, from version 202311 on,
// adds errorDetails.
type errorJSON struct {
	Code        string `json:"code"`
	Message     string `json:"message"`
	ServiceCode int    `json:"serviceErrorCode"`
}

// pageJSON is a page of a finder. Its elements stay raw, so that an unreadable
// one does not spoil the others.
type pageJSON struct {
	Elements []json.RawMessage `json:"elements"`
	Paging   struct {
		Total *int `json:"total"`
		Links []struct {
			Rel  string `json:"rel"`
			Href string `json:"href"`
		} `json:"links"`
	} `json:"paging"`
}

type networkSizeJSON struct {
	FirstDegreeSize *int `json:"firstDegreeSize"`
}

// followerStatisticsJSON is either a day's gains or the lifetime facets: see
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/follower-statistics.
type followerStatisticsJSON struct {
	TimeRange *struct {
		Start millis `json:"start"`
		End   millis `json:"end"`
	} `json:"timeRange"`
	Gains *struct {
		Organic *int `json:"organicFollowerGain"`
		Paid    *int `json:"paidFollowerGain"`
	} `json:"followerGains"`
	ByGeo         []facetJSON `json:"followerCountsByGeo"`
	ByCountry     []facetJSON `json:"followerCountsByGeoCountry"`
	ByFunction    []facetJSON `json:"followerCountsByFunction"`
	BySeniority   []facetJSON `json:"followerCountsBySeniority"`
	ByIndustry    []facetJSON `json:"followerCountsByIndustry"`
	ByStaffCount  []facetJSON `json:"followerCountsByStaffCountRange"`
	ByAssociation []facetJSON `json:"followerCountsByAssociationType"`
}

// facetJSON is one bucket; exactly one of its names is set.
type facetJSON struct {
	Geo         string `json:"geo"`
	Country     string `json:"geoCountry"`
	Function    string `json:"function"`
	Seniority   string `json:"seniority"`
	Industry    string `json:"industry"`
	StaffCount  string `json:"staffCountRange"`
	Association string `json:"associationType"`
	Counts      *struct {
		// Organic holds organic and paid followers together.
		Organic *int `json:"organicFollowerCount"`
	} `json:"followerCounts"`
}

// postJSON is a post: https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api.
type postJSON struct {
	ID         string      `json:"id"` // urn:li:share:… or urn:li:ugcPost:…
	Author     string      `json:"author"`
	Commentary string      `json:"commentary"`
	State      string      `json:"lifecycleState"`
	Created    millis      `json:"createdAt"`
	Published  millis      `json:"publishedAt"`
	Content    contentJSON `json:"content"`
	Reshare    *struct {
		Parent string `json:"parent"`
	} `json:"reshareContext"`
}

type contentJSON struct {
	Media *struct {
		ID string `json:"id"` // urn:li:image:…, urn:li:video:… or urn:li:document:…
	} `json:"media"`
	Article    *struct{} `json:"article"`
	MultiImage *struct{} `json:"multiImage"`
	Carousel   *struct{} `json:"carousel"`
	Poll       *struct{} `json:"poll"`
}

// batchJSON answers a question for several posts.
type batchJSON struct {
	Results map[string]json.RawMessage `json:"results"`
	Errors  map[string]struct {
		Status int `json:"status"`
	} `json:"errors"`
}

type shareStatisticsJSON struct {
	Share   string          `json:"share"`
	UGCPost string          `json:"ugcPost"`
	Total   *statisticsJSON `json:"totalShareStatistics"`
}

type statisticsJSON struct {
	Impressions *int `json:"impressionCount"`
	Unique      *int `json:"uniqueImpressionsCount"`
	Clicks      *int `json:"clickCount"`
	Likes       *int `json:"likeCount"`
	Comments    *int `json:"commentCount"`
	Shares      *int `json:"shareCount"`
}

// commentJSON is a comment: https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/comments-api.
// The actor is read only to tell the page's own comments apart.
type commentJSON struct {
	URN     string `json:"commentUrn"`
	Actor   string `json:"actor"`
	Created struct {
		Time millis `json:"time"`
	} `json:"created"`
	Message struct {
		Text       string          `json:"text"`
		Attributes []attributeJSON `json:"attributes"`
	} `json:"message"`
	Summary struct {
		All   int `json:"aggregatedTotalComments"`
		First int `json:"totalFirstLevelComments"`
	} `json:"commentsSummary"`
}

// attributeJSON is a stretch of a text, in UTF-16 units, that links to somebody.
type attributeJSON struct {
	Start  int                        `json:"start"`
	Length int                        `json:"length"`
	Value  map[string]json.RawMessage `json:"value"`
}

// millis is a time in milliseconds since 1970; zero where there is none.
type millis struct{ time.Time }

// UnmarshalJSON implements json.Unmarshaler.
func (m *millis) UnmarshalJSON(raw []byte) error {
	var n int64
	if err := json.Unmarshal(raw, &n); err != nil || n <= 0 {
		m.Time = time.Time{}
		return err
	}
	m.Time = time.UnixMilli(n).UTC()
	return nil
}
