package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
)

// poison makes commands that the store or the database itself can't take, and
// says how they are answered.
func poison(c *fixture.Company, product, batched int64) map[string]struct {
	cmd  inventory.Command
	code inventory.Code
} {
	north := c.At(c.North)
	receipt := func(change func(*inventory.Body)) inventory.Command {
		body := fixture.Lines(product, 1)
		change(&body)
		return north.Command(inventory.CreateReceipt, "", body)
	}
	shipment := func(change func(*inventory.Command)) inventory.Command {
		cmd := north.Command(inventory.CreateShipment, "", fixture.Lines(product, 1))
		change(&cmd)
		return cmd
	}
	type bad = struct {
		cmd  inventory.Command
		code inventory.Code
	}
	return map[string]bad{
		"a NUL byte in a note":         {receipt(func(b *inventory.Body) { b.Note = "a\x00b" }), inventory.CodeInternal},
		"a NUL byte in a partner":      {receipt(func(b *inventory.Body) { b.Partner = "\x00" }), inventory.CodeInternal},
		"a NUL byte in the request id": {shipment(func(c *inventory.Command) { c.RequestID = "\x00" }), inventory.CodeInternal},
		"a NUL byte in the hash":       {shipment(func(c *inventory.Command) { c.RequestHash = "\x00" }), inventory.CodeInternal},
		"half a UTF-8 character":       {shipment(func(c *inventory.Command) { c.RemoteAddress = "\xc3" }), inventory.CodeInternal},
		"a time before all times":      {transferAt(c, product, time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)), inventory.CodeInternal},
		"an invalid command id":        {shipment(func(c *inventory.Command) { c.ID = "4711" }), inventory.CodeInvalid},
		"no command id":                {shipment(func(c *inventory.Command) { c.ID = "" }), inventory.CodeInvalid},
		"a command id as a URN":        {shipment(func(c *inventory.Command) { c.ID = "urn:uuid:" + uuid.NewString() }), inventory.CodeInvalid},
		"a command id in braces":       {shipment(func(c *inventory.Command) { c.ID = "{" + uuid.NewString() + "}" }), inventory.CodeInvalid},
		"a command id in capitals":     {shipment(func(c *inventory.Command) { c.ID = strings.ToUpper(c.ID) }), inventory.CodeInvalid},
		"an invalid operation id":      {shipment(func(c *inventory.Command) { c.OperationID = "'; DROP TABLE users" }), inventory.CodeInvalid},
		"an unknown kind":              {shipment(func(c *inventory.Command) { c.Kind = "drop_table" }), inventory.CodeInvalid},
		"no kind":                      {shipment(func(c *inventory.Command) { c.Kind = "" }), inventory.CodeInvalid},
		"an unknown user":              {shipment(func(c *inventory.Command) { c.UserID = 1 << 62 }), inventory.CodeForbidden},
		"a negative warehouse":         {shipment(func(c *inventory.Command) { c.WarehouseID = -1 }), inventory.CodeNotFound},
		"an operation that isn't":      {north.Command(inventory.PickShipment, uuid.NewString(), inventory.Body{}), inventory.CodeNotFound},
		"a product that isn't":         {north.Command(inventory.CreateReceipt, "", fixture.Lines(1<<60, 1)), inventory.CodeNotFound},
		"an approval that isn't":       {north.Command(inventory.Approve, uuid.NewString(), inventory.Body{ApprovalID: "'"}), inventory.CodeNotFound},
		"an impossible quantity":       {north.Command(inventory.CreateReceipt, "", fixture.Lines(product, 1e18)), inventory.CodeInvalid},
		"another's warehouse":          {c.As(c.Outsider, c.North).Command(inventory.CreateShipment, "", fixture.Lines(product, 1)), inventory.CodeNotFound},
		"a lot that nobody can name":   {lotPoison(c, batched), inventory.CodeInternal},
	}
}

func transferAt(c *fixture.Company, product int64, eta time.Time) inventory.Command {
	body := fixture.Lines(product, 1)
	body.DestinationID, body.ETA = c.South.ID, &eta
	return c.At(c.North).Command(inventory.CreateTransfer, "", body)
}

// lotPoison names, of a receipt that exists, a lot with a NUL byte.
func lotPoison(c *fixture.Company, batched int64) inventory.Command {
	var id string
	_ = c.Super.QueryRow(tctx, `SELECT operation_id FROM operation_lines WHERE product_id = $1`, batched).Scan(&id)
	return c.At(c.North).Command(inventory.ReceiveReceipt, id, inventory.Body{Receipts: []inventory.ReceivedLine{
		{LineNo: 1, Quantity: 1, LotCode: "\x00", ExpiresOn: "2099-01-01", Condition: inventory.Good},
	}})
}

func TestPoisonIsAnsweredAndDoesNotHoldUpTheOthers(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north := c.At(c.North)
	product, batched := c.Product(t, "P"), c.LotProduct(t, "L")
	north.Receive(t, product, 1000)
	north.Create(t, inventory.CreateReceipt, fixture.Lines(batched, 5))
	good := func() inventory.Command {
		return north.Command(inventory.CreateShipment, "", fixture.Lines(product, 1))
	}

	var everything []inventory.Command
	var codes []inventory.Code
	for name, bad := range poison(c, product, batched) {
		t.Run(name, func(t *testing.T) {
			before := c.Level(t, c.North, product).Reserved
			fingerprint := c.Fingerprint(t)
			alone := fixture.Post(t, c.Store, bad.cmd)
			require.Equal(t, bad.code, fixture.Code(alone[0]))
			require.Equal(t, bad.cmd.ID, alone[0].CommandID)
			require.NotContains(t, alone[0].Refusal.Detail, "SQLSTATE", "a driver's words are for the log")
			require.Equal(t, fingerprint, c.Fingerprint(t), "poison left something behind")

			batch := []inventory.Command{good(), good(), good(), good(), good()}
			batch = slices.Insert(batch, 2, bad.cmd)
			out := fixture.Post(t, c.Store, batch...)
			for i, o := range out {
				if i == 2 {
					require.Equal(t, bad.code, fixture.Code(o))
				} else {
					require.Nil(t, o.Refusal)
					require.Equal(t, inventory.Reserved, o.Status)
				}
			}
			require.Equal(t, before+5, c.Level(t, c.North, product).Reserved)
		})
		everything = append(everything, good(), bad.cmd)
		codes = append(codes, "", bad.code)
	}
	var got []inventory.Code
	for _, o := range fixture.Post(t, c.Store, everything...) {
		got = append(got, fixture.Code(o))
	}
	require.Equal(t, codes, got, "all poison in one batch")
	c.Verify(t)
}
