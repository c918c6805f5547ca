package world

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sim"
)

// theEnd is an ordinary afternoon; year is the world that ends there.
var (
	theEnd = time.Date(2026, time.November, 20, 14, 30, 0, 0, wib)
	year   = sync.OnceValue(func() *city { return build(theEnd, 365) })
)

// all is everything said in a world as far as it is shown, oldest first within
// a post or an account.
func (c *city) all() []*said {
	var out []*said
	for _, o := range c.offices {
		for _, p := range o.posts {
			if c.shows(p.Published) {
				out = append(out, p.comments...)
			}
		}
		out = append(out, o.mentions...)
	}
	return slices.DeleteFunc(out, func(s *said) bool { return !c.shows(s.Created) })
}

// fingerprint depends on everything in a world that a simulator can show.
func fingerprint(w *sim.World) uint64 {
	h := fnv.New64a()
	for _, a := range w.Accounts {
		_, _ = fmt.Fprintln(h, a.Platform, a.Handle, a.Name, a.Following)
		if a.Followers != nil {
			_, _ = fmt.Fprintln(h, a.Followers(w.Now()), a.Followers(w.Now().AddDate(0, -3, 0)))
		}
		for _, p := range a.Posts {
			_, _ = fmt.Fprintln(h, p.ID, p.Type, p.Published.UnixNano(), p.Text, p.Tags, p.Final, p.HalfLife)
			for _, c := range p.Comments {
				_, _ = fmt.Fprintln(h, *c)
			}
		}
		for _, c := range a.Mentions {
			_, _ = fmt.Fprintln(h, *c)
		}
	}
	return h.Sum64()
}

func TestCityIsTheSameTwice(t *testing.T) {
	t.Parallel()
	for _, days := range []int{9, 365} {
		require.Equal(t, fingerprint(City(theEnd, days)), fingerprint(City(theEnd, days)))
	}
	require.Equal(t, fingerprint(City(theEnd, 9)), fingerprint(City(theEnd.UTC(), 9)), "whatever the time zone")
	require.NotEqual(t, fingerprint(City(theEnd, 9)), fingerprint(City(theEnd.Add(day), 9)))
	require.Equal(t, theEnd, City(theEnd, 9).Now())
}

func TestALaterHourShowsMoreOfTheSame(t *testing.T) {
	t.Parallel()
	texts := func(w *sim.World) map[string]string {
		byID := map[string]string{}
		for _, a := range w.Accounts {
			for _, p := range a.Posts {
				byID[a.Platform+p.ID] = p.Text
				for _, c := range p.Comments {
					byID[a.Platform+c.ID] = c.Text
				}
			}
			for _, c := range a.Mentions {
				byID[a.Platform+c.ID] = c.Text
			}
		}
		return byID
	}
	morning, evening := texts(City(theEnd.Add(-6*time.Hour), 20)), texts(City(theEnd.Add(6*time.Hour), 20))
	kept, changed := 0, 0
	for id, text := range morning {
		switch evening[id] {
		case text:
			kept++
		case "": // fell out at the beginning
		default:
			changed++
		}
	}
	require.Zero(t, changed)
	require.Greater(t, float64(kept), .95*float64(len(morning)))
	require.Greater(t, len(evening), len(morning), "the rumour that rises now")
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	w := City(theEnd, 5)
	require.Len(t, w.Accounts, 5)
	require.NotNil(t, w.Account("mastodon", "pemkot_ranuwarna"))
	require.NotNil(t, w.Account("mastodon", "dinkes_ranuwarna"))
	require.NotNil(t, w.Account("bluesky", "pemkot-ranuwarna.test"))
	pictures := w.Account("instagram", "pemkot.ranuwarna")
	require.NotEmpty(t, pictures.Posts)
	require.Empty(t, pictures.Mentions)
	outlet := w.Account("rss", "warta-ranuwarna")
	require.NotNil(t, outlet)
	require.Empty(t, outlet.Posts)
	require.NotEmpty(t, outlet.Mentions)
	for _, m := range outlet.Mentions {
		title, summary, ok := strings.Cut(m.Text, "\n")
		require.True(t, ok && title != "" && summary != "", m.Text)
		require.NotContains(t, summary, "\n")
		require.Equal(t, "Warta Ranuwarna", m.Author)
	}
}

// TestOrder walks through the worlds as a simulator would.
func TestOrder(t *testing.T) {
	t.Parallel()
	for _, days := range []int{1, 2, 7, 45, 365} {
		t.Run(fmt.Sprint(days), func(t *testing.T) {
			t.Parallel()
			seen := walk{begin: theEnd.Add(-time.Duration(days) * day), items: map[string][]item{}}
			for _, a := range City(theEnd, days).Accounts {
				seen.mentions(t, a)
				seen.posts(t, a)
			}
			seen.ids(t)
		})
	}
}

// walk is what was seen of a world, by platform.
type walk struct {
	begin time.Time
	items map[string][]item
}

type item struct {
	at time.Time
	id string
}

func (w walk) see(t *testing.T, platform, id, text string, at time.Time) {
	t.Helper()
	w.items[platform] = append(w.items[platform], item{at, id})
	require.False(t, at.After(theEnd), "beyond the end: %s", text)
	require.True(t, at.After(w.begin), "before the beginning: %s", text)
	require.True(t, utf8.ValidString(text))
	require.NotEmpty(t, strings.TrimSpace(text))
	if platform != "rss" {
		require.LessOrEqual(t, utf8.RuneCountInString(text), 300, text)
	}
	require.NotContains(t, text, "  ")
	require.False(t, strings.ContainsAny(text, "{}|"), text)
}

func (w walk) mentions(t *testing.T, a *sim.Account) {
	t.Helper()
	inOrder(t, a.Mentions)
	for _, c := range a.Mentions {
		w.see(t, a.Platform, c.ID, c.Text, c.Created)
		require.Empty(t, c.ReplyTo)
		if a.Platform != "rss" {
			require.True(t, strings.Contains(c.Text, "@"+a.Handle) || len(c.Tags) > 0, c.Text)
		}
		for _, tag := range c.Tags {
			require.Contains(t, c.Text, "#"+tag)
		}
	}
}

func (w walk) posts(t *testing.T, a *sim.Account) {
	t.Helper()
	require.True(t, slices.IsSortedFunc(a.Posts, func(a, b *sim.Post) int { return a.Published.Compare(b.Published) }))
	for _, p := range a.Posts {
		w.see(t, a.Platform, p.ID, p.Text, p.Published)
		inOrder(t, p.Comments)
		earlier := map[string]bool{"": true}
		for _, c := range p.Comments {
			w.see(t, a.Platform, c.ID, c.Text, c.Created)
			require.True(t, c.Created.After(p.Published), "a comment before its post")
			require.True(t, earlier[c.ReplyTo], "answers what isn't there yet")
			earlier[c.ID] = true
		}
	}
}

// ids are unique on a platform and ascend with time.
func (w walk) ids(t *testing.T) {
	t.Helper()
	for platform, all := range w.items {
		slices.SortFunc(all, func(a, b item) int { return a.at.Compare(b.at) })
		taken, last := map[string]bool{}, uint64(0)
		for i, x := range all {
			require.False(t, taken[x.id], "%s id twice", platform)
			taken[x.id] = true
			id, err := strconv.ParseUint(x.id, 10, 64)
			require.NoError(t, err)
			if i > 0 && x.at.After(all[i-1].at) {
				require.Greater(t, id, last, "ids ascend with time")
			}
			last = id
		}
	}
}

func inOrder(t *testing.T, all []*sim.Comment) {
	t.Helper()
	require.True(t, slices.IsSortedFunc(all, func(a, b *sim.Comment) int { return a.Created.Compare(b.Created) }))
}

func TestHowMuchIsWritten(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ days, low, high int }{
		{365, 25_000, 35_000}, {180, 13_000, 22_000}, {120, 9_000, 18_000}, {30, 2_500, 5_500}, {7, 600, 2_000}, {1, 50, 700},
	} {
		n := len(build(theEnd, c.days).all())
		require.True(t, n >= c.low && n <= c.high, "%d days: %d comments, not %d to %d", c.days, n, c.low, c.high)
	}
	for _, end := range []time.Time{theEnd.AddDate(0, 2, 3), theEnd.AddDate(1, 4, 0)} {
		n := len(build(end, 365).all())
		require.True(t, n >= 25_000 && n <= 35_000, "%s: %d", end, n)
	}
	require.Equal(t, fingerprint(City(theEnd, 1)), fingerprint(City(theEnd, 0)), "fewer than one day count as one")
}

func TestOneToThreePostsADay(t *testing.T) {
	t.Parallel()
	for _, o := range year().offices {
		perDay, hours := map[time.Time]int{}, map[time.Time]int{}
		for _, p := range o.posts {
			perDay[midnight(p.Published)]++
			hours[p.Published.Truncate(time.Hour)]++
		}
		require.Len(t, perDay, 366, o.key)
		for date, n := range perDay {
			require.LessOrEqual(t, n, 3, "%s on %s", o.key, date)
		}
		require.Len(t, hours, len(o.posts), "never two in an hour")
	}
}

func TestPeopleAndThreads(t *testing.T) {
	t.Parallel()
	texts, authors := map[string]bool{}, map[string]int{}
	nested, under := 0, 0
	all := year().all()
	for _, s := range all {
		texts[s.Text] = true
		authors[strings.ReplaceAll(strings.TrimSuffix(s.Author, ".test"), "-", "_")]++
	}
	for _, o := range year().offices {
		for _, p := range o.posts {
			for _, s := range p.comments {
				under++
				if s.ReplyTo != "" {
					nested++
				}
			}
		}
	}
	require.Greater(t, float64(len(texts))/float64(len(all)), .85, "comments must not read as copies")
	require.InDelta(t, .15, float64(nested)/float64(under), .03)
	require.LessOrEqual(t, len(authors), crowd)
	require.Greater(t, len(authors), crowd*9/10)
	for name, n := range authors {
		require.Less(t, n, len(all)/50, "%s writes too much", name)
	}
}

func TestFollowers(t *testing.T) {
	t.Parallel()
	c := year()
	for _, o := range c.offices {
		at := func(before time.Duration) int { return c.followers(o.profile, theEnd.Add(-before)) }
		first, last := at(365*day), at(0)
		require.InDelta(t, o.followers, last, .02*o.followers)
		require.Greater(t, last, first*6/5, "%s grows by a fifth at least", o.key)
		for i := range 365 {
			change := float64(at(time.Duration(i)*day)-at(time.Duration(i+1)*day)) / float64(last)
			require.InDelta(t, 0, change, .03, "%s, %d days before", o.key, i)
		}
		require.Greater(t, at(-30*day), last-last/50, "it goes on after the end")
	}
	rumour := c.episodes[slices.IndexFunc(c.episodes, func(e episode) bool { return e.Name == VaccineRumour })]
	health := c.offices[1].profile
	jump := c.followers(health, rumour.End) - c.followers(health, rumour.Start)
	before := c.followers(health, rumour.Start) - c.followers(health, rumour.Start.Add(-rumour.End.Sub(rumour.Start)))
	require.Greater(t, jump, 2*max(before, 10), "an episode makes people follow")
}

func BenchmarkCity(b *testing.B) {
	for b.Loop() {
		City(theEnd, 365)
	}
}
