package blueskysim

import (
	"cmp"
	"encoding/base32"
	"hash/fnv"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// index is the World as this server sees it: everything that will ever be
// written, found by address, by account and in order of time.
type index struct {
	authors map[string]*author // by DID and by handle
	posts   map[string]*entry  // by address
	all     []*entry           // oldest first
}

// author is somebody with a repository. account is nil for people.
type author struct {
	did, handle, name string
	account           *sim.Account
	posts             []*entry // own posts that answer nobody, oldest first
	notices           []*entry // what the account is told of, oldest first
}

// entry is one post: an own one, a comment or a mention.
type entry struct {
	uri     string
	by      *author
	created time.Time
	text    string
	lower   string
	tags    []string
	names   *author // whom it mentions
	own     *sim.Post
	likes   int // of what is no own post
	id      string
	root    *entry
	parent  *entry
	replies []*entry
}

// DID is the identifier under which the server knows a handle.
func DID(handle string) string {
	sum := hash(fullHandle(handle))
	return "did:plc:" + strings.ToLower(base32.StdEncoding.EncodeToString(sum))[:24]
}

// PostURI is the address of an own post.
func PostURI(a *sim.Account, p *sim.Post) string { return address(DID(a.Handle), p.Published, p.ID) }

var notInHandle = regexp.MustCompile(`[^a-z0-9.-]+`)

// fullHandle makes a handle of a name in the World: a host name.
func fullHandle(name string) string {
	h := strings.Trim(notInHandle.ReplaceAllString(strings.ToLower(name), "-"), "-.")
	if !strings.Contains(h, ".") {
		h += ".bsky.social"
	}
	return h
}

func hash(text string) []byte {
	h := fnv.New128a()
	_, _ = h.Write([]byte(text)) // never fails
	return h.Sum(nil)
}

// address makes a post's at:// address. Its key is of the usual form: the time
// in microseconds and some bits more, here from the post's id, so that posts of
// one second have different keys.
func address(did string, created time.Time, id string) string {
	const digits = "234567abcdefghijklmnopqrstuvwxyz"
	sum := hash(id)
	extra := uint64(sum[0])<<24 | uint64(sum[1])<<16 | uint64(sum[2])<<8 | uint64(sum[3])
	micros := uint64(created.Unix())*1e6 + extra%1e6
	n := micros<<10 | uint64(sum[4])<<2 | uint64(sum[5])>>6
	key := make([]byte, 13)
	for i := len(key) - 1; i >= 0; i-- {
		key[i] = digits[n&31]
		n >>= 5
	}
	return "at://" + did + "/app.bsky.feed.post/" + string(key)
}

func newIndex(w *sim.World) *index {
	x := &index{authors: map[string]*author{}, posts: map[string]*entry{}}
	for _, a := range w.Accounts {
		if a.Platform == Platform {
			au := x.person(a.Handle)
			au.account, au.name = a, a.Name
		}
	}
	for _, a := range w.Accounts {
		if a.Platform == Platform {
			x.addAccount(a)
		}
	}
	slices.SortStableFunc(x.all, byTime)
	for _, au := range x.authors {
		slices.SortStableFunc(au.notices, byTime)
	}
	return x
}

func byTime(a, b *entry) int { return cmp.Or(a.created.Compare(b.created), cmp.Compare(a.uri, b.uri)) }

// person finds or makes an author.
func (x *index) person(name string) *author {
	handle := fullHandle(name)
	if a := x.authors[handle]; a != nil {
		return a
	}
	a := &author{did: DID(name), handle: handle, name: name}
	x.authors[handle], x.authors[a.did] = a, a
	return a
}

// author finds an author by DID or handle; nil if there is none.
func (x *index) author(actor string) *author {
	if strings.HasPrefix(actor, "did:") {
		return x.authors[actor]
	}
	return x.authors[fullHandle(actor)]
}

func (x *index) addAccount(a *sim.Account) {
	me := x.person(a.Handle)
	for _, p := range a.Posts {
		e := x.add(&entry{by: me, created: p.Published, text: p.Text, tags: p.Tags, own: p, id: p.ID})
		e.root = e
		me.posts = append(me.posts, e)
		x.addComments(e, p.Comments)
	}
	for _, c := range a.Mentions {
		e := &entry{by: x.person(c.Author), created: c.Created, text: c.Text, tags: c.Tags, likes: c.Likes, id: c.ID}
		// People mention by name. A mention in the World that neither does so nor
		// has a hashtag to be found by gets the name behind it.
		switch {
		case strings.Contains(strings.ToLower(c.Text), "@"+strings.ToLower(a.Handle)):
			e.names = me
		case len(c.Tags) == 0:
			e.text, e.names = c.Text+" @"+me.handle, me
		}
		x.add(e)
		e.root = e
		if e.names != nil {
			me.notices = append(me.notices, e)
		}
	}
}

func (x *index) addComments(post *entry, comments []*sim.Comment) {
	byID := map[string]*entry{"": post}
	for _, c := range comments {
		parent := byID[c.ReplyTo]
		if parent == nil {
			parent = post
		}
		e := x.add(&entry{
			by: x.person(c.Author), created: c.Created, text: c.Text, tags: c.Tags, likes: c.Likes, id: c.ID,
			root: post, parent: parent,
		})
		byID[c.ID] = e
		parent.replies = append(parent.replies, e)
		if e.by != post.by {
			post.by.notices = append(post.by.notices, e)
		}
	}
}

func (x *index) add(e *entry) *entry {
	e.uri, e.lower = address(e.by.did, e.created, e.id), strings.ToLower(e.text)
	x.posts[e.uri] = e
	x.all = append(x.all, e)
	return e
}

// by counts the entries of a list, oldest first, that are there at a time.
func by(list []*entry, now time.Time) int {
	n, _ := slices.BinarySearchFunc(list, now, func(e *entry, t time.Time) int {
		if e.created.After(t) {
			return 1
		}
		return -1
	})
	return n
}
