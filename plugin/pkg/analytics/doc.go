// Package analytics holds the formulas: pure functions, no input or output, no
// dependencies. Every formula names who published it. What cannot be computed
// is not available, with a Reason, and never 0.
package analytics

// Reason says why a number is not available.
type Reason string

// Reasons of this package.
const (
	Available       Reason = ""                  // it is available
	NoInteractions  Reason = "no_interactions"   // the post has no interaction metric
	NoBase          Reason = "no_base"           // there is nothing to divide by
	ZeroBase        Reason = "zero_base"         // the base is 0
	NoReading       Reason = "no_reading"        // the account's followers were never read
	AfterDay        Reason = "after_publication" // they were first read after the day
	ReadingTooOld   Reason = "reading_too_old"   // the last reading is too long ago
	NotReadThen     Reason = "not_read_then"     // the post was first read at a later age
	NotAllowed      Reason = "not_allowed"       // the platform's terms do not allow it
	MixedSources    Reason = "mixed_sources"     // organic and paid would be mixed
	NothingToWeigh  Reason = "nothing"           // no observations
	TooFewToCompare Reason = "too_few"           // too few observations to rank against
)

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
