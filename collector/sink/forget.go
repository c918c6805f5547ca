package sink

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/pantau/pantau/collector/keyfile"
	"github.com/pantau/pantau/collector/schema"
)

const (
	selectByAuthor = `SELECT id, text FROM mention WHERE author = $author GROUP BY platform, account, kind`
	deleteOne      = `DELETE FROM mention WHERE platform = $platform AND account = $account AND kind = $kind AND time = $at`
	// What holds words of mentions is deleted before it is made anew: a field that
	// is not written again would stay.
	deleteCopiesOf = `DELETE FROM copies_1h` + where
	deleteTermsOf  = `DELETE FROM term_10m` + where
)

// Forgotten is what was erased of an author.
type Forgotten struct {
	IDs   []string
	Texts []string // to find them elsewhere; kept nowhere
}

// Forget deletes an author's mentions from the database and the dead letters, and
// makes the rollups that counted them anew. author is a keyed hash.
func (s *Sink) Forget(ctx context.Context, author string) (Forgotten, error) {
	type mention struct {
		owner
		kind string
		at   time.Time
	}
	var out Forgotten
	var found []mention
	err := s.reader.query(ctx, selectByAuthor, map[string]any{"author": author}, func(r row) {
		found = append(found, mention{owner{r.tags[schema.TagPlatform], r.tags[schema.TagAccount]}, r.tags[schema.TagKind], r.at})
		out.IDs, out.Texts = append(out.IDs, r.text(schema.FieldID)), append(out.Texts, r.text(schema.FieldText))
	})
	if err != nil {
		return out, err
	}
	touched := newWindows()
	for _, m := range found {
		touched.add(m.owner, m.at, true)
		params := m.params("at", m.at.UnixNano())
		params["kind"] = m.kind
		if err := s.reader.query(ctx, deleteOne, params, nil); err != nil {
			return out, err
		}
	}
	if err := s.clearWords(ctx, touched); err != nil {
		return out, err
	}
	if err := s.writeRollups(ctx, touched); err != nil {
		return out, err
	}
	return out, s.writer.dead.without(author)
}

func (s *Sink) clearWords(ctx context.Context, touched *windows) error {
	for o, hours := range touched.hours {
		for hour := range hours {
			params := o.params("from", hour.UnixNano())
			params["to"] = hour.Add(sentimentWindow).UnixNano()
			for _, statement := range []string{deleteCopiesOf, deleteTermsOf} {
				if err := s.reader.query(ctx, statement, params, nil); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// without drops the letters that name an author.
func (d *deadLetters) without(author string) error {
	files, _ := filepath.Glob(filepath.Join(d.dir, "*.jsonl")) // the pattern is well formed
	for _, path := range files {
		raw, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("reading the dead letters: %w", err)
		}
		if !bytes.Contains(raw, []byte(author)) {
			continue
		}
		var kept bytes.Buffer
		for line := range bytes.Lines(raw) {
			if !bytes.Contains(line, []byte(author)) {
				kept.Write(line)
			}
		}
		if err := keyfile.Replace(path, kept.Bytes()); err != nil {
			return fmt.Errorf("rewriting the dead letters: %w", err)
		}
	}
	return nil
}
