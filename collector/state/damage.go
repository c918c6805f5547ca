package state

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// ErrDamaged means that the file can't be read, as after a disk has failed.
var ErrDamaged = errors.New("the collector's memory is damaged")

// smallest is what bbolt makes of an empty file: four pages.
const smallest = 4 * 4096

func damaged(path string, why any) error {
	return fmt.Errorf("%w: %s (%v): restore it from a backup, or remove it: then all is read again, and nothing doubled", ErrDamaged, path, why)
}

// openWhole opens the file if all of it can be read. It makes an error of how bbolt
// meets a damaged one: it panics, or reads where the file that stands in memory has
// nothing.
func openWhole(path string) (db *bbolt.DB, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		said := recover()
		if said == nil {
			return
		}
		if _, fault := said.(runtime.Error); fault {
			said = "a part of it is not where it should be"
		}
		if err = damaged(path, said); db != nil {
			err = errors.Join(err, db.Close())
		}
		db = nil
	}()
	if info, err := os.Stat(path); err == nil && 0 < info.Size() && info.Size() < smallest {
		return nil, damaged(path, fmt.Sprintf("%d bytes are there", info.Size()))
	}
	open := func() (*bbolt.DB, error) {
		return bbolt.Open(path, 0o600, &bbolt.Options{Timeout: 200 * time.Millisecond})
	}
	db, err = open()
	for _, is := range []error{bolterrors.ErrInvalid, bolterrors.ErrChecksum, bolterrors.ErrVersionMismatch} {
		if errors.Is(err, is) {
			return nil, damaged(path, err)
		}
	}
	if err != nil {
		return nil, err
	}
	if err := errors.Join(checkWhole(db), db.Close()); err != nil {
		return nil, err
	}
	return open() // anew, so that not all of the file stays in memory
}

// checkWhole goes through all keys, so that a damage is met before work begins and
// not in the middle of it.
func checkWhole(db *bbolt.DB) error {
	info, err := os.Stat(db.Path())
	if err != nil {
		return err
	}
	return db.View(func(tx *bbolt.Tx) error {
		if info.Size() < tx.Size() {
			return damaged(db.Path(), fmt.Sprintf("%d of %d bytes are there", info.Size(), tx.Size()))
		}
		return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error { return checkOrder(b) })
	})
}

func checkOrder(b *bbolt.Bucket) error {
	var before []byte
	return b.ForEach(func(k, v []byte) error {
		if before != nil && bytes.Compare(before, k) >= 0 {
			return damaged(b.Tx().DB().Path(), "its keys are not in order")
		}
		before = k
		if inner := b.Bucket(k); v == nil && inner != nil {
			return checkOrder(inner)
		}
		return nil
	})
}
