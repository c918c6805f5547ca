package sink

import (
	"math"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/enrich"
	"github.com/pantau/pantau/collector/enrich/copies"
	"github.com/pantau/pantau/collector/policy"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink/line"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/connectors/sdk"
)

// excerptRunes is how much of an own post's text is kept: enough to recognise
// it in a table.
const excerptRunes = 280

// mentionFields is how many fields a mention has at most.
const mentionFields = 14

// owner says whose record it is.
type owner struct{ platform, account string }

func (o owner) tags(more ...line.Tag) []line.Tag {
	return append(append(make([]line.Tag, 0, 2+len(more)), tag(schema.TagAccount, o.account), tag(schema.TagPlatform, o.platform)), more...)
}

// healthTags are those of the collector's own health.
func (o owner) healthTags(more ...line.Tag) []line.Tag {
	return append([]line.Tag{tag(schema.TagAccount, o.account), tag(schema.TagConnector, o.platform)}, more...)
}

func tag(key, value string) line.Tag { return line.Tag{Key: key, Value: value} }

// params are the owner's bind parameters, with one more.
func (o owner) params(name string, value any) map[string]any {
	return map[string]any{"platform": o.platform, "account": o.account, name: value}
}

// engagements are a post's, as schema counts them.
func engagements(p sdk.Post, derived bool) (float64, bool) {
	return schema.Engagements(func(metric string) (float64, bool) {
		m, ok := p.Metrics[metric]
		return m.Value, ok && m.Reason == ""
	}, derived)
}

// whyNoEngagements is the first reason that was given for what they are made of. It
// is noted, as a number that is written once stays until another is.
func whyNoEngagements(p sdk.Post) schema.Reason {
	for _, metric := range append([]string{schema.MetricInteractions}, schema.InteractionMetrics...) {
		if why := p.Metrics[metric].Reason; why != "" {
			return why
		}
	}
	return schema.NotOffered
}

// withMetrics adds the numbers to fields and names those that are not available,
// beside what is missing already.
func withMetrics(fields []line.Field, metrics sdk.Metrics, missing map[string]schema.Reason) []line.Field {
	for name, m := range metrics {
		if m.Reason == "" {
			fields = append(fields, line.Number(name, m.Value))
			continue
		}
		if missing == nil {
			missing = map[string]schema.Reason{}
		}
		missing[name] = m.Reason
	}
	return append(fields, line.Text(schema.FieldUnavailable, schema.Unavailable(missing)))
}

func accountPoint(o owner, a sdk.Account, read time.Time) *line.Point {
	return line.New(schema.Account, o.tags(), withMetrics(nil, a.Metrics, nil), read)
}

// accountDayPoint is the reading as the last one of its day, until another comes.
func accountDayPoint(o owner, a sdk.Account, day time.Time) *line.Point {
	return line.New(schema.AccountDay, o.tags(tag(schema.TagZone, day.Location().String())), withMetrics(nil, a.Metrics, nil), day)
}

// postPoint is a post with its latest counters, which may be added up or not.
func postPoint(o owner, p sdk.Post, topics []string, derived bool) *line.Point {
	fields := append(make([]line.Field, 0, len(p.Metrics)+6),
		line.Text(schema.FieldID, p.ID), line.Text(schema.FieldURL, schema.WebAddress(p.URL)), line.Text(schema.FieldExcerpt, excerpt(p.Text)),
		line.Text(schema.FieldTopics, schema.JoinTopics(topics)))
	var missing map[string]schema.Reason
	if n, ok := engagements(p, derived); ok {
		fields = append(fields, line.Number(schema.FieldEngagements, n))
	} else {
		missing = map[string]schema.Reason{schema.FieldEngagements: whyNoEngagements(p)}
	}
	return line.New(schema.Post, o.tags(tag(schema.TagType, p.Type)), withMetrics(fields, p.Metrics, missing), schema.PointTime(p.Published, p.ID))
}

// historyPoint holds the counters only; nil if there are none.
func historyPoint(o owner, p sdk.Post, read time.Time, derived bool) *line.Point {
	fields := make([]line.Field, 0, len(p.Metrics)+2)
	for name, m := range p.Metrics {
		if m.Reason == "" {
			fields = append(fields, line.Number(name, m.Value))
		}
	}
	if len(fields) == 0 {
		return nil
	}
	if n, ok := engagements(p, derived); ok {
		fields = append(fields, line.Number(schema.FieldEngagements, n))
	}
	return line.New(schema.PostHistory, o.tags(), append(fields, line.Text(schema.FieldID, p.ID)), schema.PointTime(read, p.ID))
}

func mentionPoint(o owner, w *waiting, meaning enrich.Meaning, keepText bool) *line.Point {
	m := w.mention
	fields := append(make([]line.Field, 0, mentionFields),
		line.Text(schema.FieldID, m.ID), line.Text(schema.FieldPost, m.Post), line.Text(schema.FieldAuthor, m.Author),
		line.Text(schema.FieldLanguage, meaning.Language), line.Text(schema.FieldTopics, schema.JoinTopics(meaning.Topics)))
	fields = withSentiment(fields, meaning)
	if p, ok := copies.Of(m.Text); ok && meaning.Label != "" {
		fields = append(fields, line.Text(schema.FieldPrint, p.String()))
	}
	if m.Author != "" {
		fields = append(fields, line.Number(schema.FieldAuthorDays, math.Round(w.known.Hours()/24*100)/100))
	}
	if meaning.Second != "" {
		fields = append(fields, line.Text(schema.FieldSecond, meaning.Second))
	}
	if keepText {
		fields = append(fields, line.Text(schema.FieldText, m.Text))
	}
	// A person's post is addressed by the person's name, so its address is not
	// kept; a news article's is public.
	if m.MentionKind == schema.KindArticle {
		fields = append(fields, line.Text(schema.FieldURL, schema.WebAddress(m.URL)))
	}
	return line.New(schema.Mention, o.tags(tag(schema.TagKind, m.MentionKind)), fields, schema.PointTime(m.Created, m.ID))
}

func withSentiment(fields []line.Field, m enrich.Meaning) []line.Field {
	if m.Label == "" {
		return fields // the platform allows no label
	}
	fields = append(fields, line.Text(schema.FieldLabel, string(m.Label)), line.Number(schema.FieldScore, m.Score),
		line.Number(schema.FieldCertainty, m.Certainty), line.Text(schema.FieldReader, m.Reader))
	if len(m.Topics) > 0 { // also where there are none, for another reader may have found some
		aspects := map[string]schema.Aspect{}
		for _, a := range m.Aspects {
			aspects[a.Topic] = schema.Aspect{Label: string(a.Label), Score: a.Score, Certainty: a.Certainty}
		}
		fields = append(fields, line.Text(schema.FieldAspects, schema.JoinAspects(aspects)))
	}
	return fields
}

func audiencePoint(o owner, a sdk.Audience) *line.Point {
	fields := []line.Field{numberOr(schema.FieldValue, a.Value)}
	if a.Share > 0 {
		fields = append(fields, line.Number(schema.FieldShare, a.Share))
	}
	return line.New(schema.Audience, o.tags(tag(schema.TagDimension, a.Dimension), tag(schema.TagBucket, a.Bucket)), fields, a.WindowEnd)
}

// numberOr is a metric as a field, or why there is none.
func numberOr(name string, m sdk.Metric) line.Field {
	if m.Reason == "" {
		return line.Number(name, m.Value)
	}
	return line.Text(schema.FieldUnavailable, schema.Unavailable(map[string]schema.Reason{name: m.Reason}))
}

// runPoints are the collector's own health.
func runPoints(o owner, r spool.RunEnd) []*line.Point {
	fields := []line.Field{
		line.Number(schema.FieldRecords, float64(r.Records)), line.Number(schema.FieldRequests, float64(r.Requests)),
		line.Number(schema.FieldErrors, float64(r.Errors)), line.Text(schema.FieldErrorKind, r.ErrorKind), line.Text(schema.FieldMessage, r.Message),
		line.Number(schema.FieldDuration, r.Duration.Seconds()), line.Number(schema.FieldLag, r.Lag.Seconds()),
	}
	ended := r.Started.Add(r.Duration)
	var points []*line.Point
	for _, b := range r.Budgets {
		if b.Name == sdk.BudgetRequests {
			fields = append(fields, line.Number(schema.FieldBudgetLeft, b.Remaining))
		}
		points = append(points, budgetPoint(o, b, ended))
	}
	points = append(points, line.New(schema.Poll, o.healthTags(), fields, ended))
	for _, n := range r.Notices {
		// Most notices come with every run; one a day is enough.
		today := ended.UTC().Truncate(24 * time.Hour)
		points = append(points, line.New(schema.Notice, o.healthTags(tag(schema.TagKind, n.Kind)),
			[]line.Field{line.Text(schema.FieldMessage, n.Message), line.Text(schema.FieldMetrics, n.Metric)}, schema.PointTime(today, n.Message)))
	}
	return points
}

// termsPoint says what may be done with an account's data.
func termsPoint(o owner, p policy.Policy, at time.Time) *line.Point {
	return line.New(schema.Terms, o.tags(), []line.Field{
		line.Number(schema.FieldDerived, oneIf(p.Derived)), line.Number(schema.FieldCompare, oneIf(p.Compare)),
		line.Text(schema.FieldTermURL, p.TermsURL), line.Text(schema.FieldExcept, p.Exception),
		line.Text(schema.FieldSources, schema.JoinSources(p.Sources)),
	}, at)
}

func oneIf(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// breakPoints mark the days from which on a metric means something else.
func breakPoints(o owner, breaks []sdk.Break) []*line.Point {
	points := make([]*line.Point, len(breaks))
	for i, b := range breaks {
		points[i] = line.New(schema.Notice, o.healthTags(tag(schema.TagKind, sdk.NoticeDefinitionChanged)), []line.Field{
			line.Text(schema.FieldMessage, b.Message), line.Text(schema.FieldID, b.ID), line.Text(schema.FieldMetrics, strings.Join(b.Metrics, ",")),
		}, schema.PointTime(b.At, b.ID))
	}
	return points
}

func budgetPoint(o owner, b spool.Budget, at time.Time) *line.Point {
	return line.New(schema.Budget, o.healthTags(tag(schema.TagBudget, b.Name)), []line.Field{
		line.Number(schema.FieldLimit, b.Limit), line.Number(schema.FieldRemaining, b.Remaining), line.Text(schema.FieldUnit, b.Unit),
	}, at)
}

func volumePoint(o owner, v sdk.Volume) *line.Point {
	return line.New(schema.Volume, o.tags(tag(schema.TagQuery, v.Query), tag(schema.TagLength, v.Length.String())),
		[]line.Field{numberOr(schema.FieldCount, v.Count)}, v.Start)
}

// excerpt cuts a text at excerptRunes, on a space where there is one near.
func excerpt(text string) string {
	if len(text) <= excerptRunes {
		return text // bytes, of which a character has one or more
	}
	runes := []rune(text)
	if len(runes) <= excerptRunes {
		return text
	}
	end := excerptRunes - 1
	for i := end; i > end-20; i-- {
		if runes[i] == ' ' {
			end = i
			break
		}
	}
	return string(runes[:end]) + "…"
}
