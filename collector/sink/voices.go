package sink

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/pantau/pantau/collector/enrich/copies"
	"github.com/pantau/pantau/collector/enrich/newcomers"
	"github.com/pantau/pantau/collector/enrich/terms"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink/line"
)

const (
	// Texts are read back in pieces: they are long.
	voicesSpan = 6 * time.Hour
	// Of each window this many terms are written, each with at least so many
	// voices: what fewer people say does not rise.
	topTerms, leastVoices = 20, 3
	// The counter's room. Its error is at most the window's words by this.
	termPlaces = 2000
	// Copies are coordinated where so many texts of so many authors are alike.
	leastCopies, leastAuthors = 5, 3
	// Of each hour this many groups of copies are written, as evidence.
	topCopies = 5
)

const (
	selectVoices = `SELECT id, label, topics, aspects, author, author_days, post, print, text FROM mention` + where
	selectTerms  = `SELECT mentions FROM term_10m` + where + ` GROUP BY term`
	selectCopies = `SELECT mentions FROM copies_1h` + where + ` GROUP BY rank`
	selectJoint  = `SELECT coordinated FROM sentiment_1h` + where + ` GROUP BY topic`
	selectJoint2 = `SELECT coordinated FROM topic_10m` + where + ` GROUP BY topic`
)

// voices works out, of every touched hour, which terms are frequent and which
// mentions are copies of one another.
func (s *Sink) voices(ctx context.Context, o owner, touched *windows) ([]*line.Point, error) {
	var out []*line.Point
	for _, sp := range pieces(touched.heard[o]) {
		params := map[string]any{
			"platform": o.platform, "account": o.account, "from": sp.from.UnixNano(), "to": sp.to.UnixNano(),
		}
		h := newHeard(touched.heard[o])
		if touched.rewrite[o] { // what was written before starts from nothing
			for statement, start := range map[string]func(row){
				selectTerms: h.startTerm, selectCopies: h.startCopies, selectJoint: h.startJoint, selectJoint2: h.startJointVolume,
			} {
				if err := s.reader.query(ctx, statement, params, start); err != nil {
					return nil, err
				}
			}
		}
		if err := s.reader.query(ctx, selectVoices, params, h.add); err != nil {
			return nil, err
		}
		if err := s.arrivals(ctx, o, h); err != nil {
			return nil, err
		}
		out = append(out, h.points(o)...)
	}
	return out, nil
}

// pieces merges touched hours into ranges of at most voicesSpan.
func pieces(hours map[time.Time]bool) []span {
	var out []span
	for _, h := range slices.SortedFunc(maps.Keys(hours), time.Time.Compare) {
		end := h.Add(sentimentWindow)
		if n := len(out); n > 0 && end.Sub(out[n-1].from) <= voicesSpan {
			out[n-1].to = end
			continue
		}
		out = append(out, span{h, end})
	}
	return out
}

// voice is one mention.
type voice struct {
	at                      time.Time
	id, label, author, text string
	post                    string // own post that it answers
	topics                  []string
	aspects                 map[string]schema.Aspect // of topics where they differ from label
	days                    float64                  // since when the author is known; NaN: not stored
	print                   copies.Print
	group                   int // index of the first of its copies among the hour's voices; -1: has no print
	coordinated             bool
}

type termKey struct {
	at   time.Time
	term string
}

type copiesKey struct {
	at   time.Time
	rank int
}

// joint counts coordinated mentions of a topic in a window.
type joint struct{ mentions, positive, negative float64 }

// heard gathers the mentions of touched hours.
type heard struct {
	hours       map[time.Time]bool
	voices      map[time.Time][]*voice // by hour
	terms       map[termKey]terms.Term
	copies      map[copiesKey][]*voice
	arrived     map[time.Time][][]*voice // bursts of new authors, by hour
	joint       map[cell]*joint          // by hour
	jointVolume map[cell]*joint          // by ten minutes
}

func newHeard(hours map[time.Time]bool) *heard {
	return &heard{
		hours: hours, voices: map[time.Time][]*voice{}, terms: map[termKey]terms.Term{},
		copies: map[copiesKey][]*voice{}, arrived: map[time.Time][][]*voice{}, joint: map[cell]*joint{}, jointVolume: map[cell]*joint{},
	}
}

func (h *heard) startTerm(r row) {
	term := r.tags[schema.TagTerm]
	h.terms[termKey{r.at, term}] = terms.Term{Text: term}
}

func (h *heard) startCopies(r row) {
	if rank, err := strconv.Atoi(r.tags[schema.TagRank]); err == nil {
		h.copies[copiesKey{r.at, rank}] = nil
	}
}

func (h *heard) startJoint(r row) { at(h.joint, cell{r.at, r.tags[schema.TagTopic]}) }

func (h *heard) startJointVolume(r row) { at(h.jointVolume, cell{r.at, r.tags[schema.TagTopic]}) }

func (h *heard) add(r row) {
	v := newVoice(r)
	if v.label == "" {
		return // the platform allows nothing derived
	}
	hour := r.at.Truncate(sentimentWindow)
	h.voices[hour] = append(h.voices[hour], v)
}

func newVoice(r row) *voice {
	v := &voice{
		at: r.at, id: r.text(schema.FieldID), label: r.text(schema.FieldLabel), author: r.text(schema.FieldAuthor),
		text: r.text(schema.FieldText), post: r.text(schema.FieldPost), topics: schema.SplitTopics(r.text(schema.FieldTopics)),
		aspects: schema.SplitAspects(r.text(schema.FieldAspects)), days: math.NaN(), group: -1,
	}
	if days, ok := r.known(schema.FieldAuthorDays); ok {
		v.days = days
	}
	if p, err := copies.Parse(r.text(schema.FieldPrint)); err == nil {
		v.print, v.group = p, 0
	}
	return v
}

// points works everything out and writes the touched hours.
func (h *heard) points(o owner) []*line.Point {
	for hour, voices := range h.voices {
		if !h.hours[hour] {
			continue
		}
		slices.SortFunc(voices, func(a, b *voice) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.id, b.id)) })
		groups := group(voices)
		h.coordinated(hour, groups)
		h.count(voices)
	}
	return slices.Concat(h.termPoints(o), h.copiesPoints(o), h.jointPoints(o))
}

// group finds copies, and gives the groups by their first.
func group(voices []*voice) map[int][]*voice {
	var printed []int
	var prints []copies.Print
	for i, v := range voices {
		if v.group >= 0 {
			printed, prints = append(printed, i), append(prints, v.print)
		}
	}
	groups := map[int][]*voice{}
	for i, first := range copies.Clusters(prints) {
		v := voices[printed[i]]
		v.group = printed[first]
		groups[v.group] = append(groups[v.group], v)
	}
	return groups
}

// count finds the frequent terms of each window of ten minutes. Among the copies
// in a window the first is a voice.
func (h *heard) count(voices []*voice) {
	counters := map[time.Time]*terms.Counter{}
	type window struct {
		at    time.Time
		group int
	}
	spoken := map[window]bool{}
	for _, v := range voices {
		at := v.at.Truncate(topicWindow)
		if counters[at] == nil {
			counters[at] = terms.NewCounter(termPlaces)
		}
		w := window{at, v.group}
		counters[at].Add(v.text, v.group >= 0 && spoken[w], v.coordinated)
		spoken[w] = true
	}
	for at, c := range counters {
		for _, t := range c.Top(topTerms, leastVoices) {
			h.terms[termKey{at, t.Text}] = t
		}
	}
}

// coordinated keeps the groups of an hour that are too large and too many-handed
// to be chance, beside the bursts of new authors, and counts their mentions by topic.
func (h *heard) coordinated(hour time.Time, groups map[int][]*voice) {
	var large [][]*voice
	for _, first := range slices.Sorted(maps.Keys(groups)) {
		if g := groups[first]; len(g) >= leastCopies && authors(g, 0) >= leastAuthors {
			large = append(large, g)
		}
	}
	large = append(large, h.arrived[hour]...)
	slices.SortStableFunc(large, func(a, b []*voice) int { return len(b) - len(a) })
	for i, g := range large {
		if i < topCopies {
			h.copies[copiesKey{hour, i + 1}] = g
		}
		for _, v := range g {
			if v.coordinated {
				continue // in a larger group
			}
			v.coordinated = true
			for _, topic := range v.topics {
				at(h.jointVolume, cell{v.at.Truncate(topicWindow), topic}).mentions++
			}
			for _, topic := range append(v.topics, schema.AllTopics) {
				at(h.joint, cell{hour, topic}).add(v.of(topic))
			}
		}
	}
}

// of is what a mention says of a topic.
func (v *voice) of(topic string) string {
	if a, ok := v.aspects[topic]; ok {
		return a.Label
	}
	return v.label
}

func (j *joint) add(label string) {
	j.mentions++
	switch label {
	case schema.LabelPositive:
		j.positive++
	case schema.LabelNegative:
		j.negative++
	}
}

// authors counts the different authors of a group; with a limit those only that
// are known for fewer days.
func authors(g []*voice, limit float64) int {
	seen := map[string]bool{}
	for _, v := range g {
		if v.author != "" && (limit == 0 || v.days < limit) {
			seen[v.author] = true
		}
	}
	return len(seen)
}

func (h *heard) termPoints(o owner) (out []*line.Point) {
	for k, t := range h.terms {
		if h.hours[k.at.Truncate(sentimentWindow)] {
			out = append(out, line.New(schema.Term, o.tags(tag(schema.TagTerm, k.term)), []line.Field{
				line.Number(schema.FieldMentions, t.Mentions), line.Number(schema.FieldVoices, t.Voices), line.Number(schema.FieldCoordinated, t.Coordinated),
			}, k.at))
		}
	}
	return out
}

func (h *heard) copiesPoints(o owner) (out []*line.Point) {
	for k, g := range h.copies {
		if !h.hours[k.at] {
			continue
		}
		fields := []line.Field{line.Number(schema.FieldMentions, float64(len(g)))}
		if len(g) > 0 {
			var labels joint
			var topics []string
			for _, v := range g {
				labels.add(v.label)
				topics = append(topics, v.topics...)
			}
			fields = append(fields,
				line.Number(schema.FieldAuthors, float64(authors(g, 0))), line.Number(schema.FieldNewcomers, float64(authors(g, newcomers.Day))),
				line.Number(schema.FieldPositive, labels.positive), line.Number(schema.FieldNegative, labels.negative),
				line.Text(schema.FieldID, g[0].id), line.Text(schema.FieldText, excerpt(g[0].text)),
				line.Text(schema.FieldTopics, schema.JoinTopics(topics)))
		}
		out = append(out, line.New(schema.Copies, o.tags(tag(schema.TagRank, strconv.Itoa(k.rank))), fields, k.at))
	}
	return out
}

func (h *heard) jointPoints(o owner) (out []*line.Point) {
	for k, j := range h.joint {
		if h.hours[k.at] {
			out = append(out, line.New(schema.Sentiment, o.tags(tag(schema.TagTopic, k.topic)), []line.Field{
				line.Number(schema.FieldCoordinated, j.mentions), line.Number(schema.FieldCoordinatedPositive, j.positive),
				line.Number(schema.FieldCoordinatedNegative, j.negative),
			}, k.at))
		}
	}
	for k, j := range h.jointVolume {
		if h.hours[k.at.Truncate(sentimentWindow)] {
			out = append(out, line.New(schema.TopicVolume, o.tags(tag(schema.TagTopic, k.topic)),
				[]line.Field{line.Number(schema.FieldCoordinated, j.mentions)}, k.at))
		}
	}
	return out
}
