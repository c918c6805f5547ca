package engine

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/correct"
	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/policy"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/collector/sink"
	"github.com/pantau/pantau/connectors/sdk"
)

// withTerms is a configuration of the small world with an exception from
// Mastodon's terms, and the database of the test.
func withTerms(t *testing.T, s *influxtest.Server, url, terms string) string {
	t.Helper()
	s.Bucket(t, "pantau")
	path := filepath.Join(t.TempDir(), "pantau.yaml")
	require.NoError(t, os.WriteFile(path, fmt.Appendf(nil, `
data_dir: data
influxdb: {url: %q, org: pantau, bucket: pantau, token: %q}
http: {listen: ""}
topics: {vaksinasi: [vaksinasi]}
terms: {mastodon: %s}
accounts:
  - {connector: mastodon, account: dinkes, base_url: %q, allow_private: true, token: tok-3n, interval: 1s, history: 3650d}
`, s.URL, s.Token, terms, url), 0o600))
	return path
}

func TestRetentionDeletesWhatMayNoLongerBeKept(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		w := smallWorld(60, 2) // 60 posts, two hours apart: five days
		clock := epoch
		path := withTerms(t, s, serve(t, w).URL, `{retention_days: {mention: 2, account: 1, post: 3}, reason: test}`)
		e := open(t, load(t, path), func() time.Time { return clock })
		defer func() { require.NoError(t, e.Close()) }()
		require.NoError(t, e.Once(t.Context()))
		db := e.Database()
		const mentions = `SELECT id FROM mention`
		young := column(t, db, mentions)
		require.Len(t, young, 48, "of five days the last two are written at all: 24 posts with two comments each")
		require.Len(t, column(t, db, `SELECT id FROM post`), 60, "all posts were read just now")
		const listed = `SELECT id_list FROM posts_1w WHERE id_list != ''`
		require.NotEmpty(t, column(t, db, listed))
		const followers = `SELECT followers_list FROM account_1w WHERE followers_list != ''`
		require.NotEmpty(t, column(t, db, followers))

		clock = epoch.Add(24 * time.Hour)
		require.NoError(t, e.sink.Sweep(t.Context()))
		require.Len(t, column(t, db, mentions), 24, "another day has passed")
		require.NotEmpty(t, column(t, db, `SELECT followers FROM account`), "a day is allowed")
		require.Len(t, column(t, db, `SELECT id FROM post`), 60)

		clock = epoch.Add(4 * 24 * time.Hour)
		require.NoError(t, e.sink.Sweep(t.Context()))
		require.Empty(t, column(t, db, mentions))
		require.Empty(t, column(t, db, `SELECT followers FROM account`))
		require.Empty(t, column(t, db, `SELECT id FROM post`), "none was read again for more than three days")
		require.Empty(t, column(t, db, listed), "nor does a list hold one")
		require.Empty(t, column(t, db, followers))
		require.Empty(t, column(t, db, `SELECT likes FROM post_history`))

		require.NoError(t, e.Once(t.Context()))
		require.NotEmpty(t, column(t, db, `SELECT id FROM post`), "what the platform still shows comes back")
	})
}

func TestWithoutLeaveNothingIsDerived(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		w := smallWorld(3, 2)
		path := withTerms(t, s, serve(t, w).URL, `{derived_metrics: false, compare_owners: false, reason: test}`)
		e := open(t, load(t, path), at(epoch))
		defer func() { require.NoError(t, e.Close()) }()
		require.NoError(t, e.Once(t.Context()))
		db := e.Database()
		require.Len(t, column(t, db, `SELECT id FROM mention`), 6)
		require.Empty(t, column(t, db, `SELECT label FROM mention`), "a label is derived")
		require.Empty(t, column(t, db, `SELECT mentions FROM sentiment_1h`))
		require.Empty(t, column(t, db, `SELECT mentions FROM topic_10m`))
		require.NotEmpty(t, column(t, db, `SELECT likes FROM post`))
		require.Empty(t, column(t, db, `SELECT engagements FROM post`), "nor is anything added up")
		require.Empty(t, column(t, db, `SELECT engagements FROM post_history`))
		require.Equal(t, []any{float64(0)}, column(t, db, `SELECT derived FROM pantau_terms WHERE platform = 'mastodon'`))
		require.Equal(t, []any{"test"}, column(t, db, `SELECT exception FROM pantau_terms`))
	})
}

func TestAnExceptionNeedsAReasonAndAnAccount(t *testing.T) {
	t.Parallel()
	write := func(terms string) string {
		path := filepath.Join(t.TempDir(), "pantau.yaml")
		require.NoError(t, os.WriteFile(path, []byte("data_dir: data\nterms: "+terms+"\naccounts:\n  - {connector: rss, account: a, base_url: http://127.0.0.1:1/feed}\n"), 0o600))
		return path
	}
	o := options(load(t, write(`{mastodon: {derived_metrics: true, reason: audit}}`)))
	_, _, err := Accounts(t.Context(), o)
	require.ErrorContains(t, err, "terms: mastodon: no account has this connector")
	o = options(load(t, write(`{rss: {retention_days: {story: 3}, reason: audit}}`)))
	_, _, err = Accounts(t.Context(), o)
	require.ErrorContains(t, err, `"story" is no kind of record`)
}

// What was exported by hand stays under the terms of the platform it is from.
func TestExportsKeepToTheirPlatformsTerms(t *testing.T) {
	t.Parallel()
	account := func(platform, terms string) Account {
		path := filepath.Join(t.TempDir(), "pantau.yaml")
		require.NoError(t, os.WriteFile(path, []byte("data_dir: data\nterms: "+terms+"\naccounts:\n  - {connector: file, account: dinas, platform: "+platform+", paths: [posts.csv]}\n"), 0o600))
		sup, accounts, err := Accounts(t.Context(), options(load(t, path)))
		require.NoError(t, err)
		t.Cleanup(sup.Close)
		require.Equal(t, platform, accounts[0].Policy.Platform)
		return accounts[0]
	}
	instagram := account("instagram", "{}")
	require.True(t, instagram.Policy.Derived)
	require.NotEmpty(t, instagram.Policy.Breaks, "the export's numbers changed their meaning too")
	youtube := account("youtube", "{}")
	require.False(t, youtube.Policy.Derived)
	require.True(t, account("youtube", "{file: {derived_metrics: true, reason: audit}}").Policy.Derived)
}

// Each kind of record is deleted by its own rule; what belongs to another
// account or is young stays.
func TestRetentionReachesEveryKindOfRecord(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		path := withTerms(t, s, serve(t, smallWorld(1, 0)).URL, `{retention_days: {mention: 2, account: 2, post: 2}, reason: test}`)
		e := open(t, load(t, path), at(epoch))
		defer func() { require.NoError(t, e.Close()) }()
		db := e.Database()
		measured := map[sdk.RecordKind][]string{
			sdk.KindAccount: {"account"}, sdk.KindPost: {"post", "post_history", "readings_1d"}, sdk.KindMention: {"mention", "term_10m", "copies_1h"},
			sdk.KindAudience: {"audience"}, sdk.KindVolume: {"volume"},
		}
		policies, young, old := map[string]policy.Policy{}, epoch.Add(-24*time.Hour), epoch.Add(-3*24*time.Hour)
		var lines []string
		for kind, measurements := range measured {
			policies["mastodon/"+string(kind)] = policy.Policy{Platform: "mastodon", Retention: map[sdk.RecordKind]time.Duration{kind: 48 * time.Hour}}
			for _, m := range measurements {
				for _, account := range []string{string(kind), "other"} {
					for _, when := range []time.Time{young, old} {
						lines = append(lines, fmt.Sprintf(`%s,platform=mastodon,account=%s id="1",n=1 %d`, m, account, when.UnixNano()))
					}
				}
			}
		}
		s.Write(t, "pantau", strings.Join(lines, "\n"))
		sweeper := sink.New(sink.Options{
			Database: db, Policies: policies, State: e.state, Now: at(epoch), Meters: sink.NewMeters(prometheus.NewRegistry()), Log: slog.New(slog.DiscardHandler),
		})
		defer sweeper.Close()
		require.NoError(t, sweeper.Sweep(t.Context()))
		for kind, measurements := range measured {
			for _, m := range measurements {
				require.Len(t, column(t, db, fmt.Sprintf(`SELECT n FROM %s WHERE account = '%s'`, m, kind)), 1, m)
				require.Len(t, column(t, db, fmt.Sprintf(`SELECT n FROM %s WHERE account = 'other'`, m)), 2, m)
			}
		}
	})
}

// TestRetentionReachesLettersAndCorrections: what is deleted for its age stands
// neither in the dead letters nor in the corrections; what is young, of others
// or the office's own stays.
func TestRetentionReachesLettersAndCorrections(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		clock := epoch
		path := withTerms(t, s, serve(t, smallWorld(2, 2)).URL, `{retention_days: {mention: 2, post: 9}, reason: test}`)
		c := load(t, path)
		e := open(t, c, func() time.Time { return clock })
		defer func() { require.NoError(t, e.Close()) }()
		require.NoError(t, e.Once(t.Context()))
		text, ok := column(t, e.Database(), `SELECT text FROM mention`)[0].(string)
		require.True(t, ok)
		corrections := correct.NewStore(c.DataDir)
		require.NoError(t, corrections.Add(t.Context(),
			correct.Correction{Text: text, Label: sentiment.Positive, Annotator: "a", Time: epoch},
			correct.Correction{Text: "kalimat kantor sendiri", Label: sentiment.Neutral, Annotator: "a", Time: epoch}))
		kept := func() (texts []string) {
			all, err := corrections.Load()
			require.NoError(t, err)
			for _, c := range all {
				texts = append(texts, c.Text)
			}
			return texts
		}

		old, young := epoch.Add(-50*time.Hour), epoch.Add(-40*time.Hour)
		letter := func(at time.Time, reason, line string) string {
			return fmt.Sprintf("{\"at\":%q,\"reason\":%q,\"line\":%q}\n", at.Format(time.RFC3339), reason, line)
		}
		mention := func(account string, at time.Time) string {
			return fmt.Sprintf(`mention,account=%s,kind=reply,platform=mastodon text="%s, ya" %d`, account, account, at.UnixNano())
		}
		gone := letter(epoch, "422", mention("dinkes", old)) + letter(old, "mastodon/dinkes: in the future", `{"mention": {"text": "x"}}`)
		stay := letter(epoch, "422", mention("dinkes", young)) + letter(old, "422", mention("other", old)) +
			letter(young, "mastodon/dinkes: in the future", `{"mention": {"text": "x"}}`) + letter(old, "mastodon/dinkes2: no id", "{}") +
			letter(old, "422", fmt.Sprintf(`sentiment_1h,account=dinkes,platform=mastodon n=1 %d`, old.UnixNano())) +
			letter(old, "422", fmt.Sprintf(`post,account=dinkes,platform=mastodon n=1 %d`, old.UnixNano())) + "half a li\n"
		letters := filepath.Join(c.DataDir, "dead-letters")
		require.NoError(t, os.MkdirAll(letters, 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(letters, "2026-11.jsonl"), []byte(gone+stay), 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(letters, "2026-10.jsonl"), []byte(gone), 0o600))
		require.NoError(t, e.sink.Sweep(t.Context()))
		raw, err := os.ReadFile(filepath.Join(letters, "2026-11.jsonl"))
		require.NoError(t, err)
		require.Equal(t, stay, string(raw))
		require.NoFileExists(t, filepath.Join(letters, "2026-10.jsonl"))
		require.ElementsMatch(t, []string{text, "kalimat kantor sendiri"}, kept(), "the mention is young")

		clock = epoch.Add(3 * 24 * time.Hour)
		require.NoError(t, e.sink.Sweep(t.Context()))
		require.Empty(t, column(t, e.Database(), `SELECT text FROM mention`))
		require.Equal(t, []string{"kalimat kantor sendiri"}, kept())
	})
}
