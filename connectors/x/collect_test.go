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
	var all collected
	all.collect(t, p, c, sdk.Request{})
	require.NoError(t, all.err)
	require.Empty(t, all.result.Failures)
	require.Equal(t, expect(p.world, sdktest.Now, weekAgo), names(all))

	all.collect(t, p, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)})
	require.Equal(t, 7, all.given, "the account and the six posts of the last three days; nothing of others again")
	require.Equal(t, expect(p.world, sdktest.Now, weekAgo), names(all))
}

func TestWhatComesLaterIsReadLater(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(60), xsim.Options{})
	c := p.connect(t, `searches: [{query: "#banjir", mode: posts}]`, nil)
	var all collected
	for at := sdktest.Now.AddDate(0, 0, -9); !at.After(sdktest.Now); at = at.Add(12 * time.Hour) {
		p.set(func(p *platform) { p.now = at })
		all.collect(t, p, c, sdk.Request{Since: at.AddDate(0, 0, -30)})
		require.NoError(t, all.err)
		require.Empty(t, all.result.Failures, at)
	}
	want := expect(p.world, sdktest.Now, weekAgo.AddDate(0, 0, -9))
	for _, m := range p.world.Accounts[0].Mentions {
		if !strings.Contains(m.Text, "@dinas") {
			want["hashtag "+m.ID+" under "] = true
		}
	}
	require.Equal(t, want, names(all))
}

// A first reading that fails is not lost, though the next runs are asked for
// less, and however long it fails.
func TestFailedFirstReadingIsMadeUpFor(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/tweets", "/mentions", "/tweets/search/recent"} {
		p := newPlatform(t, oldWorld(150), xsim.Options{})
		c := p.connect(t, "", nil)
		p.set(func(p *platform) { p.instead, p.now = fail(path), sdktest.Now.AddDate(0, 0, -6) })
		var all collected
		since := sdktest.Now.AddDate(-1, 0, 0)
		for range 6 {
			all.collect(t, p, c, sdk.Request{Since: since})
			require.NoError(t, all.err, path)
			require.NotEmpty(t, all.result.Failures, path)
			since = p.clock().AddDate(0, 0, -3)
			p.set(func(p *platform) { p.now = p.now.AddDate(0, 0, 1) })
		}
		p.set(func(p *platform) { p.instead = nil })
		all.collect(t, p, c, sdk.Request{Since: since})
		require.NoError(t, all.err, path)
		require.Empty(t, all.result.Failures, path)
		for n := range expect(p.world, sdktest.Now, weekAgo) {
			require.Contains(t, names(all), n, path)
		}
	}
}

// X refuses to search from a post that is older than seven days.
func TestAfterAWeekAway(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(60), xsim.Options{})
	c := p.connect(t, "searches: [{query: layanan, mode: posts}, {query: laporan}]", nil)
	p.set(func(p *platform) { p.now = sdktest.Now.AddDate(0, 0, -20) })
	var all collected
	all.collect(t, p, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -30)})
	require.Empty(t, all.result.Failures)
	p.set(func(p *platform) { p.now = sdktest.Now })
	all.collect(t, p, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -23)})
	require.NoError(t, all.err)
	require.Empty(t, all.result.Failures)
	for n := range expect(p.world, sdktest.Now, weekAgo) {
		require.Contains(t, names(all), n)
	}
}

// What could not be read within seven days is lost, and said to be.
func TestSearchThatFailedTooLong(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(60), xsim.Options{})
	c := p.connect(t, "replies: false\nsearches: [{query: layanan, mode: posts}]", nil)
	p.set(func(p *platform) { p.now, p.instead = sdktest.Now.AddDate(0, 0, -8), fail("/search/recent") })
	var all collected
	all.collect(t, p, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -30)})
	require.Len(t, all.result.Failures, 1)
	p.set(func(p *platform) { p.now, p.instead = sdktest.Now, nil })
	for _, notices := range []int{1, 0} {
		all.collect(t, p, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -11)})
		require.Empty(t, all.result.Failures)
		require.Len(t, all.result.Notices, notices)
	}
}

// A reading that is cut off by the money goes on where it was cut off, in the
// next month and in another process.
func TestCutOffReadingGoesOn(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(400), xsim.Options{})
	m := newMemories()
	var all collected
	since, charged := sdktest.Now.AddDate(-1, 0, 0), 0.0
	for month := range 6 {
		p.set(func(p *platform) { p.now = sdktest.Now.AddDate(0, month, 0) })
		all.collect(t, p, p.connect(t, "budget_usd_month: 0.75\nreplies: false", m), sdk.Request{Since: since})
		require.NoError(t, all.err)
		for _, f := range all.result.Failures {
			require.Equal(t, budgetMoney, sdk.Exhausted(f), f)
		}
		require.InDelta(t, p.x.Charged()-charged, 0.75-left(all), 1e-9, "month %d", month)
		since, charged = p.clock().AddDate(0, 0, -3), p.x.Charged()
	}
	require.Empty(t, all.result.Failures)
	for n := range expect(p.world, sdktest.Now, weekAgo) {
		if strings.HasPrefix(n, "post ") {
			require.Contains(t, names(all), n)
		}
	}
	require.Less(t, p.x.Charged(), 3.75, "400 posts, 324 mentions and six days of the account: nothing was paid for twice")
}

func TestEndpointsLimitStopsNoOther(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(45), xsim.Options{Limits: map[string]int{"users/:id/mentions": 1, "users/me": 1}})
	c := p.connect(t, `searches: [{query: "#banjir", mode: posts}]`, nil)
	var all collected
	all.collect(t, p, c, sdk.Request{})
	require.NoError(t, all.err)
	require.Empty(t, all.result.Failures)
	p.asked()
	all.collect(t, p, c, sdk.Request{})
	require.NoError(t, all.err, "who the account is was kept")
	require.Len(t, all.result.Failures, 2)
	require.Equal(t, "users/me", sdk.Exhausted(all.result.Failures[0]))
	require.Equal(t, "users/:id/mentions", sdk.Exhausted(all.result.Failures[1]))
	require.True(t, sdk.RetryAt(all.result.Failures[1]).After(time.Now()))
	for _, path := range p.asked() {
		require.NotContains(t, path, "/mentions", "it is known that X would refuse")
		require.NotContains(t, path, "/users/me")
	}
	require.Equal(t, 45, all.given)
}

// Without knowing who the account is, the whole account waits.
func TestFirstLookupLimited(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(5), xsim.Options{Limits: map[string]int{"users/me": 0}})
	var all collected
	all.collect(t, p, p.connect(t, "", nil), sdk.Request{})
	require.Equal(t, sdk.RateLimited, sdk.KindOf(all.err))
	require.Empty(t, sdk.Exhausted(all.err))
	require.False(t, sdk.RetryAt(all.err).IsZero())
}

func TestDeletedPostsAreGone(t *testing.T) {
	t.Parallel()
	w := oldWorld(45)
	own := w.Accounts[0].Posts
	p := newPlatform(t, w, xsim.Options{Deleted: []string{own[0].ID}})
	var all collected
	all.collect(t, p, p.connect(t, "", nil), sdk.Request{
		Since: sdktest.Now.AddDate(0, 0, -3), Reread: []string{own[0].ID, own[1].ID, own[44].ID},
	})
	require.NoError(t, all.err)
	require.Empty(t, all.result.Failures)
	require.Equal(t, []string{own[0].ID}, all.result.Gone)
	require.Contains(t, names(all), "post "+own[1].ID)
	require.Contains(t, p.asked()[4], "ids="+own[0].ID+"%2C"+own[1].ID+"&", "what was read already is not looked up")
}

func TestPrivateMetricsLastThirtyDays(t *testing.T) {
	t.Parallel()
	w := oldWorld(150)
	own := w.Accounts[0].Posts
	p := newPlatform(t, w, xsim.Options{})
	c := p.connect(t, "", nil)
	var all collected
	// A look-up that asks for too old a post is answered without it.
	all.collect(t, p, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -1), Reread: []string{own[0].ID, own[119].ID}})
	require.NoError(t, all.err)
	require.Empty(t, all.result.Failures)
	require.Contains(t, all.lines["post "+own[0].ID], "clicks=!not_offered")
	require.Regexp(t, `clicks=\d+.*interactions=\d+`, all.lines["post "+own[119].ID], "a link, 15 days old")

	all = collected{}
	all.collect(t, p, c, sdk.Request{})
	require.Contains(t, all.lines["post "+own[0].ID], "interactions=!not_offered,likes=40")
	require.Regexp(t, `interactions=\d+`, all.lines["post "+own[149].ID])
	require.Regexp(t, `clicks=!not_offered.*interactions=\d+`, all.lines["post "+own[148].ID], "without a link")
}

func TestAppTokenReadsWhatIsPublic(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(45), xsim.Options{Owner: "dinas"})
	c := p.connect(t, "owned: true\ntoken: "+appToken, nil)
	var all collected
	all.collect(t, p, c, sdk.Request{})
	require.NoError(t, all.err)
	require.Empty(t, all.result.Failures)
	require.Equal(t, expect(p.world, sdktest.Now, weekAgo), names(all))
	require.Contains(t, all.lines["post "+p.world.Accounts[0].Posts[44].ID], "clicks=!permission")
	require.InDelta(t, 10-p.x.Charged(), left(all), 1e-9, "the cheaper price is for the account's own token")
	p.asked()
	all.collect(t, p, c, sdk.Request{})
	require.NotContains(t, p.asked()[0], "/users/me", "asked once in a process")
}

func TestTokenOfAnother(t *testing.T) {
	t.Parallel()
	w := oldWorld(10)
	other := *w.Accounts[0]
	other.Handle, other.Posts, other.Mentions = "lain", nil, nil
	w.Accounts = append(w.Accounts, &other)
	p := newPlatform(t, w, xsim.Options{Users: map[string]string{userToken: "lain"}})
	var all collected
	all.collect(t, p, p.connect(t, "", nil), sdk.Request{})
	require.NoError(t, all.err)
	require.Equal(t, expect(w, sdktest.Now, weekAgo), names(all))
	require.Contains(t, all.lines["post "+w.Accounts[0].Posts[0].ID], "clicks=!permission")
}

// X's refresh tokens work once: a new one must be kept at once, and used by the
// next process.
func TestRefreshTokenIsKept(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(5), xsim.Options{Refresh: map[string]string{"first": "dinas"}})
	m := newMemories()
	raw, err := json.Marshal(sdk.Token{Access: "old", Refresh: "first", Expires: time.Now().Add(time.Minute)})
	require.NoError(t, err)
	m.own["token"] = raw
	p.set(func(p *platform) { p.instead = fail("/users/me") })
	var all collected
	all.collect(t, p, p.connect(t, "client_id: abc", m), sdk.Request{})
	require.Equal(t, sdk.Transient, sdk.KindOf(all.err), "the run failed after the token was renewed")
	p.set(func(p *platform) { p.instead = nil })
	all.collect(t, p, p.connect(t, "client_id: abc", m), sdk.Request{})
	require.NoError(t, all.err)
	require.Contains(t, string(m.own["token"]), "refresh-dinas-1")
}

func TestSameNewPageForEver(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(5), xsim.Options{})
	n := 0
	p.set(func(p *platform) {
		p.instead = func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.HasSuffix(r.URL.Path, "/mentions") {
				return false
			}
			n++
			_, _ = fmt.Fprintf(w, `{"data":[{"id":"1","text":"@dinas","created_at":"2026-03-09T08:00:00.000Z","author_id":"2"}],"meta":{"next_token":"t%d"}}`, n)
			return true
		}
	})
	var all collected
	all.collect(t, p, p.connect(t, "", nil), sdk.Request{})
	require.NoError(t, all.err)
	require.Equal(t, mostIdle+1, n)
	require.Contains(t, names(all), "mention 1 under ")
	require.Equal(t, sdk.NoticeSkipped, all.result.Notices[0].Kind)
}

func TestCountsWholeHours(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(5), xsim.Options{})
	c := p.connect(t, "counts_hours: 3\nsearches: [{query: \"#banjir\"}]", nil)
	counted := func(all collected) (n int) {
		for line := range all.lines {
			if strings.HasPrefix(line, "volume") {
				n++
			}
		}
		return n
	}
	requests := func() (n int) {
		for _, path := range p.asked() {
			if strings.Contains(path, "/counts/") {
				n++
			}
		}
		return n
	}
	var all collected
	all.collect(t, p, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -1)})
	require.NoError(t, all.err)
	require.Empty(t, all.result.Failures)
	require.Equal(t, 7*24-2, counted(all), "seven days, less the hours at both ends that are not whole")
	require.Equal(t, 1, requests())
	require.Contains(t, all.lines["volume #banjir 2026-03-10T05:00:00Z"], "count=1")
	require.Contains(t, all.lines["volume #banjir 2026-03-10T06:00:00Z"], "count=0")

	p.set(func(p *platform) { p.now = p.now.Add(2 * time.Hour) })
	all.collect(t, p, c, sdk.Request{})
	require.Zero(t, requests(), "three hours have not passed")
	p.set(func(p *platform) { p.now = p.now.Add(2 * time.Hour) })
	all.collect(t, p, c, sdk.Request{})
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
