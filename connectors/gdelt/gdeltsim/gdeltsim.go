// Package gdeltsim answers as the DOC 2.0 API of the GDELT Project does in mode
// artlist, for what others wrote about the accounts of a simulated world on the
// platform "gdelt".
//
// It follows https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/. The
// sentences in which it refuses are those that users of the API report; the
// documentation has none.
package gdeltsim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// Platform is the platform whose accounts are served.
const Platform = "gdelt"

// Options are how GDELT behaves. The zero value is a patient one.
type Options struct {
	// Gap is the least time between two requests, in real time; sooner ones are
	// refused. GDELT has five seconds.
	Gap time.Duration
	// Quiet refuses them with status 200, as GDELT is seen to do too.
	Quiet bool
	// Raw puts titles into the JSON as they are, without escaping anything but
	// quotes, which makes it invalid for some.
	Raw bool
}

// Handler serves the world's mentions as articles. The first line of a mention
// is the title, all of it is searched; its author names the medium, whose
// country is Indonesia and whose language is Indonesian.
func Handler(w *sim.World, o Options) http.Handler {
	s := &server{world: w, o: o}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v2/doc/doc", s.doc)
	return mux
}

type server struct {
	world *sim.World
	o     Options

	mu   sync.Mutex
	last time.Time
}

const (
	usual    = 75  // articles in an answer, by the documentation
	most     = 250 // likewise
	longest  = 250 // characters of a query; reported
	history  = 92 * 24 * time.Hour
	earliest = time.Hour // the shortest window; reported
	layout   = "20060102150405"
)

// tooOften is what GDELT is reported to say with status 429, and with 200.
const tooOften = "Please limit requests to one every 5 seconds or contact the GDELT Project for larger queries."

func (s *server) doc(w http.ResponseWriter, r *http.Request) {
	if s.hasty() {
		status := http.StatusTooManyRequests
		if s.o.Quiet {
			status = http.StatusOK
		}
		say(w, status, tooOften)
		return
	}
	q, refused := s.read(r)
	if refused != "" {
		say(w, http.StatusOK, refused)
		return
	}
	found := s.find(q)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if len(found) == 0 {
		_, _ = fmt.Fprint(w, "{}") // reported; the client may have gone
		return
	}
	s.write(w, found)
}

func (s *server) hasty() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	hasty := now.Sub(s.last) < s.o.Gap
	s.last = now
	return hasty
}

// request is what is asked for.
type request struct {
	query    query
	from, to time.Time
	records  int
}

// read reads the parameters, or gives the sentence that refuses them.
func (s *server) read(r *http.Request) (q request, refused string) {
	p := r.URL.Query()
	if p.Get("mode") != "artlist" || p.Get("format") != "json" || p.Get("sort") != "datedesc" {
		return q, "Invalid mode."
	}
	if q.query, refused = parse(p.Get("query")); refused != "" {
		return q, refused
	}
	var err error
	if q.from, err = time.Parse(layout, p.Get("startdatetime")); err != nil || q.from.Before(s.world.Now().Add(-history)) {
		return q, "Invalid query start date."
	}
	if q.to, err = time.Parse(layout, p.Get("enddatetime")); err != nil {
		return q, "Invalid query end date."
	}
	if q.to.Sub(q.from) < earliest {
		return q, "Timespan is too short."
	}
	q.records = usual
	if raw := p.Get("maxrecords"); raw != "" {
		if q.records, err = strconv.Atoi(raw); err != nil || q.records < 1 || q.records > most {
			return q, "Invalid number of records."
		}
	}
	return q, ""
}

// say answers with a sentence, as text/html.
func say(w http.ResponseWriter, status int, sentence string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, sentence) //nolint:gosec // one of the constants here; the client may have gone
}

// article is one entry of mode artlist.
type article struct {
	URL           string `json:"url"`
	URLMobile     string `json:"url_mobile"`
	Title         string `json:"title"`
	SeenDate      string `json:"seendate"`
	SocialImage   string `json:"socialimage"`
	Domain        string `json:"domain"`
	Language      string `json:"language"`
	SourceCountry string `json:"sourcecountry"`
}

// find gives the articles that match, the newest first.
func (s *server) find(q request) []article {
	type dated struct {
		article
		seen time.Time
	}
	var all []dated
	for _, a := range s.world.Accounts {
		if a.Platform != Platform {
			continue
		}
		for _, m := range a.MentionsBy(s.world.Now()) {
			seen := seenAt(m.Created)
			if seen.After(s.world.Now()) || seen.Before(q.from) || seen.After(q.to) || !q.query.matches(m.Text) {
				continue
			}
			all = append(all, dated{of(m, seen), seen})
		}
	}
	slices.SortStableFunc(all, func(a, b dated) int { return b.seen.Compare(a.seen) })
	var out []article
	for _, d := range all[:min(len(all), q.records)] {
		out = append(out, d.article)
	}
	return out
}

// seenAt is when GDELT, which looks every 15 minutes, sees what was published.
func seenAt(published time.Time) time.Time {
	const step = 15 * time.Minute
	if at := published.Truncate(step); at.Equal(published) {
		return at
	}
	return published.Truncate(step).Add(step)
}

func of(m *sim.Comment, seen time.Time) article {
	title, _, _ := strings.Cut(m.Text, "\n")
	domain := strings.ToLower(strings.ReplaceAll(m.Author, " ", "")) + ".example"
	return article{
		URL:   "https://www." + domain + "/berita/" + m.ID + "?utm_source=feed",
		Title: title, SeenDate: seen.UTC().Format("20060102T150405Z"), Domain: domain,
		SocialImage: "https://www." + domain + "/gambar/" + m.ID + ".jpg",
		Language:    language, SourceCountry: country,
	}
}

// write writes the list, in GDELT's layout.
func (s *server) write(w http.ResponseWriter, found []article) {
	if !s.o.Raw {
		_ = json.NewEncoder(w).Encode(map[string]any{"articles": found}) // the client may have gone
		return
	}
	_, _ = fmt.Fprint(w, `{"articles": [ `)
	for i, a := range found {
		if i > 0 {
			_, _ = fmt.Fprint(w, ", ")
		}
		_, _ = fmt.Fprintf(w, "{ \"url\": %q, \"url_mobile\": \"\", \"title\": \"%s\", \"seendate\": %q, \"socialimage\": \"\", "+
			"\"domain\": %q, \"language\": %q, \"sourcecountry\": %q }",
			a.URL, strings.ReplaceAll(a.Title, `"`, `\"`), a.SeenDate, a.Domain, a.Language, a.SourceCountry)
	}
	_, _ = fmt.Fprint(w, " ] }\r\n")
}
