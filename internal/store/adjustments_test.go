package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
)

// corrects makes the body of an adjustment.
func corrects(lines ...inventory.Correction) inventory.Body {
	return inventory.Body{Corrections: lines}
}

func TestAnAdjustmentCorrectsBalancesBothWays(t *testing.T) {
	c := fixture.New(t)
	at := c.At(c.North)
	tea, milk := c.Product(t, "TEA"), c.LotProduct(t, "MILK")
	at.Receive(t, tea, 10)
	at.ReceiveLot(t, milk, 5, "L1", "2099-01-01")

	out := at.Do(t, inventory.CreateAdjustment, "", corrects(
		inventory.Correction{ProductID: tea, LocationID: c.North.Bins[inventory.ReceivingBin], Change: -3, Reason: "lost"},
		inventory.Correction{ProductID: tea, LocationID: c.North.Bins[inventory.StorageBin], Change: 2, Reason: "found"},
		inventory.Correction{ProductID: milk, LocationID: c.North.Bins[inventory.ReceivingBin], LotCode: "L1", Change: -1, Reason: "damaged"},
		inventory.Correction{ProductID: milk, LocationID: c.North.Bins[inventory.StorageBin], LotCode: "L2", ExpiresOn: "2099-02-02", Change: 4, Reason: "found"},
	))
	require.Equal(t, inventory.Closed, out.Status)
	require.Regexp(t, `^AD-\d{6}$`, out.Number)
	require.EqualValues(t, 7, c.InBin(t, c.North.Bins[inventory.ReceivingBin], tea).OnHand)
	require.EqualValues(t, 2, c.InBin(t, c.North.Bins[inventory.StorageBin], tea).OnHand)
	require.EqualValues(t, 4, c.InBin(t, c.North.Bins[inventory.ReceivingBin], milk).OnHand)
	require.EqualValues(t, 4, c.InBin(t, c.North.Bins[inventory.StorageBin], milk).OnHand)
	require.Equal(t, "adjustment adjustment scrap adjustment", c.Text(t,
		`SELECT string_agg(COALESCE(from_account, to_account), ' ' ORDER BY line_no) FROM movements WHERE operation_id = $1`, out.OperationID))
	c.Verify(t)
}

func TestReservedStockIsNotCorrectedAwayAndItsHoldersAreNamed(t *testing.T) {
	c := fixture.New(t)
	at := c.At(c.North)
	tea := c.Product(t, "TEA")
	at.Receive(t, tea, 10)
	shipment := at.Ship(t, tea, 8)
	before := c.Fingerprint(t)

	out := at.Refused(t, inventory.CodeStockReserved, inventory.CreateAdjustment, "", corrects(
		inventory.Correction{ProductID: tea, LocationID: c.North.Bins[inventory.ReceivingBin], Change: -3, Reason: "lost"}))
	require.Len(t, out.Refusal.Lines, 1)
	require.Equal(t, []inventory.Holder{{
		OperationID: shipment, Number: c.Operation(t, shipment).Number, Kind: inventory.Shipment, Quantity: 8,
	}}, out.Refusal.Lines[0].Holders)
	require.Equal(t, before, c.Fingerprint(t))

	at.Do(t, inventory.CreateAdjustment, "", corrects(
		inventory.Correction{ProductID: tea, LocationID: c.North.Bins[inventory.ReceivingBin], Change: -2, Reason: "lost"}))
	require.EqualValues(t, 8, c.InBin(t, c.North.Bins[inventory.ReceivingBin], tea).OnHand)
	c.Verify(t)
}

func TestALargeCorrectionWaitsForASecondPerson(t *testing.T) {
	c := fixture.New(t)
	c.Exec(t, `UPDATE warehouses SET adjustment_staff_quantity = 2, adjustment_approval_quantity = 5 WHERE id = $1`, c.North.ID)
	at := c.At(c.North)
	colleague := c.As(c.AddUser(t, inventory.Manager, c.North), c.North)
	hand := c.As(c.AddUser(t, inventory.Staff, c.North), c.North)
	tea, milk := c.Product(t, "TEA"), c.LotProduct(t, "MILK")
	at.Receive(t, tea, 50)
	lost := func(n int64) inventory.Body {
		return corrects(inventory.Correction{ProductID: tea, LocationID: c.North.Bins[inventory.ReceivingBin], Change: -n, Reason: "lost"})
	}

	require.Equal(t, inventory.Closed, hand.Do(t, inventory.CreateAdjustment, "", lost(2)).Status)
	require.Equal(t, inventory.AwaitingApproval, hand.Do(t, inventory.CreateAdjustment, "", lost(3)).Status)
	require.Equal(t, inventory.Closed, at.Do(t, inventory.CreateAdjustment, "", lost(4)).Status)

	// A new lot that is found is made when it is posted, not when it is asked for.
	waiting := at.Do(t, inventory.CreateAdjustment, "", corrects(
		inventory.Correction{ProductID: tea, LocationID: c.North.Bins[inventory.ReceivingBin], Change: -4, Reason: "lost"},
		inventory.Correction{ProductID: milk, LocationID: c.North.Bins[inventory.StorageBin], LotCode: "NEW", ExpiresOn: "2099-02-02", Change: 1, Reason: "found"},
	))
	require.Equal(t, inventory.AwaitingApproval, waiting.Status)
	require.EqualValues(t, 44, c.InBin(t, c.North.Bins[inventory.ReceivingBin], tea).OnHand, "nothing moves before")
	require.EqualValues(t, 0, c.ID(t, `SELECT count(*) FROM lots WHERE code = 'NEW'`))

	decide := inventory.Body{ApprovalID: waiting.ApprovalIDs[0]}
	at.Refused(t, inventory.CodeSecondPerson, inventory.Approve, waiting.OperationID, decide)
	require.Equal(t, inventory.Closed, colleague.Do(t, inventory.Approve, waiting.OperationID, decide).Status)
	require.EqualValues(t, 40, c.InBin(t, c.North.Bins[inventory.ReceivingBin], tea).OnHand)
	require.EqualValues(t, 1, c.InBin(t, c.North.Bins[inventory.StorageBin], milk).OnHand)
	c.Verify(t)

	waiting = at.Do(t, inventory.CreateAdjustment, "", lost(6))
	decide = inventory.Body{ApprovalID: waiting.ApprovalIDs[0]}
	require.Equal(t, inventory.Refused, colleague.Do(t, inventory.Refuse, waiting.OperationID, decide).Status)
	waiting = at.Do(t, inventory.CreateAdjustment, "", lost(6))
	hand.Refused(t, inventory.CodeForbidden, inventory.CancelAdjustment, waiting.OperationID, inventory.Body{})
	require.Equal(t, inventory.Cancelled, at.Do(t, inventory.CancelAdjustment, waiting.OperationID, inventory.Body{}).Status)
	require.EqualValues(t, 40, c.InBin(t, c.North.Bins[inventory.ReceivingBin], tea).OnHand)
	c.Verify(t)
}
