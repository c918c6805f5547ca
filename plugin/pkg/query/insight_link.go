package query

import (
	"fmt"
	"net/url"
)

// Dashboards that findings lead to: the first part of their uid.
const (
	boardOverview = "overview"
	boardHealth   = "health"
)

// board is the address of a dashboard in the data source's language, over the
// request's time range, narrowed to a variable's value where one is given. It is
// relative: Grafana puts its own address before it.
func (r *Request) board(name string, variables ...string) string {
	query := url.Values{
		"from": {fmt.Sprint(r.From.UnixMilli())}, "to": {fmt.Sprint(r.To.UnixMilli())},
	}
	for i := 0; i+1 < len(variables); i += 2 {
		query.Set("var-"+variables[i], variables[i+1])
	}
	return "/d/pantau-" + name + "-" + string(r.Language) + "?" + query.Encode()
}
