package file

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// run is one call of Collect.
type run struct {
	*connector
	emit   sdk.Emit
	result sdk.Result
	over   error // why the run must end

	emitted bool
}

// Collect implements sdk.Connector: it reads the files that are new, or have
// changed since the last run.
func (c *connector) Collect(ctx context.Context, req sdk.Request, emit sdk.Emit) (sdk.Result, error) {
	r := &run{connector: c, emit: emit}
	files, missing := c.files()
	r.result.Failures = missing
	old, next := readCursor(req.Cursor), cursor{}
	for _, path := range files {
		before, err := stampOf(path)
		if err != nil {
			r.fail(path, err)
			continue
		}
		if old[path] == before {
			next[path] = before
			continue
		}
		err = r.file(ctx, path)
		if r.over != nil {
			return r.result, r.over
		}
		if after, serr := stampOf(path); err == nil && (serr != nil || after != before) {
			err = errors.New("it changed while it was read; it is read again in the next run")
		}
		if err != nil { // not remembered, so tried again
			r.fail(path, err)
			continue
		}
		next[path] = before
	}
	if failures := r.result.Failures; len(failures) > 0 && len(next) == 0 && !r.emitted {
		r.result.Failures = nil
		return r.result, sdk.Errorf(sdk.KindOf(failures[0]), "no file could be read: %w", errors.Join(failures...))
	}
	var err error
	r.result.Cursor, err = next.encode()
	return r.result, err
}

func (r *run) fail(path string, err error) {
	r.result.Failures = append(r.result.Failures, sdk.Errorf(sdk.KindOf(err), "%s: %w", filepath.Base(path), err))
}

// file reads one file. Its error is the file's; what ends the run is r.over.
func (r *run) file(ctx context.Context, path string) error {
	order, err := r.order(path)
	if err != nil {
		return err
	}
	found := false
	err = eachSheet(path, func(s sheet) error {
		t, err := findTable(s)
		if errors.Is(err, errNoTable) {
			return nil // notes, charts, another kind of table
		}
		if err != nil {
			return err
		}
		found = true
		return r.rows(ctx, &reading{table: t, order: order, zone: r.zone, file: path, usual: usualTypes[r.config.Platform]})
	})
	if err == nil && !found {
		return noTable()
	}
	return err
}

// order finds out how a file writes dates of digits, by the first that can be
// read in one way only. Meta writes the month first, so that is taken, and said,
// if none tells.
func (r *run) order(path string) (string, error) {
	if r.config.DateOrder != orderAuto {
		return r.config.DateOrder, nil
	}
	found, doubtful := "", ""
	err := eachSheet(path, func(s sheet) error {
		t, err := findTable(s)
		for err == nil && found == "" {
			var row []string
			if row, err = t.read(); err != nil {
				break
			}
			cell := t.cell(row, fieldPublished)
			if found = ordered(cell); found == "" && doubtful == "" && digitsDate().MatchString(cell) {
				doubtful = cell
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, errNoTable) {
			return nil
		}
		return err
	})
	if found == "" && doubtful != "" {
		r.result.Notices = append(r.result.Notices, sdk.Notice{Kind: sdk.NoticeTimeEstimated, Message: fmt.Sprintf(
			"%s: dates such as %s were read with the month first; set date_order if the day is", filepath.Base(path), short(doubtful))})
	}
	return cmp.Or(found, orderMDY), err
}

// reading is one table that is being read.
type reading struct {
	table *table
	order string
	zone  *time.Location
	file  string
	usual string // type of its posts

	refused  int
	examples []string // of what was refused
}

// rows emits the records of a table. A row that can't be read is left out and
// counted; the others go on.
func (r *run) rows(ctx context.Context, in *reading) error {
	for {
		row, err := in.table.read()
		if errors.Is(err, io.EOF) {
			r.say(in)
			return nil
		}
		if err != nil {
			r.say(in)
			return err
		}
		if r.over = ctx.Err(); r.over != nil {
			return r.over
		}
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		record, err := in.record(row)
		if err != nil {
			in.refuse(err)
			continue
		}
		if r.over = r.emit(record); r.over != nil {
			return r.over
		}
		r.emitted = true
	}
}

func (in *reading) refuse(err error) {
	const shown = 10
	in.refused++
	if len(in.examples) < shown {
		in.examples = append(in.examples, fmt.Sprintf("line %d, %s", in.table.line, err))
	}
}

// say tells what of a table was not read.
func (r *run) say(in *reading) {
	where := filepath.Base(in.file)
	if in.table.name != "" {
		where += ", sheet " + in.table.name
	}
	if in.refused > 0 {
		r.result.Failures = append(r.result.Failures, sdk.Errorf(sdk.Permanent, "%s: %d rows could not be read: %s",
			where, in.refused, strings.Join(in.examples, "; ")))
	}
	if n := len(in.table.unknown); n > 0 {
		const shown = 8
		r.result.Notices = append(r.result.Notices, sdk.Notice{Kind: sdk.NoticeSkipped, Message: fmt.Sprintf(
			"%s: %d columns mean nothing here: %s", where, n, strings.Join(in.table.unknown[:min(n, shown)], ", "))})
	}
}

// stamp tells whether a file has changed.
type stamp struct {
	Size int64     `json:"size"`
	At   time.Time `json:"at"`
}

func stampOf(path string) (stamp, error) {
	info, err := os.Stat(path)
	if err != nil {
		return stamp{}, sdk.Errorf(sdk.Permanent, "%w", err)
	}
	return stamp{info.Size(), info.ModTime().UTC()}, nil
}
