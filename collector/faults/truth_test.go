//go:build linux

package faults

import (
	"log/slog"
	"math"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink"
)

// stored counts what was compared.
type stored struct{ posts, mentions, readings int }

// requireStored opens the database that a collector has left in dir, and
// compares.
func (o *office) requireStored(t testing.TB, dir string) stored {
	t.Helper()
	db, err := embedded.Start(filepath.Join(dir, "data"), "pantau", 0, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	return o.requireTruth(t, sink.Database{URL: db.URL, Org: "pantau", Bucket: "pantau", Token: db.Token})
}

// requireTruth compares what is stored with what the platform has, id by id:
// posts, mentions, readings of accounts; and the rollups with a recount.
func (o *office) requireTruth(t testing.TB, db sink.Database) (sum stored) {
	t.Helper()
	now := o.world.Now()
	posts, mentions := rows(t, db, `SELECT id, likes FROM post WHERE platform = 'mastodon' GROUP BY account`), rows(t, db, `SELECT id, post FROM mention WHERE platform = 'mastodon' GROUP BY account`)
	for _, a := range o.world.Accounts {
		var wantPosts, wantMentions, gotPosts, gotMentions []string
		likes := map[string]float64{}
		for _, p := range a.PostsBy(now) {
			wantPosts = append(wantPosts, p.ID)
			likes[p.ID] = float64(p.At(now).Likes)
			for _, c := range p.CommentsBy(now) {
				wantMentions = append(wantMentions, c.ID+" under "+p.ID)
			}
		}
		for _, r := range posts {
			if r.tags["account"] == a.Handle {
				gotPosts = append(gotPosts, r.text("id"))
				if now.Sub(r.at) < 48*time.Hour { // read again by every run
					require.InDelta(t, likes[r.text("id")], r.number("likes"), 1, "likes of %s", r.text("id"))
				}
			}
		}
		for _, r := range mentions {
			if r.tags["account"] == a.Handle {
				gotMentions = append(gotMentions, r.text("id")+" under "+r.text("post"))
			}
		}
		requireSame(t, a.Handle+" posts", wantPosts, gotPosts)
		requireSame(t, a.Handle+" mentions", wantMentions, gotMentions)
		sum.posts, sum.mentions = sum.posts+len(gotPosts), sum.mentions+len(gotMentions)
		sum.readings += o.requireReadings(t, db, a.Handle)
	}
	require.Len(t, posts, sum.posts, "posts of unknown accounts")
	require.Len(t, mentions, sum.mentions, "mentions of unknown accounts")
	requireRecount(t, db)
	requireLists(t, db)
	return sum
}

// requireSame names the first few ids that are missing, too many, or doubled.
func requireSame(t testing.TB, what string, want, got []string) {
	t.Helper()
	count := map[string]int{}
	for _, id := range got {
		count[id]++
	}
	var wrong []string
	for _, id := range want {
		if count[id] != 1 {
			wrong = append(wrong, id)
		}
		delete(count, id)
	}
	require.Empty(t, wrong[:min(len(wrong), 10)], "%s: %d of %d are not stored once", what, len(wrong), len(want))
	require.Empty(t, count, "%s: nobody said these", what)
}

// requireReadings checks an account's counters: each is one that the platform
// told, none twice, and there is one of every run that ended well.
func (o *office) requireReadings(t testing.TB, db sink.Database, account string) int {
	t.Helper()
	seen, at := map[int]bool{}, map[int64]bool{}
	readings := rows(t, db, `SELECT followers FROM account WHERE account = '`+account+`'`)
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, r := range readings {
		n := int(r.number("followers"))
		require.True(t, o.given[account][n], "%s: nobody told of %d followers", account, n)
		require.False(t, seen[n], "%s: %d followers are stored twice", account, n)
		seen[n], at[r.at.Unix()] = true, true
	}
	for _, r := range rows(t, db, `SELECT error_kind, records, duration_s FROM pantau_poll WHERE account = '`+account+`'`) {
		began := r.at.Add(-time.Duration(math.Round(r.number("duration_s") * 1e9)))
		if r.text("error_kind") == "" && r.number("records") > 0 {
			require.True(t, at[began.Add(time.Millisecond).Unix()] || at[began.Add(-time.Millisecond).Unix()],
				"%s: the run of %s ended well, but its reading is missing", account, began)
		}
	}
	return len(readings)
}

// window is one cell of a rollup.
type window struct {
	at             time.Time
	account, topic string
}

// requireRecount counts the stored mentions anew and compares with the rollups.
func requireRecount(t testing.TB, db sink.Database) {
	t.Helper()
	volume, said, labels := map[window]float64{}, map[window]float64{}, map[string]float64{}
	for _, r := range rows(t, db, `SELECT topics, label FROM mention GROUP BY account`) {
		account := r.tags["account"]
		for _, topic := range schema.SplitTopics(r.text("topics")) {
			volume[window{r.at.Truncate(10 * time.Minute), account, topic}]++
			said[window{r.at.Truncate(time.Hour), account, topic}]++
		}
		said[window{r.at.Truncate(time.Hour), account, schema.AllTopics}]++
		labels[r.text("label")]++
	}
	gotVolume, gotSaid, gotLabels := map[window]float64{}, map[window]float64{}, map[string]float64{}
	for _, r := range rows(t, db, `SELECT mentions FROM topic_10m GROUP BY account, topic`) {
		if n := r.number("mentions"); n > 0 {
			gotVolume[window{r.at, r.tags["account"], r.tags["topic"]}] = n
		}
	}
	for _, r := range rows(t, db, `SELECT mentions, positive, neutral, negative FROM sentiment_1h GROUP BY account, topic`) {
		gotSaid[window{r.at, r.tags["account"], r.tags["topic"]}] = r.number("mentions")
		if r.tags["topic"] == schema.AllTopics {
			for _, label := range []string{schema.LabelPositive, schema.LabelNeutral, schema.LabelNegative} {
				if n := r.number(label); n > 0 {
					gotLabels[label] += n
				}
			}
		}
	}
	require.Equal(t, volume, gotVolume, "topic_10m is not what a recount gives")
	require.Equal(t, said, gotSaid, "sentiment_1h is not what a recount gives")
	require.Equal(t, labels, gotLabels, "the labels of sentiment_1h are not those of the mentions")
}
