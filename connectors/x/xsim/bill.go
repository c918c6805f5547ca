package xsim

import "time"

// Prices in US dollars: https://docs.x.com/x-api/getting-started/pricing.
const (
	pricePost   = 0.005
	priceUser   = 0.010
	priceOwned  = 0.001
	priceCounts = 0.005
)

// bill is what was charged: for each resource once in a UTC day, and for each
// request for counts.
type bill struct {
	usd  float64
	day  string
	seen map[string]bool
}

func newBill() bill { return bill{seen: map[string]bool{}} }

// charge adds resources that are given out.
func (q *request) charge(kind string, price float64, ids ...string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if day := q.now.Format(time.DateOnly); day != q.bill.day {
		q.bill.day, q.bill.seen = day, map[string]bool{}
	}
	for _, id := range ids {
		if name := kind + id; !q.bill.seen[name] {
			q.bill.seen[name] = true
			q.bill.usd += price
		}
	}
}

// chargeRequest adds a request.
func (q *request) chargeRequest(price float64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.bill.usd += price
}

// Charged is what was charged so far, in US dollars.
func (s *Sim) Charged() float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bill.usd
}

// broke is the refusal of an account that may spend no more.
func (s *Sim) broke() *problem {
	switch usd := s.Charged(); {
	case s.o.Credits > 0 && usd >= s.o.Credits:
		return creditsDepleted()
	case s.o.Cap > 0 && usd >= s.o.Cap:
		return usageCapped()
	}
	return nil
}
