package sdktest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

func toyOn(t *testing.T, p *Server) sdk.Connector {
	t.Helper()
	c := newToy("")()
	require.NoError(t, c.Configure(sdk.Settings("base_url: "+p.URL+"\n")))
	return c
}

func TestServerNotesChangesAndBreaks(t *testing.T) {
	t.Parallel()
	p := Serve(t, toyPlatform(t))
	c := toyOn(t, p)
	var got Gathered
	got.Collect(t, c, sdk.Request{})
	got.Good(t)
	require.Equal(t, []string{"/posts/0", "/posts/1"}, p.Asked(""))
	require.Empty(t, p.Asked(""), "asked since the last time")
	require.Equal(t, map[string]bool{"post 1": true, "post 2": true, "post 3": true}, got.Names())
	require.Contains(t, got.Lines["post 3"], `text="tiga"`)
	require.Equal(t, "tiga", got.Posts["3"].Text)
	require.Equal(t, []int{3, 1}, []int{got.Given, got.Most})

	p.Break(After(1, Refuse("/posts/", http.StatusInternalServerError, "oops")))
	got = Gathered{}
	require.Equal(t, sdk.Transient, sdk.KindOf(got.Try(t, c, sdk.Request{})))
	require.Error(t, got.Err)
	require.Len(t, got.Posts, 2, "what was emitted before counts")
	p.Break(Refuse("/posts/1", http.StatusUnauthorized, "oops"))
	require.Equal(t, sdk.Auth, sdk.KindOf(got.Try(t, c, sdk.Request{})))
	require.Equal(t, []string{"/posts/1", "/posts/1"}, p.Asked("/1"))
	p.Mend()
	got.Next(t, c, sdk.Request{})
	require.Len(t, got.Posts, 3)

	p.Show(http.NotFoundHandler())
	require.Equal(t, sdk.Permanent, sdk.KindOf(got.Try(t, c, sdk.Request{})))
}

// A run that ends in an error leaves the cursor of the one before.
func TestNextGoesOnAfterTheLastWholeRun(t *testing.T) {
	t.Parallel()
	var got Gathered
	c := &scripted{cursors: []string{"a", "b", "c"}, fails: 2}
	got.Collect(t, c, sdk.Request{})
	require.Error(t, got.Try(t, c, sdk.Request{Cursor: []byte("a")}))
	got.Next(t, c, sdk.Request{})
	require.Equal(t, []string{"", "a", "a"}, c.had)
	require.Equal(t, []byte("c"), got.Result.Cursor)
	require.Equal(t, map[string]bool{"audience age": true, "reply 7 under 1": true, "volume #a 2026-03-10T09:00:00Z": true}, got.Names())
	require.Contains(t, got.Lines, "audience age 25-34")
	require.Contains(t, got.Lines, "audience age 35-44")
	require.Len(t, got.Audience, 2, "of the last run")
	require.Equal(t, "1", got.Mentions["7"].Post)
}

// scripted is a connector whose runs are known before.
type scripted struct {
	sdk.Connector
	cursors, had []string
	fails        int
	others       []sdk.Record // of all runs but the first
}

func (c *scripted) Collect(_ context.Context, req sdk.Request, emit sdk.Emit) (sdk.Result, error) {
	c.had = append(c.had, string(req.Cursor))
	result := sdk.Result{Cursor: []byte(c.cursors[len(c.had)-1])}
	if len(c.had) == c.fails {
		return result, sdk.Errorf(sdk.Transient, "down")
	}
	if len(c.had) > 1 && len(c.others) > 0 {
		return result, emit(c.others...)
	}
	return result, emit(
		sdk.Audience{Dimension: "age", Bucket: "25-34"}, sdk.Audience{Dimension: "age", Bucket: "35-44"},
		sdk.Mention{ID: "7", MentionKind: schema.KindReply, Post: "1"}, sdk.Volume{Query: "#a", Start: req.Now},
	)
}

func TestStoredOutlivesAProcess(t *testing.T) {
	t.Parallel()
	var stored Stored
	var first, second keeper
	stored.Open(&first)
	require.NoError(t, first.own.Put("token", "abc"))
	require.NoError(t, first.shared.Put("count", 3))
	require.JSONEq(t, `"abc"`, string(stored.Own["token"]))
	stored.Open(&second)
	var count int
	require.True(t, second.shared.Get("count", &count))
	require.Equal(t, 3, count)
}

type keeper struct{ own, shared *sdk.Memory }

func (k *keeper) Keep(own, shared *sdk.Memory) { k.own, k.shared = own, shared }

func TestWhatAReportFinds(t *testing.T) {
	t.Parallel()
	report := sdk.CheckReport{Findings: []sdk.Finding{{What: "posts", OK: true}, {What: "reach", Detail: "no permission"}}}
	require.Equal(t, map[string]string{"reach": "no permission"}, Bad(report))
	require.True(t, Findings(report)["posts"].OK)
}

// fatal gives what a check says when it fails.
func fatal(t *testing.T, check func(testing.TB)) string {
	t.Helper()
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		check(r)
	}()
	<-done
	return r.said
}

type recorder struct {
	testing.TB
	said string
}

func (r *recorder) Helper() {}

func (r *recorder) Fatalf(format string, args ...any) {
	r.said = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func TestGatheredFailsWhatItShould(t *testing.T) {
	t.Parallel()
	var got Gathered
	c := &scripted{cursors: []string{"a", "b"}, fails: 2}
	got.Collect(t, c, sdk.Request{})
	require.Contains(t, fatal(t, func(t testing.TB) { got.Collect(t, c, sdk.Request{}) }), "down")
	require.Contains(t, fatal(t, got.Whole), "down")
	got = Gathered{Result: sdk.Result{Failures: []error{sdk.Errorf(sdk.Auth, "no insights")}}}
	require.Contains(t, fatal(t, got.Whole), "no insights")
	got = Gathered{Result: sdk.Result{Notices: []sdk.Notice{{Message: "cut"}}}}
	require.Empty(t, fatal(t, got.Whole))
	require.Contains(t, fatal(t, got.Good), "cut")
}

func TestCursorsSettle(t *testing.T) {
	t.Parallel()
	require.NoError(t, Settled(t, []byte(" a "), func(raw []byte) ([]byte, error) { return bytes.TrimSpace(raw), nil }))
	longer := func(raw []byte) ([]byte, error) { return append([]byte("x"), raw...), nil }
	require.Contains(t, fatal(t, func(t testing.TB) { _ = Settled(t, nil, longer) }), "differs")
	once := func(raw []byte) ([]byte, error) {
		if len(raw) > 0 {
			return nil, errors.New("unreadable")
		}
		return []byte("x"), nil
	}
	require.Contains(t, fatal(t, func(t testing.TB) { _ = Settled(t, nil, once) }), "unreadable")
	require.ErrorContains(t, Settled(t, []byte("y"), once), "unreadable", "what was refused at once is for the test to judge")
}

func TestFullWantsTheCollectorsError(t *testing.T) {
	t.Parallel()
	c := toyOn(t, Serve(t, toyPlatform(t)))
	Full(t, c, 2)
	require.Contains(t, fatal(t, func(t testing.TB) { Full(t, c, 9) }), "3 times")
	require.Contains(t, fatal(t, func(t testing.TB) { Full(t, deaf{c}, 2) }), "3 times")
}

func TestAlikeWantsTheSameAgain(t *testing.T) {
	t.Parallel()
	p := Serve(t, toyPlatform(t))
	require.Equal(t, []string{"/posts/0", "/posts/1"}, Alike(t, p, toyOn(t, p)))
	c := &scripted{cursors: []string{"a", "b"}, others: []sdk.Record{sdk.Post{ID: "1", Text: "lain"}}}
	require.Contains(t, fatal(t, func(t testing.TB) { Alike(t, p, c) }), "post 1 differs")
	require.Equal(t, []string{"", "a"}, c.had)
}

// deaf goes on when the collector has enough.
type deaf struct{ sdk.Connector }

func (c deaf) Collect(ctx context.Context, req sdk.Request, emit sdk.Emit) (result sdk.Result, err error) {
	_, failed := c.Connector.Collect(ctx, req, func(records ...sdk.Record) error {
		err = errors.Join(err, emit(records...))
		return nil
	})
	return result, errors.Join(err, failed)
}
