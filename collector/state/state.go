// Package state is the collector's memory between runs: cursors, and what is
// known of posts and mentions, so that a counter is written only when it
// changed and a point keeps its place when a platform changes its mind about a
// date. It is one bbolt file; whoever holds it open owns the data_dir.
package state

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// Store is the open file.
type Store struct {
	db *bbolt.DB

	// Log, where there is one, keeps every change before it stands here.
	Log Log
}

// ErrInUse means that another collector works with this data_dir.
var ErrInUse = errors.New("another collector works with this data_dir")

// Open opens or makes the file, unless a newer Pantau has written it.
func Open(path string) (*Store, error) {
	s, err := open(path)
	if err != nil {
		return nil, err
	}
	if err := s.checkForm(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func open(path string) (*Store, error) {
	db, err := openWhole(path)
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, fmt.Errorf("%w: stop it first (%s)", ErrInUse, path)
	case errors.Is(err, ErrDamaged):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("opening the state file %s: %w", path, err)
	}
	return &Store{db: db}, nil
}

// Close closes the file.
func (s *Store) Close() error { return s.db.Close() }

// Cursor is where the last completed run of an account ended.
type Cursor struct {
	Data []byte
	At   time.Time // start of that run; zero: never ran
}

// Cursor reads an account's cursor.
func (s *Store) Cursor(account string) (Cursor, error) {
	var c Cursor
	err := s.db.View(func(tx *bbolt.Tx) error {
		if b := tx.Bucket([]byte(account)); b != nil {
			c = decodeCursor(b.Get(keyCursor))
		}
		return nil
	})
	return c, err
}

// Update changes an account's memory in one transaction, durable when it
// returns.
func (s *Store) Update(account string, change func(*Account) error) error {
	logged := false
	err := s.db.Update(func(tx *bbolt.Tx) error {
		if err := noteForm(tx); err != nil {
			return err
		}
		a, err := accountOf(tx, account)
		if err != nil {
			return err
		}
		a.logs = s.Log != nil
		if err := change(a); err != nil || len(a.changes) == 0 {
			return err
		}
		logged = true
		return s.Log.Append(account, a.changes)
	})
	if err != nil && logged {
		s.Log.Diverged(account)
	}
	if err != nil {
		return fmt.Errorf("keeping the state of %s: %w", account, err)
	}
	return nil
}

// View reads an account's memory.
func (s *Store) View(account string, look func(*Account) error) error {
	return s.db.View(func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte(account))
		if b == nil {
			return look(&Account{})
		}
		return look(&Account{root: b, posts: b.Bucket(keyPosts), mentions: b.Bucket(keyMentions), authors: b.Bucket(keyAuthors)})
	})
}

var (
	keyCursor   = []byte("cursor")
	keyPosts    = []byte("posts")
	keyMentions = []byte("mentions")
	keyAuthors  = []byte("authors")
)

// Account is one account's memory within a transaction.
type Account struct {
	root, posts, mentions, authors *bbolt.Bucket

	logs    bool // changes are to be noted
	changes []byte
}

func accountOf(tx *bbolt.Tx, account string) (*Account, error) {
	root, err := tx.CreateBucketIfNotExists([]byte(account))
	if err != nil {
		return nil, err
	}
	posts, err := root.CreateBucketIfNotExists(keyPosts)
	if err != nil {
		return nil, err
	}
	mentions, err := root.CreateBucketIfNotExists(keyMentions)
	if err != nil {
		return nil, err
	}
	authors, err := root.CreateBucketIfNotExists(keyAuthors)
	if err != nil {
		return nil, err
	}
	return &Account{root: root, posts: posts, mentions: mentions, authors: authors}, nil
}

// SetCursor keeps a cursor, unless a later run's is kept already: a message may
// be delivered twice. One of a time that is yet to come, by now, was kept by a
// clock that was ahead.
func (a *Account) SetCursor(c Cursor, now time.Time) error {
	if old := decodeCursor(a.root.Get(keyCursor)); old.At.After(c.At) && !old.At.After(now) {
		return nil
	}
	raw := binary.BigEndian.AppendUint64(nil, uint64(c.At.UnixNano()))
	return a.put(inRoot, keyCursor, append(raw, c.Data...))
}

func decodeCursor(raw []byte) Cursor {
	if len(raw) < 8 {
		return Cursor{}
	}
	return Cursor{At: nanos(raw), Data: append([]byte(nil), raw[8:]...)}
}

// Accounts lists the keys of all accounts.
func (s *Store) Accounts() (keys []string, err error) {
	err = s.Each(func(account string, _ Cursor, _ Sizes) { keys = append(keys, account) })
	return keys, err
}

// ForgetAuthor drops an author, who is a keyed hash, and mentions.
func (a *Account) ForgetAuthor(author string, mentions []string) error {
	err := a.delete(inAuthors, []byte(author))
	for _, id := range mentions {
		err = errors.Join(err, a.delete(inMentions, []byte(id)))
	}
	return err
}

// Sizes counts what is remembered of an account.
type Sizes struct{ Posts, Mentions, Authors int }

// Each goes through all accounts.
func (s *Store) Each(visit func(account string, c Cursor, n Sizes)) error {
	return s.db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			if bytes.Equal(name, ofFile) {
				return nil
			}
			visit(string(name), decodeCursor(b.Get(keyCursor)), Sizes{
				Posts: keys(b.Bucket(keyPosts)), Mentions: keys(b.Bucket(keyMentions)), Authors: keys(b.Bucket(keyAuthors)),
			})
			return nil
		})
	})
}

func keys(b *bbolt.Bucket) int {
	if b == nil {
		return 0
	}
	return b.Stats().KeyN
}

// Item is what is remembered of a post or mention.
type Item struct {
	Created  time.Time // first seen value; a point's time never moves
	Read     time.Time // when last read
	Counters uint64    // hash of the counters
	Content  uint64    // hash of everything
	Class    string    // a post's type or a mention's kind, as first seen
	Topics   string    // a post's topics, as schema.JoinTopics writes them
}

// Post gives what is known of a post.
func (a *Account) Post(id string) (Item, bool) { return item(a.posts, id) }

// Mention gives what is known of a mention.
func (a *Account) Mention(id string) (Item, bool) { return item(a.mentions, id) }

// PutPost remembers a post.
func (a *Account) PutPost(id string, it Item) error { return a.put(inPosts, []byte(id), it.encode()) }

// PutMention remembers a mention.
func (a *Account) PutMention(id string, it Item) error {
	return a.put(inMentions, []byte(id), it.encode())
}

// Author gives the time of the earliest mention by an author, who is a keyed
// hash; zero if there is none.
func (a *Account) Author(author string) time.Time {
	if a.authors == nil {
		return time.Time{}
	}
	raw := a.authors.Get([]byte(author))
	if len(raw) != 8 {
		return time.Time{}
	}
	return nanos(raw)
}

// PutAuthor remembers the time of a mention, unless an earlier one is known.
func (a *Account) PutAuthor(author string, at time.Time) error {
	if first := a.Author(author); !first.IsZero() && !at.Before(first) {
		return nil
	}
	return a.put(inAuthors, []byte(author), binary.BigEndian.AppendUint64(nil, uint64(at.UnixNano())))
}

// ForgetPost stops the re-reading of a post.
func (a *Account) ForgetPost(id string) error { return a.delete(inPosts, []byte(id)) }

// ForgetMentions drops what is older than before: it won't be read again, and
// if it is, it is only written once more to the same point.
func (a *Account) ForgetMentions(before time.Time) error {
	var old [][]byte
	c := a.mentions.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if it, ok := decodeItem(v); !ok || it.Created.Before(before) {
			old = append(old, k)
		}
	}
	for _, k := range old { // deleting moves a cursor, so not while it walks
		if err := a.delete(inMentions, k); err != nil {
			return err
		}
	}
	return nil
}

// EachPost goes through the account's posts.
func (a *Account) EachPost(visit func(id string, it Item)) error {
	if a.posts == nil {
		return nil
	}
	return a.posts.ForEach(func(k, v []byte) error {
		if it, ok := decodeItem(v); ok {
			visit(string(k), it)
		}
		return nil
	})
}

func item(b *bbolt.Bucket, id string) (Item, bool) {
	if b == nil {
		return Item{}, false
	}
	return decodeItem(b.Get([]byte(id)))
}

const itemSize = 4 * 8

func (i Item) encode() []byte {
	raw := make([]byte, 0, itemSize+len(i.Class)+1+len(i.Topics))
	for _, v := range []uint64{uint64(i.Created.UnixNano()), uint64(i.Read.UnixNano()), i.Counters, i.Content} {
		raw = binary.BigEndian.AppendUint64(raw, v)
	}
	raw = append(raw, i.Class...)
	raw = append(raw, 0)
	return append(raw, i.Topics...)
}

func decodeItem(raw []byte) (Item, bool) {
	if len(raw) < itemSize {
		return Item{}, false
	}
	class, topics, _ := strings.Cut(string(raw[itemSize:]), "\x00")
	return Item{
		Created: nanos(raw), Read: nanos(raw[8:]),
		Counters: binary.BigEndian.Uint64(raw[16:]), Content: binary.BigEndian.Uint64(raw[24:]),
		Class: class, Topics: topics,
	}, true
}

func nanos(raw []byte) time.Time {
	return time.Unix(0, int64(binary.BigEndian.Uint64(raw))).UTC()
}
