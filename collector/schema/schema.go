// Package schema names everything that stands in the database: measurements,
// tags, fields and the few stored vocabularies. It is the contract between the
// collector, which writes, and the Grafana plugin, which reads; nothing else is
// shared by the two. A name that has been released is never changed.
//
// Field types never change either: every metric is a float64 (counters are
// whole numbers, exact up to 2^53), every text is a string.
package schema

// Measurements. See the comment of each for what one point is.
const (
	// Account is an account's counters when read. Time: the read, aligned to
	// the polling interval. Tags: platform, account.
	Account = "account"
	// AccountDay is an account's counters as last read on a day of the office, for
	// questions about months. Time: the day's start. Tags: platform, account, zone.
	AccountDay = "account_1d"
	// Post is a post's latest counters, overwritten at each read. Time: its
	// publication, made unique by PointTime. Tags: platform, account, type.
	Post = "post"
	// PostHistory is a post's counters when read, written only when they
	// changed, with the post's id: a tag would make a series of every post. Time:
	// the read, made unique by PointTime. Tags: platform, account.
	PostHistory = "post_history"
	// Mention is one comment, reply, mention or article. Time: its creation,
	// made unique by PointTime. Tags: platform, account, kind.
	Mention = "mention"
	// Audience is one bucket of a breakdown. Time: the end of the platform's
	// window. Tags: platform, account, dimension, bucket.
	Audience = "audience"
	// TopicVolume counts mentions and own posts of a topic in 10 minutes.
	// Time: window start. Tags: platform, account, topic.
	TopicVolume = "topic_10m"
	// Term counts mentions that hold a word, phrase or hashtag in 10 minutes: only
	// the most frequent ones of each window, so one that is missing was rare, not
	// silent. Time: window start. Tags: platform, account, term.
	Term = "term_10m"
	// Sentiment counts labels of mentions in an hour. Time: window start.
	// Tags: platform, account, topic (AllTopics for all mentions).
	Sentiment = "sentiment_1h"
	// TopicDay is TopicVolume added up over a day of the office, for questions about
	// months; Days says which days are whole. Time: the day's start. Tags: platform,
	// account, topic, zone.
	TopicDay = "topic_1d"
	// SentimentDay is Sentiment added up in the same way. Time: the day's start.
	// Tags: platform, account, topic, zone.
	SentimentDay = "sentiment_1d"
	// HeardDay is what was heard of an account on a day of the office: the mentions of
	// TopicVolume and the labels of Sentiment, of all topics in one text, for questions
	// that would read a point a topic and hour. Days says which days there are. Time:
	// the day's start. Tags: platform, account, zone.
	HeardDay = "heard_1d"
	// ReadingsDay is how an account's posts were read on a day of the office: the
	// counters of PostHistory, of all posts in one text each, for questions that would
	// read a point a reading. Days says which days there are. Time: the day's start.
	// Tags: platform, account, zone.
	ReadingsDay = "readings_1d"
	// PostsWeek is an account's posts of a week (WeekOf) as they stand in Post, a text
	// a field (ListOf), for questions that would read a point a post; what changed since is
	// marked (Outdated), and Days says whether older posts stand there. Time: the week's
	// start, and a nanosecond later for each further part where a week is too long for one
	// text. Tags: platform, account.
	PostsWeek = "posts_1w"
	// AccountWeek lists a week of AccountDay in the same way. Time: the same. Tags:
	// platform, account, zone.
	AccountWeek = "account_1w"
	// Days is until when the days of a time zone are whole, since when AccountDay is
	// written, since when HeardDay and ReadingsDay are, and whether PostsWeek
	// and AccountWeek hold everything. Time: when that was noted, daily. Tags: zone.
	Days = "pantau_days"
	// Copies is a group of mentions in an hour whose texts are copies of one
	// another, by several authors, or a burst of new authors on one topic or
	// hashtag: the largest groups only. Time: window start.
	// Tags: platform, account, rank.
	Copies = "copies_1h"
	// Volume is how many public posts matched a configured query in a stretch of
	// time. Time: its start. Tags: platform, account, query, length.
	Volume = "volume"
	// Poll is one run of one connector for one account. Time: its end.
	// Tags: connector, account.
	Poll = "pantau_poll"
	// Notice is something the operator should know: a metric that died, a
	// definition that changed. Time: the day, made unique by PointTime of the
	// message. A regime break stands at its own day, with its id. Tags:
	// connector, account, kind.
	Notice = "pantau_notice"
	// Budget is what a run left of one of a platform's limits. Time: the run's
	// end. Tags: connector, account, budget.
	Budget = "pantau_budget"
	// Terms is what an account's platform allows, as configured. Time: the start
	// of the collector, and daily from then on. Tags: platform, account.
	Terms = "pantau_terms"
	// Accuracy is how often sentiment is read as the office's people label it.
	// Time: when measured, at the start and after corrections. Tags: reader.
	Accuracy = "pantau_accuracy"
)

// Tags. All hold bounded sets only.
const (
	TagPlatform  = "platform"
	TagAccount   = "account"
	TagType      = "type"
	TagKind      = "kind"
	TagTopic     = "topic"
	TagTerm      = "term" // in lower case; a hashtag starts with #
	TagRank      = "rank" // 1 is the largest
	TagDimension = "dimension"
	TagBucket    = "bucket"
	TagConnector = "connector"
	TagQuery     = "query"
	TagLength    = "length" // of a window, as 1h0m0s
	TagBudget    = "budget"
	TagReader    = "reader" // of sentiment
	TagZone      = "zone"   // of a day, as Asia/Jakarta
)

// AllTopics is the value of TagTopic that stands for every mention, whatever
// its topics. No configured topic may have this name.
const AllTopics = "_all"

// String fields of posts and mentions.
const (
	FieldID          = "id"
	FieldURL         = "url"
	FieldExcerpt     = "excerpt"     // first characters of an own post's text, masked
	FieldText        = "text"        // a mention's text, masked, if retained
	FieldPost        = "post"        // id of the own post that a mention answers
	FieldAuthor      = "author"      // keyed hash of a mention's author
	FieldLanguage    = "language"    // ISO 639 code, or "und"
	FieldSecond      = "language2"   // of a text in two languages the lesser one; absent if it is in one
	FieldLabel       = "label"       // LabelPositive, LabelNeutral or LabelNegative
	FieldScore       = "score"       // float, −1…1: P(positive) − P(negative)
	FieldReader      = "reader"      // who gave label and score: ReaderAccurate or ReaderFast
	FieldCertainty   = "certainty"   // float, 0…1: the label's probability
	FieldTopics      = "topics"      // see JoinTopics
	FieldAspects     = "aspects"     // what a mention says of its topics where that differs, see JoinAspects
	FieldUnavailable = "unavailable" // see Unavailable
	FieldPrint       = "print"       // of a mention's text, to find its copies; the text can't be made from it
)

// FieldEngagements is, of posts and their readings, how many responded: the platform's
// interactions, else its likes, comments, shares, quotes and saves together, where its
// terms let them be added up. Every question about many posts needs it.
const FieldEngagements = "engagements"

// FieldAuthorDays is, of a mention, for how many days its author has been known
// to the account: float, 0 for a first mention.
const FieldAuthorDays = "author_days"

// Sentiment labels.
const (
	LabelPositive = "positive"
	LabelNeutral  = "neutral"
	LabelNegative = "negative"
)

// Readers of sentiment. Both are calibrated on one scale, so their scores may
// stand in one series.
const (
	ReaderAccurate = "accurate"
	ReaderFast     = "fast"
)

// Fields of the rollups TopicVolume, Term and Sentiment. Counts are per window.
const (
	FieldMentions = "mentions"
	FieldVoices   = "voices" // mentions of a term, where copies of one text count once
	FieldPosts    = "posts"
	FieldPositive = "positive"
	FieldNeutral  = "neutral"
	FieldNegative = "negative"
	FieldScoreSum = "score_sum"
	// Those among the mentions whose label the reader was sure of, and not: see
	// FieldCertainty. Both are 0 where certainty was not stored.
	FieldSure   = "sure"
	FieldUnsure = "unsure"
	// Those among the mentions whose copies were looked for; missing where none
	// were, so that no copies are told from none looked for.
	FieldCompared = "compared"
	// Those among these that are coordinated: copies of one text by several
	// authors, or of a burst of new authors. Missing where there were none, but in Term.
	FieldCoordinated         = "coordinated"
	FieldCoordinatedPositive = "coordinated_positive"
	FieldCoordinatedNegative = "coordinated_negative"
)

// VolumeFields are the fields of TopicVolume and TopicDay, SentimentFields those of
// Sentiment and SentimentDay. All can be added up.
var (
	VolumeFields    = []string{FieldMentions, FieldPosts, FieldCompared, FieldCoordinated}
	SentimentFields = []string{
		FieldMentions, FieldPositive, FieldNeutral, FieldNegative, FieldScoreSum, FieldSure, FieldUnsure,
		FieldCompared, FieldCoordinated, FieldCoordinatedPositive, FieldCoordinatedNegative,
	}
)

// Fields of Days, in Unix seconds.
const (
	FieldUntil    = "until"
	FieldSince    = "since"    // of AccountDay; 0: since ever
	FieldHeard    = "heard"    // of HeardDay; 0: since ever
	FieldReadings = "readings" // of ReadingsDay; 0: since ever
	FieldWeeks    = "weeks"    // the same as until: PostsWeek and AccountWeek hold everything; else an older collector noted the days since
)

// ReadingsFields are the fields of PostHistory that stand in ReadingsDay, each as
// ReadingsOf names it: of each post the seconds after the day's start with its counter,
// as p1=3600:7,7200:9|p2=60:1 (Tally). Bars in a post's id are written as %7C, percent
// signs as %25.
var ReadingsFields = []string{MetricViews, MetricReach, MetricLikes, MetricComments, MetricShares, FieldEngagements}

// ReadingsOf is the field of ReadingsDay that holds a field of PostHistory.
func ReadingsOf(field string) string { return field + "_read" }

// Fields of HeardDay: of each topic the hours after the day's start with their
// counts, as banjir=7:3,8:1|pajak=9:4 (Tally). Those of whole days stand in hour 0.
const (
	FieldMentionsByTopic = "mentions_by_topic" // of the whole day
	FieldMentionsByHour  = "mentions_by_hour"
	FieldTonesByTopic    = "tones_by_topic" // positive, neutral and negative as 7:3/0/1, of the whole day
	FieldTonesByHour     = "tones_by_hour"  // the same by the hour
)

// Fields of Copies, beside FieldMentions, FieldPositive, FieldNegative,
// FieldTopics, and FieldID and FieldText of the first of the copies.
const (
	FieldAuthors   = "authors"   // different ones
	FieldNewcomers = "newcomers" // of the authors, those known for less than a day
)

// Fields of Audience.
const (
	FieldValue = "value"
	FieldShare = "share" // 0…1 of the dimension's total
)

// FieldCount is the field of Volume.
const FieldCount = "count"

// Fields of Budget.
const (
	FieldLimit     = "limit"     // in one of the platform's windows
	FieldRemaining = "remaining" // of it
	FieldUnit      = "unit"      // requests, units, USD, percent
)

// Fields of Terms.
const (
	FieldDerived = "derived" // 1: rates, scores and labels may be computed; 0: not
	FieldCompare = "compare" // 1: may be compared with other owners' accounts; 0: not
	FieldTermURL = "url"
	FieldExcept  = "exception" // the operator's reason for an exception, or ""
	FieldSources = "sources"   // see JoinSources
)

// What a count includes, as JoinSources stores it.
const (
	SourceOrganic = "organic"
	SourcePaid    = "paid"
	SourceAll     = "all" // organic and paid together
)

// Fields of Accuracy. All are 0…1 but FieldCorrected and FieldAgreement.
const (
	FieldAccuracy     = "accuracy"      // of texts that taught the reader nothing
	FieldLow          = "low"           // of the accuracy's 95% interval
	FieldHigh         = "high"          // the same
	FieldF1           = "f1"            // macro
	FieldBaseAccuracy = "base_accuracy" // without what was learnt from corrections
	FieldBaseF1       = "base_f1"       // the same
	FieldCorrected    = "n"             // texts that accuracy and F1 rest on
	FieldAgreement    = "agreement"     // Krippendorff's α, 1 at most; missing with one annotator
)

// Fields of Poll and Notice.
const (
	FieldRecords    = "records"     // records emitted in the run
	FieldRequests   = "requests"    // HTTP requests made in the run
	FieldErrors     = "errors"      // 1 when the run failed, plus partial failures
	FieldErrorKind  = "error_kind"  // transient, rate_limited, auth, permanent, or ""
	FieldMessage    = "message"     // what went wrong, in one line without secrets
	FieldMetrics    = "metrics"     // of a notice: the metrics it is about, comma between
	FieldDuration   = "duration_s"  // seconds the run took
	FieldLag        = "lag_s"       // seconds from the due time to the start
	FieldBudgetLeft = "budget_left" // requests left in the platform's window
)

// Kinds of mention (TagKind).
const (
	KindReply   = "reply"   // a comment or reply under an own post
	KindMention = "mention" // names the account elsewhere
	KindHashtag = "hashtag" // found through a followed hashtag or keyword
	KindArticle = "article" // a news article
)
