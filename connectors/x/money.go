package x

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// budgetMoney is the name of the limit in US dollars.
const budgetMoney = "money"

// keptCharged is the name under which is kept what X has charged for today.
const keptCharged = "charged_today"

// purse pays for what is read. What a request may cost at most is taken before
// it is made; afterwards what it did not cost is given back.
type purse struct {
	prices       prices
	max          float64 // US dollars in a month
	app, account string

	ledger *sdk.Ledger
	own    *sdk.Memory
}

func (p *purse) open(own, shared *sdk.Memory) {
	p.own = own
	p.ledger = sdk.NewLedger(shared, p.app, p.account, sdk.Limit{Name: budgetMoney, Unit: "USD", Max: p.max, Window: sdk.Monthly(time.UTC)})
}

// purchase is what one request asks for.
type purchase struct {
	price string // of each item
	sizes []int  // how many items it may ask for, the most first
	keep  float64
}

// buy pays for one request. ask is told how many items there is money for, and
// gives what X charges for: the names of the items that came. keep is what must
// be left for things of more value.
func (p *purse) buy(now time.Time, what purchase, ask func(most int) (items []string, err error)) error {
	each := p.prices[what.price]
	most, err := p.reserve(now, what, each)
	if err != nil {
		return err
	}
	items, err := ask(most)
	due := 0 // X does not charge for what fails
	if err == nil {
		due, err = p.charge(now, items)
	}
	p.ledger.Give(now, budgetMoney, each*float64(max(0, most-due)))
	return err
}

// reserve takes the money for as many items as there is money for.
func (p *purse) reserve(now time.Time, what purchase, each float64) (most int, err error) {
	for _, most = range what.sizes {
		if err = p.leaves(now, what.keep, each*float64(most)); err == nil {
			err = p.ledger.Take(now, budgetMoney, each*float64(most))
		}
		if sdk.Exhausted(err) == "" {
			return most, err
		}
	}
	return 0, err
}

// leaves gives an error if too little is left after a cost.
func (p *purse) leaves(now time.Time, keep, cost float64) error {
	left := p.ledger.Budgets(now)[0].Remaining
	if keep == 0 || left-cost >= keep {
		return nil
	}
	y, m, d := now.UTC().Date()
	return &sdk.Error{
		Kind: sdk.RateLimited, After: time.Date(y, m, d+1, 0, 0, 0, 0, time.UTC), Budget: budgetMoney,
		Err: fmt.Errorf("the %.2f USD left of %.2f this month are kept for the account and its own posts; raise budget_usd_month", left, p.max),
	}
}

// charged are the items of one UTC day: X charges for each once a day. Items
// holds a hash of eight bytes for each, of the first mostCharged.
type charged struct {
	Day   string `json:"day"`
	Items []byte `json:"items"`
}

// mostCharged bounds what is remembered of a day. What comes after it is counted
// again if it comes again: at 50 dollars a day the ledger may say too much, never
// too little.
const mostCharged = 10_000

// charge notes items and tells how many of them are charged for.
func (p *purse) charge(now time.Time, items []string) (due int, err error) {
	var c charged
	err = p.own.Update(keptCharged, &c, func() error {
		if today := now.UTC().Format(time.DateOnly); c.Day != today {
			c = charged{Day: today}
		}
		known := make(map[uint64]bool, len(c.Items)/8)
		for at := 0; at+8 <= len(c.Items); at += 8 {
			known[binary.BigEndian.Uint64(c.Items[at:])] = true
		}
		for _, item := range items {
			h := fnv.New64a()
			_, _ = h.Write([]byte(item)) // never fails
			if key := h.Sum64(); !known[key] {
				known[key] = true
				due++
				if len(c.Items) < 8*mostCharged {
					c.Items = binary.BigEndian.AppendUint64(c.Items, key)
				}
			}
		}
		return nil
	})
	return due, err
}

// buyRequest pays for a request that is charged for whatever it brings.
func (p *purse) buyRequest(now time.Time, price string, keep float64, ask func() error) error {
	each := p.prices[price]
	if _, err := p.reserve(now, purchase{price: price, sizes: []int{1}, keep: keep}, each); err != nil {
		return err
	}
	err := ask()
	if err != nil {
		p.ledger.Give(now, budgetMoney, each)
	}
	return err
}

// items names things of a kind, as X charges for them.
func items(kind string, ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = kind + " " + id
	}
	return out
}
