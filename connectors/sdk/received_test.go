package sdk

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk/wire"
)

func TestReceivedRefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	read := time.Date(2026, 11, 20, 5, 0, 0, 0, time.UTC)
	good := Post{ID: "1", Type: "text", Published: read, Metrics: Metrics{"likes": Number(3)}}
	of := func(change func(*Post)) Record {
		p := good
		p.Metrics = Metrics{}
		change(&p)
		return p
	}
	many := Metrics{}
	for i := range 65 {
		many["m"+string(rune('a'+i/26))+string(rune('a'+i%26))] = Number(1)
	}
	for want, r := range map[string]Record{
		"-5 is no count":        of(func(p *Post) { p.Metrics["likes"] = Number(-5) }),
		"+Inf is no count":      of(func(p *Post) { p.Metrics["likes"] = Number(math.Inf(1)) }),
		"metric id":             of(func(p *Post) { p.Metrics["id"] = Number(1) }),
		"metric Likes":          of(func(p *Post) { p.Metrics["Likes"] = Number(1) }),
		"65 metrics":            Account{Metrics: many},
		"lies in the future":    of(func(p *Post) { p.Published = read.Add(49 * time.Hour) }),
		"is no plausible time":  Mention{ID: "1", MentionKind: "reply"},
		"must not be empty":     Mention{MentionKind: "reply", Created: read},
		"mention 1: 2090":       Mention{ID: "1", MentionKind: "reply", Created: time.Date(2090, 1, 1, 0, 0, 0, 0, time.UTC)},
		"2090-01-01T00:00:00Z ": Volume{Query: "q", Length: time.Hour, Start: time.Date(2090, 1, 1, 0, 0, 0, 0, time.UTC), Count: Number(1)},
	} {
		_, err := Received(encode(t, ToWire(r)), read)
		require.ErrorContains(t, err, want)
	}
	_, err := Received(encode(t, &wire.Record{}), read)
	require.ErrorContains(t, err, "does not know")
	got, err := Received(encode(t, ToWire(good)), read)
	require.NoError(t, err)
	require.Equal(t, good, got)
	_, err = Received(encode(t, ToWire(of(func(p *Post) { p.Published = read.Add(47 * time.Hour) }))), read)
	require.NoError(t, err, "clocks differ")
}
