package query

import (
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
)

// value is how many accounts have the counted status: of all, or 0 or 1 for
// every account, so that an alert can name it.
func (p collectorHealthParams) value(r *Request, states []state) data.Frames {
	shown := r.Text("query.collector_health.value")
	counts := make([]float64, len(states))
	total := 0.0
	for i, st := range states {
		if st.status == p.Count || p.Count == "attention" && st.status != statusOK {
			counts[i] = 1
		}
		total += counts[i]
	}
	if p.By == "none" {
		return numbers("collector_health", []*data.Field{series(nil, shown, []*float64{&total}, "none")})
	}
	var fields []*data.Field
	for i, st := range states {
		fields = append(fields, series(ownerLabels(st.connector, st.account), shown, []*float64{&counts[i]}, "none"))
	}
	return numbers("collector_health", fields)
}

func ownerLabels(connector, account string) data.Labels {
	return data.Labels{schema.TagConnector: connector, schema.TagAccount: account}
}

// budgetValues is what is left of every limit, in percent.
func budgetValues(r *Request, all []budget) data.Frames {
	var fields []*data.Field
	for _, b := range all {
		labels := ownerLabels(b.connector, b.account)
		labels[schema.TagBudget] = b.name
		fields = append(fields, series(labels, r.Text("query.column.left"), []*float64{whole(b.left())}, percent))
	}
	return numbers("collector_health", fields)
}

// noticeValues is how many different notices of each kind an account has.
func noticeValues(r *Request, all []notice) data.Frames {
	type owner struct{ connector, account, kind string }
	var owners []owner
	counts := map[owner]float64{}
	for _, n := range all {
		o := owner{n.connector, n.account, n.kind}
		if counts[o]++; counts[o] == 1 {
			owners = append(owners, o)
		}
	}
	var fields []*data.Field
	for _, o := range owners {
		n := counts[o]
		labels := ownerLabels(o.connector, o.account)
		labels[schema.TagKind] = o.kind
		fields = append(fields, series(labels, r.kindOf(o.kind), []*float64{&n}, "none"))
	}
	return numbers("collector_health", fields)
}
