// Package world invents the public sphere that the demonstration shows: a year
// of the city government of Ranuwarna, its health office and a news outlet, and
// of the people who answer them.
//
// Everything here is made up: the city, its quarters and streets, the offices,
// the outlet, the people, their telephone numbers, e-mail addresses and identity
// numbers. Should a place or handle of that name exist, it is chance.
//
// Texts stand in texts/*.yaml, one file a voice: a topic in quiet times, or an
// episode. All days and hours are those of western Indonesia (WIB).
package world

import (
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// City makes the world of the days that end at end; fewer than 1 count as 1.
// The same date of end (in WIB) and number of days give the same world, whatever
// the hour: a later hour only shows more of it. The clock stands still at end.
//
// A year holds about 30,000 comments, mentions and articles. Shorter worlds are
// denser, since they hold the same episodes, shortened.
func City(end time.Time, days int) *sim.World {
	c := build(end, days)
	return sim.New(func() time.Time { return end }, c.accounts()...)
}

// Topics are the topics that the demonstration's configuration follows, with
// their words.
func Topics() map[string][]string {
	return map[string][]string{
		"vaksinasi":         {"vaksin*", "vaksin", "imunisasi*", "vaccin*"},
		"banjir":            {"banjir*", "banjir", "genang", "pintu air", "pompa air", "flood*"},
		"parkir elektronik": {"parkir*", "parkir", "jukir", "parking"},
		"layanan KTP":       {"ktp", "kartu keluarga", "disdukcapil", "adminduk", "akta kelahiran", "family card"},
		"jalan rusak":       {"jalan rusak", "jalan berlubang", "jalan bolong", "dalan bolong", "aspal*", "aspal", "lubang", "pothole*"},
		"sampah":            {"sampah*", "sampah", "tps", "garbage"},
		"beasiswa":          {"beasiswa*", "scholarship*"},
	}
}

// Hashtags are the hashtags, in lower case and without #, under which people
// speak about the city without naming an account: with these followed, nothing
// is missed.
func Hashtags() []string {
	return []string{
		"ranuwarna", "laporranuwarna", "banjirranuwarna", "ranuwarnasiaga", "parkirranuwarna", "tolakparkirmahal",
		"vaksinsekolah", "orangtuaranuwarna", "cekfaktaranuwarna", "beasiswaranuwarna",
	}
}

// city is a world in the making.
type city struct {
	begin, end time.Time // what is shown: after begin, until end
	first      time.Time // midnight of the first day
	days       int       // from first to the end of end's date
	key        string    // what all chance depends on
	episodes   []episode
	people     *people
	offices    []*office
	articles   []*said
}

// office is one of the accounts with what it posts.
type office struct {
	*profile
	posts    []*post // oldest first
	mentions []*said
}

// post is an own post with what is said under it.
type post struct {
	*sim.Post
	topic    string
	comments []*said
}

// said is a comment, mention or article with what is meant by it, which
// platforms don't tell.
type said struct {
	*sim.Comment
	topic  string
	mood   mood
	alone  bool // takes no opening words
	parent *said
}

func build(end time.Time, days int) *city {
	days = max(1, days)
	last := midnight(end)
	c := &city{
		begin: end.Add(-time.Duration(days) * day), end: end,
		first: last.Add(-time.Duration(days) * day), days: days + 1,
		key:      last.Format(time.DateOnly),
		episodes: plan(last, days),
		people:   newPeople(),
	}
	for i := range profiles {
		c.offices = append(c.offices, c.office(&profiles[i]))
	}
	for i := range c.episodes {
		c.burst(&c.episodes[i])
	}
	c.articles = c.report()
	c.nest()
	c.number()
	return c
}
