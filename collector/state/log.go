package state

import (
	"encoding/binary"
	"errors"

	"go.etcd.io/bbolt"
)

// Log keeps the changes of accounts' memory where another collector can go on
// from them.
type Log interface {
	// Append keeps changes, durable when it returns. What it refuses is not done
	// here either.
	Append(account string, changes []byte) error
	// Diverged says that Append was asked to keep what does not stand here: the
	// account's memory must be made anew from the log.
	Diverged(account string)
}

// part is one of the buckets of an account.
type part byte

const (
	inRoot     part = 'r'
	inPosts    part = 'p'
	inMentions part = 'm'
	inAuthors  part = 'a'
)

func (a *Account) bucket(p part) *bbolt.Bucket {
	switch p {
	case inRoot:
		return a.root
	case inPosts:
		return a.posts
	case inMentions:
		return a.mentions
	case inAuthors:
		return a.authors
	}
	return nil
}

func (a *Account) put(p part, key, value []byte) error {
	if a.logs {
		a.changes = appendChange(a.changes, p, key, value)
	}
	return a.bucket(p).Put(key, value)
}

func (a *Account) delete(p part, key []byte) error {
	if a.logs {
		a.changes = appendChange(a.changes, p, key, nil)
	}
	return a.bucket(p).Delete(key)
}

// appendChange writes one change: part, key with its length, value with its
// length and 1, or 0 where the key is deleted.
func appendChange(to []byte, p part, key, value []byte) []byte {
	to = append(to, byte(p))
	to = binary.AppendUvarint(to, uint64(len(key)))
	to = append(to, key...)
	if value == nil {
		return append(to, 0)
	}
	to = binary.AppendUvarint(to, uint64(len(value))+1)
	return append(to, value...)
}

// errChange is a log that was cut or is none.
var errChange = errors.New("the log of changes is unreadable")

func (a *Account) apply(changes []byte) error {
	for len(changes) > 0 {
		b := a.bucket(part(changes[0]))
		key, rest, ok := cut(changes[1:], 0)
		if b == nil || !ok || len(key) == 0 {
			return errChange
		}
		if len(rest) > 0 && rest[0] == 0 {
			changes = rest[1:]
			if err := b.Delete(key); err != nil {
				return err
			}
			continue
		}
		value, after, ok := cut(rest, 1)
		if !ok {
			return errChange
		}
		changes = after
		if err := b.Put(key, value); err != nil {
			return err
		}
	}
	return nil
}

// cut takes what its length, more by extra, stands before.
func cut(raw []byte, extra uint64) (taken, rest []byte, ok bool) {
	n, size := binary.Uvarint(raw)
	if size <= 0 || n < extra || n-extra > uint64(len(raw)-size) {
		return nil, nil, false
	}
	end := size + int(n-extra)
	return raw[size:end], raw[end:], true
}

// Replace makes an account's memory anew from its log.
func (s *Store) Replace(account string, log [][]byte) error {
	return s.db.Update(func(tx *bbolt.Tx) error {
		if err := tx.DeleteBucket([]byte(account)); err != nil && tx.Bucket([]byte(account)) != nil {
			return err
		}
		a, err := accountOf(tx, account)
		for i := 0; i < len(log) && err == nil; i++ {
			err = a.apply(log[i])
		}
		return err
	})
}

// Dump hands over an account's memory as a log, in pieces of about size bytes.
// Nothing changes meanwhile.
func (s *Store) Dump(account string, size int, take func(changes []byte) error) (err error) {
	tx, err := s.db.Begin(true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	root := tx.Bucket([]byte(account))
	if root == nil {
		return nil
	}
	var piece []byte
	add := func(p part) func(k, v []byte) error {
		return func(k, v []byte) error {
			if v == nil {
				return nil // a bucket
			}
			if piece = appendChange(piece, p, k, v); len(piece) < size {
				return nil
			}
			full := piece
			piece = nil
			return take(full)
		}
	}
	for p, name := range map[part][]byte{inPosts: keyPosts, inMentions: keyMentions, inAuthors: keyAuthors} {
		if b := root.Bucket(name); b != nil {
			if err := b.ForEach(add(p)); err != nil {
				return err
			}
		}
	}
	if err := root.ForEach(add(inRoot)); err != nil || len(piece) == 0 {
		return err
	}
	return take(piece)
}
