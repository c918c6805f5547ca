package sink

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/policy"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/state"
	"github.com/pantau/pantau/connectors/sdk"
)

// sweepEvery is how often what may no longer be kept is deleted.
const sweepEvery = 6 * time.Hour

// Deleting works by tags and time on every InfluxDB in use. One measurement a
// statement: deleting what is not there costs next to nothing.
const (
	ofAccount     = ` WHERE platform = $platform AND account = $account AND time < $before`
	deleteAccount = `DELETE FROM account` + ofAccount
	deleteDays    = `DELETE FROM account_1d` + ofAccount
	deleteWeeks   = `DELETE FROM account_1w` + ofAccount
	deleteHistory = `DELETE FROM post_history` + ofAccount
	deleteRead    = `DELETE FROM readings_1d` + ofAccount
	deleteMention = `DELETE FROM mention` + ofAccount
	deleteTerms   = `DELETE FROM term_10m` + ofAccount
	deleteCopies  = `DELETE FROM copies_1h` + ofAccount
	deletePublic  = `DELETE FROM audience` + ofAccount
	deleteVolume  = `DELETE FROM volume` + ofAccount
	deletePost    = `DELETE FROM post WHERE platform = $platform AND account = $account AND time = $at`
	selectOld     = `SELECT id FROM post` + ofAccount
)

// expiring lists, by kind of record, the statements that delete by time: of an
// account's counters the time of reading, of mentions that of their creation.
// Posts are another matter: they stand at their publication and stay fresh as
// long as they are read again.
var expiring = map[sdk.RecordKind][]string{
	sdk.KindAccount:  {deleteAccount, deleteDays},
	sdk.KindPost:     {deleteHistory, deleteRead},
	sdk.KindMention:  {deleteMention, deleteTerms, deleteCopies}, // they hold words of mentions
	sdk.KindAudience: {deletePublic},
	sdk.KindVolume:   {deleteVolume},
}

// Sweep deletes what the accounts' policies no longer allow to be kept.
func (s *Sink) Sweep(ctx context.Context) error {
	now := s.opts.Now()
	for _, key := range slices.Sorted(maps.Keys(s.opts.Policies)) {
		if !s.opts.Leases.Ready(key) {
			continue // another collector does it
		}
		within, done := s.opts.Leases.Within(ctx, key)
		err := s.sweepAccount(within, key, s.opts.Policies[key], now)
		done()
		if err != nil {
			return fmt.Errorf("deleting what may no longer be kept of %s: %w", key, err)
		}
	}
	return s.writer.dead.expire(s.opts.Policies, now)
}

func (s *Sink) sweepAccount(ctx context.Context, key string, p policy.Policy, now time.Time) error {
	_, name, _ := strings.Cut(key, "/")
	o := owner{platform: p.Platform, account: name}
	for kind, keep := range p.Retention {
		if kind == sdk.KindMention {
			if err := s.unlearn(ctx, o, now.Add(-keep)); err != nil {
				return err
			}
		}
		params := o.params("before", now.Add(-keep).UnixNano())
		for _, statement := range expiring[kind] {
			if err := s.reader.query(ctx, statement, params, nil); err != nil {
				return err
			}
		}
		var err error
		switch kind {
		case sdk.KindPost:
			err = s.sweepPosts(ctx, key, o, p, now)
		case sdk.KindAccount:
			err = s.sweepWeeks(ctx, o, now.Add(-keep))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// sweepWeeks deletes the lists of days that are no more, and lists those of the week
// anew of which some are left.
func (s *Sink) sweepWeeks(ctx context.Context, o owner, before time.Time) error {
	week := schema.WeekOf(before)
	if err := s.reader.query(ctx, deleteWeeks, o.params("before", week.UnixNano()), nil); err != nil || s.days.zone == nil {
		return err
	}
	return s.list(ctx, schema.AccountDay, o, map[time.Time]bool{week: true})
}

// sweepPosts deletes the posts that have not been read again in time.
func (s *Sink) sweepPosts(ctx context.Context, key string, o owner, p policy.Policy, now time.Time) error {
	type stored struct {
		id string
		at time.Time
	}
	var old []stored
	err := s.reader.query(ctx, selectOld, o.params("before", now.Add(-p.Retention[sdk.KindPost]).UnixNano()), func(r row) {
		old = append(old, stored{r.text(schema.FieldID), r.at})
	})
	if err != nil || len(old) == 0 {
		return err
	}
	var expired []stored
	err = s.opts.State.View(key, func(known *state.Account) error {
		for _, post := range old {
			if it, ok := known.Post(post.id); !ok || p.Expired(sdk.KindPost, it.Read, now) {
				expired = append(expired, post)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	weeks := byWeek{}
	for _, post := range expired {
		weeks.add(schema.Post, o, post.at)
	}
	if err := s.writer.write(ctx, weeks.marks(nil)); err != nil { // so that no list holds them for good
		return err
	}
	for _, post := range expired {
		if err := s.reader.query(ctx, deletePost, o.params("at", post.at.UnixNano()), nil); err != nil {
			return err
		}
	}
	if err := s.list(ctx, schema.Post, o, weeks[schema.Post][o]); err != nil {
		return err
	}
	return s.opts.State.Update(key, func(known *state.Account) error {
		for _, post := range expired {
			if err := known.ForgetPost(post.id); err != nil {
				return err
			}
		}
		return nil
	})
}
