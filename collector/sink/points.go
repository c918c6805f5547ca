package sink

import (
	"math"
	"strings"
	"time"

	"github.com/influxdata/influxdb-client-go/v2/api/write"

	"github.com/pantau/pantau/collector/enrich"
	"github.com/pantau/pantau/collector/enrich/copies"
	"github.com/pantau/pantau/collector/policy"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/connectors/sdk"
)

// excerptRunes is how much of an own post's text is kept: enough to recognise
// it in a table.
const excerptRunes = 280

// owner says whose record it is.
type owner struct{ platform, account string }

func (o owner) tags(more ...string) map[string]string {
	tags := map[string]string{schema.TagPlatform: o.platform, schema.TagAccount: o.account}
	for i := 0; i+1 < len(more); i += 2 {
		tags[more[i]] = more[i+1]
	}
	return tags
}

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

// setMetrics adds the numbers as fields and names those that are not available,
// beside what is missing already.
func setMetrics(fields map[string]any, metrics sdk.Metrics, missing map[string]schema.Reason) {
	for name, m := range metrics {
		if m.Reason == "" {
			fields[name] = m.Value
		} else {
			missing[name] = m.Reason
		}
	}
	fields[schema.FieldUnavailable] = schema.Unavailable(missing)
}

func accountPoint(o owner, a sdk.Account, read time.Time) *write.Point {
	return write.NewPoint(schema.Account, o.tags(), accountFields(a), read)
}

// accountDayPoint is the reading as the last one of its day, until another comes.
func accountDayPoint(o owner, a sdk.Account, day time.Time) *write.Point {
	return write.NewPoint(schema.AccountDay, o.tags(schema.TagZone, day.Location().String()), accountFields(a), day)
}

func accountFields(a sdk.Account) map[string]any {
	fields := map[string]any{}
	setMetrics(fields, a.Metrics, map[string]schema.Reason{})
	return fields
}

// postPoint is a post with its latest counters, which may be added up or not.
func postPoint(o owner, p sdk.Post, topics []string, derived bool) *write.Point {
	lacking := map[string]schema.Reason{}
	fields := map[string]any{
		schema.FieldID: p.ID, schema.FieldURL: schema.WebAddress(p.URL), schema.FieldExcerpt: excerpt(p.Text),
		schema.FieldTopics: schema.JoinTopics(topics),
	}
	if n, ok := engagements(p, derived); ok {
		fields[schema.FieldEngagements] = n
	} else {
		lacking[schema.FieldEngagements] = whyNoEngagements(p)
	}
	setMetrics(fields, p.Metrics, lacking)
	return write.NewPoint(schema.Post, o.tags(schema.TagType, p.Type), fields, schema.PointTime(p.Published, p.ID))
}

// historyPoint holds the counters only; nil if there are none.
func historyPoint(o owner, p sdk.Post, read time.Time, derived bool) *write.Point {
	fields := map[string]any{}
	for name, m := range p.Metrics {
		if m.Reason == "" {
			fields[name] = m.Value
		}
	}
	if len(fields) == 0 {
		return nil
	}
	if n, ok := engagements(p, derived); ok {
		fields[schema.FieldEngagements] = n
	}
	fields[schema.FieldID] = p.ID
	return write.NewPoint(schema.PostHistory, o.tags(), fields, schema.PointTime(read, p.ID))
}

func mentionPoint(o owner, w *waiting, meaning enrich.Meaning, keepText bool) *write.Point {
	m := w.mention
	fields := map[string]any{
		schema.FieldID: m.ID, schema.FieldPost: m.Post, schema.FieldAuthor: m.Author,
		schema.FieldLanguage: meaning.Language, schema.FieldTopics: schema.JoinTopics(meaning.Topics),
	}
	setSentiment(fields, meaning)
	if p, ok := copies.Of(m.Text); ok && meaning.Label != "" {
		fields[schema.FieldPrint] = p.String()
	}
	if m.Author != "" {
		fields[schema.FieldAuthorDays] = math.Round(w.known.Hours()/24*100) / 100
	}
	if meaning.Second != "" {
		fields[schema.FieldSecond] = meaning.Second
	}
	if keepText {
		fields[schema.FieldText] = m.Text
	}
	// A person's post is addressed by the person's name, so its address is not
	// kept; a news article's is public.
	if m.MentionKind == schema.KindArticle {
		fields[schema.FieldURL] = schema.WebAddress(m.URL)
	}
	return write.NewPoint(schema.Mention, o.tags(schema.TagKind, m.MentionKind), fields, schema.PointTime(m.Created, m.ID))
}

func setSentiment(fields map[string]any, m enrich.Meaning) {
	if m.Label == "" {
		return // the platform allows no label
	}
	fields[schema.FieldLabel], fields[schema.FieldScore] = string(m.Label), m.Score
	fields[schema.FieldCertainty], fields[schema.FieldReader] = m.Certainty, m.Reader
	if len(m.Topics) > 0 { // also where there are none, for another reader may have found some
		aspects := map[string]schema.Aspect{}
		for _, a := range m.Aspects {
			aspects[a.Topic] = schema.Aspect{Label: string(a.Label), Score: a.Score, Certainty: a.Certainty}
		}
		fields[schema.FieldAspects] = schema.JoinAspects(aspects)
	}
}

func audiencePoint(o owner, a sdk.Audience) *write.Point {
	fields := map[string]any{}
	if a.Value.Reason == "" {
		fields[schema.FieldValue] = a.Value.Value
	} else {
		fields[schema.FieldUnavailable] = schema.Unavailable(map[string]schema.Reason{schema.FieldValue: a.Value.Reason})
	}
	if a.Share > 0 {
		fields[schema.FieldShare] = a.Share
	}
	return write.NewPoint(schema.Audience, o.tags(schema.TagDimension, a.Dimension, schema.TagBucket, a.Bucket), fields, a.WindowEnd)
}

// runPoints are the collector's own health.
func runPoints(o owner, r spool.RunEnd) []*write.Point {
	tags := map[string]string{schema.TagConnector: o.platform, schema.TagAccount: o.account}
	fields := map[string]any{
		schema.FieldRecords: float64(r.Records), schema.FieldRequests: float64(r.Requests),
		schema.FieldErrors: float64(r.Errors), schema.FieldErrorKind: r.ErrorKind, schema.FieldMessage: r.Message,
		schema.FieldDuration: r.Duration.Seconds(), schema.FieldLag: r.Lag.Seconds(),
	}
	ended := r.Started.Add(r.Duration)
	var points []*write.Point
	for _, b := range r.Budgets {
		if b.Name == sdk.BudgetRequests {
			fields[schema.FieldBudgetLeft] = b.Remaining
		}
		points = append(points, budgetPoint(o, b, ended))
	}
	points = append(points, write.NewPoint(schema.Poll, tags, fields, ended))
	for _, n := range r.Notices {
		// Most notices come with every run; one a day is enough.
		today := ended.UTC().Truncate(24 * time.Hour)
		points = append(points, write.NewPoint(schema.Notice,
			map[string]string{schema.TagConnector: o.platform, schema.TagAccount: o.account, schema.TagKind: n.Kind},
			map[string]any{schema.FieldMessage: n.Message, schema.FieldMetrics: n.Metric}, schema.PointTime(today, n.Message)))
	}
	return points
}

// termsPoint says what may be done with an account's data.
func termsPoint(o owner, p policy.Policy, at time.Time) *write.Point {
	return write.NewPoint(schema.Terms, o.tags(), map[string]any{
		schema.FieldDerived: oneIf(p.Derived), schema.FieldCompare: oneIf(p.Compare),
		schema.FieldTermURL: p.TermsURL, schema.FieldExcept: p.Exception,
		schema.FieldSources: schema.JoinSources(p.Sources),
	}, at)
}

func oneIf(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// breakPoints mark the days from which on a metric means something else.
func breakPoints(o owner, breaks []sdk.Break) []*write.Point {
	points := make([]*write.Point, len(breaks))
	for i, b := range breaks {
		points[i] = write.NewPoint(schema.Notice,
			map[string]string{
				schema.TagConnector: o.platform, schema.TagAccount: o.account, schema.TagKind: sdk.NoticeDefinitionChanged,
			},
			map[string]any{schema.FieldMessage: b.Message, schema.FieldID: b.ID, schema.FieldMetrics: strings.Join(b.Metrics, ",")},
			schema.PointTime(b.At, b.ID))
	}
	return points
}

func budgetPoint(o owner, b spool.Budget, at time.Time) *write.Point {
	return write.NewPoint(schema.Budget,
		map[string]string{schema.TagConnector: o.platform, schema.TagAccount: o.account, schema.TagBudget: b.Name},
		map[string]any{schema.FieldLimit: b.Limit, schema.FieldRemaining: b.Remaining, schema.FieldUnit: b.Unit}, at)
}

func volumePoint(o owner, v sdk.Volume) *write.Point {
	fields := map[string]any{}
	if v.Count.Reason == "" {
		fields[schema.FieldCount] = v.Count.Value
	} else {
		fields[schema.FieldUnavailable] = schema.Unavailable(map[string]schema.Reason{schema.FieldCount: v.Count.Reason})
	}
	return write.NewPoint(schema.Volume, o.tags(schema.TagQuery, v.Query, schema.TagLength, v.Length.String()), fields, v.Start)
}

// excerpt cuts a text at excerptRunes, on a space where there is one near.
func excerpt(text string) string {
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
