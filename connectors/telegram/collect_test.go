package telegram

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
	"github.com/pantau/pantau/connectors/telegram/telegramsim"
)

// opening is when the bot starts: in the middle of the world's history.
var opening = sdktest.Now.AddDate(0, 0, -10).Add(time.Hour)

// one serves a world to an office whose bot was added at the opening.
func one(t *testing.T, w *sim.World, o telegramsim.Options) *office {
	t.Helper()
	if o.Bots == nil {
		o.Bots = map[string]telegramsim.Bot{token: listening("dinas")}
	}
	return newOffice(newPlatform(t, w, opening, o))
}

// until runs a channel at intervals up to a time.
func (o *office) until(t *testing.T, channel string, end time.Time, every time.Duration) {
	t.Helper()
	for !o.p.world.Now().After(end) {
		require.NoError(t, o.run(t, channel).failure())
		o.p.world.Forward(every)
	}
}

// known is what there is to know of a world's posts since a time. An image post
// stands for as many messages as an album has.
func known(w *sim.World, since time.Time, album int) map[string]string {
	out, id := map[string]string{}, 0
	a := w.Accounts[0]
	for _, p := range a.Posts {
		first := id + 1
		id++
		if p.Type == "image" {
			id += max(album, 1) - 1
		}
		if p.Published.Before(since) || p.Published.After(w.Now()) {
			continue
		}
		out["post "+strconv.Itoa(first)] = fmt.Sprintf("type=%s likes=%d comments=%d %s",
			p.Type, told(p, w.Now()), len(p.CommentsBy(w.Now())), p.Published.Format(time.RFC3339))
	}
	return out
}

// told is the number of likes that Telegram has told of by now.
func told(p *sim.Post, now time.Time) int {
	n := 0
	for wait := 5 * time.Minute; !p.Published.Add(wait).After(now); wait *= 2 {
		n = p.At(p.Published.Add(wait)).Likes
	}
	return n
}

// posts brings what was collected into the same form.
func (o *office) posts(channel string) map[string]string {
	out := map[string]string{}
	for name, line := range o.lines[channel] {
		if !strings.HasPrefix(name, "post ") {
			continue
		}
		field := func(name string) string {
			_, after, _ := strings.Cut(line, ","+name+"=")
			value, _, _ := strings.Cut(after, ",")
			return value
		}
		kind, _, _ := strings.Cut(strings.TrimPrefix(line, "post,type="), " ")
		out[name] = fmt.Sprintf("type=%s likes=%s comments=%s %s", kind, field("likes"), field("comments"), line[strings.LastIndex(line, " ")+1:])
	}
	return out
}

func mentions(lines map[string]string) int {
	n := 0
	for name := range lines {
		if strings.HasPrefix(name, "mention ") {
			n++
		}
	}
	return n
}

func TestEverythingSinceTheBotCame(t *testing.T) {
	t.Parallel()
	for _, album := range []int{0, 3} {
		w := sdktest.World(telegramsim.Platform)
		o := one(t, w, telegramsim.Options{Album: album})
		// What of the last day waits already was not all seen from its beginning.
		require.NoError(t, o.run(t, "@dinas").failure())
		o.lines["@dinas"] = nil
		o.until(t, "@dinas", sdktest.Now, 37*time.Minute)
		got, want := o.posts("@dinas"), known(w, opening, album)
		for id := range want {
			require.Equal(t, want[id], got[id], id)
		}
		comments := 0
		for _, p := range w.Accounts[0].Posts {
			if p.Published.After(opening) {
				comments += len(p.Comments)
			}
		}
		require.Equal(t, comments, mentions(o.lines["@dinas"]), "people's other messages in the group are left out")
	}
}

// An answer in a thread two levels deep belongs to the post, and what the office
// writes itself is counted, but no mention.
func TestThreads(t *testing.T) {
	t.Parallel()
	w := sdktest.World(telegramsim.Platform)
	o := one(t, w, telegramsim.Options{})
	o.until(t, "@dinas", opening.Add(24*time.Hour), time.Hour)
	group := map[string]any{"id": telegramsim.GroupID("dinas"), "type": "supergroup"}
	o.p.telegram.Push(token, "message", map[string]any{
		"message_id": 900_001, "message_thread_id": 40, "date": o.p.world.Now().Unix(), "chat": group, "text": "Kami cek",
		"from": map[string]any{"id": 1087968824, "is_bot": true}, "sender_chat": group,
	})
	before := o.posts("@dinas")
	got := o.run(t, "@dinas")
	require.NoError(t, got.failure())
	require.Len(t, got.records, 2, "the account and the post: %v", got.lines)
	require.NotEqual(t, before, o.posts("@dinas"))
}

func TestTelegramForgetsOnlyWhatIsStored(t *testing.T) {
	t.Parallel()
	w := sdktest.World(telegramsim.Platform)
	o := one(t, w, telegramsim.Options{})
	first := o.attempt(t, "@dinas", -1)
	require.NoError(t, first.failure())
	again := o.run(t, "@dinas")
	require.Equal(t, first.lines, again.lines, "the end of the first run was lost")
	require.Equal(t, []string{"", ""}, o.p.offsets(t), "nothing may be forgotten yet")
	next := o.run(t, "@dinas")
	require.Len(t, next.lines, 1, "the account")
	require.NotEqual(t, []string{""}, o.p.offsets(t))
}

// The spool takes part of a run and the process dies: the next one hands all of
// it over again and counts nothing twice.
func TestADyingRunLosesNothing(t *testing.T) {
	t.Parallel()
	w := sdktest.World(telegramsim.Platform)
	whole, broken := one(t, w, telegramsim.Options{}), (*office)(nil)
	whole.until(t, "@dinas", sdktest.Now, time.Hour)

	w2 := sdktest.World(telegramsim.Platform)
	broken = one(t, w2, telegramsim.Options{})
	for n := 0; !broken.p.world.Now().After(sdktest.Now); n++ {
		switch n % 4 {
		case 0:
			if err := broken.attempt(t, "@dinas", 1).failure(); err != nil { // there was more than the account
				require.ErrorIs(t, err, errSpool)
			}
			broken.restart()
		case 1:
			require.NoError(t, broken.attempt(t, "@dinas", -1).failure())
		}
		require.NoError(t, broken.run(t, "@dinas").failure())
		broken.p.world.Forward(time.Hour)
	}
	require.Equal(t, whole.lines, broken.lines)
}

// More waits than one request gives: each run takes a hundred.
func TestABacklogIsWorkedOff(t *testing.T) {
	t.Parallel()
	w := sdktest.WorldOf(telegramsim.Platform, 45)
	p := w.Accounts[0].Posts[44]
	for i := range 950 {
		created := p.Published.Add(time.Hour + time.Duration(i)*time.Second)
		p.Comments = append(p.Comments, &sim.Comment{ID: strconv.Itoa(2_000_000_000 + i), Author: "ramai", Created: created, Text: "Bagus"})
	}
	o := newOffice(newPlatform(t, w, sdktest.Now, telegramsim.Options{Bots: map[string]telegramsim.Bot{token: listening("dinas")}}))
	for range 12 {
		require.NoError(t, o.run(t, "@dinas").failure())
	}
	require.Equal(t, len(p.Comments), mentions(o.lines["@dinas"]))
	require.Contains(t, o.lines["@dinas"]["post 45"], fmt.Sprintf("comments=%d,", len(p.Comments)))
}

// After a week without updates Telegram numbers anew, lower or higher.
func TestNumbersStartAnew(t *testing.T) {
	t.Parallel()
	w := sdktest.World(telegramsim.Platform)
	a := w.Accounts[0]
	quiet := &sim.Post{ID: "9", Type: "text", Published: sdktest.Now.AddDate(0, 0, 70), Text: "Kembali", Final: sim.Counters{Likes: 9}}
	a.Posts = append(a.Posts, quiet)
	for _, p := range a.Posts {
		p.HalfLife = time.Minute // so that reactions end soon
	}
	o := one(t, w, telegramsim.Options{})
	o.until(t, "@dinas", sdktest.Now.AddDate(0, 0, 75), 12*time.Hour)
	require.Contains(t, o.lines["@dinas"]["post 46"], "likes=9,")
	require.Less(t, len(o.shared[o.queueName(t)]), 4<<10, "nothing is held for ever")
	require.Equal(t, 1, readCursor(o.cursors["@dinas"]).Lap)
}

func (o *office) queueName(t *testing.T) string {
	t.Helper()
	require.Len(t, o.shared, 1)
	for name := range o.shared {
		require.NotContains(t, name, "123456")
		return name
	}
	return ""
}

func TestAwayForMoreThanADay(t *testing.T) {
	t.Parallel()
	w := sdktest.World(telegramsim.Platform)
	o := one(t, w, telegramsim.Options{})
	o.until(t, "@dinas", opening.Add(30*time.Hour), time.Hour)
	left := o.p.world.Now().Add(-time.Hour)
	o.p.world.Forward(72 * time.Hour)
	got := o.run(t, "@dinas")
	require.NoError(t, got.failure())
	require.Equal(t, sdk.Notice{Kind: sdk.NoticeGap, Message: "posts, reactions and comments from " + left.Format(time.RFC3339) + " to " +
		o.p.world.Now().Add(-24*time.Hour).Format(time.RFC3339) + " may be lost for good: Telegram keeps updates for 24 hours only"}, got.result.Notices[0])
	o.p.world.Forward(time.Minute)
	require.Empty(t, o.run(t, "@dinas").result.Notices, "it is said once")
	var kept channel
	require.NoError(t, json.Unmarshal(o.own["@dinas"][keptChannel], &kept))
	require.False(t, kept.Posts[0].Counted || kept.Posts[0].Watched, "what was counted before is too little now")
}

func TestAnotherProgramTakesUpdates(t *testing.T) {
	t.Parallel()
	w := sdktest.World(telegramsim.Platform)
	o := one(t, w, telegramsim.Options{})
	o.until(t, "@dinas", opening.Add(30*time.Hour), time.Hour)
	o.p.world.Forward(14 * time.Hour)
	var stolen []any
	thief := newClient(o.p.URL, token)
	require.NoError(t, thief.call(t.Context(), "getUpdates", nil, &stolen))
	require.NotEmpty(t, stolen)
	require.NoError(t, thief.call(t.Context(), "getUpdates", query("offset=-1"), &stolen))
	got := o.run(t, "@dinas")
	require.NoError(t, got.failure())
	require.Len(t, got.result.Notices, 1)
	require.Contains(t, got.result.Notices[0].Message, "another program has fetched them")
}
