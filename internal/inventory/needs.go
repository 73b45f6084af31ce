package inventory

// Needs is what has to be locked and loaded before a command can be decided.
type Needs struct {
	ProductIDs   []int64
	WarehouseID  int64 // where the balances are
	LocationIDs  []int64
	LotCodes     map[int64][]string // by product
	LotIDs       []int64
	BalanceIDs   []int64
	Placed       bool // what the receipt left in each balance
	NoBalances   bool
	Destinations []int64 // further warehouses to know of
	Reasons      []string
	Holders      bool // which operations hold the balances
	Scope        *CountScope
	Marks        []MarkOf // balances of which to know how they stand
	OriginID     string   // the operation whose goods are returned
}

// Draft is as much of a new operation as NeedsOf reads, for commands that
// follow in the batch of its creation; nil for a command that creates none.
func Draft(cmd Command) *Operation {
	if _, creates := creations[cmd.Kind]; !creates {
		return nil
	}
	op := &Operation{ID: cmd.OperationID, WarehouseID: cmd.WarehouseID, DestinationID: cmd.Body.DestinationID}
	for i, l := range cmd.Body.Lines {
		op.Lines = append(op.Lines, Line{LineNo: i + 1, ProductID: l.ProductID, Quantity: l.Quantity})
	}
	if cmd.Kind == CreateCount {
		op.Count = &CountState{}
	}
	for i, c := range cmd.Body.Corrections {
		op.Lines = append(op.Lines, Line{LineNo: i + 1, ProductID: c.ProductID})
		op.Corrections = append(op.Corrections, c)
	}
	for i, m := range cmd.Body.Moves {
		op.Lines = append(op.Lines, Line{LineNo: i + 1, ProductID: m.ProductID, Quantity: m.Quantity})
	}
	return op
}

// creation adds what a new document needs.
func (n *Needs) creation(cmd Command) {
	for _, l := range cmd.Body.Lines {
		n.ProductIDs = append(n.ProductIDs, l.ProductID)
	}
	for _, m := range cmd.Body.Moves {
		n.ProductIDs = append(n.ProductIDs, m.ProductID)
		n.LocationIDs = append(n.LocationIDs, m.FromLocationID, m.ToLocationID)
	}
	for _, c := range cmd.Body.Corrections {
		n.Reasons = append(n.Reasons, c.Reason)
		n.correction(c.ProductID, c)
	}
	for _, r := range cmd.Body.Returns {
		n.returned(r)
	}
	n.OriginID = cmd.Body.OriginID
	if n.Scope = cmd.Body.Scope; n.Scope != nil {
		n.LocationIDs = append(n.LocationIDs, n.Scope.LocationIDs...)
	}
	n.NoBalances = cmd.Kind == CreateReceipt || cmd.Kind == CreateCount
	if cmd.Body.DestinationID != 0 {
		n.Destinations = []int64{cmd.Body.DestinationID}
	}
}

// correction adds what a line of an adjustment needs.
func (n *Needs) correction(productID int64, c Correction) {
	n.Holders = true
	n.ProductIDs = append(n.ProductIDs, productID)
	n.LocationIDs = append(n.LocationIDs, c.LocationID)
	if c.LotID != 0 {
		n.LotIDs = append(n.LotIDs, c.LotID)
	}
	if c.LotCode != "" {
		n.LotCodes[productID] = append(n.LotCodes[productID], c.LotCode)
	}
}

// NeedsOf tells what a command needs. The operation is nil for a command that
// creates one, and for one that names an operation that doesn't exist.
func NeedsOf(cmd Command, op *Operation) Needs {
	n := Needs{WarehouseID: cmd.WarehouseID, LotCodes: map[int64][]string{}}
	if op == nil {
		n.creation(cmd)
		return n
	}
	n.WarehouseID = op.WarehouseID
	n.Destinations = op.Sites()
	switch cmd.Kind {
	case ReceiveTransfer, SettleTransfer:
		n.WarehouseID = op.Arrival()
	case EnterCount, SubmitCount, RecountCount, Approve, Refuse, ExpireApproval:
		n.count(cmd, op)
	case CloseReceipt, CancelReceipt, PackShipment, CloseTransfer, RaiseAttention, CancelCount:
		n.NoBalances = true
	case PutAwayReceipt, UndoReceipt:
		n.Placed = true
	}
	named := map[int]bool{}
	line := func(no int) int64 {
		if no < 1 || no > len(op.Lines) {
			return 0
		}
		named[no] = true
		return op.Lines[no-1].ProductID
	}
	received := func(r ReceivedLine) {
		product := line(r.LineNo)
		if r.LocationID != 0 {
			n.LocationIDs = append(n.LocationIDs, r.LocationID)
		}
		if r.LotCode != "" && product != 0 {
			n.LotCodes[product] = append(n.LotCodes[product], r.LotCode)
		}
	}
	for _, r := range cmd.Body.Receipts {
		received(r)
	}
	for _, a := range op.Approvals {
		if a.ID == cmd.Body.ApprovalID && a.Received != nil {
			received(*a.Received)
		}
	}
	if cmd.Kind == Approve {
		for i, c := range op.Corrections {
			n.correction(op.Lines[i].ProductID, c)
		}
	}
	for _, m := range cmd.Body.Moves {
		line(m.LineNo)
		n.LocationIDs = append(n.LocationIDs, m.FromLocationID, m.ToLocationID)
	}
	for _, p := range cmd.Body.Picks {
		line(p.LineNo)
	}
	for _, s := range cmd.Body.Settlements {
		line(s.LineNo)
		if s.LocationID != 0 {
			n.LocationIDs = append(n.LocationIDs, s.LocationID)
		}
	}
	for _, l := range op.Lines {
		if len(named) == 0 || named[l.LineNo] {
			n.ProductIDs = append(n.ProductIDs, l.ProductID)
		}
	}
	for _, h := range op.Holds {
		if len(named) == 0 || named[h.LineNo] {
			n.BalanceIDs = append(n.BalanceIDs, h.BalanceID)
			if h.OriginID != 0 {
				n.BalanceIDs = append(n.BalanceIDs, h.OriginID)
			}
		}
	}
	for _, l := range op.Transit {
		if l.LotID != 0 {
			n.LotIDs = append(n.LotIDs, l.LotID)
		}
	}
	return n
}
