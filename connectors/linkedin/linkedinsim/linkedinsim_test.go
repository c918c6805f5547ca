package linkedinsim_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/linkedin/linkedinsim"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// reader asks as LinkedIn's documentation does, without the connector's code.
type reader struct {
	t       *testing.T
	url     string
	version string
	token   string
}

func start(t *testing.T, w *sim.World, o linkedinsim.Options) reader {
	t.Helper()
	o.Tokens = map[string]string{"good": "dinas"}
	server := httptest.NewServer(linkedinsim.New(w, o))
	t.Cleanup(server.Close)
	return reader{t: t, url: server.URL, version: "202608", token: "good"}
}

// get asks for a path and decodes the answer.
func (r reader) get(path string, want int) map[string]any {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.url+path, nil)
	require.NoError(r.t, err)
	req.Header.Set("Authorization", "Bearer "+r.token)
	req.Header.Set("X-Restli-Protocol-Version", "2.0.0")
	if r.version != "" {
		req.Header.Set("LinkedIn-Version", r.version)
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(r.t, err)
	defer func() { require.NoError(r.t, resp.Body.Close()) }()
	body, err := io.ReadAll(resp.Body)
	require.NoError(r.t, err)
	require.Equal(r.t, want, resp.StatusCode, string(body))
	require.Empty(r.t, resp.Header.Get("Retry-After"), "LinkedIn states no limits")
	var out map[string]any
	require.NoError(r.t, json.Unmarshal(body, &out))
	return out
}

func urn() string { return url.QueryEscape(linkedinsim.OrganizationURN("dinas")) }

func elements(answer map[string]any) []any {
	all, _ := answer["elements"].([]any)
	return all
}

func TestPostsArePagedToTheLast(t *testing.T) {
	t.Parallel()
	for _, sparse := range []bool{false, true} {
		r := start(t, sdktest.WorldOf(linkedinsim.Platform, 45), linkedinsim.Options{EmptyPages: sparse})
		met, empty := map[any]bool{}, 0
		for path := "/rest/posts?author=" + urn() + "&q=author&count=10&sortBy=CREATED"; path != ""; {
			page := r.get(path, http.StatusOK)
			if len(elements(page)) == 0 {
				empty++
			}
			for _, e := range elements(page) {
				post, _ := e.(map[string]any)
				require.False(t, met[post["id"]], "twice")
				met[post["id"]] = true
			}
			path = next(page)
		}
		require.Len(t, met, 45)
		require.Equal(t, sparse, empty > 1)
	}
}

func next(page map[string]any) string {
	paging, _ := page["paging"].(map[string]any)
	links, _ := paging["links"].([]any)
	for _, l := range links {
		link, _ := l.(map[string]any)
		href, _ := link["href"].(string)
		return href
	}
	return ""
}

func TestListsMustNotBeEncoded(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(linkedinsim.Platform, 4) // text, image, video, link
	r := start(t, w, linkedinsim.Options{})
	share, video := "urn%3Ali%3Ashare%3A"+w.Accounts[0].Posts[0].ID, "urn%3Ali%3AugcPost%3A"+w.Accounts[0].Posts[2].ID
	path := "/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=" + urn()
	require.Len(t, elements(r.get(path+"&shares=List("+share+")", http.StatusOK)), 1)
	require.Len(t, elements(r.get(path+"&ugcPosts=List("+video+")", http.StatusOK)), 1)
	refused := r.get(path+"&shares=List%28"+share+"%29", http.StatusBadRequest)
	require.Equal(t, "ILLEGAL_ARGUMENT", refused["code"])
	r.get(path+"&shares=List(urn:li:share:1)", http.StatusBadRequest) // a URN's colons must be encoded
	r.get(path+"&shares=List("+share+",urn%3Ali%3Ashare%3A1)", http.StatusNotFound)
}

func TestFollowersAndStatistics(t *testing.T) {
	t.Parallel()
	w := sdktest.World(linkedinsim.Platform)
	w.Accounts[0].Followers = func(at time.Time) int { return 1000 + at.YearDay() }
	r := start(t, w, linkedinsim.Options{})
	size := r.get("/rest/networkSizes/"+urn()+"?edgeType=COMPANY_FOLLOWED_BY_MEMBER", http.StatusOK)
	require.EqualValues(t, 1069, size["firstDegreeSize"])
	r.get("/rest/networkSizes/"+urn()+"?edgeType=CompanyFollowedByMember", http.StatusBadRequest)

	today := sdktest.Now.Truncate(24 * time.Hour)
	days := elements(r.get(fmt.Sprintf("/rest/organizationalEntityFollowerStatistics?q=organizationalEntity&organizationalEntity=%s"+
		"&timeIntervals=(timeRange:(start:%d,end:%d),timeGranularityType:DAY)", urn(), today.AddDate(0, 0, -4).UnixMilli(), today.UnixMilli()), http.StatusOK))
	require.Len(t, days, 3, "yesterday is not counted yet")
	facets, _ := elements(r.get("/rest/organizationalEntityFollowerStatistics?q=organizationalEntity&organizationalEntity="+urn(), http.StatusOK))[0].(map[string]any)
	require.NotEmpty(t, facets["followerCountsBySeniority"])
	require.NotContains(t, facets, "totalFollowerCounts")
}

func TestErrors(t *testing.T) {
	t.Parallel()
	o := linkedinsim.Options{Expired: []string{"old"}, Revoked: []string{"taken"}, Daily: 1}
	path := "/rest/posts?q=author&author=" + urn()
	for token, code := range map[string]string{"old": "EXPIRED_ACCESS_TOKEN", "taken": "REVOKED_ACCESS_TOKEN", "none": "INVALID_ACCESS_TOKEN"} {
		r := start(t, sdktest.World(linkedinsim.Platform), o)
		r.token = token
		require.Equal(t, code, r.get(path, http.StatusUnauthorized)["code"])
	}
	r := start(t, sdktest.World(linkedinsim.Platform), o)
	r.version = "202408"
	require.Equal(t, "NONEXISTENT_VERSION", r.get(path, http.StatusUpgradeRequired)["code"])
	r.version = ""
	require.Equal(t, "VERSION_MISSING", r.get(path, http.StatusBadRequest)["code"])
	r.version = "202608"
	r.get(path, http.StatusOK)
	require.Contains(t, r.get(path, http.StatusTooManyRequests)["message"], "DAY limit")
	r = start(t, sdktest.World(linkedinsim.Platform), linkedinsim.Options{})
	require.Equal(t, "ACCESS_DENIED", r.get(strings.Replace(path, urn(), "urn%3Ali%3Aorganization%3A1", 1), http.StatusForbidden)["code"])
}

func TestAnswersStandUnderTheirComment(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(linkedinsim.Platform, 5)
	post := w.Accounts[0].Posts[4]
	r := start(t, w, linkedinsim.Options{})
	under := func(urn string) []any {
		return elements(r.get("/rest/socialActions/"+url.QueryEscape(urn)+"/comments", http.StatusOK))
	}
	top := under("urn:li:share:" + post.ID)
	require.Len(t, top, 3)
	second, _ := top[1].(map[string]any)
	name, _ := second["commentUrn"].(string)
	require.Len(t, under(name), 1)
}
