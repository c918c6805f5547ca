// Package sim is the fictional public sphere that simulated platforms speak
// from: accounts, what they post, and how people answer. One World serves all
// simulators, so that a demonstration and a test see the same people.
//
// A simulator is an http.Handler over a World that answers as the platform's
// documentation says; it lives in its connector's folder.
package sim

import (
	"math"
	"slices"
	"sync"
	"time"
)

// World holds everything that ever happens and a clock; simulators show only
// what has happened by then.
type World struct {
	Accounts []*Account

	mu  sync.RWMutex
	now func() time.Time
}

// New makes a World whose clock is now.
func New(now func() time.Time, accounts ...*Account) *World {
	return &World{Accounts: accounts, now: now}
}

// Now is the world's time.
func (w *World) Now() time.Time {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.now()
}

// SetClock replaces the world's clock.
func (w *World) SetClock(now func() time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = now
}

// StopAt makes the world's clock stand still at a time.
func (w *World) StopAt(at time.Time) { w.SetClock(func() time.Time { return at }) }

// Forward makes the world's clock stand still so much later than it is.
func (w *World) Forward(d time.Duration) { w.StopAt(w.Now().Add(d)) }

// Account finds an account by platform and handle; nil if there is none.
func (w *World) Account(platform, handle string) *Account {
	for _, a := range w.Accounts {
		if a.Platform == platform && a.Handle == handle {
			return a
		}
	}
	return nil
}

// Account is one account on one platform.
type Account struct {
	Platform  string
	Handle    string
	Name      string
	Following int
	// Followers gives the number of followers at a time.
	Followers func(at time.Time) int
	// Posts are the account's own posts, oldest first.
	Posts []*Post
	// Mentions are others' posts about the account that answer none of its
	// posts, oldest first.
	Mentions []*Comment
}

// PostsBy gives the posts published by a time, oldest first.
func (a *Account) PostsBy(at time.Time) []*Post {
	n, _ := slices.BinarySearchFunc(a.Posts, at, func(p *Post, t time.Time) int {
		if p.Published.After(t) {
			return 1
		}
		return -1
	})
	return a.Posts[:n]
}

// MentionsBy gives the mentions made by a time, oldest first.
func (a *Account) MentionsBy(at time.Time) []*Comment {
	return commentsBy(a.Mentions, at)
}

// Post is one own post.
type Post struct {
	ID        string // digits, ascending with time
	Type      string // text, image, video, link
	Published time.Time
	Text      string
	Tags      []string // hashtags, without #
	Final     Counters // what it reaches in the end
	HalfLife  time.Duration
	Comments  []*Comment // oldest first
}

// Counters are a post's counters, without comments: those are counted.
type Counters struct {
	Likes, Shares, Quotes, Saves, Views, Reach int
}

// At gives the counters at a time: they grow towards Final by halves.
func (p *Post) At(at time.Time) Counters {
	age := at.Sub(p.Published)
	if age <= 0 {
		return Counters{}
	}
	grown := 1.0
	if p.HalfLife > 0 {
		grown = 1 - math.Exp2(-float64(age)/float64(p.HalfLife))
	}
	f := p.Final
	part := func(n int) int { return int(math.Round(float64(n) * grown)) }
	return Counters{
		Likes: part(f.Likes), Shares: part(f.Shares), Quotes: part(f.Quotes),
		Saves: part(f.Saves), Views: part(f.Views), Reach: part(f.Reach),
	}
}

// CommentsBy gives the comments made by a time, oldest first.
func (p *Post) CommentsBy(at time.Time) []*Comment { return commentsBy(p.Comments, at) }

// Comment is something another person writes.
type Comment struct {
	ID      string // digits, ascending with time
	Author  string
	Created time.Time
	Text    string
	Tags    []string
	Likes   int
	ReplyTo string // id of the comment it answers; empty: the post itself
}

func commentsBy(all []*Comment, at time.Time) []*Comment {
	n, _ := slices.BinarySearchFunc(all, at, func(c *Comment, t time.Time) int {
		if c.Created.After(t) {
			return 1
		}
		return -1
	})
	return all[:n]
}
