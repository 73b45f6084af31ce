package generate

import (
	"fmt"
	"math/rand/v2"
	"time"

	"stockflow/internal/importer"
)

// company is a company in memory, as far as its history needs it. Ids are
// places in these lists, plus one.
type company struct {
	size  Size
	seed  uint64
	begin time.Time // midnight of the first day, UTC
	// What things and people are called, in the order of their places.
	warehouses []Warehouse
	people     []Person
	categories []string
	catalogue  []*importer.Product
	// bins are those of each warehouse; the first are the essentialBins.
	bins     []bin
	products []product
	lots     []lot
	balances []balance
	// busy are the balances from which goods are shipped, by warehouse, the most wanted
	// products first; shipping finds the balance in the shipping bin for each.
	busy     [][]int32
	shipping map[int32]int32
	// staff and managers are user ids by warehouse.
	staff, managers [][]int64
	// told is the history of a company whose past is known; nil: it is made up.
	told *told
}

// Warehouse is a warehouse as it is written down. Where an approval's quantity
// is 0 nothing waits for one.
type Warehouse struct {
	Code, Name, Address, TimeZone                        string
	OverReceiptTolerancePercent, AdjustmentStaffQuantity int64
	TransferApprovalQuantity, AdjustmentApprovalQuantity int64
	// CountTolerancePercent: nil: no count waits for a second person.
	CountTolerancePercent *int64
}

// Person is somebody who can sign in.
type Person struct {
	// Role is admin, manager or staff.
	Role, Email, Name string
	// Warehouses are places in the list of warehouses.
	Warehouses []int
}

type bin struct{ code, kind string }

// essentialBins are the bins that every warehouse has at least; see
// inventory.Warehouse.Bins.
var essentialBins = []bin{
	{"RECEIVING", "receiving"}, {"STORAGE", "storage"}, {"PICKING", "picking"}, {"SHIPPING", "shipping"}, {"QUARANTINE", "quarantine"},
}

const shippingBin = 3

type product struct {
	firstLot, lots int32 // 0 lots: not tracked
	expires        bool
	idle           bool // nobody orders it
}

type lot struct {
	product int32
	code    string
	// expires counts days since the beginning; 0: never.
	expires int32
}

// balance is a row of the inventory; product, warehouse and bin are places in
// their lists, lot is an id (0: none).
type balance struct {
	product, warehouse, bin, lot int32
	// firstDay is when it was first stocked.
	firstDay int32
}

// location is the id of the balance's bin.
func (c *company) location(b balance) int64 {
	return int64(b.warehouse)*int64(len(c.bins)) + int64(b.bin) + 1
}

// plan lays a company out.
func plan(size Size, seed uint64, today time.Time) *company {
	c := &company{size: size, seed: seed, begin: today.UTC().Truncate(24*time.Hour).AddDate(0, 0, -size.Days), shipping: map[int32]int32{}}
	random := c.random(1)
	perWarehouse := size.Balances / size.Warehouses
	c.bins = shelves(min(max(perWarehouse/200, 40), 2000))
	c.nameThings()
	c.planProducts(random)
	c.planBalances(random)
	c.planPeople(random)
	return c
}

// random is one of the company's streams of random numbers.
func (c *company) random(stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(c.seed, stream)) //nolint:gosec // a seed has to give the same company again
}

func (c *company) planProducts(random *rand.Rand) {
	c.products = make([]product, c.size.Products)
	for i := range c.products {
		p := &c.products[i]
		p.idle = random.IntN(100) < 15
		if random.IntN(10) < 7 {
			continue
		}
		p.firstLot, p.lots, p.expires = int32(len(c.lots)), 2+random.Int32N(3), random.IntN(3) < 2 //nolint:gosec // sizes are bounded
		for no := range p.lots {
			l := lot{product: int32(i), code: fmt.Sprintf("L%06d-%d", i+1, no+1)} //nolint:gosec // sizes are bounded
			if p.expires {
				// The first lot outlasts the history: goods are shipped from it until the end.
				l.expires = int32(c.size.Days) + 30 + random.Int32N(500) //nolint:gosec // sizes are bounded
				if no > 0 {
					l.expires = int32(c.size.Days)/2 + random.Int32N(int32(c.size.Days)) //nolint:gosec // sizes are bounded
				}
			}
			c.lots = append(c.lots, l)
		}
	}
	for i, p := range c.products {
		c.catalogue = append(c.catalogue, describe(i, p))
	}
}

// busyPlaces is in how many warehouses a product is picked for shipment.
const busyPlaces = 2

// planBalances lays most balances out in storage and picking bins. The rest are
// the shipping bins' for those that are busy.
func (c *company) planBalances(random *rand.Rand) {
	c.busy = make([][]int32, c.size.Warehouses)
	stocked := c.size.Balances * 4 / 5
	n := 0
	for ; len(c.balances) < stocked; n++ {
		i := c.addBalance(n, random)
		if b := c.balances[i]; n/c.size.Products < busyPlaces && !c.products[b.product].idle {
			c.busy[b.warehouse] = append(c.busy[b.warehouse], i)
		}
	}
	for _, list := range c.busy {
		for _, i := range list {
			if len(c.balances) == c.size.Balances {
				return
			}
			twin := c.balances[i]
			twin.bin, twin.firstDay = shippingBin, int32(c.size.Days) //nolint:gosec // sizes are bounded
			c.shipping[i] = int32(len(c.balances))                    //nolint:gosec // sizes are bounded
			c.balances = append(c.balances, twin)
		}
	}
	for ; len(c.balances) < c.size.Balances; n++ {
		c.addBalance(n, random)
	}
}

// addBalance adds the n-th balance that is no shipping bin's: every product's
// first, then every product's second in another warehouse, and so on.
func (c *company) addBalance(n int, random *rand.Rand) int32 {
	p, place := n%c.size.Products, n/c.size.Products
	b := balance{
		product: int32(p), warehouse: int32((p*7 + place) % c.size.Warehouses), //nolint:gosec // sizes are bounded
		bin:      int32(len(essentialBins) + (p*31+place*17)%(len(c.bins)-len(essentialBins))), //nolint:gosec // sizes are bounded
		firstDay: random.Int32N(60),
	}
	if place >= busyPlaces && random.IntN(2) == 0 {
		b.firstDay = random.Int32N(int32(c.size.Days)) //nolint:gosec // sizes are bounded
	}
	if product := c.products[p]; product.lots > 0 {
		b.lot = product.firstLot + 1
		if place >= busyPlaces {
			b.lot += random.Int32N(product.lots)
		}
	}
	c.balances = append(c.balances, b)
	return int32(len(c.balances) - 1) //nolint:gosec // sizes are bounded
}

// firstUser is the id of the first user; the one before is the system's.
const firstUser = 2

func (c *company) planPeople(random *rand.Rand) {
	for u := range c.size.Users {
		c.people = append(c.people, Person{
			Role: role(u), Email: Email(u), Name: fmt.Sprintf("%s %s", pick(u, 3, givenNames), pick(u, 5, places)), Warehouses: c.worksIn(u, random),
		})
	}
	c.assignPeople()
}

// assignPeople finds who works where.
func (c *company) assignPeople() {
	c.staff, c.managers = make([][]int64, len(c.warehouses)), make([][]int64, len(c.warehouses))
	for u, p := range c.people {
		for _, w := range p.Warehouses {
			id := int64(u + firstUser)
			switch p.Role {
			case "manager":
				c.managers[w] = append(c.managers[w], id)
			case "staff":
				c.staff[w] = append(c.staff[w], id)
			}
		}
	}
}

// role is what the n-th user is: an admin in fifty, a manager in seven.
func role(n int) string {
	switch {
	case n%50 == 0:
		return "admin"
	case n%7 == 1:
		return "manager"
	}
	return "staff"
}

// worksIn are the warehouses of the n-th user. Each has somebody of each role.
func (c *company) worksIn(n int, random *rand.Rand) []int {
	if role(n) == "admin" {
		return nil
	}
	home := n % c.size.Warehouses
	if role(n) == "manager" {
		home = n / 7 % c.size.Warehouses
	}
	list := []int{home}
	if other := random.IntN(c.size.Warehouses); other != home && random.IntN(4) == 0 {
		list = append(list, other)
	}
	return list
}

// at is a moment of a day.
func (c *company) at(day int, within time.Duration) time.Time {
	return c.begin.AddDate(0, 0, day).Add(within).Truncate(time.Microsecond)
}
