package youtube

import (
	"strings"
	"sync"
	"time"
)

// details are what seldom changes about a video.
type details struct {
	kind      string // video, or live for streams and premieres
	text      string // title and description
	published time.Time
	private   bool // only its owner sees it
	unlisted  bool
	upcoming  bool // a stream or premiere that has not started
	read      time.Time
}

func detailsOf(v videoJSON, now time.Time) details {
	d := details{
		kind: "video", text: strings.TrimSpace(v.Snippet.Title + "\n\n" + v.Snippet.Description),
		published: v.Snippet.Published.Time, read: now,
		private: v.Status.Privacy == "private", unlisted: v.Status.Privacy == "unlisted", upcoming: v.Snippet.Broadcast == "upcoming",
	}
	if v.Live != nil {
		d.kind = "live"
		if !v.Live.Started.IsZero() {
			d.published = v.Live.Started.Time // the other changes when the stream starts
		}
	}
	return d
}

// lasting tells whether the details are not about to change.
func (d details) lasting() bool { return !d.private && !d.unlisted && !d.upcoming }

// Titles are edited and videos made private: what is known is good for so long.
const (
	detailsLive = 24 * time.Hour
	mostDetails = 2000
)

// shelf holds the details of the videos read last, so that their counters can
// be had from a quota of their own. It lives as long as the process.
type shelf struct {
	mu  sync.Mutex
	all map[string]details
}

func newShelf() *shelf { return &shelf{all: map[string]details{}} }

func (s *shelf) get(video string, now time.Time) (details, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, ok := s.all[video]
	return d, ok && now.Sub(d.read) < detailsLive
}

func (s *shelf) put(video string, d details) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.all) >= mostDetails {
		for old, have := range s.all {
			if d.read.Sub(have.read) >= detailsLive {
				delete(s.all, old)
			}
		}
	}
	if len(s.all) < mostDetails {
		s.all[video] = d
	}
}
