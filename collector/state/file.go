package state

import (
	"errors"
	"fmt"
	"os"
	"strconv"

	"go.etcd.io/bbolt"
)

// form is the form of what stands in the file. It is raised when an older Pantau
// could not go on with what this one writes.
const form = 1

// ErrNewer means that a newer Pantau has written the file.
var ErrNewer = errors.New("the collector's memory is of a newer Pantau")

var (
	ofFile  = []byte("\x00file") // no account is named so: its key has a slash
	keyForm = []byte("form")
)

// checkForm refuses a file of a newer Pantau. One without a note is of before
// there were any.
func (s *Store) checkForm() error {
	return s.db.View(func(tx *bbolt.Tx) error {
		b := tx.Bucket(ofFile)
		if b == nil {
			return nil
		}
		raw := string(b.Get(keyForm))
		found, err := strconv.Atoi(raw)
		if err != nil {
			return fmt.Errorf("%s: its form %q is unreadable; restore it from a backup", s.db.Path(), raw)
		}
		if found > form {
			return fmt.Errorf("%w (%s has form %d, this one knows %d): install that version again, or restore the backup from before the upgrade",
				ErrNewer, s.db.Path(), found, form)
		}
		return nil
	})
}

// noteForm notes the form with the first change.
func noteForm(tx *bbolt.Tx) error {
	if tx.Bucket(ofFile) != nil {
		return nil
	}
	b, err := tx.CreateBucket(ofFile)
	if err != nil {
		return err
	}
	return b.Put(keyForm, []byte(strconv.Itoa(form)))
}

// Hold keeps everybody else out of the file, whatever its form is. One that is
// damaged lets nobody in: the error is an ErrDamaged then, and there is something
// to release nonetheless.
func Hold(path string) (release func() error, err error) {
	s, err := open(path)
	if errors.Is(err, ErrDamaged) {
		return func() error { return nil }, err
	}
	if err != nil {
		return nil, err
	}
	return s.Close, nil
}

// Compact rewrites a closed file without what was deleted from it: bbolt leaves
// that in free pages.
func Compact(path string) error {
	from, err := Open(path)
	if err != nil {
		return err
	}
	fresh := path + ".compact"
	to, err := open(fresh)
	if err != nil {
		return errors.Join(err, from.Close())
	}
	err = bbolt.Compact(to.db, from.db, 0)
	if err = errors.Join(err, to.Close()); err == nil {
		err = os.Rename(fresh, path) // while the old one is still ours
	}
	return errors.Join(err, from.Close())
}
