package sdktest

import (
	"errors"
	"maps"
	"testing"

	"github.com/pantau/pantau/connectors/sdk"
)

// Gathered is what runs of a connector gave, as the database has it after them:
// the last reading of each record. The zero value has had no run.
//
//	var got sdktest.Gathered
//	got.Collect(t, c, sdk.Request{})
//	got.Good(t)
//	require.Equal(t, map[string]bool{"account": true, "post 1": true}, got.Names())
//	got.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)})
//	require.Contains(t, got.Lines["post 1"], "likes=3,")
type Gathered struct {
	Lines    map[string]string      // what Line prints, by name: see Names
	Posts    map[string]sdk.Post    // by id
	Mentions map[string]sdk.Mention // by id
	Account  sdk.Account

	// Of the last run alone:
	Audience []sdk.Audience
	Result   sdk.Result
	Err      error
	Given    int // records
	Most     int // records that were handed over at once

	cursor []byte // the collector's: that of the last run without an error
	names  map[string]bool
}

// Collect makes a run, whose Now is the package's unless stated. An error of the
// run fails the test.
func (g *Gathered) Collect(t testing.TB, c sdk.Connector, req sdk.Request) {
	t.Helper()
	if err := g.Try(t, c, req); err != nil {
		t.Fatalf("the run ended in an error: %v", err)
	}
}

// Next is Collect with the cursor that the runs before have left.
func (g *Gathered) Next(t testing.TB, c sdk.Connector, req sdk.Request) {
	t.Helper()
	req.Cursor = g.cursor
	g.Collect(t, c, req)
}

// Try is Collect for a run that may end in an error, which it gives. What was
// emitted before the error counts.
func (g *Gathered) Try(t testing.TB, c sdk.Connector, req sdk.Request) error {
	t.Helper()
	if req.Now.IsZero() {
		req.Now = Now
	}
	if g.Lines == nil {
		g.Lines, g.names = map[string]string{}, map[string]bool{}
		g.Posts, g.Mentions = map[string]sdk.Post{}, map[string]sdk.Mention{}
	}
	g.Audience, g.Given, g.Most = nil, 0, 0
	g.Result, g.Err = c.Collect(t.Context(), req, g.take)
	if g.Err == nil {
		g.cursor = g.Result.Cursor
	}
	return g.Err
}

func (g *Gathered) take(records ...sdk.Record) error {
	g.Given += len(records)
	g.Most = max(g.Most, len(records))
	for _, r := range records {
		of := name(r)
		g.Lines[of] = Line(r)
		switch r := r.(type) {
		case sdk.Account:
			g.Account = r
		case sdk.Post:
			g.Posts[r.ID] = r
		case sdk.Mention:
			g.Mentions[r.ID] = r
		case sdk.Audience:
			g.Audience = append(g.Audience, r)
			of = "audience " + r.Dimension
		}
		g.names[of] = true
	}
	return nil
}

// Whole fails the test if the last run, or a part of it, failed.
func (g *Gathered) Whole(t testing.TB) {
	t.Helper()
	if err := errors.Join(append(g.Result.Failures, g.Err)...); err != nil {
		t.Fatalf("a part of the run failed: %v", err)
	}
}

// Good is Whole for a run that must have no notices either.
func (g *Gathered) Good(t testing.TB) {
	t.Helper()
	g.Whole(t)
	if len(g.Result.Notices) > 0 {
		t.Fatalf("the run has notices: %+v", g.Result.Notices)
	}
}

// Names are those of what was gathered: "account", "post 1", "reply 2 under 1"
// with a mention's kind, its id and the post's, "volume #banjir
// 2026-03-10T05:00:00Z" with a search and the beginning. An audience has a line
// for each bucket, "audience age 25-34", and one name, "audience age".
func (g *Gathered) Names() map[string]bool { return maps.Clone(g.names) }

// name is how the database tells the records of an account apart, but for the
// time of those that are read again and again.
func name(r sdk.Record) string {
	switch r := r.(type) {
	case sdk.Post:
		return "post " + r.ID
	case sdk.Mention:
		return r.MentionKind + " " + r.ID + " under " + r.Post
	case sdk.Audience:
		return "audience " + r.Dimension + " " + r.Bucket
	case sdk.Volume:
		return "volume " + r.Query + stamp(r.Start)
	}
	return string(r.Kind())
}

// Full checks a run whose records the collector takes no more of, at the nth
// time that they are handed over: it ends with the collector's error, and hands
// over no others.
func Full(t testing.TB, c sdk.Connector, nth int) {
	t.Helper()
	full, times := errors.New("the disk is full"), 0
	_, err := c.Collect(t.Context(), sdk.Request{Now: Now}, func(...sdk.Record) error {
		if times++; times >= nth {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || times != nth {
		t.Fatalf("records were handed over %d times, and the run ended with %v; want %d times and the collector's error", times, err, nth)
	}
}

// Alike checks that a run which reads the last three days again gives what the one
// before, which read everything, has given. It gives what it asked of the server.
func Alike(t testing.TB, p *Server, c sdk.Connector) (asked []string) {
	t.Helper()
	var got Gathered
	got.Collect(t, c, sdk.Request{})
	first := maps.Clone(got.Lines)
	p.Asked("")
	got.Next(t, c, sdk.Request{Since: Now.AddDate(0, 0, -3)})
	got.Whole(t)
	for name, line := range got.Lines {
		if first[name] != line {
			t.Fatalf("%s differs when it is read again:\n%s\n%s", name, first[name], line)
		}
	}
	return p.Asked("")
}
