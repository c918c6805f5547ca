package telegram

import (
	"cmp"
	"slices"
	"time"
)

const (
	keptChannel = "channel" // name in the account's memory

	// rememberFor is how long a post is remembered; counters that come later
	// than that have no post to go with.
	rememberFor = 90 * 24 * time.Hour
	// mostRemembered bounds what is remembered of posts, in bytes of text; the
	// oldest go first. postSize is what a post takes besides its text.
	mostRemembered = 1 << 20
	postSize       = 300
)

// channel is what is remembered of an account's channel. Telegram tells a post,
// its reactions and its comments apart from one another, and each once: the
// counters are put together here. It is kept at once, so it does not fall back
// when a cursor does; Applied guards against counting twice.
type channel struct {
	Applied   position  `json:"applied"`         // updates before it are counted
	At        time.Time `json:"at,omitzero"`     // of the last run
	Since     time.Time `json:"since,omitzero"`  // of the first run
	GroupRead bool      `json:"group,omitempty"` // the bot was shown something in the discussion group
	Posts     []*post   `json:"posts,omitempty"` // oldest first

	byMessage map[int64]*post  // by message in the channel
	byCopy    map[int64]*post  // by message in the discussion group
	byAlbum   map[string]*post // by media group
}

// post is what is remembered of a post.
type post struct {
	ID        int64           `json:"id"` // of the first message seen of it
	Published int64           `json:"at"` // seconds since 1970
	Type      string          `json:"type"`
	Text      string          `json:"text,omitempty"`
	Albums    []string        `json:"albums,omitempty"`    // media groups it is in the channel and in the discussion group
	More      []int64         `json:"more,omitempty"`      // further messages of the album
	Copies    []int64         `json:"copies,omitempty"`    // in the discussion group: roots of threads
	Reactions map[int64]tally `json:"reactions,omitempty"` // by message
	// Watched: every change of the reactions since the publication was seen, so
	// that none seen means none.
	Watched bool `json:"watched,omitempty"`
	// Counted: every comment since the publication was seen.
	Counted  bool `json:"counted,omitempty"`
	Comments int  `json:"comments,omitempty"`
}

// tally is how many reactions of which kind a message has.
type tally struct {
	All   int `json:"all"`
	Like  int `json:"like,omitempty"`
	Love  int `json:"love,omitempty"`
	Haha  int `json:"haha,omitempty"`
	Sad   int `json:"sad,omitempty"`
	Angry int `json:"angry,omitempty"`
}

func (t tally) plus(u tally) tally {
	return tally{
		All: t.All + u.All, Like: t.Like + u.Like, Love: t.Love + u.Love,
		Haha: t.Haha + u.Haha, Sad: t.Sad + u.Sad, Angry: t.Angry + u.Angry,
	}
}

// index makes the maps after reading.
func (c *channel) index() {
	c.byMessage, c.byCopy, c.byAlbum = map[int64]*post{}, map[int64]*post{}, map[string]*post{}
	for _, p := range c.Posts {
		c.link(p)
	}
}

func (c *channel) link(p *post) {
	c.byMessage[p.ID] = p
	for _, id := range p.More {
		c.byMessage[id] = p
	}
	for _, id := range p.Copies {
		c.byCopy[id] = p
	}
	for _, album := range p.Albums {
		c.byAlbum[album] = p
	}
}

// learn takes what a message of the channel says of its post: a new one, an
// album's further part, or a new text. id and published are those in the
// channel. It gives nil for what is no post.
func (c *channel) learn(m *messageJSON, id, published int64) *post {
	if m.Kind == "" || id == 0 { // 0: it will be sent later
		return nil
	}
	p := c.byMessage[id]
	if p == nil && m.Album != "" {
		if p = c.byAlbum[m.Album]; p != nil {
			p.More = append(p.More, id)
		}
	}
	if p == nil {
		p = &post{ID: id, Published: published}
		c.Posts = append(c.Posts, p)
	}
	if m.Album != "" && !slices.Contains(p.Albums, m.Album) {
		p.Albums = append(p.Albums, m.Album)
	}
	if p.ID == id {
		p.Type = m.Kind
	}
	if m.Words != "" || m.Album == "" { // of an album one part has the caption
		p.Text = m.Words
	}
	c.link(p)
	return p
}

// doubt notes that reactions or comments were missed: what was counted so far
// may be too little from now on. Totals of reactions stay: Telegram gives them
// anew.
func (c *channel) doubt(reactions, comments bool) {
	for _, p := range c.Posts {
		p.Watched = p.Watched && !reactions
		p.Counted = p.Counted && !comments
	}
}

// forget drops posts that are too old or too many.
func (c *channel) forget(now time.Time) {
	oldest := now.Add(-rememberFor).Unix()
	c.Posts = slices.DeleteFunc(c.Posts, func(p *post) bool { return p.Published < oldest })
	slices.SortStableFunc(c.Posts, func(a, b *post) int {
		return cmp.Or(cmp.Compare(a.Published, b.Published), cmp.Compare(a.ID, b.ID))
	})
	size := 0
	for i, p := range slices.Backward(c.Posts) {
		if size += postSize + len(p.Text); size > mostRemembered {
			c.Posts = c.Posts[i+1:]
			return
		}
	}
}
