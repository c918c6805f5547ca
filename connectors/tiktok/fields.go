package tiktok

import (
	"slices"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// fields are the fields asked for of one kind of object. TikTok refuses a call
// for a field that it does not know or for whose scope there is no consent; such
// fields are found out with the first call of a run and left out of the others.
type fields struct {
	base     []string // without which nothing can be made of the answer
	optional []string
	insights *sdk.Insights
	scope    string // of what is remembered: "video"

	known   bool // which of them TikTok takes
	missing map[string]schema.Reason
}

// ask calls TikTok with the fields that it takes. call may be called several
// times; what the last call gave counts.
func (f *fields) ask(now time.Time, call func(names []string) error) error {
	if f.known {
		return call(f.names())
	}
	unscoped := map[string]bool{}
	missing, err := f.insights.Ask(now, f.scope, f.optional, func(names []string) error {
		err := call(slices.Concat(f.base, names))
		if len(names) == 1 && lacksScope(err) {
			unscoped[names[0]] = true
		}
		return err
	})
	if err != nil {
		return err
	}
	for name := range unscoped {
		missing[name] = schema.Permission
	}
	f.missing, f.known = missing, true
	if len(missing) == 0 {
		return nil
	}
	return call(f.names()) // the others together
}

// names are the fields that TikTok takes.
func (f *fields) names() []string {
	optional := slices.DeleteFunc(slices.Clone(f.optional), func(name string) bool { return f.missing[name] != "" })
	return slices.Concat(f.base, optional)
}

// withheld lists the fields for which there is no consent.
func (f *fields) withheld() []string {
	var names []string
	for _, name := range f.optional {
		if f.missing[name] == schema.Permission {
			names = append(names, name)
		}
	}
	return names
}

// metric makes the metric of a field; late is why it is missing where TikTok
// took the field and answered without it.
func metric[T int64 | float64](f *fields, name string, v *T, late schema.Reason) sdk.Metric {
	switch {
	case f.missing[name] != "":
		return sdk.NotAvailable(f.missing[name])
	case v != nil && *v < 0:
		return sdk.NotAvailable(late)
	}
	return sdk.Optional(v, late)
}

// lateDays is how long TikTok's counters may take: 24 to 48 hours.
const lateDays = 2 * 24 * time.Hour

// late is why a counter of a video of some age is missing.
func late(now, created time.Time) schema.Reason {
	if now.Sub(created) < lateDays {
		return schema.NotReady
	}
	return schema.NotOffered
}
