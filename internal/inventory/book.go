package inventory

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Decision is what became of one command.
type Decision struct {
	Command Command
	Outcome Outcome
	// Before is the operation's status before the command; empty for a new one.
	Before Status
}

type lotKey struct {
	product int64
	code    string
}

type shelf struct{ product, warehouse int64 }

// Book is the working state of a batch: what was locked and loaded, and what
// the decisions have changed so far. It is not safe for concurrent use.
type Book struct {
	Now        time.Time
	Users      map[int64]User
	Warehouses map[int64]*Warehouse
	Locations  map[int64]*Location
	Products   map[int64]*Product
	Reasons    map[string]Reason
	Operations map[string]*Operation
	// Holders are the operations that hold a balance, for commands that have
	// to name them.
	Holders map[int64][]Holder
	// Found is what the scopes of new counts cover, by operation, and Marks how
	// the balances of counts stand, those that exist.
	Found map[string][]CountLine
	Marks map[BalanceKey]Mark
	// Delivered is what shipments have sent and receipts have brought, less
	// what was returned of it.
	Delivered map[Delivery]int64

	// What the decisions add.
	Movements   []Movement
	Steps       []Step
	NewLots     []*Lot
	NewBalances []*Balance
	Changed     map[string]bool

	lots       map[int64]*Lot
	lotsByCode map[lotKey]*Lot
	balances   map[BalanceKey]*Balance
	byID       map[int64]*Balance
	shelves    map[shelf][]*Balance
	loaded     map[string]*Operation
	touched    map[*Balance]bool
	journal    []func()
}

// NewBook makes an empty book for a batch that is decided at the time now.
func NewBook(now time.Time) *Book {
	return &Book{
		Now: now, Users: map[int64]User{}, Warehouses: map[int64]*Warehouse{}, Locations: map[int64]*Location{},
		Products: map[int64]*Product{}, Operations: map[string]*Operation{}, Changed: map[string]bool{},
		Reasons: map[string]Reason{}, Holders: map[int64][]Holder{},
		Found: map[string][]CountLine{}, Marks: map[BalanceKey]Mark{}, Delivered: map[Delivery]int64{},
		lots: map[int64]*Lot{}, lotsByCode: map[lotKey]*Lot{}, balances: map[BalanceKey]*Balance{},
		byID: map[int64]*Balance{}, shelves: map[shelf][]*Balance{}, loaded: map[string]*Operation{},
		touched: map[*Balance]bool{},
	}
}

// AddLot enters a stored lot.
func (b *Book) AddLot(l *Lot) {
	b.lots[l.ID] = l
	b.lotsByCode[lotKey{l.ProductID, l.Code}] = l
}

// AddBalance enters a locked balance.
func (b *Book) AddBalance(x *Balance) {
	b.balances[x.Key] = x
	b.byID[x.ID] = x
	s := shelf{x.Key.ProductID, x.Key.WarehouseID}
	b.shelves[s] = append(b.shelves[s], x)
}

// AddOperation enters a locked operation.
func (b *Book) AddOperation(op *Operation) {
	b.loaded[op.ID] = op
	b.Operations[op.ID] = op
}

// Loaded is the operation as it was before the batch; nil for a new one.
func (b *Book) Loaded(id string) *Operation { return b.loaded[id] }

// Reserved lists the balances of some shelves of which something is reserved.
func (b *Book) Reserved(of func(product, warehouse int64) bool) []int64 {
	var ids []int64
	for s, balances := range b.shelves {
		if !of(s.product, s.warehouse) {
			continue
		}
		for _, x := range balances {
			if x.Reserved > 0 {
				ids = append(ids, x.ID)
			}
		}
	}
	return ids
}

// Balance finds a balance of the book by its id.
func (b *Book) Balance(id int64) *Balance { return b.byID[id] }

// Lot finds a lot of the book by its id.
func (b *Book) Lot(id int64) *Lot { return b.lots[id] }

// LotAvailable tells whether the book took a stored lot to be neither held nor
// recalled; a lot that its decisions made is.
func (b *Book) LotAvailable(id int64) bool {
	l, known := b.lots[id]
	return !known || l.Available
}

// Decide decides one command. A refusal leaves the book as it was; so does a
// defect, which is answered as an internal error so that the other commands
// of the batch don't suffer from it.
func (b *Book) Decide(cmd Command) (d Decision) {
	d.Command = cmd
	b.journal = b.journal[:0]
	undo := b.mark()
	refuse := func(e *Error) {
		undo()
		d.Outcome = Outcome{CommandID: cmd.ID, OperationID: cmd.OperationID, Refusal: e}
	}
	defer func() {
		if p := recover(); p != nil {
			refuse(Refusef(CodeInternal, "the command could not be decided"))
			d.Outcome.Refusal.cause = fmt.Errorf("panic: %v", p)
		}
	}()
	t := &turn{book: b, cmd: cmd}
	if err := t.run(); err != nil {
		refuse(err)
		return d
	}
	b.Operations[t.op.ID] = t.op
	b.Changed[t.op.ID] = true
	d.Before = t.before
	d.Outcome = Outcome{
		CommandID: cmd.ID, OperationID: t.op.ID, Number: t.op.Number, Kind: t.op.Kind, Status: t.op.Status,
		Revision: t.op.Revision, Shortages: t.shortages, ApprovalIDs: t.approvals, WarehouseIDs: t.op.Sites(), Attention: t.op.Attention,
		ProductIDs: t.op.fewProducts(), Recounts: t.recounts,
	}
	return d
}

// mark remembers the book as it is; what it returns takes back what is done after.
func (b *Book) mark() func() {
	movements, steps, lots, balances, changes := len(b.Movements), len(b.Steps), len(b.NewLots), len(b.NewBalances), len(b.journal)
	return func() {
		for _, undo := range slices.Backward(b.journal[changes:]) {
			undo()
		}
		b.journal = b.journal[:changes]
		b.Movements, b.Steps = b.Movements[:movements], b.Steps[:steps]
		b.NewLots, b.NewBalances = b.NewLots[:lots], b.NewBalances[:balances]
	}
}

// adjust changes a balance in the book; the ledger rows say why.
func (b *Book) adjust(x *Balance, onHand, reserved int64) {
	x.OnHand += onHand
	x.Reserved += reserved
	b.touched[x] = true
	b.journal = append(b.journal, func() {
		x.OnHand -= onHand
		x.Reserved -= reserved
	})
}

// Touched are the products and the warehouses whose stock the decisions may
// have changed, pair by pair.
func (b *Book) Touched() (products, warehouses []int64) {
	seen := map[shelf]bool{}
	for x := range b.touched {
		s := shelf{x.Key.ProductID, x.Key.WarehouseID}
		if !seen[s] {
			seen[s] = true
			products, warehouses = append(products, s.product), append(warehouses, s.warehouse)
		}
	}
	return products, warehouses
}

// TouchedLots are the lots near or past their expiry, and the warehouses, whose
// stock the decisions may have changed, pair by pair.
func (b *Book) TouchedLots() (lots, warehouses []int64) {
	seen := map[[2]int64]bool{}
	for x := range b.touched {
		lot, w, p := b.Lot(x.Key.LotID), b.Warehouses[x.Key.WarehouseID], b.Products[x.Key.ProductID]
		if lot == nil || lot.ExpiresOn == "" || lot.ID < 0 || w == nil || p == nil || seen[[2]int64{lot.ID, w.ID}] {
			continue
		}
		if lot.ExpiresOn <= addDays(w.Today, p.WarningDays) {
			seen[[2]int64{lot.ID, w.ID}] = true
			lots, warehouses = append(lots, lot.ID), append(warehouses, w.ID)
		}
	}
	return lots, warehouses
}

// addDays gives the date so many days after another, both as YYYY-MM-DD.
func addDays(date string, days int) string {
	d, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return d.AddDate(0, 0, days).Format(time.DateOnly)
}

// balance finds or makes the balance under a key.
func (b *Book) balance(key BalanceKey) *Balance {
	if x, ok := b.balances[key]; ok {
		return x
	}
	x := &Balance{ID: -int64(len(b.NewBalances)) - 1, Key: key}
	b.NewBalances = append(b.NewBalances, x)
	b.AddBalance(x)
	b.journal = append(b.journal, func() {
		delete(b.balances, key)
		delete(b.byID, x.ID)
		s := shelf{key.ProductID, key.WarehouseID}
		b.shelves[s] = slices.DeleteFunc(b.shelves[s], func(y *Balance) bool { return y == x })
	})
	return x
}

// lot finds or makes a product's lot.
func (b *Book) lot(productID int64, code, expiresOn string) (*Lot, *Error) {
	key := lotKey{productID, code}
	if l, ok := b.lotsByCode[key]; ok {
		if expiresOn != "" && expiresOn != l.ExpiresOn {
			return nil, Refusef(CodeLotExpiryConflict, "lot %s is known with the expiry date %s", code, cmp.Or(l.ExpiresOn, "none"))
		}
		return l, nil
	}
	l := &Lot{ID: -int64(len(b.NewLots)) - 1, ProductID: productID, Code: code, ExpiresOn: expiresOn, Available: true}
	b.NewLots = append(b.NewLots, l)
	b.AddLot(l)
	b.journal = append(b.journal, func() {
		delete(b.lots, l.ID)
		delete(b.lotsByCode, key)
	})
	return l, nil
}
