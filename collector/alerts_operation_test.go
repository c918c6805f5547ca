package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/ask"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/connectors/sdk"
)

// A collector's two months. In the first all is well: a run fails now and then, a
// restart of half an hour leaves a gap, limits go down and recover, followers come
// and go. In the second everything fails once, each for itself.
var (
	opStart  = time.Date(2026, 4, 1, 0, 0, 0, 0, wib)
	opMonth  = opStart.AddDate(0, 0, 10) // a week of posts stands behind it
	opFaults = opMonth.AddDate(0, 0, 30)
)

// fault is when what goes wrong, and what a rule must say of it.
type fault struct {
	rule, labels string
	at           time.Duration // after opFaults
	within       time.Duration // of it
}

const owner = "account=dinkes, connector=mastodon"

var faults = []fault{
	{"account-failing", owner, 2 * 24 * time.Hour, 90 * time.Minute},
	{"budget-low", "account=dinkes, budget=money, connector=mastodon", 4 * 24 * time.Hour, 90 * time.Minute},
	{"ends-soon", "account=dinkes, connector=mastodon, kind=token_expiring", 6*24*time.Hour + 7*time.Hour, 30 * time.Minute},
	{"follower-drop", "account=dinkes, platform=mastodon", 8 * 24 * time.Hour, 2 * time.Hour},
	// The last post is of opFaults, eight in the morning.
	{"silent-account", "account=dinkes, platform=mastodon", 7*24*time.Hour + 8*time.Hour, 2 * time.Hour},
	{"data-stale", owner, 12 * 24 * time.Hour, time.Hour}, // the collector stops
}

func (f fault) begins() time.Time { return opFaults.Add(f.at) }

// restarts tells when the collector is away for half an hour, on five nights.
func restarts(at time.Time) bool { return at.Hour() == 3 && at.Minute() < 30 && at.Day()%7 == 0 }

// operationStore is the two months in line protocol: a run every ten minutes.
func operationStore() string {
	begun := map[string]time.Time{}
	for _, f := range faults {
		begun[f.rule] = f.begins()
	}
	during := func(rule string, at time.Time) bool {
		return !at.Before(begun[rule]) && at.Before(begun[rule].Add(3*time.Hour))
	}
	var b strings.Builder
	for i := 0; ; i++ {
		at := opStart.Add(time.Duration(i) * 10 * time.Minute)
		if !at.Before(begun["data-stale"]) {
			return b.String()
		}
		if restarts(at) {
			continue
		}
		kind, message := "", ""
		if i%97 == 0 || during("account-failing", at) {
			kind, message = "transient", "the server answered 503"
		}
		ns := at.UnixNano()
		tags := "connector=mastodon,account=dinkes"
		fmt.Fprintf(&b, "%s,%s records=3,requests=2,errors=0,error_kind=%q,message=%q,duration_s=1,lag_s=0 %d\n", schema.Poll, tags, kind, message, ns)
		left := 100 - float64(i%144)/2 // a daily limit
		if !at.Before(begun["budget-low"]) && at.Before(begun["budget-low"].Add(3*time.Hour)) {
			left = 4
		}
		fmt.Fprintf(&b, "%s,%s,budget=money limit=100,remaining=%v,unit=\"USD\" %d\n", schema.Budget, tags, left, ns)
		short := 300.0 - 290*float64(i%2) // a limit of minutes, low at every other run
		fmt.Fprintf(&b, "%s,%s,budget=requests limit=300,remaining=%v,unit=\"requests\" %d\n", schema.Budget, tags, short, ns)
		followers := 10_000 + i%50 + i/144
		if !at.Before(begun["follower-drop"]) {
			followers -= 400
		}
		fmt.Fprintf(&b, "%s,platform=mastodon,account=dinkes followers=%d,unavailable=\"\" %d\n", schema.Account, followers, ns)
		if at.Hour() == 8 && at.Minute() == 0 && at.Day()%3 != 1 && !at.After(opFaults.Add(8*time.Hour)) {
			fmt.Fprintf(&b, "%s,platform=mastodon,account=dinkes,type=text id=\"%d\",url=\"\",excerpt=\"Kabar\",topics=\"\",unavailable=\"\",likes=%d,engagements=%[3]d %[4]d\n",
				schema.Post, i, 40+i%20, ns)
		}
		if during("ends-soon", at) { // at midnight of its day, as the collector writes it
			day := time.Date(at.UTC().Year(), at.UTC().Month(), at.UTC().Day(), 0, 0, 0, 7, time.UTC)
			fmt.Fprintf(&b, "%s,%s,kind=token_expiring message=\"the token ends soon\",metrics=\"\" %d\n", schema.Notice, tags, day.UnixNano())
		}
	}
}

// TestAlertsOfOperation works out the rules about the collector and the accounts:
// none fires in the month in which all is well, and each tells its own fault.
func TestAlertsOfOperation(t *testing.T) {
	binary, err := plugin()
	require.NoError(t, err)
	rules := alertRules(t)
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "pantau")
		s.Write(t, "pantau", operationStore())
		p, err := ask.Start(binary, ask.Source{
			URL: s.URL, Org: influxtest.Organization, Bucket: "pantau", Token: sdk.Secret(s.Token), TimeZone: "Asia/Jakarta", Language: "en",
		})
		require.NoError(t, err)
		t.Cleanup(p.Close)
		for _, f := range faults {
			t.Run(f.rule, func(t *testing.T) {
				r := rules[f.rule]
				// Two hours of every day, each at another time of it.
				for at := opMonth; at.Before(opFaults); at = at.Add(25 * time.Hour) {
					fired, err := r.watch(t.Context(), p, at, at.Add(2*time.Hour), 10*time.Minute)
					require.NoError(t, err)
					require.Empty(t, fired, "near %s", at)
				}
				for at := opMonth; at.Before(opFaults); at = at.AddDate(0, 0, 1) { // a restart is over before it counts
					if restarts(at.Add(3 * time.Hour)) {
						fired, err := r.watch(t.Context(), p, at.Add(2*time.Hour), at.Add(6*time.Hour), 5*time.Minute)
						require.NoError(t, err)
						require.Empty(t, fired, "after the restart of %s", at)
					}
				}
				fired, err := r.watch(t.Context(), p, f.begins().Add(-time.Hour), f.begins().Add(f.within), 5*time.Minute)
				require.NoError(t, err)
				at, ok := fired[f.labels]
				require.True(t, ok, "it does not tell of {%s}: %v", f.labels, fired)
				require.False(t, at.Before(f.begins()), "%s is too early", at)
				require.Len(t, fired, 1)
				t.Logf("%d minutes", int(at.Sub(f.begins()).Minutes()))
			})
		}
	})
}

// TestAlertsWithoutAnAnswer: where nothing was ever collected, no rule has a number,
// which is Grafana's state of no data; where the database is away every rule fails,
// which is its error state. TestOneOutageIsToldOnce of provisioning/gen says what
// the rules do then: one speaks.
func TestAlertsWithoutAnAnswer(t *testing.T) {
	binary, err := plugin()
	require.NoError(t, err)
	rules := alertRules(t)
	at := opFaults
	ours := func(t *testing.T, url string, token sdk.Secret) *ask.Plugin {
		p, err := ask.Start(binary, ask.Source{URL: url, Org: influxtest.Organization, Bucket: "empty", Token: token, TimeZone: "Asia/Jakarta", Language: "en"})
		require.NoError(t, err)
		t.Cleanup(p.Close)
		return p
	}
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "empty")
		p := ours(t, s.URL, sdk.Secret(s.Token))
		for name, r := range rules {
			numbers, err := r.answers(t.Context(), p, at)
			require.NoError(t, err, name)
			for refID, of := range numbers {
				require.Empty(t, of, "%s %s", name, refID)
			}
		}
	})
	p := ours(t, "http://127.0.0.1:1", "t")
	for name, r := range rules {
		_, err := r.evaluate(t.Context(), p, at)
		require.Error(t, err, name)
	}
}
