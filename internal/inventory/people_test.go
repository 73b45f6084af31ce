package inventory

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// leastRole repeats the table of commandRoles on purpose: a right that is given
// by mistake has to be given twice.
var leastRole = map[Role][]CommandKind{
	Staff: {
		CreateReceipt, ReceiveReceipt, PutAwayReceipt, CloseReceipt, CancelReceipt,
		CreateShipment, ReserveShipment, PickShipment, PackShipment, DispatchShip, CancelShipment,
		CreateTransfer, DispatchTransf, ReceiveTransfer, CloseTransfer, CancelTransfer, ReceiveReturn,
		CreateAdjustment, CancelAdjustment, EnterCount, SubmitCount, CreateReturn,
		SwapShipment, SwapTransfer, CreateMove,
	},
	Manager: {UndoReceipt, SettleTransfer, Approve, Refuse, CreateCount, RecountCount, CancelCount},
	System:  {ExpireReservation, ExpireApproval, RaiseAttention, ReturnPicks, FinishCancel},
}

func TestPermissionOfEveryCommandForEveryRole(t *testing.T) {
	kinds := 0
	ranks := map[Role]int{Staff: 0, Manager: 1, Admin: 2, System: 3}
	for least, list := range leastRole {
		for _, kind := range list {
			kinds++
			role, known := RequiredRole(kind)
			require.True(t, known, kind)
			require.Equal(t, least, role, kind)
			for role, user := range map[Role]int64{Staff: staff, Manager: manager, Admin: admin, System: system} {
				code := newWorld().as(user, north, kind, "", Body{})
				if ranks[role] < ranks[least] {
					require.Equal(t, CodeForbidden, code, "%s by %s", kind, role)
				} else {
					// Nothing was named, so that what is allowed comes to nothing.
					require.Contains(t, []Code{CodeInvalid, CodeNotFound}, code, "%s by %s", kind, role)
				}
			}
			for name, user := range map[string]int64{"without a known role": unranked, "who is inactive": inactive, "who is unknown": 99} {
				require.Equal(t, CodeForbidden, newWorld().as(user, north, kind, "", Body{}), "%s by somebody %s", kind, name)
			}
			require.Equal(t, CodeNotFound, newWorld().as(outsider, north, kind, "", Body{}), "%s in another's warehouse", kind)
			require.Equal(t, CodeNotFound, newWorld().as(system, 99, kind, "", Body{}), "%s in no warehouse", kind)
		}
	}
	require.Len(t, commandRoles, kinds, "a command without a test")
	require.Len(t, commandRoles, len(creations)+len(steps), "a command without a rule or without a permission")
}

func TestUnknownCommandIsInvalid(t *testing.T) {
	for _, kind := range []CommandKind{"", "drop_table", "CREATE_RECEIPT"} {
		require.Equal(t, CodeInvalid, newWorld().as(system, north, kind, "", Body{}), kind)
	}
}

func TestOperationOfOtherWarehousesIsNotFound(t *testing.T) {
	w := newWorld()
	w.Warehouses[3] = &Warehouse{ID: 3, Code: "EAST", Active: true, Today: today}
	w.put(plain, north, StorageBin, 0, 100)
	receipt := receiptAt(ReceiveReceipt)(t, w)
	shipment := w.do(t, north, CreateShipment, "", request(plain, 1)).OperationID
	transfer := w.do(t, north, CreateTransfer, "", toSouth(plain, 1)).OperationID
	for kind := range steps {
		for _, id := range []string{receipt, shipment, transfer, "", "no such operation"} {
			require.Equal(t, CodeNotFound, w.as(system, 3, kind, id, Body{}), kind)
		}
	}
}

func TestStepsBelongToTheirSiteOfATransfer(t *testing.T) {
	for _, c := range []struct {
		kind  CommandKind
		wrong int64
		reach func(*testing.T, *world) string
	}{
		{DispatchTransf, south, transferAt()},
		{CancelTransfer, south, transferAt()},
		{Approve, south, bigTransferAt()},
		{Refuse, south, bigTransferAt()},
		{ReceiveTransfer, north, transferAt(DispatchTransf)},
		{CloseTransfer, north, transferAt(DispatchTransf)},
		{ReceiveReturn, south, transferAt(DispatchTransf, CancelTransfer)},
		{CloseTransfer, south, transferAt(DispatchTransf, CancelTransfer)},
		{CancelTransfer, south, transferAt(DispatchTransf)},
		{CancelTransfer, south, transferAt(DispatchTransf, ReceiveTransfer)},
		{SettleTransfer, north, transferAt(DispatchTransf, ReceiveTransfer, CloseTransfer)},
		{SettleTransfer, south, transferAt(DispatchTransf, CancelTransfer, CloseTransfer)},
		{SwapTransfer, south, transferAt()},
	} {
		w := newWorld()
		id := c.reach(t, w)
		_, body := give(w, c.kind, id)
		before := w.status(id)
		require.Equal(t, CodeForbidden, w.as(manager, c.wrong, c.kind, id, body), c.kind)
		require.Equal(t, before, w.status(id), c.kind)
	}
}

func TestRetiredWarehouse(t *testing.T) {
	w := newWorld()
	w.put(plain, north, StorageBin, 0, 10)
	open := w.do(t, north, CreateShipment, "", request(plain, 1)).OperationID
	w.Warehouses[north].Active = false
	w.refused(t, CodeRetired, north, CreateReceipt, "", request(plain, 1))
	w.refused(t, CodeRetired, north, CreateShipment, "", request(plain, 1))
	w.refused(t, CodeRetired, north, CreateTransfer, "", toSouth(plain, 1))
	// What is open there can be brought to its end.
	w.through(t, open, PickShipment, PackShipment, DispatchShip)

	w.Warehouses[north].Active, w.Warehouses[south].Active = true, false
	w.refused(t, CodeNotFound, north, CreateTransfer, "", toSouth(plain, 1))
}
