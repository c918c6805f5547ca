package x

import (
	_ "embed" // for prices.yaml
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pantau/pantau/connectors/sdk"
)

//go:embed prices.yaml
var listPrices []byte

// prices are in US dollars, by what is charged for.
type prices map[string]float64

// What X charges for.
const (
	pricePost   = "post"
	priceUser   = "user"
	priceOwned  = "owned"
	priceCounts = "counts"
)

// priceList is X's list as it was when this was built, with the settings'
// exceptions.
func (c *config) priceList() (prices, error) {
	var list struct {
		AsOf   string `yaml:"as_of"`
		Source string `yaml:"source"`
		USD    prices `yaml:"usd"`
	}
	if err := sdk.Decode(listPrices, &list); err != nil {
		return nil, fmt.Errorf("prices.yaml: %w", err)
	}
	for name, usd := range c.Prices {
		if _, known := list.USD[name]; !known {
			return nil, fmt.Errorf("prices: there is no price %q; write one of %s", name, strings.Join(slices.Sorted(maps.Keys(list.USD)), ", "))
		}
		if usd < 0 {
			return nil, fmt.Errorf("prices: %s is negative; write US dollars for one", name)
		}
		list.USD[name] = usd
	}
	return list.USD, nil
}
