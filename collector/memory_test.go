//go:build !race

package main

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/supervisor"
	"github.com/pantau/pantau/collector/usage"
	"github.com/pantau/pantau/collector/vault"
	"github.com/pantau/pantau/connectors/bluesky/blueskysim"
	"github.com/pantau/pantau/connectors/facebook/facebooksim"
	"github.com/pantau/pantau/connectors/gdelt/gdeltsim"
	"github.com/pantau/pantau/connectors/instagram/instagramsim"
	"github.com/pantau/pantau/connectors/linkedin/linkedinsim"
	"github.com/pantau/pantau/connectors/mastodon/mastodonsim"
	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/rss/rsssim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/wire"
	"github.com/pantau/pantau/connectors/sim"
	"github.com/pantau/pantau/connectors/telegram/telegramsim"
	"github.com/pantau/pantau/connectors/threads/threadssim"
	"github.com/pantau/pantau/connectors/tiktok/tiktoksim"
	"github.com/pantau/pantau/connectors/x/xsim"
	"github.com/pantau/pantau/connectors/youtube/youtubesim"
)

// A large account, and the most memory of its own that its connector's process may
// hold while it is read.
const (
	bigPosts    = 1000
	bigComments = 100 // under each
	mostMemory  = 40 << 20
)

// bigWorld holds a large account whose last day was busy.
func bigWorld(platform string) *sim.World { return busyWorld(platform, bigPosts, bigComments) }

// busyWorld holds an account that has lately said something every 80 seconds.
func busyWorld(platform string, posts, comments int) *sim.World {
	now := time.Now().Truncate(time.Second)
	a := &sim.Account{Platform: platform, Handle: "dinas", Name: "Dinas", Followers: func(time.Time) int { return 90_000 }}
	for i := range posts {
		at := now.Add(-time.Duration(posts-i+1) * 80 * time.Second)
		p := &sim.Post{
			ID: strconv.FormatInt(at.UnixMicro(), 10), Type: "video", Published: at, Text: fmt.Sprintf("Informasi layanan ke-%d", i),
			Final: sim.Counters{Likes: 100, Shares: 5, Views: 9000, Reach: 7000},
		}
		for k := range comments {
			p.Comments = append(p.Comments, &sim.Comment{
				ID: strconv.FormatInt(at.UnixMicro()+int64(k)+1, 10), Author: fmt.Sprintf("warga%d", k),
				Created: at.Add(time.Duration(k+1) * time.Second), Text: strings.Repeat("Pelayanannya cepat, terima kasih. ", 4),
			})
		}
		a.Posts = append(a.Posts, p)
		if (platform == "rss" || platform == "gdelt") && i%5 == 0 { // where what others write stands alone
			a.Mentions = append(a.Mentions, &sim.Comment{ID: p.ID, Author: "koran", Created: at, Text: p.Text + " di kota\nPelayanannya cepat."})
		}
	}
	return sim.New(func() time.Time { return now }, a)
}

// big is how a connector reads its large account.
type big struct {
	settings string // with URL for the platform's address and DIR for a folder
	platform func(*sim.World) http.Handler
	// What it reads at least, where the platform has less than everything.
	posts, mentions int
	runs            int // within which it must have read that; 0: one
}

var bigAccounts = map[string]big{
	"bluesky": {settings: "base_url: URL\naccount: dinas.bsky.social\napp_password: pass-word\n", platform: func(w *sim.World) http.Handler {
		return blueskysim.Handler(w, blueskysim.Options{Limit: -1})
	}},
	"file": {settings: "account: dinas\nplatform: instagram\npaths: [DIR/*.csv]\n", platform: bigExport, posts: bigPosts, mentions: -1},
	"gdelt": {settings: "base_url: URL\naccount: berita\nqueries: [layanan]\n", platform: func(w *sim.World) http.Handler {
		return gdeltsim.Handler(w, gdeltsim.Options{})
	}, posts: -1, mentions: 150}, // GDELT tells of 250 articles at once, and of none that is minutes old
	"linkedin": {settings: "base_url: URL/rest\norganization: " + linkedinsim.OrganizationURN("dinas") + "\ntoken: tok-3n\ndaily_requests: 1000000\n", platform: func(w *sim.World) http.Handler {
		return linkedinsim.New(w, linkedinsim.Options{Tokens: map[string]string{"tok-3n": "dinas"}})
	}, runs: 10}, // it reads the comments of 200 posts in a run
	"rss": {settings: "account: dinas\nbase_url: URL/dinas/rss.xml\n", platform: func(w *sim.World) http.Handler {
		return rsssim.Handler(w, rsssim.Options{Items: 10 * bigPosts})
	}, posts: -1, mentions: bigPosts / 5}, // articles are mentions, and have no comments
	"telegram": {settings: "base_url: URL\nchannel: \"@dinas\"\ntoken: \"1:tok-3n\"\n", platform: func(w *sim.World) http.Handler {
		return telegramsim.Handler(w, telegramsim.Options{Bots: map[string]telegramsim.Bot{"1:tok-3n": {
			Username: "pantau_bot", Channels: []string{"dinas"}, Group: "administrator",
			Allowed: []string{"channel_post", "edited_channel_post", "message", "edited_message", "message_reaction_count"},
		}}})
	}, runs: 1200}, // of a hundred updates each, as Telegram gives them
	"tiktok": {settings: "api: business\nbase_url: URL/open_api/v1.3\ntoken: tok-3n\nbusiness_id: _000dinas\n", platform: func(w *sim.World) http.Handler {
		return tiktoksim.New(w, tiktoksim.Options{Tokens: map[string]string{"tok-3n": "dinas"}, Limit: 1e6})
	}, runs: 30}, // of 600 requests each, a minute's worth
	"facebook": {settings: "base_url: URL\npage: \"" + facebooksim.PageID("dinas") + "\"\ntoken: tok-3n\n", platform: func(w *sim.World) http.Handler {
		return facebooksim.Handler(w, facebooksim.Options{Options: bigMeta})
	}},
	"instagram": {settings: "base_url: URL\naccount: \"@dinas\"\ntoken: tok-3n\n", platform: func(w *sim.World) http.Handler {
		return instagramsim.Handler(w, instagramsim.Options{Options: bigMeta})
	}},
	"mastodon": {settings: "base_url: URL\naccount: dinas\ntoken: tok-3n\n", platform: func(w *sim.World) http.Handler {
		return mastodonsim.Handler(w, mastodonsim.Options{Tokens: map[string]string{"tok-3n": "dinas"}, Limit: 1e6})
	}},
	"threads": {settings: "base_url: URL\naccount: \"@dinas\"\ntoken: tok-3n\nkeywords: [pelayanan]\n", platform: func(w *sim.World) http.Handler {
		return threadssim.Handler(w, threadssim.Options{Options: bigMeta})
	}},
	"x": {settings: "base_url: URL/2\naccount: dinas\ntoken: tok-3n\nowned: true\nbudget_usd_month: 100000\n", platform: func(w *sim.World) http.Handler {
		return xsim.New(w, xsim.Options{Users: map[string]string{"tok-3n": "dinas"}, Owner: "dinas", Limits: map[string]int{"tweets/search/recent": 1e6, "users/:id/tweets": 1e6, "users/:id/mentions": 1e6}})
	}},
	"youtube": {settings: "base_url: URL/youtube/v3\nanalytics_url: URL/v2\ntoken_url: URL/token\naccount: \"@dinas\"\napi_key: tok-3n\nquota: 1000000\n", platform: func(w *sim.World) http.Handler {
		return youtubesim.Handler(w, youtubesim.Options{Keys: []string{"tok-3n"}, Quota: 1e6})
	}},
}

// bigMeta are the tokens of Meta's platforms.
var bigMeta = metasim.Options{Tokens: map[string]metasim.Token{"tok-3n": {User: "dinas"}}}

// binary builds pantau as it is installed, once: the race detector would eat
// the memory that is measured.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "pantau-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "pantau")
	out, err := exec.Command("go", "build", "-trimpath", "-o", path, ".").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return path, err
})

func TestConnectorsStaySmall(t *testing.T) {
	path, err := binary()
	require.NoError(t, err)
	for id, account := range bigAccounts {
		t.Run(id, func(t *testing.T) {
			dir := t.TempDir()
			world := bigWorld(id)
			writeExport(t, filepath.Join(dir, "posts.csv"), world)
			server := httptest.NewServer(account.platform(world))
			t.Cleanup(server.Close)
			kept, err := vault.Open(filepath.Join(dir, "vault"), filepath.Join(dir, "key"))
			require.NoError(t, err)
			sup, err := supervisor.New(supervisor.Options{BuiltIn: []string{id}, Executable: path, Log: slog.New(slog.DiscardHandler), Vault: kept, Readable: map[string][]string{id: {dir}}})
			require.NoError(t, err)
			t.Cleanup(sup.Close)
			settings := strings.NewReplacer("URL", server.URL, "DIR", dir).Replace(account.settings)
			require.NoError(t, sup.Configure(t.Context(), id, id+"/dinas", sdk.Settings(settings), sdk.ReachAll))
			peak := watchMemory(t, path+"\x00connector\x00"+id)
			account.readAll(t, sup, id)
			got := peak()
			t.Logf("at most %d MB", got>>20)
			require.Positive(t, got)
			require.LessOrEqual(t, got, int64(mostMemory))
		})
	}
}

// readAll collects until everything is read.
func (b big) readAll(t *testing.T, sup *supervisor.Supervisor, id string) {
	t.Helper()
	wantPosts, wantMentions := cmp.Or(b.posts, bigPosts), cmp.Or(b.mentions, bigPosts*bigComments)
	posts, mentions, requests := map[string]bool{}, 0, 0
	now := time.Now()
	req := sdk.Request{Now: now, Since: now.Add(-30 * 24 * time.Hour)}
	for range max(b.runs, 1) {
		result, err := sup.Collect(t.Context(), id, id+"/dinas", req, func(records []*wire.Record) error {
			for _, r := range records {
				if p := r.GetPost(); p != nil {
					posts[p.GetId()] = true
				}
				if r.GetMention() != nil {
					mentions++
				}
			}
			return nil
		})
		require.NoError(t, err)
		for _, f := range result.Failures {
			require.Equal(t, sdk.RateLimited, sdk.KindOf(f), "%v", f)
			require.Greater(t, b.runs, 1, "%v", f)
		}
		req.Cursor, req.Now, requests = result.Cursor, req.Now.Add(time.Minute), requests+result.Requests
		if len(posts) >= wantPosts && mentions >= wantMentions {
			break
		}
	}
	t.Logf("%d posts, %d mentions, %d requests", len(posts), mentions, requests)
	require.GreaterOrEqual(t, len(posts), wantPosts)
	require.GreaterOrEqual(t, mentions, wantMentions)
}

// bigExport is no platform: exports are read from disk.
func bigExport(*sim.World) http.Handler { return http.NotFoundHandler() }

// writeExport writes the world's posts in the generic form of the file connector.
func writeExport(t *testing.T, path string, w *sim.World) {
	t.Helper()
	var b strings.Builder
	b.WriteString("id,published,type,text,likes,comments,shares,views,reach\n")
	for _, p := range w.Accounts[0].Posts {
		fmt.Fprintf(&b, "%s,%s,%s,%s,%d,%d,%d,%d,%d\n", p.ID, p.Published.Format(time.RFC3339), p.Type, p.Text,
			p.Final.Likes, len(p.Comments), p.Final.Shares, p.Final.Views, p.Final.Reach)
	}
	require.NoError(t, os.WriteFile(path, []byte(b.String()), 0o600))
}

// watchMemory samples the memory of its own of the process with a command line,
// and gives the highest. The program's pages don't count: all connectors share them,
// and how many are there is up to the kernel.
func watchMemory(t *testing.T, command string) (peak func() int64) {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil || len(files) == 0 {
		t.Skip("there is no /proc to look at")
	}
	folder := ""
	for _, f := range files {
		if raw, err := os.ReadFile(f); err == nil && strings.HasPrefix(string(raw), command) {
			folder = filepath.Dir(f)
		}
	}
	require.NotEmpty(t, folder, "the connector's process is not there")
	var highest atomic.Int64
	process, err := strconv.Atoi(filepath.Base(folder))
	require.NoError(t, err)
	sample := func() { highest.Store(max(highest.Load(), usage.Own(process))) }
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for tick := time.NewTicker(20 * time.Millisecond); ; {
			select {
			case <-stop:
				tick.Stop()
				sample()
				return
			case <-tick.C:
				sample()
			}
		}
	}()
	return func() int64 {
		close(stop)
		<-done
		return highest.Load()
	}
}
