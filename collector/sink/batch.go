package sink

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/pantau/pantau/collector/policy"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink/line"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/collector/state"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

// announceEvery is how often an account's terms are noted: a reader that looks
// at the last weeks finds them.
const announceEvery = 24 * time.Hour

// batch gathers what a few messages say, against what is known already.
type batch struct {
	opts      Options
	announced map[string]time.Time
	read      map[owner]time.Time
	accounts  map[string]*accountBatch
	touched   *windows
	before    *batch // is on its way, its state not kept yet; nil: there is none
	kept      atomic.Bool
	hurried   bool     // mentions were read quickly, to be read again
	refused   []letter // what can't be true
	late      []letter // what may no longer be kept
}

// accountBatch is one account's share of a batch.
type accountBatch struct {
	owner
	connector string
	policy    policy.Policy
	// configured tells whether that is the office's word; of an account that is no
	// longer configured the last word stands.
	configured bool
	of         *batch
	key        string
	posts      map[string]state.Item
	mentions   map[string]state.Item
	authors    map[string]time.Time // of their earliest mention in the batch
	cursor     *state.Cursor
	gone       []string
	ready      []*line.Point
	waiting    []waiting
}

// waiting is a mention that waits for its meaning.
type waiting struct {
	mention   sdk.Mention
	inherited []string      // topics of the post it answers
	known     time.Duration // since the author's first mention
	point     *line.Point
}

// newBatch begins a batch. announced is when each account's terms were last noted,
// read when each account's counters were, which the batch goes on with. before is the
// batch before it; nil: none is on its way.
func newBatch(opts Options, announced map[string]time.Time, read map[owner]time.Time, before *batch) *batch {
	if before != nil && before.kept.Load() {
		before = nil
	}
	for b := before; b != nil && b.before != nil; b = b.before {
		if b.before.kept.Load() {
			b.before = nil // and so are those before it
		}
	}
	return &batch{
		opts: opts, announced: announced, read: read, before: before, accounts: map[string]*accountBatch{}, touched: newWindows(),
	}
}

func (b *batch) account(key string) (*accountBatch, error) {
	if a := b.accounts[key]; a != nil {
		return a, nil
	}
	connector, name, ok := strings.Cut(key, "/")
	if !ok {
		return nil, fmt.Errorf("message of account %q: no connector/account", key)
	}
	allowed, configured := b.opts.Policies[key]
	if !configured { // its account is no longer configured
		allowed = policy.Policy{Platform: connector, Derived: true, Compare: true}
	}
	a := &accountBatch{
		of: b, key: key, owner: owner{platform: allowed.Platform, account: name}, connector: connector, policy: allowed, configured: configured,
		posts: map[string]state.Item{}, mentions: map[string]state.Item{},
		authors: map[string]time.Time{},
	}
	b.accounts[key] = a
	return a, nil
}

// take adds a message.
func (b *batch) take(m decoded) error {
	if m.err != nil {
		return m.err
	}
	a, err := b.account(m.Account)
	if err != nil {
		return err
	}
	if m.Kind == spool.Done {
		b.takeEnd(a, m)
		return nil
	}
	return b.opts.State.View(m.Account, func(known *state.Account) error {
		b.takeRecords(a, known, m.records, m.At)
		return nil
	})
}

func (b *batch) takeEnd(a *accountBatch, m decoded) {
	health := owner{platform: a.connector, account: a.account}
	a.ready = append(a.ready, runPoints(health, m.end)...)
	// The message that noted them may come again.
	if last := b.announced[m.Account]; a.configured && (m.At.Equal(last) || m.At.Sub(last) >= announceEvery) {
		b.announced[m.Account] = m.At
		a.ready = append(a.ready, termsPoint(a.owner, a.policy, m.At))
		a.ready = append(a.ready, breakPoints(health, a.policy.Breaks)...)
	}
	a.gone = append(a.gone, m.end.Gone...)
	if m.end.Complete {
		a.cursor = &state.Cursor{Data: m.end.Cursor, At: m.At}
	}
}

// takeAccount adds a reading, also as the last one of its day, unless a later one
// of that day is known: a message that was returned to the spool comes again.
func (b *batch) takeAccount(a *accountBatch, r sdk.Account, read time.Time) {
	a.ready = append(a.ready, accountPoint(a.owner, r, read))
	if b.opts.Zone == nil {
		return
	}
	day, last := startOfDay(read, b.opts.Zone), b.read[a.owner]
	if read.Before(last) && startOfDay(last, b.opts.Zone).Equal(day) {
		return
	}
	if read.After(last) {
		b.read[a.owner] = read
	}
	a.ready = append(a.ready, accountDayPoint(a.owner, r, day))
	b.touched.weeks.add(schema.AccountDay, a.owner, day)
}

func (b *batch) takeRecords(a *accountBatch, known *state.Account, records []record, read time.Time) {
	for _, r := range records {
		if r.err != nil {
			b.refuse(a, r.raw, r.err)
			continue
		}
		switch is := r.is.(type) {
		case sdk.Account:
			b.takeAccount(a, is, read)
		case sdk.Audience:
			a.ready = append(a.ready, audiencePoint(a.owner, is))
		case sdk.Volume:
			a.ready = append(a.ready, volumePoint(a.owner, is))
		case sdk.Post:
			b.takePost(a, known, is, r, read)
		case sdk.Mention:
			b.takeMention(a, known, is, r, read)
		}
	}
}

// refuse sets aside a record that can't be true, masked as it is. The others of
// its message are good.
func (b *batch) refuse(a *accountBatch, raw []byte, why error) {
	line, record := fmt.Sprintf("%q", raw), &wire.Record{}
	if proto.Unmarshal(raw, record) == nil {
		line = protojson.Format(record)
	}
	b.refused = append(b.refused, letter{At: time.Now().UTC(), Reason: fmt.Sprintf("%s/%s: %s", a.connector, a.account, why), Line: line})
}

// tooLate sets aside a mention that might still be kept when it was read, and waited
// in the spool for too long since. Only its id: the rest may not be kept.
func (b *batch) tooLate(a *accountBatch, m sdk.Mention) {
	b.late = append(b.late, letter{
		At: time.Now().UTC(), Line: "mention " + m.ID,
		Reason: fmt.Sprintf("%s/%s: it waited until it was older than %s, for which its platform lets it be kept", a.connector, a.account, a.policy.Retention[sdk.KindMention]),
	})
}

// andBefore is the account's share of this batch, and then of those on their way
// before it, the latest first.
func (a *accountBatch) andBefore() iter.Seq[*accountBatch] {
	return func(yield func(*accountBatch) bool) {
		for b := a.of; b != nil; b = b.before {
			if x := b.accounts[a.key]; x != nil && !yield(x) {
				return
			}
		}
	}
}

// post gives what is known of a post: from this batch, from those on their way, or from
// what is kept.
func (a *accountBatch) post(known *state.Account, id string) (state.Item, bool) {
	for x := range a.andBefore() {
		if it, ok := x.posts[id]; ok {
			return it, true
		}
	}
	return known.Post(id)
}

// mention does the same for a mention.
func (a *accountBatch) mention(known *state.Account, id string) (state.Item, bool) {
	for x := range a.andBefore() {
		if it, ok := x.mentions[id]; ok {
			return it, true
		}
	}
	return known.Mention(id)
}

// takePost writes a post if anything about it is new. Its time and type stay
// what they were at first sight: they are part of the point's key.
func (b *batch) takePost(a *accountBatch, known *state.Account, p sdk.Post, r record, read time.Time) {
	before, seen := a.post(known, p.ID)
	now := state.Item{Created: p.Published, Read: read, Class: p.Type, Counters: r.counters, Content: r.content}
	if !a.policy.Derived {
		now.Content = ^now.Content // it is written anew when that changes: what is derived is then in it, or no more
	}
	if seen {
		now.Created, now.Class = before.Created, before.Class
		p.Published, p.Type = before.Created, before.Class
	}
	var topics []string
	if a.policy.Derived {
		topics = b.opts.Enricher.Topics(p.Text)
	}
	now.Topics = schema.JoinTopics(topics)
	a.posts[p.ID] = now
	if seen && before.Content == now.Content && before.Topics == now.Topics {
		return
	}
	a.ready = append(a.ready, postPoint(a.owner, p, topics, a.policy.Derived))
	b.touched.weeks.add(schema.Post, a.owner, p.Published)
	if !seen || before.Counters != now.Counters {
		if h := historyPoint(a.owner, p, read, a.policy.Derived); h != nil {
			a.ready = append(a.ready, h)
			b.touched.read.add(a.owner, read)
		}
	}
	if before.Topics != now.Topics {
		b.touched.addPost(a.owner, p.Published, seen)
	}
}

func (b *batch) takeMention(a *accountBatch, known *state.Account, m sdk.Mention, r record, read time.Time) {
	if a.policy.Expired(sdk.KindMention, m.Created, b.opts.Now()) {
		if !a.policy.Expired(sdk.KindMention, m.Created, read) {
			b.tooLate(a, m)
		}
		return // it would be deleted at once
	}
	if b.opts.Forgotten[m.Author] {
		return // it was in the spool when that was asked for
	}
	before, seen := a.mention(known, m.ID)
	now := state.Item{Created: m.Created, Read: read, Class: m.MentionKind, Content: r.content}
	if seen {
		now.Created, now.Class = before.Created, before.Class
		m.Created, m.MentionKind = before.Created, before.Class
	}
	a.mentions[m.ID] = now
	if seen && before.Content == now.Content {
		return
	}
	a.waiting = append(a.waiting, waiting{mention: m, inherited: a.topicsOf(known, m.Post), known: a.knows(known, m)})
	b.touched.add(a.owner, m.Created, seen)
}

// knows notes the author of a mention, and says since how long the account knows
// that author.
func (a *accountBatch) knows(known *state.Account, m sdk.Mention) time.Duration {
	if m.Author == "" {
		return 0
	}
	first := m.Created
	if at := known.Author(m.Author); !at.IsZero() && at.Before(first) {
		first = at
	}
	for x := range a.andBefore() {
		if at, ok := x.authors[m.Author]; ok && at.Before(first) {
			first = at
		}
	}
	a.authors[m.Author] = first
	return m.Created.Sub(first)
}

// topicsOf gives the topics of an own post: who answers a post about
// vaccination speaks of vaccination, whatever the words.
func (a *accountBatch) topicsOf(known *state.Account, post string) []string {
	it, _ := a.post(known, post)
	return schema.SplitTopics(it.Topics)
}

// remember keeps what was written, with the cursors, durably.
func (b *batch) remember(store *state.Store) error {
	for key, a := range b.accounts {
		err := store.Update(key, func(known *state.Account) error {
			err := errors.Join(putAll(a.posts, known.PutPost), putAll(a.mentions, known.PutMention), putAll(a.authors, known.PutAuthor))
			for _, id := range a.gone {
				err = errors.Join(err, known.ForgetPost(id))
			}
			if err != nil || a.cursor == nil {
				return err
			}
			return known.SetCursor(*a.cursor, b.opts.Now())
		})
		if err != nil {
			return err
		}
	}
	b.kept.Store(true)
	return nil
}

// putAll keeps items in the order of the file, which then need not be moved about.
func putAll[V any](items map[string]V, put func(id string, item V) error) error {
	for _, id := range slices.Sorted(maps.Keys(items)) {
		if err := put(id, items[id]); err != nil {
			return err
		}
	}
	return nil
}
