// Package newcomers finds bursts of new authors: many accounts, all first met
// today, that speak of one matter within minutes. A campaign's accounts come like
// that; a matter that moves people brings those along who are known already.
//
// It is a rule, not an estimate, and meant to miss a campaign rather than to call
// citizens one: where most authors are new anyhow, it finds nothing. See Unusual.
package newcomers

import (
	"cmp"
	"slices"
	"time"
)

const (
	// Window is how near to one another the mentions of a burst are.
	Window = 10 * time.Minute
	// Day is how long an author is new, in days.
	Day = 1
	// Of so many different authors a burst has at least, and of all who speak of
	// the matter in the window at least this share are new.
	least, leastShare = 10, 0.9
	// Of so many mentions of the days before at most this share is new authors', else
	// a burst tells nothing.
	leastBefore, mostUsual = 30, 0.5
)

// Before is how far back is looked for what is usual.
const Before = 7 * 24 * time.Hour

// Unusual tells whether bursts tell anything where, of so many mentions in the time
// Before with a known author, so many were a new author's: not where most of them
// were, as in the first days of an account, nor where too few are there to tell.
func Unusual(fresh, all float64) bool { return all >= leastBefore && fresh <= mostUsual*all }

// Voice is one mention.
type Voice struct {
	At      time.Time
	Author  string  // "": not known
	Days    float64 // since when the author is known
	Matters []string
	Post    string // own post that it answers, "" if none
}

// Bursts gives the new authors' voices of each burst, by matter: indices of
// voices, the earliest first. What mostly answers one own post is no burst: that
// post has been shown to people who had not met the account before. It takes time
// and room linear in the number of matters told.
func Bursts(voices []Voice) map[string][]int {
	told := map[string][]int{}
	for i, v := range voices {
		if v.Author == "" {
			continue
		}
		for _, m := range v.Matters {
			told[m] = append(told[m], i)
		}
	}
	out := map[string][]int{}
	for m, of := range told {
		slices.SortFunc(of, func(i, j int) int { return cmp.Or(voices[i].At.Compare(voices[j].At), cmp.Compare(i, j)) })
		if found := burst(voices, of); len(found) > 0 {
			out[m] = found
		}
	}
	return out
}

// burst slides the window over the voices of one matter.
func burst(voices []Voice, of []int) (out []int) {
	w := window{fresh: tally{}, known: tally{}, posts: tally{}}
	first, taken := 0, 0 // of the window; of what is not in out yet
	for last, i := range of {
		w.add(voices[i], 1)
		for ; voices[i].At.Sub(voices[of[first]].At) >= Window; first++ {
			w.add(voices[of[first]], -1)
		}
		if !w.burst(last + 1 - first) {
			continue
		}
		for taken = max(taken, first); taken <= last; taken++ {
			if voices[of[taken]].fresh() {
				out = append(out, of[taken])
			}
		}
	}
	return out
}

func (v *Voice) fresh() bool { return v.Days < Day }

// tally counts mentions by author or post.
type tally map[string]int

func (t tally) add(name string, n int) {
	if t[name] += n; t[name] == 0 {
		delete(t, name)
	}
}

// window has the authors and posts of some mentions.
type window struct{ fresh, known, posts tally }

func (w *window) add(v Voice, n int) {
	if v.fresh() {
		w.fresh.add(v.Author, n)
	} else {
		w.known.add(v.Author, n)
	}
	if v.Post != "" {
		w.posts.add(v.Post, n)
	}
}

// burst tells whether so many mentions are one.
func (w *window) burst(mentions int) bool {
	fresh, known := len(w.fresh), len(w.known)
	if fresh < least || float64(fresh) < leastShare*float64(fresh+known) {
		return false
	}
	for _, n := range w.posts {
		if 2*n > mentions {
			return false
		}
	}
	return true
}
