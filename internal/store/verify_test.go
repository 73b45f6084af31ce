package store_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// The rules of Verify, by what they say.
const (
	onHandRule    = "I1 on hand is the sum of the movements"
	reservedRule  = "I1 reserved is the sum of the open reservations, within what is on hand"
	totalsRule    = "I2 on hand and in transit is received, less shipped, adjusted and scrapped"
	transitRule   = "I2 in transit is what left less what arrived"
	stepsRule     = "I3 every effect belongs to one step"
	linesRule     = "I3 lines agree with movements and reservations"
	endsRule      = "I3 an ended operation is wholly applied or wholly compensated"
	auditStepRule = "I4 one audit record a step"
	chainRule     = "I4 the audit chain is unbroken"
	answersRule   = "I5 what was answered as done was done"
)

// TestVerifySeesEachCorruption breaks a sound database on purpose, past all of
// its guards, and sees which rules say so.
func TestVerifySeesEachCorruption(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sql   string
		rules []string
	}{
		"on hand is one more":                      {`UPDATE inventory SET on_hand = on_hand + 1 WHERE id = {balance}`, []string{onHandRule, totalsRule}},
		"two balances' errors make up for another": {`UPDATE inventory SET on_hand = on_hand + CASE WHEN id = {balance} THEN 1 ELSE -1 END WHERE id = {balance} OR (product_id = {product} AND warehouse_id = {south})`, []string{onHandRule}},
		"a movement was changed":                   {`UPDATE movements SET quantity = quantity - 1 WHERE kind = 'transfer_out'`, []string{onHandRule, transitRule, linesRule}},
		"a movement was removed":                   {`DELETE FROM movements WHERE kind = 'pick'`, []string{onHandRule}},
		"a balance was removed":                    {`DELETE FROM inventory WHERE id = {batchedBalance}`, []string{onHandRule, totalsRule}},
		"reserved is one less":                     {`UPDATE inventory SET reserved = reserved - 1 WHERE id = {balance}`, []string{reservedRule}},
		"a reservation is gone":                    {`DELETE FROM reservations WHERE operation_id = '{shipment}'`, []string{reservedRule, linesRule}},
		"a reservation of nobody":                  {`INSERT INTO reservations VALUES (gen_random_uuid(), 1, {balance}, NULL, 1); UPDATE inventory SET reserved = reserved + 1 WHERE id = {balance}`, []string{reservedRule}},
		"goods on the road are gone":               {`DELETE FROM transit_lots`, []string{totalsRule, transitRule}},
		"too much is on the road":                  {`UPDATE transit_lots SET quantity = quantity + 1`, []string{totalsRule, transitRule}},
		"goods on the road of nobody":              {`INSERT INTO transit_lots (operation_id, line_no, product_id, warehouse_id, quantity) VALUES (gen_random_uuid(), 1, 1, 1, 1)`, []string{transitRule}},
		"the wrong lot is on the road":             {`UPDATE transit_lots SET lot_id = {lot}`, []string{transitRule}},
		"a movement of another line's product":     {`UPDATE movements SET line_no = 2 WHERE operation_id = '{double}' AND line_no = 1 AND kind = 'receipt'; UPDATE operation_lines SET received = 0 WHERE operation_id = '{double}' AND line_no = 1; UPDATE operation_lines SET received = 1 WHERE operation_id = '{double}' AND line_no = 2`, []string{linesRule}},
		"a line waits for an approval of nobody":   {`UPDATE operation_lines SET pending = 2 WHERE operation_id = '{waiting}'`, []string{linesRule}},
		"a step is gone":                           {`DELETE FROM operation_steps WHERE operation_id = '{shipment}'`, []string{stepsRule, answersRule}},
		"a step too many":                          {`INSERT INTO operation_steps (operation_id, step_no, kind, command_id, user_id, status) VALUES ('{shipment}', 3, 'pack_shipment', gen_random_uuid(), 1, 'packed')`, []string{stepsRule, auditStepRule}},
		"a revision that nobody posted":            {`UPDATE operations SET revision = revision + 1 WHERE id = '{shipment}'`, []string{stepsRule}},
		"a line says more was received":            {`UPDATE operation_lines SET received = received + 1 WHERE operation_id = '{receipt}'`, []string{linesRule}},
		"a line says less was dispatched":          {`UPDATE operation_lines SET dispatched = 0 WHERE operation_id = '{transfer}'`, []string{linesRule}},
		"a line says less was reserved":            {`UPDATE operation_lines SET reserved = 1, picked = 0 WHERE operation_id = '{shipment}'`, []string{linesRule}},
		"a line says more was picked":              {`UPDATE operation_lines SET picked = reserved WHERE operation_id = '{shipment}'`, []string{linesRule}},
		"a line says something came back":          {`UPDATE operation_lines SET returned = 1 WHERE operation_id = '{receipt}'`, []string{linesRule}},
		"a line says something was lost":           {`UPDATE operation_lines SET lost = 1 WHERE operation_id = '{transfer}'`, []string{linesRule}},
		"a line says something was scrapped":       {`UPDATE operation_lines SET scrapped = 1 WHERE operation_id = '{transfer}'`, []string{linesRule}},
		"an ended shipment still holds stock":      {`UPDATE operations SET status = 'dispatched' WHERE id = '{shipment}'`, []string{reservedRule, endsRule}},
		"an ended transfer is still on the road":   {`UPDATE operations SET status = 'closed' WHERE id = '{transfer}'`, []string{endsRule}},
		"a cancelled receipt has moved stock":      {`UPDATE operations SET status = 'cancelled' WHERE id = '{receipt}'`, []string{endsRule}},
		"an ended receipt waits for a manager":     {`UPDATE operations SET status = 'closed' WHERE id = '{waiting}'`, []string{endsRule}},
		"an audit record was edited":               {`UPDATE audit_records SET user_id = user_id + 1 WHERE seq = 2`, []string{chainRule}},
		"an audit record's text was edited":        {`UPDATE audit_records SET after = replace(after::text, 'receiving', 'expected')::json WHERE seq = 2`, []string{chainRule}},
		"an audit record's time was edited":        {`UPDATE audit_records SET at = at - interval '1 microsecond' WHERE seq = 2`, []string{chainRule}},
		"an audit record was removed":              {`DELETE FROM audit_records WHERE seq = 2`, []string{auditStepRule, chainRule}},
		"the last audit record was removed":        {`DELETE FROM audit_records WHERE seq = (SELECT max(seq) FROM audit_records)`, []string{auditStepRule, chainRule}},
		"the last audit record and its head went":  {`UPDATE audit_heads h SET seq = r.seq, hash = r.hash FROM audit_records r WHERE r.stream = h.stream AND r.seq = h.seq - 1; DELETE FROM audit_records r USING audit_heads h WHERE r.stream = h.stream AND r.seq > h.seq`, []string{auditStepRule}},
		"a month of the audit was emptied":         {`TRUNCATE {month}`, []string{auditStepRule, chainRule}},
		"an audit stream's head is gone":           {`DELETE FROM audit_heads`, []string{chainRule}},
		"an audit record was added by hand":        {`INSERT INTO audit_records (stream, seq, at, user_id, action, subject_kind, subject_id, hash) SELECT stream, seq + 1, at, user_id, action, 'user', '1', hash FROM audit_records ORDER BY seq DESC LIMIT 1`, []string{chainRule}},
		"an answer without a step":                 {`INSERT INTO idempotency_keys (command_id, user_id, request_hash, operation_id, answer) VALUES (gen_random_uuid(), 1, '', '{receipt}', '{}')`, []string{answersRule}},
		"a claimed key without an answer":          {`UPDATE idempotency_keys SET answer = NULL WHERE operation_id = '{transfer}'`, []string{answersRule}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			company, names := verified(t)
			corrupt(t, company, names.Replace(c.sql))
			found, err := company.Store.Verify(tctx)
			require.NoError(t, err)
			require.ElementsMatch(t, c.rules, rules(found))
			for _, v := range found {
				if strings.Contains(name, "edited") {
					require.Contains(t, v.Row, `"Seq":2,"Why":"the record was edited"`)
				}
				require.True(t, strings.HasPrefix(v.Row, "{") && len(v.Row) > 10, "the offending row: %s", v.Row)
			}
		})
	}
}

// verified is the stocked company with a part of its shipment picked and a
// receipt that waits for a manager; nothing is wrong with it.
func verified(t *testing.T) (*fixture.Company, *strings.Replacer) {
	t.Helper()
	c, names := stocked(t)
	north, south := c.At(c.North), c.At(c.South)
	north.Do(t, inventory.PickShipment, names.Replace("{shipment}"), inventory.Body{Picks: []inventory.PickedLine{{LineNo: 1, Quantity: 1}}})
	south.Receive(t, c.ID(t, `SELECT id FROM products WHERE sku = 'P'`), 5)
	waiting := south.Receive(t, c.Product(t, "Q"), 1)
	south.Do(t, inventory.ReceiveReceipt, waiting, inventory.Body{Receipts: []inventory.ReceivedLine{{LineNo: 1, Quantity: 1, Condition: inventory.Good}}})
	double := south.Create(t, inventory.CreateReceipt, fixture.Lines(c.Product(t, "D1"), 1, c.Product(t, "D2"), 1))
	south.Do(t, inventory.ReceiveReceipt, double, inventory.Body{Receipts: []inventory.ReceivedLine{{LineNo: 1, Quantity: 1, Condition: inventory.Good}}})
	c.Verify(t)
	return c, strings.NewReplacer(append(pairs(names,
		"{product}", "{batched}", "{north}", "{south}", "{balance}", "{batchedBalance}", "{receipt}", "{shipment}", "{transfer}", "{lot}", "{month}"), "{waiting}", waiting, "{double}", double)...)
}

func pairs(names *strings.Replacer, keys ...string) (list []string) {
	for _, k := range keys {
		list = append(list, k, names.Replace(k))
	}
	return list
}

// corrupt runs statements past the triggers and foreign keys.
func corrupt(t *testing.T, c *fixture.Company, sql string) {
	t.Helper()
	conn, err := pgx.Connect(tctx, c.DB.AdminURL)
	require.NoError(t, err)
	defer conn.Close(tctx)
	_, err = conn.Exec(tctx, `SET session_replication_role = replica`)
	require.NoError(t, err)
	_, err = conn.Exec(tctx, sql)
	require.NoError(t, err, sql)
}

// rules lists the broken rules, each once.
func rules(found []store.Violation) (list []string) {
	seen := map[string]bool{}
	for _, v := range found {
		rule := v.Invariant + " " + v.Rule
		if !seen[rule] {
			seen[rule] = true
			list = append(list, rule)
		}
	}
	return list
}
