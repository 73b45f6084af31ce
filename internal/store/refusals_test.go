package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
)

// SQLSTATEs with which the database refuses.
const (
	noRight     = "42501"
	checkFailed = "23514"
	notUnique   = "23505"
	noParent    = "23503"
	isGenerated = "428C9"
)

// forgery is a statement that the database itself has to refuse, whoever sends
// it and whatever the program in between has checked. Names in braces stand
// for what the company has.
type forgery struct {
	name, sql string
	// app, owner and super are the SQLSTATEs for each role; empty where the
	// role isn't tried.
	app, owner, super string
}

var ledgerForgeries = []forgery{
	{"change a movement", `UPDATE movements SET quantity = quantity + 1`, noRight, noRight, noRight},
	{"change no movement at all", `UPDATE movements SET quantity = 1 WHERE false`, noRight, noRight, noRight},
	{"delete a movement", `DELETE FROM movements WHERE id = 1`, noRight, noRight, noRight},
	{"empty the ledger", `TRUNCATE movements CASCADE`, noRight, noRight, noRight},
	{"set what is on hand", `UPDATE inventory SET on_hand = on_hand + 1`, noRight, checkFailed, checkFailed},
	{"set what is reserved", `UPDATE inventory SET reserved = 0`, noRight, checkFailed, checkFailed},
	{"touch a balance", `UPDATE inventory SET updated_at = now()`, checkFailed, checkFailed, checkFailed},
	{"move a balance to another bin", `UPDATE inventory SET location_id = {storage} WHERE id = {balance}`, noRight, checkFailed, checkFailed},
	{"delete a balance", `DELETE FROM inventory`, noRight, noRight, noRight},
	{"delete all balances", `TRUNCATE inventory CASCADE`, noRight, noRight, noRight},
	{"insert a balance with stock", `INSERT INTO inventory (product_id, warehouse_id, location_id, on_hand) VALUES ({product}, {north}, {storage}, 5)`, checkFailed, checkFailed, checkFailed},
	{"insert a reserved balance", `INSERT INTO inventory (product_id, warehouse_id, location_id, reserved) VALUES ({product}, {north}, {storage}, -5)`, checkFailed, checkFailed, checkFailed},
	{"a second balance of one key", `INSERT INTO inventory (product_id, warehouse_id, location_id) VALUES ({product}, {north}, {receiving})`, notUnique, notUnique, notUnique},
	{"a second balance of one lot", `INSERT INTO inventory (product_id, warehouse_id, location_id, lot_id) VALUES ({batched}, {north}, {receiving}, {lot})`, notUnique, notUnique, notUnique},
	{"a balance in another warehouse's bin", `INSERT INTO inventory (product_id, warehouse_id, location_id) VALUES ({product}, {south}, {storage})`, noParent, noParent, noParent},
	{"a balance of another product's lot", `INSERT INTO inventory (product_id, warehouse_id, location_id, lot_id) VALUES ({product}, {north}, {storage}, {lot})`, noParent, noParent, noParent},
	{"take more than is there", movement(`{balance}, NULL, NULL, 'customer', 8`), checkFailed, checkFailed, checkFailed},
	{"take what is reserved", movement(`{balance}, NULL, NULL, 'customer', 7`), checkFailed, checkFailed, checkFailed},
	{"move nothing", movement(`{balance}, NULL, NULL, 'customer', 0`), checkFailed, checkFailed, checkFailed},
	{"move less than nothing", movement(`{balance}, NULL, NULL, 'customer', -1`), checkFailed, checkFailed, checkFailed},
	{"make stock of nothing", movement(`NULL, NULL, {balance}, NULL, 5`), checkFailed, checkFailed, checkFailed},
	{"let stock vanish", movement(`{balance}, NULL, NULL, NULL, 1`), checkFailed, checkFailed, checkFailed},
	{"take from two sides", movement(`{balance}, 'supplier', NULL, 'customer', 1`), checkFailed, checkFailed, checkFailed},
	{"move from a bin to itself", movement(`{balance}, NULL, {balance}, NULL, 1`), checkFailed, checkFailed, checkFailed},
	{"move from supplier to customer", movement(`NULL, 'supplier', NULL, 'customer', 1`), checkFailed, checkFailed, checkFailed},
	{"move from nowhere known", movement(`NULL, 'thin air', {balance}, NULL, 1`), checkFailed, checkFailed, checkFailed},
	{"another product than the balance's", movement(`NULL, 'supplier', {batchedBalance}, NULL, 1`), noParent, noParent, noParent},
	{"another lot than the balance's", strings.Replace(movement(`NULL, 'supplier', {batchedBalance}, NULL, 1`), "{product}, NULL", "{batched}, NULL", 1), checkFailed, checkFailed, checkFailed},
	{"another product's lot", strings.Replace(movement(`NULL, 'supplier', {balance}, NULL, 1`), "{product}, NULL", "{product}, {lot}", 1), noParent, noParent, noParent},
	{"a second effect of one step, line and part", `INSERT INTO movements (operation_id, step_no, line_no, part_no, product_id, from_account, to_balance_id, quantity, kind, user_id)
		SELECT operation_id, step_no, line_no, part_no, product_id, from_account, to_balance_id, quantity, kind, user_id FROM movements WHERE id = {movement}`, notUnique, notUnique, notUnique},
	{"an effect without a step", strings.Replace(movement(`NULL, 'supplier', {balance}, NULL, 1`), "'{receipt}', 2", "'{receipt}', 99", 1), noParent, noParent, noParent},
	{"an effect without a line", strings.Replace(movement(`NULL, 'supplier', {balance}, NULL, 1`), ", 2, 1, 9,", ", 2, 99, 9,", 1), noParent, noParent, noParent},
	{"reserve more than is on hand", `INSERT INTO reservations VALUES ('{shipment}', 1, {balance}, {batchedBalance}, 5)`, checkFailed, checkFailed, checkFailed},
	{"reserve nothing", `INSERT INTO reservations VALUES ('{shipment}', 1, {balance}, {batchedBalance}, 0)`, checkFailed, checkFailed, checkFailed},
	{"a second reservation of one key", `INSERT INTO reservations SELECT * FROM reservations`, notUnique, notUnique, notUnique},
	{"raise a reservation beyond the stock", `UPDATE reservations SET quantity = quantity + 5`, checkFailed, checkFailed, checkFailed},
	{"empty the reservations", `TRUNCATE reservations`, noRight, noRight, noRight},
	{"goods on the road twice", `INSERT INTO transit_lots SELECT * FROM transit_lots`, notUnique, notUnique, notUnique},
	{"less than nothing on the road", `UPDATE transit_lots SET quantity = -1`, checkFailed, checkFailed, checkFailed},
}

var documentForgeries = []forgery{
	{"change a step", `UPDATE operation_steps SET user_id = 1`, noRight, noRight, noRight},
	{"delete a step", `DELETE FROM operation_steps`, noRight, noRight, noRight},
	{"delete all steps", `TRUNCATE operation_steps CASCADE`, noRight, noRight, noRight},
	{"a second step of one number", `INSERT INTO operation_steps (operation_id, step_no, kind, command_id, user_id, status) VALUES ('{receipt}', 1, 'x', gen_random_uuid(), 1, 'x')`, notUnique, notUnique, notUnique},
	{"a second step of one command", `INSERT INTO operation_steps (operation_id, step_no, kind, command_id, user_id, status) SELECT operation_id, 77, kind, command_id, user_id, status FROM operation_steps LIMIT 1`, notUnique, notUnique, notUnique},
	{"change what a document asks for", `UPDATE operation_lines SET quantity = 1`, noRight, "", ""},
	{"count below nothing", `UPDATE operation_lines SET received = -1`, checkFailed, checkFailed, checkFailed},
	{"pick more than is reserved", `UPDATE operation_lines SET picked = reserved + 1`, checkFailed, checkFailed, checkFailed},
	{"reserve more than was asked for", `UPDATE operation_lines SET reserved = quantity + 1`, checkFailed, checkFailed, checkFailed},
	{"dispatch more than was asked for", `UPDATE operation_lines SET dispatched = quantity + 1`, checkFailed, checkFailed, checkFailed},
	{"delete a line", `DELETE FROM operation_lines`, noRight, noParent, noParent},
	{"delete a document", `DELETE FROM operations`, noRight, noParent, noParent},
	{"a stage that isn't", `UPDATE operations SET status = 'lost'`, checkFailed, checkFailed, checkFailed},
	{"a shipment's stage for a receipt", `UPDATE operations SET status = 'packed' WHERE kind = 'receipt'`, checkFailed, checkFailed, checkFailed},
	{"a transfer to itself", `UPDATE operations SET destination_id = warehouse_id WHERE kind = 'transfer'`, checkFailed, checkFailed, checkFailed},
	{"a transfer to nowhere", `UPDATE operations SET destination_id = NULL WHERE kind = 'transfer'`, checkFailed, checkFailed, checkFailed},
	{"a receipt to somewhere", `UPDATE operations SET destination_id = {south} WHERE kind = 'receipt'`, checkFailed, checkFailed, checkFailed},
	{"call an open document ended", `UPDATE operations SET ended = true`, isGenerated, isGenerated, isGenerated},
	{"a number twice", `UPDATE operations SET number = 'RC-000001'`, notUnique, notUnique, notUnique},
	{"an approval that is decided by nobody", `INSERT INTO approvals (id, operation_id, kind, status, quantity, requested_by) VALUES (gen_random_uuid(), '{receipt}', 'over_receipt', 'approved', 1, 1)`, checkFailed, checkFailed, checkFailed},
	{"an idempotency key twice", `INSERT INTO idempotency_keys SELECT * FROM idempotency_keys LIMIT 1`, notUnique, notUnique, notUnique},
	{"a lot's code twice", `INSERT INTO lots (product_id, code) SELECT product_id, code FROM lots`, notUnique, notUnique, notUnique},
	{"delete a lot", `DELETE FROM lots`, noRight, noParent, noParent},
	{"delete a user", `DELETE FROM users`, noRight, noParent, noParent},
	{"a product's second SKU", `INSERT INTO products (sku, name) SELECT sku, name FROM products`, notUnique, notUnique, notUnique},
	{"expiry without lots", `UPDATE products SET tracks_expiry = true, tracks_lots = false`, checkFailed, checkFailed, checkFailed},
}

var auditForgeries = []forgery{
	{"change an audit record", `UPDATE audit_records SET user_id = 1`, noRight, noRight, noRight},
	{"delete an audit record", `DELETE FROM audit_records WHERE seq = 1`, noRight, noRight, noRight},
	{"empty the audit", `TRUNCATE audit_records`, noRight, noRight, noRight},
	{"change an audit record in its month", `UPDATE {month} SET user_id = 1`, noRight, noRight, noRight},
	{"delete an audit record in its month", `DELETE FROM {month}`, noRight, noRight, noRight},
	{"empty a month of the audit", `TRUNCATE {month}`, noRight, noRight, noRight},
	{"empty a later month of the audit", `TRUNCATE {later}`, noRight, noRight, noRight},
	{"empty what lies outside the months", `TRUNCATE audit_records_default`, noRight, noRight, noRight},
	{"an audit record past its stream", `INSERT INTO {month} SELECT * FROM audit_records`, noRight, notUnique, notUnique},
	{"a second record of one number", `INSERT INTO audit_records SELECT * FROM audit_records`, notUnique, notUnique, notUnique},
	{"switch the guards off", `ALTER TABLE movements DISABLE TRIGGER ALL`, noRight, noRight, ""},
	{"act as a replica", `SET session_replication_role = replica`, noRight, noRight, ""},
	{"drop the ledger", `DROP TABLE movements`, noRight, "", ""},
	{"drop a month of the audit", `DROP TABLE {month}`, noRight, "", ""},
}

// movement is a new effect of the receipt's second step, of the sides
// (from_balance_id, from_account, to_balance_id, to_account) and quantity.
func movement(sides string) string {
	return `INSERT INTO movements (operation_id, step_no, line_no, part_no, product_id, lot_id, from_balance_id, from_account, to_balance_id, to_account, quantity, kind, user_id)
		VALUES ('{receipt}', 2, 1, 9, {product}, NULL, ` + sides + `, 'forged', 1)`
}

func TestTheDatabaseRefusesForgeries(t *testing.T) {
	t.Parallel()
	c, names := stocked(t)
	roles := map[string]*pgx.Conn{}
	for role, url := range map[string]string{"app": c.DB.AppURL, "owner": c.DB.OwnerURL, "super": c.DB.AdminURL} {
		conn, err := pgx.Connect(tctx, url)
		require.NoError(t, err)
		t.Cleanup(func() { conn.Close(tctx) })
		roles[role] = conn
	}
	before := c.Fingerprint(t)
	for group, list := range map[string][]forgery{"ledger": ledgerForgeries, "documents": documentForgeries, "audit": auditForgeries} {
		for _, f := range list {
			sql := names.Replace(f.sql)
			for role, state := range map[string]string{"app": f.app, "owner": f.owner, "super": f.super} {
				if state == "" {
					continue
				}
				t.Run(group+"/"+f.name+"/"+role, func(t *testing.T) {
					_, err := roles[role].Exec(tctx, sql)
					var refused *pgconn.PgError
					require.True(t, errors.As(err, &refused), "%s: %v", sql, err)
					require.Equal(t, state, refused.Code, refused.Message)
				})
			}
		}
	}
	require.Equal(t, before, c.Fingerprint(t), "a refused statement left something behind")
	c.Verify(t)
}

// stocked is a company with seven units of a product, three of them reserved,
// a lot of another product, and a transfer on the road; and the names of it
// all, for statements.
func stocked(t *testing.T) (*fixture.Company, *strings.Replacer) {
	t.Helper()
	c := fixture.New(t)
	north := c.At(c.North)
	product, batched := c.Product(t, "P"), c.LotProduct(t, "L")
	receipt := north.Receive(t, product, 9)
	north.ReceiveLot(t, batched, 4, "LOT", "2099-01-01")
	shipment := north.Ship(t, product, 3)
	transfer := north.Send(t, c.South, product, 2)
	balance := func(product int64) string {
		return fmt.Sprint(c.ID(t, `SELECT id FROM inventory WHERE product_id = $1 AND warehouse_id = $2`, product, c.North.ID))
	}
	return c, strings.NewReplacer(
		"{product}", fmt.Sprint(product), "{batched}", fmt.Sprint(batched), "{north}", fmt.Sprint(c.North.ID), "{south}", fmt.Sprint(c.South.ID),
		"{receiving}", fmt.Sprint(c.North.Bins[inventory.ReceivingBin]), "{storage}", fmt.Sprint(c.North.Bins[inventory.StorageBin]),
		"{balance}", balance(product), "{batchedBalance}", balance(batched), "{lot}", fmt.Sprint(c.ID(t, `SELECT id FROM lots`)),
		"{receipt}", receipt, "{shipment}", shipment, "{transfer}", transfer,
		"{movement}", fmt.Sprint(c.ID(t, `SELECT min(id) FROM movements`)),
		"{month}", c.Text(t, `SELECT max(tableoid::regclass::text) FROM audit_records`),
		"{later}", c.Text(t, `SELECT 'audit_records_' || to_char((now() AT TIME ZONE 'UTC') + interval '2 months', 'YYYY_MM')`),
	)
}
