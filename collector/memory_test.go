package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/supervisor"
	"github.com/pantau/pantau/connectors/bluesky/blueskysim"
	"github.com/pantau/pantau/connectors/facebook/facebooksim"
	"github.com/pantau/pantau/connectors/instagram/instagramsim"
	"github.com/pantau/pantau/connectors/mastodon/mastodonsim"
	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/wire"
	"github.com/pantau/pantau/connectors/sim"
	"github.com/pantau/pantau/connectors/threads/threadssim"
	"github.com/pantau/pantau/connectors/x/xsim"
	"github.com/pantau/pantau/connectors/youtube/youtubesim"
)

// A large account, and the most memory that its connector's process may hold
// while it is read.
const (
	bigPosts    = 1000
	bigComments = 100 // under each
	mostMemory  = 60 << 20
)

// bigWorld holds a large account whose last week was busy.
func bigWorld(platform string) *sim.World {
	now := time.Now().Truncate(time.Second)
	a := &sim.Account{Platform: platform, Handle: "dinas", Name: "Dinas", Followers: func(time.Time) int { return 90_000 }}
	for i := range bigPosts {
		at := now.Add(-time.Duration(bigPosts-i) * 8 * time.Minute)
		p := &sim.Post{
			ID: strconv.FormatInt(at.UnixMicro(), 10), Type: "video", Published: at, Text: fmt.Sprintf("Informasi layanan ke-%d", i),
			Final: sim.Counters{Likes: 100, Shares: 5, Views: 9000, Reach: 7000},
		}
		for k := range bigComments {
			p.Comments = append(p.Comments, &sim.Comment{
				ID: strconv.FormatInt(at.UnixMicro()+int64(k)+1, 10), Author: fmt.Sprintf("warga%d", k),
				Created: at.Add(time.Duration(k+1) * time.Second), Text: strings.Repeat("Pelayanannya cepat, terima kasih. ", 4),
			})
		}
		a.Posts = append(a.Posts, p)
	}
	return sim.New(func() time.Time { return now }, a)
}

// bigAccounts are the settings of each connector for its platform at an
// address, and that platform.
var bigAccounts = map[string]struct {
	settings string
	platform func(*sim.World) http.Handler
}{
	"bluesky": {"base_url: URL\naccount: dinas.bsky.social\napp_password: pass-word\n", func(w *sim.World) http.Handler {
		return blueskysim.Handler(w, blueskysim.Options{Limit: -1})
	}},
	"facebook": {"base_url: URL\npage: \"" + facebooksim.PageID("dinas") + "\"\ntoken: tok-3n\n", func(w *sim.World) http.Handler {
		return facebooksim.Handler(w, facebooksim.Options{Options: bigMeta})
	}},
	"instagram": {"base_url: URL\naccount: \"@dinas\"\ntoken: tok-3n\n", func(w *sim.World) http.Handler {
		return instagramsim.Handler(w, instagramsim.Options{Options: bigMeta})
	}},
	"mastodon": {"base_url: URL\naccount: dinas\ntoken: tok-3n\n", func(w *sim.World) http.Handler {
		return mastodonsim.Handler(w, mastodonsim.Options{Tokens: map[string]string{"tok-3n": "dinas"}, Limit: 1e6})
	}},
	"threads": {"base_url: URL\naccount: \"@dinas\"\ntoken: tok-3n\nkeywords: [pelayanan]\n", func(w *sim.World) http.Handler {
		return threadssim.Handler(w, threadssim.Options{Options: bigMeta})
	}},
	"x": {"base_url: URL/2\naccount: dinas\ntoken: tok-3n\nowned: true\nbudget_usd_month: 100000\n", func(w *sim.World) http.Handler {
		return xsim.New(w, xsim.Options{Users: map[string]string{"tok-3n": "dinas"}, Owner: "dinas", Limits: map[string]int{"tweets/search/recent": 1e6, "users/:id/tweets": 1e6, "users/:id/mentions": 1e6}})
	}},
	"youtube": {"base_url: URL/youtube/v3\nanalytics_url: URL/v2\ntoken_url: URL/token\naccount: \"@dinas\"\napi_key: tok-3n\nquota: 1000000\n", func(w *sim.World) http.Handler {
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
	for id, big := range bigAccounts {
		t.Run(id, func(t *testing.T) {
			server := httptest.NewServer(big.platform(bigWorld(id)))
			t.Cleanup(server.Close)
			sup, err := supervisor.New(supervisor.Options{BuiltIn: []string{id}, Executable: path, Log: slog.New(slog.DiscardHandler)})
			require.NoError(t, err)
			t.Cleanup(sup.Close)
			settings := sdk.Settings(strings.ReplaceAll(big.settings, "URL", server.URL))
			require.NoError(t, sup.Configure(t.Context(), id, id+"/dinas", settings))
			peak := watchMemory(t, path+"\x00connector\x00"+id)
			posts, mentions := 0, 0
			now := time.Now()
			result, err := sup.Collect(t.Context(), id, id+"/dinas", sdk.Request{Now: now, Since: now.Add(-30 * 24 * time.Hour)}, func(records []*wire.Record) error {
				for _, r := range records {
					if r.GetPost() != nil {
						posts++
					}
					if r.GetMention() != nil {
						mentions++
					}
				}
				return nil
			})
			require.NoError(t, err)
			require.Empty(t, result.Failures)
			require.GreaterOrEqual(t, posts, bigPosts)
			require.GreaterOrEqual(t, mentions, bigPosts*bigComments)
			got := peak()
			t.Logf("%d posts, %d mentions, %d requests: at most %d MB", posts, mentions, result.Requests, got>>20)
			require.LessOrEqual(t, got, int64(mostMemory))
		})
	}
}

var resident = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)

// watchMemory samples the resident memory of the process with a command line,
// and gives the highest.
func watchMemory(t *testing.T, command string) (peak func() int64) {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil || len(files) == 0 {
		t.Skip("there is no /proc to look at")
	}
	status := ""
	for _, f := range files {
		if raw, err := os.ReadFile(f); err == nil && strings.HasPrefix(string(raw), command) {
			status = filepath.Join(filepath.Dir(f), "status")
		}
	}
	require.NotEmpty(t, status, "the connector's process is not there")
	var highest atomic.Int64
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for tick := time.NewTicker(20 * time.Millisecond); ; {
			select {
			case <-stop:
				tick.Stop()
				return
			case <-tick.C:
				raw, _ := os.ReadFile(status) // the process may be gone
				if m := resident.FindSubmatch(raw); m != nil {
					kb, _ := strconv.ParseInt(string(m[1]), 10, 64) // digits
					highest.Store(max(highest.Load(), kb<<10))
				}
			}
		}
	}()
	return func() int64 {
		close(stop)
		<-done
		return highest.Load()
	}
}
