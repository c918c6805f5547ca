package meta

import (
	"context"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// Inquiry asks for the metrics of many objects in one run.
type Inquiry struct {
	// Without is why no metrics are read in this run; empty: they are.
	Without schema.Reason
	// Broken are the objects whose metrics could not be read in this run. The
	// next run's Inquiry begins with them as Before.
	Broken map[string]bool
	Before map[string]bool

	run     *Run
	dead    *sdk.Insights
	refused int // objects whose metrics can't be read
}

// mostRefused is how many of them are reported one by one.
const mostRefused = 3

// NewInquiry begins an inquiry; before are the objects that were broken in the
// run before.
func NewInquiry(r *Run, dead *sdk.Insights, before map[string]bool) *Inquiry {
	return &Inquiry{run: r, dead: dead, Before: before, Broken: map[string]bool{}}
}

// Ask asks for the metrics of an object. Without the permission all are missing
// for the rest of the run. A failure that may pass is an error the first time;
// where the same object failed in the run before, the object goes without its
// metrics, so that it does not keep others from being read.
func (i *Inquiry) Ask(ctx context.Context, q Question) (Answer, error) {
	if i.Without != "" {
		return Lacking(q.Names, i.Without), nil
	}
	answer, err := i.run.client.Ask(ctx, i.run.Request.Now, i.dead, q)
	key := q.Object + " " + q.Scope
	switch kind := sdk.KindOf(err); {
	case err == nil:
		return answer, nil
	case NoPermission(err):
		i.Without = schema.Permission
		i.run.Skip("insights are not read: %v", err)
		return answer, nil
	case kind == sdk.Permanent, kind == sdk.Transient && i.Before[key] && ctx.Err() == nil:
		i.refuse(err)
		return answer, nil
	}
	i.Broken[key] = true
	return answer, err
}

// refuse reports an object whose metrics can't be read. The first few stand for
// all: what is wrong with them is usually the same.
func (i *Inquiry) refuse(err error) {
	switch i.refused++; {
	case i.refused <= mostRefused:
		i.run.Fail(err)
	case i.refused == mostRefused+1:
		i.run.Skip("the metrics of more objects can't be read; the last failure stands for them")
	}
}

// Lacking is the answer in which every metric is missing for one reason.
func Lacking(names []string, why schema.Reason) Answer {
	return Answer{Missing: map[string]schema.Reason{}}.lacking(names, why)
}
