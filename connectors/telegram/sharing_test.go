package telegram

import (
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
	"github.com/pantau/pantau/connectors/telegram/telegramsim"
)

var channels = []string{"@dinas", "@kota"}

// two serves a world of two channels to an office with one bot for both.
func two(t *testing.T) *office {
	t.Helper()
	dinas, kota := sdktest.World(telegramsim.Platform).Accounts[0], sdktest.WorldOf(telegramsim.Platform, 40).Accounts[0]
	kota.Handle = "kota"
	w := sim.New(nil, dinas, kota)
	return newOffice(newPlatform(t, w, opening, telegramsim.Options{
		Bots: map[string]telegramsim.Bot{token: listening("dinas", "kota")},
	}))
}

// Whatever happens to the runs of two accounts that share a bot, as long as each
// runs once in 24 hours both get what they would have got with a bot of their
// own.
func TestSharingABotLosesNothing(t *testing.T) {
	t.Parallel()
	calm := two(t)
	for !calm.p.world.Now().After(sdktest.Now) {
		for _, channel := range channels {
			require.NoError(t, calm.run(t, channel).failure())
		}
		calm.p.world.Forward(time.Hour)
	}
	calm.finish(t, channels...)
	alone := one(t, sdktest.World(telegramsim.Platform), telegramsim.Options{})
	alone.until(t, "@dinas", sdktest.Now, time.Hour)
	alone.finish(t, "@dinas")
	require.Equal(t, alone.lines["@dinas"], calm.lines["@dinas"], "a neighbour changes nothing")
	for seed := range uint64(6) {
		stormy := two(t)
		weather := rand.New(rand.NewPCG(seed, 1))
		for _, channel := range channels {
			require.NoError(t, stormy.run(t, channel).failure())
		}
		for n := 0; !stormy.p.world.Now().After(sdktest.Now); n++ {
			stormy.storm(t, weather)
			if n%6 == 0 { // each at least once in 18 hours
				require.NoError(t, stormy.run(t, channels[n/6%2]).failure())
			}
			stormy.p.world.Forward(90 * time.Minute)
		}
		stormy.finish(t, channels...)
		sameLines(t, calm, stormy, "seed %d", seed)
	}
}

// finish runs some channels a while after the world's last event.
func (o *office) finish(t *testing.T, all ...string) {
	t.Helper()
	o.p.world.StopAt(sdktest.Now.Add(2 * time.Hour))
	for range 2 {
		for _, channel := range all {
			require.NoError(t, o.run(t, channel).failure())
		}
	}
}

func sameLines(t *testing.T, want, got *office, message ...any) {
	t.Helper()
	for _, channel := range channels {
		require.Subset(t, slices.Collect(maps.Keys(got.lines[channel])), slices.Collect(maps.Keys(want.lines[channel])), message...)
		for name, line := range got.lines[channel] {
			require.Equal(t, want.lines[channel][name], line, message...)
		}
	}
}

// storm is an hour or two of bad luck.
func (o *office) storm(t *testing.T, weather *rand.Rand) {
	t.Helper()
	for range weather.IntN(5) {
		channel := channels[weather.IntN(2)]
		switch weather.IntN(7) {
		case 0:
			o.restart()
		case 1:
			o.attempt(t, channel, -1) // its end is lost
		case 2:
			o.attempt(t, channel, 1+weather.IntN(3))
			o.restart()
		case 3:
			o.p.Break(sdktest.Refuse("/getUpdates", http.StatusInternalServerError, ""))
			o.run(t, channel)
			o.p.Mend()
		default:
			require.NoError(t, o.run(t, channel).failure())
		}
	}
}

// Both run at the same time, as the collector lets them.
func TestAccountsTakeTurns(t *testing.T) {
	t.Parallel()
	calm, busy := two(t), two(t)
	for range 48 {
		var wg sync.WaitGroup
		for _, channel := range channels {
			require.NoError(t, calm.run(t, channel).failure())
			busy.connector(t, channel)
			wg.Go(func() { busy.run(t, channel) })
		}
		wg.Wait()
		calm.p.world.Forward(time.Hour)
		busy.p.world.Forward(time.Hour)
	}
	for range 2 {
		for _, channel := range channels {
			require.NoError(t, busy.run(t, channel).failure())
			require.NoError(t, calm.run(t, channel).failure())
		}
	}
	sameLines(t, calm, busy)
}

// A neighbour that has stopped for good is not waited for.
func TestTheAbsentAreForgotten(t *testing.T) {
	t.Parallel()
	o := two(t)
	for _, channel := range channels {
		require.NoError(t, o.run(t, channel).failure())
	}
	o.until(t, "@dinas", opening.Add(40*time.Hour), time.Hour)
	var q queue
	require.True(t, o.memory.Get(o.queueName(t), &q))
	require.NotEmpty(t, q.Updates)
	for _, h := range q.Updates {
		require.LessOrEqual(t, o.p.world.Now().Sub(h.At), heldFor+time.Hour)
	}
	got := o.run(t, "@kota")
	require.NoError(t, got.failure())
	require.Contains(t, got.result.Notices[0].Message, "24 hours only")
}
