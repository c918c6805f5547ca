//go:build linux

package faults

import (
	"log/slog"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/ask"
	"github.com/pantau/pantau/collector/ask/asgrafana"
	"github.com/pantau/pantau/collector/embedded"
)

// TestKilledPlugin kills the plugin's process while it answers, and starts it
// again as Grafana does. An answer is right or there is none.
func TestKilledPlugin(t *testing.T) {
	t.Parallel()
	began, n := time.Now(), rounds(t, 3, 0.25)
	o := newOffice(t, size{accounts: 1, posts: 10, comments: 6})
	o.freeze()
	dir := t.TempDir()
	once(t, o.configure(t, dir, embeddedDB))
	db, err := embedded.Start(filepath.Join(dir, "data"), "pantau", 0, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	source := ask.Source{URL: db.URL, Org: "pantau", Bucket: "pantau", Token: db.Token, TimeZone: "Asia/Jakarta", Language: "en"}
	want := o.posts()
	answered, failed := 0, 0
	for i := range n {
		p, err := ask.Start(built(t, door), source)
		require.NoError(t, err)
		o.requireAnswer(t, p, want)
		go func() {
			atRandom(200 * time.Millisecond)
			_ = syscall.Kill(p.Process(), syscall.SIGKILL) // the process is ours
		}()
		for err == nil {
			p.Renew() // not from memory
			var frames data.Frames
			if frames, err = asgrafana.Ask(t.Context(), p, o.question()); err == nil {
				answered++
				require.Equal(t, want, interactions(t, frames))
			}
		}
		failed++
		p.Close()
		progress(t, i, n)
	}
	table.note(t, began, n, "%d answers before the kills, all right; %d questions without one; asked again, all right", answered, failed)
}

func (o *office) question() ask.Question {
	now := o.world.Now()
	return ask.Question{Type: "top_posts", Params: map[string]string{"limit": "10"}, From: now.Add(-7 * 24 * time.Hour), To: now.Add(time.Hour)}
}

// posts are the interactions of each post, by the world.
func (o *office) posts() []float64 {
	var out []float64
	now := o.world.Now()
	for _, p := range o.world.Accounts[0].PostsBy(now) {
		c := p.At(now)
		out = append(out, float64(c.Likes+c.Shares+c.Quotes+len(p.CommentsBy(now))))
	}
	slices.Sort(out)
	return out
}

func (o *office) requireAnswer(t testing.TB, p *ask.Plugin, want []float64) {
	t.Helper()
	frames, err := asgrafana.Ask(t.Context(), p, o.question())
	require.NoError(t, err)
	require.Equal(t, want, interactions(t, frames))
}

// interactions finds what the posts are ranked by.
func interactions(t testing.TB, frames data.Frames) []float64 {
	t.Helper()
	var out []float64
	for _, frame := range frames {
		field, at := frame.FieldByName("value")
		require.GreaterOrEqual(t, at, 0, "columns: %v", frame)
		for i := range field.Len() {
			v, err := field.NullableFloatAt(i)
			require.NoError(t, err)
			require.NotNil(t, v)
			out = append(out, *v)
		}
	}
	slices.Sort(out)
	return out
}
