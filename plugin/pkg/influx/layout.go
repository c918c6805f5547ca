package influx

import (
	"fmt"
	"slices"

	"github.com/pantau/pantau/collector/schema"
)

// layout says which names a measurement has, and so which a query may use.
type layout struct {
	tags    []string
	numbers []string // float64 fields
	texts   []string // string fields
}

var layouts = map[string]layout{
	schema.Account: {
		tags:    []string{schema.TagPlatform, schema.TagAccount},
		numbers: slices.Concat(schema.AccountMetrics, schema.ExtraAccountMetrics),
		texts:   []string{schema.FieldUnavailable},
	},
	schema.AccountDay: {
		tags:    []string{schema.TagPlatform, schema.TagAccount, schema.TagZone},
		numbers: slices.Concat(schema.AccountMetrics, schema.ExtraAccountMetrics),
		texts:   []string{schema.FieldUnavailable},
	},
	schema.Post: {
		tags:    []string{schema.TagPlatform, schema.TagAccount, schema.TagType},
		numbers: slices.Concat(schema.PostMetrics, schema.ExtraPostMetrics, []string{schema.FieldEngagements}),
		texts:   []string{schema.FieldID, schema.FieldURL, schema.FieldExcerpt, schema.FieldTopics, schema.FieldUnavailable},
	},
	schema.PostHistory: {
		tags:    []string{schema.TagPlatform, schema.TagAccount},
		numbers: slices.Concat(schema.PostMetrics, schema.ExtraPostMetrics, []string{schema.FieldEngagements}),
		texts:   []string{schema.FieldID},
	},
	schema.Mention: {
		tags:    []string{schema.TagPlatform, schema.TagAccount, schema.TagKind},
		numbers: []string{schema.FieldScore, schema.FieldCertainty, schema.FieldAuthorDays},
		texts: []string{
			schema.FieldID, schema.FieldPost, schema.FieldText, schema.FieldURL, schema.FieldAuthor,
			schema.FieldLanguage, schema.FieldSecond, schema.FieldLabel, schema.FieldReader, schema.FieldTopics, schema.FieldAspects,
		},
	},
	schema.Audience: {
		tags:    []string{schema.TagPlatform, schema.TagAccount, schema.TagDimension, schema.TagBucket},
		numbers: []string{schema.FieldValue, schema.FieldShare},
		texts:   []string{schema.FieldUnavailable},
	},
	schema.TopicVolume: {
		tags:    []string{schema.TagPlatform, schema.TagAccount, schema.TagTopic},
		numbers: schema.VolumeFields,
	},
	schema.TopicDay: {
		tags:    []string{schema.TagPlatform, schema.TagAccount, schema.TagTopic, schema.TagZone},
		numbers: schema.VolumeFields,
	},
	schema.SentimentDay: {
		tags:    []string{schema.TagPlatform, schema.TagAccount, schema.TagTopic, schema.TagZone},
		numbers: schema.SentimentFields,
	},
	schema.HeardDay: {
		tags:  []string{schema.TagPlatform, schema.TagAccount, schema.TagZone},
		texts: []string{schema.FieldMentionsByTopic, schema.FieldMentionsByHour, schema.FieldTonesByTopic, schema.FieldTonesByHour},
	},
	schema.ReadingsDay: {
		tags:  []string{schema.TagPlatform, schema.TagAccount, schema.TagZone},
		texts: readingsTexts(),
	},
	schema.PostsWeek:   weekLayout(schema.Weekly[schema.Post]),
	schema.AccountWeek: weekLayout(schema.Weekly[schema.AccountDay]),
	schema.Days:        {tags: []string{schema.TagZone}, numbers: []string{schema.FieldUntil, schema.FieldSince, schema.FieldHeard, schema.FieldReadings, schema.FieldWeeks}},
	schema.Copies: {
		tags: []string{schema.TagPlatform, schema.TagAccount, schema.TagRank},
		numbers: []string{
			schema.FieldMentions, schema.FieldAuthors, schema.FieldNewcomers, schema.FieldPositive, schema.FieldNegative,
		},
		texts: []string{schema.FieldID, schema.FieldText, schema.FieldTopics},
	},
	schema.Term: {
		tags:    []string{schema.TagPlatform, schema.TagAccount, schema.TagTerm},
		numbers: []string{schema.FieldMentions, schema.FieldVoices, schema.FieldCoordinated},
	},
	schema.Sentiment: {
		tags:    []string{schema.TagPlatform, schema.TagAccount, schema.TagTopic},
		numbers: schema.SentimentFields,
	},
	schema.Poll: {
		tags: []string{schema.TagConnector, schema.TagAccount},
		numbers: []string{
			schema.FieldRecords, schema.FieldRequests, schema.FieldErrors,
			schema.FieldDuration, schema.FieldLag, schema.FieldBudgetLeft,
		},
		texts: []string{schema.FieldErrorKind, schema.FieldMessage},
	},
	schema.Volume: {
		tags:    []string{schema.TagPlatform, schema.TagAccount, schema.TagQuery, schema.TagLength},
		numbers: []string{schema.FieldCount},
		texts:   []string{schema.FieldUnavailable},
	},
	schema.Budget: {
		tags:    []string{schema.TagConnector, schema.TagAccount, schema.TagBudget},
		numbers: []string{schema.FieldLimit, schema.FieldRemaining},
		texts:   []string{schema.FieldUnit},
	},
	schema.Terms: {
		tags:    []string{schema.TagPlatform, schema.TagAccount},
		numbers: []string{schema.FieldDerived, schema.FieldCompare},
		texts:   []string{schema.FieldTermURL, schema.FieldExcept, schema.FieldSources},
	},
	schema.Accuracy: {
		tags: []string{schema.TagReader},
		numbers: []string{
			schema.FieldAccuracy, schema.FieldLow, schema.FieldHigh, schema.FieldF1, schema.FieldBaseAccuracy,
			schema.FieldBaseF1, schema.FieldCorrected, schema.FieldAgreement,
		},
	},
	schema.Notice: {
		tags:  []string{schema.TagConnector, schema.TagAccount, schema.TagKind},
		texts: []string{schema.FieldMessage, schema.FieldMetrics, schema.FieldID},
	},
}

func readingsTexts() []string {
	names := make([]string, len(schema.ReadingsFields))
	for i, field := range schema.ReadingsFields {
		names[i] = schema.ReadingsOf(field)
	}
	return names
}

// Measurements lists the measurements that a query may read, sorted.
func Measurements() []string {
	names := make([]string, 0, len(layouts))
	for name := range layouts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// kind is what a column holds.
type kind int

const (
	textColumn kind = iota
	numberColumn
	timeColumn
)

func layoutOf(measurement string) (layout, error) {
	l, ok := layouts[measurement]
	if !ok {
		return layout{}, fmt.Errorf("measurement %q is not in the schema", measurement)
	}
	return l, nil
}

// column says what a column of the measurement holds.
func (l layout) column(measurement, name string) (kind, error) {
	switch {
	case slices.Contains(l.numbers, name):
		return numberColumn, nil
	case slices.Contains(l.texts, name), slices.Contains(l.tags, name):
		return textColumn, nil
	}
	return 0, fmt.Errorf("measurement %s has no field or tag %q in the schema", measurement, name)
}

func (l layout) tag(measurement, name string) error {
	if !slices.Contains(l.tags, name) {
		return fmt.Errorf("measurement %s has no tag %q in the schema", measurement, name)
	}
	return nil
}

// weekLayout is that of lists.
func weekLayout(of schema.Week) layout {
	texts := []string{schema.FieldTimes}
	for _, field := range slices.Concat(of.Texts, of.Numbers) {
		texts = append(texts, schema.ListOf(field))
	}
	return layout{tags: of.Tags, numbers: []string{schema.FieldParts}, texts: texts}
}
