package query

import (
	"fmt"
	"math"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// nearlySure is the most, in percent, that is said of how probable something is.
const nearlySure = 99

// chance is a probability in percent; no rounding makes it a certainty.
func (r *Request) chance(p float64) string {
	if p*100 > nearlySure {
		return "> " + r.number(nearlySure, 0)
	}
	return r.number(p*100, 0)
}

// unsure keeps tables from rounding a probability in percent to a certainty.
func unsure(f *data.Field) *data.Field {
	from, to := data.ConfFloat64(math.Nextafter(nearlySure, 100)), data.ConfFloat64(100)
	f.Config.Mappings = data.ValueMappings{data.RangeValueMapper{From: &from, To: &to, Result: data.ValueMappingResult{Text: fmt.Sprintf("> %d%%", nearlySure)}}}
	return f
}
