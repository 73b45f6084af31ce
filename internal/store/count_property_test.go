package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
)

// shelfLife is a warehouse in which goods get lost and turn up while it works
// and is counted. The truth is what really lies in its bins.
type shelfLife struct {
	*fixture.Company
	at       fixture.Actor
	hand     fixture.Actor
	products []int64
	bins     []int64
	truth    map[[2]int64]int64 // by product and bin
	count    string
}

// Whatever moves, gets lost and turns up while a warehouse is counted: once the
// count is closed, the books say what really lies there.
func TestACountLeavesTheBooksAtTheTruth(t *testing.T) {
	seedRapid(t, 25)
	c := fixture.New(t)
	seen := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		site := c.AddSite(t, "S"+rapid.StringMatching(`[A-Z0-9]{12}`).Draw(rt, "site"))
		s := &shelfLife{
			Company: c, at: c.As(c.AddUser(t, inventory.Manager, site, c.South), site), hand: c.As(c.AddUser(t, inventory.Staff, site), site),
			products: c.Products(t, 3), truth: map[[2]int64]int64{},
			bins: []int64{site.Bins[inventory.ReceivingBin], site.Bins[inventory.StorageBin], site.Bins[inventory.PickingBin]},
		}
		for range 6 {
			s.find(t, rt)
		}
		s.count = s.at.Create(t, inventory.CreateCount, inventory.Body{Scope: &inventory.CountScope{LocationIDs: s.bins}})
		for range 3 {
			s.step(t, rt, site, draw(rt, "before", "lose", "turn up"))
		}
		for range rapid.IntRange(5, 25).Draw(rt, "steps") {
			step := draw(rt, "step", "receive", "pick", "send", "adjust", "return", "lose", "turn up", "count", "count", "pick", "pick", "hand in")
			seen[step]++
			s.step(t, rt, site, step)
		}
		// Nothing moves any more: an entry tells what moved before it, the next one
		// stands, and handing in tells what moved after an earlier one.
		for range 3 {
			s.enter(t, s.open(t))
			s.handIn(t)
		}
		require.Equal(t, inventory.Closed, s.Operation(t, s.count).Status)
		for key, really := range s.truth {
			require.Equal(t, really, c.InBin(t, key[1], key[0]).OnHand)
		}
	})
	for _, step := range []string{"receive", "pick", "send", "adjust", "return", "lose", "turn up", "count", "hand in"} {
		require.NotZero(t, seen[step], step)
	}
	c.Verify(t)
}

func (s *shelfLife) draw(rt *rapid.T) (product, bin, quantity int64) {
	return draw(rt, "product", s.products...), draw(rt, "bin", s.bins...), rapid.Int64Range(1, 9).Draw(rt, "quantity")
}

// find books goods in that really are there.
func (s *shelfLife) find(t *testing.T, rt *rapid.T) {
	product, bin, n := s.draw(rt)
	s.at.Do(t, inventory.CreateAdjustment, "", corrects(inventory.Correction{ProductID: product, LocationID: bin, Change: n, Reason: "found"}))
	s.truth[[2]int64{product, bin}] += n
}

func (s *shelfLife) step(t *testing.T, rt *rapid.T, site *fixture.Site, step string) {
	product, bin, n := s.draw(rt)
	key := [2]int64{product, bin}
	switch step {
	case "receive":
		s.at.Receive(t, product, n)
		s.truth[[2]int64{product, site.Bins[inventory.ReceivingBin]}] += n
	case "pick", "send":
		s.take(t, product, n, step == "send")
	case "adjust":
		s.find(t, rt)
	case "return":
		s.at.Do(t, inventory.CreateReturn, "", returns(inventory.FromCustomer, "", inventory.ReturnLine{
			ProductID: product, Quantity: n, LocationID: bin, Condition: inventory.Good}))
		s.truth[key] += n
	case "lose":
		if lost := min(n, s.truth[key]); lost > 0 && s.unseen(t, product, bin) {
			s.truth[key] -= lost
		}
	case "turn up":
		if s.unseen(t, product, bin) {
			s.truth[key] += n
		}
	case "count":
		lines := s.lines(t, "status IN ('open', 'recount', 'counted')")
		if len(lines) > 0 {
			s.enter(t, lines[:1+rapid.IntRange(0, len(lines)-1).Draw(rt, "lines")])
		}
	case "hand in":
		s.handIn(t)
	}
}

// unseen tells whether something may still get lost or turn up in a bin: what
// has been counted, or is not on the list, is no longer looked at.
func (s *shelfLife) unseen(t *testing.T, product, bin int64) bool {
	return s.ID(t, `SELECT count(*) FROM count_lines WHERE operation_id = $1 AND product_id = $2 AND location_id = $3 AND status = 'open'`,
		s.count, product, bin) == 1 && s.Operation(t, s.count).Status == inventory.Counting
}

// take reserves and takes goods that are really there, as far as they are.
func (s *shelfLife) take(t *testing.T, product, n int64, send bool) {
	kind, body := inventory.CreateShipment, fixture.Lines(product, n)
	if send {
		kind, body.DestinationID = inventory.CreateTransfer, s.South.ID
	}
	out := s.at.Try(t, kind, "", body)
	if out.Refusal != nil {
		return
	}
	held := map[[2]int64]int64{}
	for _, h := range s.Operation(t, out.OperationID).Holds {
		bin := s.ID(t, `SELECT location_id FROM inventory WHERE id = $1`, h.BalanceID)
		held[[2]int64{product, bin}] += h.Quantity
	}
	for key, quantity := range held {
		if s.truth[key] < quantity {
			cancel := map[bool]inventory.CommandKind{false: inventory.CancelShipment, true: inventory.CancelTransfer}[send]
			s.at.Do(t, cancel, out.OperationID, inventory.Body{})
			return
		}
	}
	if send {
		s.at.Do(t, inventory.DispatchTransf, out.OperationID, inventory.Body{})
	} else {
		s.at.Do(t, inventory.PickShipment, out.OperationID, inventory.Body{Picks: []inventory.PickedLine{{LineNo: 1, Quantity: n}}})
	}
	for key, quantity := range held {
		s.truth[key] -= quantity
	}
}

func (s *shelfLife) lines(t *testing.T, where string) (entries []inventory.CountEntry) {
	t.Helper()
	rows, err := s.Super.Query(tctx, `SELECT line_no, product_id, location_id FROM count_lines WHERE operation_id = $1 AND `+where+` ORDER BY line_no`, s.count)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var e inventory.CountEntry
		require.NoError(t, rows.Scan(&e.LineNo, &e.ProductID, &e.LocationID))
		entries = append(entries, e)
	}
	require.NoError(t, rows.Err())
	return entries
}

func (s *shelfLife) open(t *testing.T) []inventory.CountEntry {
	return s.lines(t, "status IN ('open', 'recount')")
}

// enter counts what really lies there.
func (s *shelfLife) enter(t *testing.T, lines []inventory.CountEntry) {
	if len(lines) == 0 || s.Operation(t, s.count).Status.Ended() {
		return
	}
	for i := range lines {
		lines[i].Quantity = s.truth[[2]int64{lines[i].ProductID, lines[i].LocationID}]
	}
	s.hand.Do(t, inventory.EnterCount, s.count, inventory.Body{Entries: lines})
}

func (s *shelfLife) handIn(t *testing.T) {
	if !s.Operation(t, s.count).Status.Ended() {
		s.hand.Try(t, inventory.SubmitCount, s.count, inventory.Body{})
	}
}
