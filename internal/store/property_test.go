package store_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// seedRapid gives rapid a seed that is printed, and a size that fits a database:
// the flags -rapid.seed and -rapid.checks, or RAPID_SEED, say otherwise.
func seedRapid(t *testing.T, checks int) {
	t.Helper()
	given := map[string]bool{}
	flag.Visit(func(f *flag.Flag) { given[f.Name] = true })
	set := func(name, value string) {
		if !given[name] {
			require.NoError(t, flag.Set(name, value))
		}
	}
	seed := os.Getenv("RAPID_SEED")
	if seed == "" {
		seed = fmt.Sprint(rand.Uint64()>>1 | 1) //nolint:gosec // a seed, printed on purpose
	}
	set("rapid.seed", seed)
	set("rapid.checks", fmt.Sprint(checks))
	set("rapid.nofailfile", "true")
	t.Logf("repeat with -rapid.seed=%s", flag.Lookup("rapid.seed").Value)
}

// play is one run of the property: a company of its own within the database.
type play struct {
	*fixture.Company
	model  *model
	sites  []*fixture.Site
	users  []int64
	goods  []int64
	orders []string // documents, oldest first
	posted []inventory.Command
	given  map[string]inventory.Outcome
	count  map[string]int
}

var plays int

// newPlay makes three warehouses, four products and users of every kind.
func newPlay(t fixture.T, c *fixture.Company, count map[string]int) *play {
	plays++
	p := &play{Company: c, given: map[string]inventory.Outcome{}, count: count, model: &model{
		sites: map[int64]modelSite{}, users: map[int64]inventory.User{}, lots: map[int64]bool{}, plain: map[int64]bool{},
		expiry: map[modelLot]string{}, held: map[modelLot]bool{}, free: map[modelSpot]int64{}, docs: map[string]*modelDoc{},
	}}
	for i, rule := range []modelSite{{tolerance: 20}, {approvalFrom: 8}, {}} {
		s := c.AddSite(t, fmt.Sprintf("W%d-%d", plays, i))
		c.Exec(t, `UPDATE warehouses SET over_receipt_tolerance_percent = $2, transfer_approval_quantity = NULLIF($3::bigint, 0) WHERE id = $1`,
			s.ID, rule.tolerance, rule.approvalFrom)
		rule.bins = map[int64]inventory.LocationKind{}
		for kind, id := range s.Bins {
			rule.bins[id] = kind
		}
		p.sites, p.model.sites[s.ID] = append(p.sites, s), rule
	}
	user := func(role inventory.Role, sites ...*fixture.Site) {
		u := inventory.User{ID: c.AddUser(t, role, sites...), Role: role}
		for _, s := range sites {
			u.Warehouses = append(u.Warehouses, s.ID)
		}
		p.users, p.model.users[u.ID] = append(p.users, u.ID), u
	}
	user(inventory.Manager, p.sites...)
	user(inventory.Staff, p.sites...)
	user(inventory.Staff, p.sites[0])
	user(inventory.Staff)
	user(inventory.Admin)
	p.users, p.model.users[fixture.System] = append(p.users, fixture.System), inventory.User{ID: fixture.System, Role: inventory.System}
	for i := range 2 {
		plain, lots := c.Product(t, fmt.Sprintf("P%d-%d", plays, i)), c.LotProduct(t, fmt.Sprintf("L%d-%d", plays, i))
		p.model.plain[plain], p.model.lots[lots] = true, true
		p.goods = append(p.goods, plain, lots)
	}
	return p
}

// stock begins with something in every warehouse.
func (p *play) stock(t fixture.T) {
	t.Helper()
	for _, s := range p.sites {
		var lines, counts inventory.Body
		for i, product := range p.goods {
			lines.Lines = append(lines.Lines, inventory.DocumentLine{ProductID: product, Quantity: 12})
			r := inventory.ReceivedLine{LineNo: i + 1, Quantity: 6, Condition: inventory.Good}
			lots := []string{"", ""}
			if p.model.lots[product] {
				lots = []string{"B", "A"}
			}
			for _, r.LotCode = range lots {
				r.ExpiresOn = expiryOf[r.LotCode]
				counts.Receipts = append(counts.Receipts, r)
			}
		}
		create := p.command(p.users[0], s.ID, inventory.CreateReceipt, "", lines)
		p.post(t, []inventory.Command{create, p.command(p.users[0], s.ID, inventory.ReceiveReceipt, create.ID, counts)})
	}
}

// post posts a batch, and sees that every answer and all that can be counted
// afterwards is what the model says.
func (p *play) post(t fixture.T, batch []inventory.Command) {
	t.Helper()
	// What is answered from the record is decided by the record of before.
	known := map[string]string{}
	for _, c := range p.posted {
		known[c.ID] = c.RequestHash
	}
	out := fixture.Post(t, p.Store, batch...)
	for i, c := range batch {
		what := fmt.Sprintf("%s of user %d in %d: %+v", c.Kind, c.UserID, c.WarehouseID, c.Body)
		if hash, again := known[c.ID]; again {
			if hash != c.RequestHash {
				require.Equal(t, inventory.CodeKeyReused, fixture.Code(out[i]), what)
				continue
			}
			first := p.given[c.ID]
			first.Replayed = true
			require.Equal(t, first, out[i], "replayed: %s", what)
			continue
		}
		want := p.model.apply(c)
		require.Equal(t, want, fixture.Code(out[i]), "%s: %v", what, out[i].Refusal)
		p.count[string(c.Kind)+" "+string(want)]++
		if want != fine {
			continue
		}
		known[c.ID] = c.RequestHash
		p.posted, p.given[c.ID] = append(p.posted, c), out[i]
		d := p.model.docs[c.OperationID]
		require.Equal(t, d.status, out[i].Status, what)
		if c.ID == c.OperationID {
			p.orders = append(p.orders, c.ID)
		}
		ids := out[i].ApprovalIDs
		for j := range d.approvals {
			if d.approvals[j].id == "" {
				d.approvals[j].id, ids = ids[0], ids[1:]
			}
		}
		require.Empty(t, ids, "more approvals than were to be expected: %s", what)
	}
	p.compare(t)
}

// compare compares the database's sums with the model's.
func (p *play) compare(t fixture.T) {
	t.Helper()
	type key struct{ product, site int64 }
	levels := map[key]fixture.Level{}
	rows, err := p.Super.Query(tctx, `SELECT product_id, warehouse_id, sum(on_hand)::bigint, sum(reserved)::bigint FROM inventory
		WHERE product_id = ANY($1) GROUP BY 1, 2`, p.goods)
	require.NoError(t, err)
	var k key
	var l fixture.Level
	_, err = pgx.ForEachRow(rows, []any{&k.product, &k.site, &l.OnHand, &l.Reserved}, func() error {
		levels[k] = l
		return nil
	})
	require.NoError(t, err)
	for _, product := range p.goods {
		for _, s := range p.sites {
			onHand, reserved := p.model.level(product, s.ID)
			require.Equal(t, fixture.Level{OnHand: onHand, Reserved: reserved}, levels[key{product, s.ID}], "product %d in %d", product, s.ID)
		}
	}

	rows, err = p.Super.Query(tctx, `SELECT o.id, o.status, (SELECT COALESCE(sum(quantity), 0)::bigint FROM transit_lots t WHERE t.operation_id = o.id),
		(SELECT COALESCE(sum(pending), 0)::bigint FROM operation_lines l WHERE l.operation_id = o.id)
		FROM operations o WHERE o.warehouse_id = ANY($1)`, []int64{p.sites[0].ID, p.sites[1].ID, p.sites[2].ID})
	require.NoError(t, err)
	var id, status string
	var road, pending int64
	seen := 0
	_, err = pgx.ForEachRow(rows, []any{&id, &status, &road, &pending}, func() error {
		seen++
		d := p.model.docs[id]
		require.NotNil(t, d, "a document that nobody made")
		require.Equal(t, string(d.status), status)
		require.Equal(t, d.onRoad(), road, "on the road")
		require.Equal(t, d.sum(func(l inventory.Line) int64 { return l.Pending }), pending, "pending")
		return nil
	})
	require.NoError(t, err)
	require.Len(t, p.model.docs, seen)
}

// holdSome holds or releases a lot now and then.
func (p *play) holdSome(rt *rapid.T) {
	if !odds(rt, 6, "hold") {
		return
	}
	product := draw(rt, "product of a lot", p.goods...)
	codes := p.model.lotsOf(product)
	if len(codes) == 0 {
		return
	}
	lot := modelLot{product, draw(rt, "lot", codes...)}
	id := p.ID(rt, `SELECT id FROM lots WHERE product_id = $1 AND code = $2`, product, lot.code)
	by, change := store.Actor{UserID: p.users[0]}, p.Store.ReleaseLot
	if !p.model.held[lot] {
		if !p.model.mayHold(lot) {
			return
		}
		change = p.Store.HoldLot
	}
	require.NoError(rt, change(tctx, by, store.Scope{Everywhere: true}, id, "drawn"))
	p.model.hold(lot, !p.model.held[lot])
	p.count[fmt.Sprintf("held %t ", p.model.held[lot])]++
}

// reconcile sees that the trace of every lot accounts for all of it.
func (p *play) reconcile(t fixture.T) {
	t.Helper()
	for lot := range p.model.expiry {
		id := p.ID(t, `SELECT id FROM lots WHERE product_id = $1 AND code = $2`, lot.product, lot.code)
		trace, err := p.Store.TraceLot(tctx, store.Scope{Everywhere: true}, id, "", store.Page{Limit: 10_000})
		require.NoError(t, err)
		require.True(t, trace.Complete)
		reconciles(t, trace)
	}
}

// reconciles sees that what came of a lot is here, on the road, or gone.
func reconciles(t fixture.T, trace store.LotTrace) {
	t.Helper()
	here := func(x store.TraceTotals) int64 {
		return x.Received + x.Returned + x.Arrived + x.Adjusted - x.Shipped - x.Sent - x.Scrapped
	}
	for _, w := range trace.Warehouses {
		require.Equal(t, w.OnHand, here(w.TraceTotals), "%s: %+v", w.Warehouse.Code, w.TraceTotals)
	}
	require.Equal(t, trace.Totals.OnHand, here(trace.Totals))
	if trace.Complete {
		require.Equal(t, trace.Totals.Sent, trace.Totals.Arrived+trace.Totals.InTransit+trace.Totals.LostOnRoad, "%+v", trace.Totals)
	}
	sums := map[string]int64{}
	for _, e := range trace.Items {
		sums[e.Event] += e.Quantity
	}
	x := trace.Totals
	require.Equal(t, []int64{x.Received, x.Shipped, x.Returned, x.Sent, x.Arrived, x.LostOnRoad, x.Adjusted, x.Scrapped}, []int64{
		sums["received"] - sums["returned_to_supplier"], sums["shipped"], sums["returned_by_customer"], sums["sent"], sums["arrived"],
		sums["lost_on_road"], sums["adjusted_in"] - sums["adjusted_out"], sums["scrapped"] - sums["unscrapped"],
	})
}

func TestRandomCommandsAgreeWithAModel(t *testing.T) {
	seedRapid(t, 40)
	c := fixture.New(t)
	count := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		p := newPlay(rt, c, count)
		p.stock(rt)
		for range rapid.IntRange(40, 80).Draw(rt, "batches") {
			p.post(rt, p.drawBatch(rt))
			p.holdSome(rt)
		}
		c.Verify(rt)
		p.reconcile(rt)
	})
	total, fineOnes := 0, 0
	for outcome, n := range count {
		total += n
		if outcome[len(outcome)-1] == ' ' {
			fineOnes += n
		}
	}
	t.Logf("%d commands, %d of them posted, %d kinds of outcomes", total, fineOnes, len(count))
	if os.Getenv("RAPID_OUTCOMES") != "" {
		t.Log(count)
	}
}
