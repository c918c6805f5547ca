package x

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/x/xsim"
)

// weekAgo is how far back X searches.
var weekAgo = sdktest.Now.AddDate(0, 0, -7)

func TestEverythingIsReadOnce(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(150), xsim.Options{Owner: "dinas", EmptyPages: true})
	c := p.connect(t, "owned: true", nil)
	var all sdktest.Gathered
	all.Collect(t, c, sdk.Request{})
	all.Whole(t)
	require.Equal(t, expect(p.world, sdktest.Now, weekAgo), all.Names())

	all.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)})
	require.Equal(t, 7, all.Given, "the account and the six posts of the last three days; nothing of others again")
	require.Equal(t, expect(p.world, sdktest.Now, weekAgo), all.Names())
}

func TestWhatComesLaterIsReadLater(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(60), xsim.Options{})
	c := p.connect(t, `searches: [{query: "#banjir", mode: posts}]`, nil)
	var all sdktest.Gathered
	for at := sdktest.Now.AddDate(0, 0, -9); !at.After(sdktest.Now); at = at.Add(12 * time.Hour) {
		p.world.StopAt(at)
		all.Next(t, c, sdk.Request{Now: at, Since: at.AddDate(0, 0, -30)})
		require.Empty(t, all.Result.Failures, at)
	}
	want := expect(p.world, sdktest.Now, weekAgo.AddDate(0, 0, -9))
	for _, m := range p.world.Accounts[0].Mentions {
		if !strings.Contains(m.Text, "@dinas") {
			want["hashtag "+m.ID+" under "] = true
		}
	}
	require.Equal(t, want, all.Names())
}

// A first reading that fails is not lost, though the next runs are asked for
// less, and however long it fails.
func TestFailedFirstReadingIsMadeUpFor(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/tweets?", "/mentions?", "/tweets/search/recent?"} {
		p := newPlatform(t, oldWorld(150), xsim.Options{})
		c := p.connect(t, "", nil)
		p.Break(down(path))
		p.world.StopAt(sdktest.Now.AddDate(0, 0, -6))
		var all sdktest.Gathered
		since := sdktest.Now.AddDate(-1, 0, 0)
		for range 6 {
			all.Next(t, c, sdk.Request{Now: p.world.Now(), Since: since})
			require.NotEmpty(t, all.Result.Failures, path)
			since = p.world.Now().AddDate(0, 0, -3)
			p.world.StopAt(p.world.Now().AddDate(0, 0, 1))
		}
		p.Mend()
		all.Next(t, c, sdk.Request{Since: since})
		require.Empty(t, all.Result.Failures, path)
		for n := range expect(p.world, sdktest.Now, weekAgo) {
			require.Contains(t, all.Names(), n, path)
		}
	}
}

// X refuses to search from a post that is older than seven days.
func TestAfterAWeekAway(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(60), xsim.Options{})
	c := p.connect(t, "searches: [{query: layanan, mode: posts}, {query: laporan}]", nil)
	p.world.StopAt(sdktest.Now.AddDate(0, 0, -20))
	var all sdktest.Gathered
	all.Collect(t, c, sdk.Request{Now: p.world.Now(), Since: sdktest.Now.AddDate(0, 0, -30)})
	require.Empty(t, all.Result.Failures)
	p.world.StopAt(sdktest.Now)
	all.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -23)})
	all.Whole(t)
	for n := range expect(p.world, sdktest.Now, weekAgo) {
		require.Contains(t, all.Names(), n)
	}
}

// What could not be read within seven days is lost, and said to be.
func TestSearchThatFailedTooLong(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(60), xsim.Options{})
	c := p.connect(t, "replies: false\nsearches: [{query: layanan, mode: posts}]", nil)
	p.Break(down("/search/recent?"))
	p.world.StopAt(sdktest.Now.AddDate(0, 0, -8))
	var all sdktest.Gathered
	all.Collect(t, c, sdk.Request{Now: p.world.Now(), Since: sdktest.Now.AddDate(0, 0, -30)})
	require.Len(t, all.Result.Failures, 1)
	p.Mend()
	p.world.StopAt(sdktest.Now)
	for _, notices := range []int{1, 0} {
		all.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -11)})
		require.Empty(t, all.Result.Failures)
		require.Len(t, all.Result.Notices, notices)
	}
}

// A reading that is cut off by the money goes on where it was cut off, in the
// next month and in another process.
func TestCutOffReadingGoesOn(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(400), xsim.Options{})
	m := &sdktest.Stored{}
	var all sdktest.Gathered
	since, charged := sdktest.Now.AddDate(-1, 0, 0), 0.0
	for month := range 6 {
		p.world.StopAt(sdktest.Now.AddDate(0, month, 0))
		all.Next(t, p.connect(t, "budget_usd_month: 0.75\nreplies: false", m), sdk.Request{Now: p.world.Now(), Since: since})
		for _, f := range all.Result.Failures {
			require.Equal(t, budgetMoney, sdk.Exhausted(f), f)
		}
		require.InDelta(t, p.x.Charged()-charged, 0.75-left(all), 1e-9, "month %d", month)
		since, charged = p.world.Now().AddDate(0, 0, -3), p.x.Charged()
	}
	require.Empty(t, all.Result.Failures)
	for n := range expect(p.world, sdktest.Now, weekAgo) {
		if strings.HasPrefix(n, "post ") {
			require.Contains(t, all.Names(), n)
		}
	}
	require.Less(t, p.x.Charged(), 3.75, "400 posts, 324 mentions and six days of the account: nothing was paid for twice")
}

func TestEndpointsLimitStopsNoOther(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(45), xsim.Options{Limits: map[string]int{"users/:id/mentions": 1, "users/me": 1}})
	c := p.connect(t, `searches: [{query: "#banjir", mode: posts}]`, nil)
	var all sdktest.Gathered
	all.Collect(t, c, sdk.Request{})
	all.Whole(t)
	p.Asked("")
	all.Next(t, c, sdk.Request{}) // who the account is was kept
	require.Len(t, all.Result.Failures, 2)
	require.Equal(t, "users/me", sdk.Exhausted(all.Result.Failures[0]))
	require.Equal(t, "users/:id/mentions", sdk.Exhausted(all.Result.Failures[1]))
	require.True(t, sdk.RetryAt(all.Result.Failures[1]).After(time.Now()))
	for _, path := range p.Asked("") {
		require.NotContains(t, path, "/mentions", "it is known that X would refuse")
		require.NotContains(t, path, "/users/me")
	}
	require.Equal(t, 45, all.Given)
}

// Without knowing who the account is, the whole account waits.
func TestFirstLookupLimited(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(5), xsim.Options{Limits: map[string]int{"users/me": 0}})
	var all sdktest.Gathered
	err := all.Try(t, p.connect(t, "", nil), sdk.Request{})
	require.Equal(t, sdk.RateLimited, sdk.KindOf(err))
	require.Empty(t, sdk.Exhausted(err))
	require.False(t, sdk.RetryAt(err).IsZero())
}

func TestDeletedPostsAreGone(t *testing.T) {
	t.Parallel()
	w := oldWorld(45)
	own := w.Accounts[0].Posts
	p := newPlatform(t, w, xsim.Options{Deleted: []string{own[0].ID}})
	var all sdktest.Gathered
	all.Collect(t, p.connect(t, "", nil), sdk.Request{
		Since: sdktest.Now.AddDate(0, 0, -3), Reread: []string{own[0].ID, own[1].ID, own[44].ID},
	})
	all.Whole(t)
	require.Equal(t, []string{own[0].ID}, all.Result.Gone)
	require.Contains(t, all.Names(), "post "+own[1].ID)
	require.Contains(t, p.Asked("")[4], "ids="+own[0].ID+"%2C"+own[1].ID+"&", "what was read already is not looked up")
}

func TestPrivateMetricsLastThirtyDays(t *testing.T) {
	t.Parallel()
	w := oldWorld(150)
	own := w.Accounts[0].Posts
	p := newPlatform(t, w, xsim.Options{})
	c := p.connect(t, "", nil)
	var all sdktest.Gathered
	// A look-up that asks for too old a post is answered without it.
	all.Collect(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -1), Reread: []string{own[0].ID, own[119].ID}})
	all.Whole(t)
	require.Contains(t, all.Lines["post "+own[0].ID], "clicks=!not_offered")
	require.Regexp(t, `clicks=\d+.*interactions=\d+`, all.Lines["post "+own[119].ID], "a link, 15 days old")

	all = sdktest.Gathered{}
	all.Collect(t, c, sdk.Request{})
	require.Contains(t, all.Lines["post "+own[0].ID], "interactions=!not_offered,likes=40")
	require.Regexp(t, `interactions=\d+`, all.Lines["post "+own[149].ID])
	require.Regexp(t, `clicks=!not_offered.*interactions=\d+`, all.Lines["post "+own[148].ID], "without a link")
}

func TestAppTokenReadsWhatIsPublic(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(45), xsim.Options{Owner: "dinas"})
	c := p.connect(t, "owned: true\ntoken: "+appToken, nil)
	var all sdktest.Gathered
	all.Collect(t, c, sdk.Request{})
	all.Whole(t)
	require.Equal(t, expect(p.world, sdktest.Now, weekAgo), all.Names())
	require.Contains(t, all.Lines["post "+p.world.Accounts[0].Posts[44].ID], "clicks=!permission")
	require.InDelta(t, 10-p.x.Charged(), left(all), 1e-9, "the cheaper price is for the account's own token")
	p.Asked("")
	all.Next(t, c, sdk.Request{})
	require.NotContains(t, p.Asked("")[0], "/users/me", "asked once in a process")
}

func TestTokenOfAnother(t *testing.T) {
	t.Parallel()
	w := oldWorld(10)
	other := *w.Accounts[0]
	other.Handle, other.Posts, other.Mentions = "lain", nil, nil
	w.Accounts = append(w.Accounts, &other)
	p := newPlatform(t, w, xsim.Options{Users: map[string]string{userToken: "lain"}})
	var all sdktest.Gathered
	all.Collect(t, p.connect(t, "", nil), sdk.Request{})
	require.Equal(t, expect(w, sdktest.Now, weekAgo), all.Names())
	require.Contains(t, all.Lines["post "+w.Accounts[0].Posts[0].ID], "clicks=!permission")
}

// X's refresh tokens work once: a new one must be kept at once, and used by the
// next process.
func TestRefreshTokenIsKept(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(5), xsim.Options{Refresh: map[string]string{"first": "dinas"}})
	raw, err := json.Marshal(sdk.Token{Access: "old", Refresh: "first", Expires: time.Now().Add(time.Minute)})
	require.NoError(t, err)
	m := &sdktest.Stored{Own: map[string][]byte{"token": raw}}
	p.Break(down("/users/me"))
	var all sdktest.Gathered
	err = all.Try(t, p.connect(t, "client_id: abc", m), sdk.Request{})
	require.Equal(t, sdk.Transient, sdk.KindOf(err), "the run failed after the token was renewed")
	p.Mend()
	all.Next(t, p.connect(t, "client_id: abc", m), sdk.Request{})
	require.Contains(t, string(m.Own["token"]), "refresh-dinas-1")
}

func TestSameNewPageForEver(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(5), xsim.Options{})
	n := 0
	p.Break(func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/mentions") {
			return false
		}
		n++
		_, _ = fmt.Fprintf(w, `{"data":[{"id":"1","text":"@dinas","created_at":"2026-03-09T08:00:00.000Z","author_id":"2"}],"meta":{"next_token":"t%d"}}`, n)
		return true
	})
	var all sdktest.Gathered
	all.Collect(t, p.connect(t, "", nil), sdk.Request{})
	require.Equal(t, mostIdle+1, n)
	require.Contains(t, all.Names(), "mention 1 under ")
	require.Equal(t, sdk.NoticeSkipped, all.Result.Notices[0].Kind)
}

func TestCountsWholeHours(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(5), xsim.Options{})
	c := p.connect(t, "counts_hours: 3\nsearches: [{query: \"#banjir\"}]", nil)
	counted := func(all sdktest.Gathered) (n int) {
		for line := range all.Lines {
			if strings.HasPrefix(line, "volume") {
				n++
			}
		}
		return n
	}
	requests := func() (n int) {
		for _, path := range p.Asked("") {
			if strings.Contains(path, "/counts/") {
				n++
			}
		}
		return n
	}
	var all sdktest.Gathered
	all.Collect(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -1)})
	all.Whole(t)
	require.Equal(t, 7*24-2, counted(all), "seven days, less the hours at both ends that are not whole")
	require.Equal(t, 1, requests())
	require.Contains(t, all.Lines["volume #banjir 2026-03-10T05:00:00Z"], "count=1")
	require.Contains(t, all.Lines["volume #banjir 2026-03-10T06:00:00Z"], "count=0")

	p.world.Forward(2 * time.Hour)
	all.Next(t, c, sdk.Request{Now: p.world.Now()})
	require.Zero(t, requests(), "three hours have not passed")
	p.world.Forward(2 * time.Hour)
	all.Next(t, c, sdk.Request{Now: p.world.Now()})
	require.Equal(t, 1, requests())
	require.Equal(t, 7*24-2+4, counted(all))
}

func TestConversationQueriesFit(t *testing.T) {
	t.Parallel()
	var roots []string
	for i := range 40 {
		roots = append(roots, fmt.Sprint(1900000000000000000+int64(i)))
	}
	queries := conversations(roots, "dinas_kesehatan")
	found := 0
	for _, q := range queries {
		require.LessOrEqual(t, len(q), mostQuery)
		found += strings.Count(q, "conversation_id:")
	}
	require.Equal(t, 40, found)
	require.Len(t, queries, 4)
}

func TestEmitsErrorEndsTheRun(t *testing.T) {
	t.Parallel()
	sdktest.Full(t, newPlatform(t, oldWorld(45), xsim.Options{}).connect(t, "", nil), 3)
}
