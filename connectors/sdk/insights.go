package sdk

import (
	"fmt"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/schema"
)

// Refusal says whether an error is about a metric that was asked for.
type Refusal int

// Refusals.
const (
	RefusalNone    Refusal = iota // about something else
	RefusalUnknown                // the platform no longer knows such a metric
	RefusalNotHere                // this object does not have it
)

// retryDead is how long a metric that the platform refused is not asked for:
// it may have been the platform's mistake.
const retryDead = 30 * 24 * time.Hour

// Insights asks a platform for many metrics in one call, where one metric that
// the platform no longer knows makes it refuse the whole call. Platforms remove
// metrics without a new version; the others must keep flowing.
type Insights struct {
	Memory  *Memory             // the account's own
	Refused func(error) Refusal // what an error says about the metrics asked for
}

// DeadMetric is a metric that a platform refused, as it is kept.
type DeadMetric struct {
	Scope string    `json:"scope"` // what was asked about: media/REELS
	Name  string    `json:"name"`  // the platform's name
	Since time.Time `json:"since"`
	Said  string    `json:"said"` // the platform's words
}

// keptDead is the name under which dead metrics are kept.
const keptDead = "dead_metrics"

// Ask asks for all names in one call of ask, and where the platform refuses
// that because of one of them, for one name a call. ask stores the values
// itself. What comes back is why each metric that can't be had is missing; an
// error that is not about a metric ends it. scope is what is asked about, such
// as a type of media.
func (i *Insights) Ask(now time.Time, scope string, names []string, ask func(names []string) error) (map[string]schema.Reason, error) {
	missing := map[string]schema.Reason{}
	alive := slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		dead := i.dead(now, scope, name)
		if dead {
			missing[name] = schema.Removed
		}
		return dead
	})
	if len(alive) == 0 {
		return missing, nil
	}
	err := ask(alive)
	if err == nil || i.Refused(err) == RefusalNone {
		return missing, err
	}
	if len(alive) == 1 {
		return missing, i.lacks(now, scope, alive[0], err, missing)
	}
	for _, name := range alive {
		if err := ask([]string{name}); err != nil {
			if err := i.lacks(now, scope, name, err, missing); err != nil {
				return missing, err
			}
		}
	}
	return missing, nil
}

// lacks notes why one metric is missing, or gives the error back if it is about
// something else.
func (i *Insights) lacks(now time.Time, scope, name string, err error, missing map[string]schema.Reason) error {
	switch i.Refused(err) {
	case RefusalUnknown:
		missing[name] = schema.Removed
		return i.bury(now, scope, name, err)
	case RefusalNotHere:
		missing[name] = schema.NotOffered
		return nil
	default:
		return err
	}
}

func (i *Insights) dead(now time.Time, scope, name string) bool {
	for _, d := range DeadMetrics(i.Memory) {
		if d.Scope == scope && d.Name == name && now.Sub(d.Since) < retryDead {
			return true
		}
	}
	return false
}

func (i *Insights) bury(now time.Time, scope, name string, said error) error {
	var all []DeadMetric
	err := i.Memory.Update(keptDead, &all, func() error {
		all = slices.DeleteFunc(all, func(d DeadMetric) bool { return d.Scope == scope && d.Name == name })
		all = append(all, DeadMetric{Scope: scope, Name: name, Since: now.UTC(), Said: said.Error()})
		return nil
	})
	if err != nil {
		return Errorf(Permanent, "remembering that %s is gone: %w", name, err)
	}
	return nil
}

// DeadMetrics are the metrics that the platform has refused.
func DeadMetrics(own *Memory) []DeadMetric {
	var all []DeadMetric
	own.Get(keptDead, &all)
	return all
}

// deadNotices says which metrics are dead, in every run: the operator sees it
// until it is mended.
func deadNotices(own *Memory, now time.Time) []Notice {
	var out []Notice
	for _, d := range DeadMetrics(own) {
		if now.Sub(d.Since) >= retryDead {
			continue
		}
		out = append(out, Notice{Kind: NoticeMetricRemoved, Metric: d.Name, Message: fmt.Sprintf(
			"the platform refuses the metric %s of %s since %s; everything else is read", d.Name, d.Scope, d.Since.Format(time.DateOnly))})
	}
	return out
}
