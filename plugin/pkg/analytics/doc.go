// Package analytics holds the formulas: pure functions, no input or output, no
// dependencies. Every formula names who published it. What cannot be computed
// is not available, with a Reason, and never 0.
package analytics

// Reason says why a number is not available. It is a number itself: a year of posts
// has one of them a post.
type Reason uint8

// Reasons of this package.
const (
	Available       Reason = iota // it is available
	NoInteractions                // the post has no interaction metric
	NoBase                        // there is nothing to divide by
	ZeroBase                      // the base is 0
	NoReading                     // the account's followers were never read
	AfterDay                      // they were first read after the day
	ReadingTooOld                 // the last reading is too long ago
	NotReadThen                   // the post was first read at a later age
	NotAllowed                    // the platform's terms do not allow it
	MixedSources                  // organic and paid would be mixed
	NothingToWeigh                // no observations
	TooFewToCompare               // too few observations to rank against
)

var reasonNames = [...]string{
	NoInteractions: "no_interactions", NoBase: "no_base", ZeroBase: "zero_base", NoReading: "no_reading", AfterDay: "after_publication",
	ReadingTooOld: "reading_too_old", NotReadThen: "not_read_then", NotAllowed: "not_allowed", MixedSources: "mixed_sources",
	NothingToWeigh: "nothing", TooFewToCompare: "too_few",
}

// String is the reason's name, "" where the number is available.
func (r Reason) String() string { return reasonNames[r] }

// Number is a value, or the reason why there is none.
type Number struct {
	Value  float64
	Reason Reason
}

// Known tells whether there is a value.
func (n Number) Known() bool { return n.Reason == Available }

// Or gives the number with another reason where there is none.
func (n Number) Or(why Reason) Number {
	if n.Known() {
		return n
	}
	return Number{Reason: why}
}

func known(v float64) Number { return Number{Value: v} }

func unknown(r Reason) Number { return Number{Reason: r} }
