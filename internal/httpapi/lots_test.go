package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"stockflow/internal/inventory"
)

// Goods of a lot are held, seen to be held, swapped, moved and released.
func TestHoldingALotOverHTTP(t *testing.T) {
	r := setup(t)
	staff, manager := r.as(t, r.Staff), r.as(t, r.Manager)
	tea := r.LotProduct(t, "TEA")
	north := r.At(r.North)
	north.ReceiveLot(t, tea, 10, "L1", "2099-01-01")
	north.ReceiveLot(t, tea, 10, "L2", "2099-02-01")
	shipment, transfer := north.Ship(t, tea, 4), north.Create(t, inventory.CreateTransfer, inventory.Body{
		DestinationID: r.South.ID, Lines: []inventory.DocumentLine{{ProductID: tea, Quantity: 2}},
	})
	lot := fmt.Sprintf("/lots/%d", r.ID(t, "SELECT id FROM lots WHERE code = 'L1'"))
	stock := fmt.Sprintf("/products/%d/stock", tea)
	require.EqualValues(t, 14, manager.get(stock)["available"])

	why := map[string]any{"reason": "a broken seal"}
	staff.refused(http.StatusForbidden, "forbidden", "POST", lot+"/hold", why)
	for _, bad := range []any{nil, map[string]any{}, map[string]any{"reason": ""}, map[string]any{"reason": "  "}} {
		manager.refused(http.StatusBadRequest, "invalid_request", "POST", lot+"/hold", bad)
	}
	manager.refused(http.StatusConflict, "conflict", "POST", lot+"/release", why)
	held := manager.want(http.StatusOK, "POST", lot+"/hold", why).object(t)
	require.Equal(t, "on_hold", held["status"])
	require.Equal(t, []any{10.0, 6.0}, []any{held["on_hand"], held["reserved"]})
	manager.refused(http.StatusConflict, "conflict", "POST", lot+"/hold", why)
	// No copy of the stock is older than the hold.
	require.EqualValues(t, 10, manager.get(stock)["available"])

	for path, codes := range map[string][]any{
		"/lots": {"L2", "L1"}, "/lots?status=on_hold": {"L1"}, "/lots?status=available": {"L2"}, "/lots?search=L2": {"L2"}, "/lots?search=l": {},
		fmt.Sprintf("/lots?product_id=%d", tea): {"L2", "L1"}, "/lots?product_id=999": {}, "/lots?expires_before=2099-02-01": {"L1"},
		fmt.Sprintf("/lots?warehouse_id=%d", r.North.ID): {"L2", "L1"}, fmt.Sprintf("/lots?warehouse_id=%d", r.South.ID): {},
	} {
		found := []any{}
		for _, item := range staff.get(path)["items"].([]any) {
			found = append(found, item.(map[string]any)["code"])
		}
		require.Equal(t, codes, found, path)
	}
	first := staff.get("/lots?limit=1")
	require.Len(t, staff.get("/lots?limit=1&cursor=" + first["next_cursor"].(string))["items"], 1)

	for _, path := range []string{"/shipments/" + shipment + "/pick", "/transfers/" + transfer + "/dispatch"} {
		staff.refused(http.StatusConflict, "lot_on_hold", "POST", path, nil, key()...)
	}
	require.Equal(t, "move", staff.command(http.StatusCreated, "/moves", map[string]any{
		"warehouse_id": r.North.ID, "note": "out of the way", "lines": []any{map[string]any{
			"sku": "TEA", "quantity": 4, "lot_code": "L1", "from_location": "RECEIVING", "to_location": "QUARANTINE"}},
	})["kind"])
	staff.command(http.StatusOK, "/shipments/"+shipment+"/swap", nil)
	staff.command(http.StatusOK, "/transfers/"+transfer+"/swap", map[string]any{"note": "another lot"})
	staff.refused(http.StatusConflict, "wrong_stage", "POST", "/transfers/"+transfer+"/swap", nil, key()...)
	staff.command(http.StatusOK, "/shipments/"+shipment+"/pick", nil)
	staff.command(http.StatusOK, "/transfers/"+transfer+"/dispatch", nil)

	released := manager.want(http.StatusOK, "POST", lot+"/release", map[string]any{"reason": "only the carton"}).object(t)
	require.Len(t, released["changes"], 2)
	require.Len(t, released["balances"], 2)
	require.Equal(t, "a broken seal", released["changes"].([]any)[1].(map[string]any)["reason"])
	require.EqualValues(t, 0, released["reserved"])
	r.Verify(t)
}

func TestMovesAreRefusedWithTheOffendingField(t *testing.T) {
	r := setup(t)
	staff := r.as(t, r.Staff)
	plain := r.Product(t, "P")
	r.At(r.North).Receive(t, plain, 5)
	line := func(change map[string]any) map[string]any {
		l := map[string]any{"sku": "P", "quantity": 1, "from_location": "RECEIVING", "to_location": "STORAGE"}
		for name, v := range change {
			if l[name] = v; v == nil {
				delete(l, name)
			}
		}
		return map[string]any{"warehouse_id": r.North.ID, "lines": []any{l}}
	}
	before := r.Fingerprint(t)
	for _, c := range []struct {
		change map[string]any
		status int
		code   string
		field  string
	}{
		{map[string]any{"sku": "Q"}, 404, "not_found", "lines[0].sku"},
		{map[string]any{"sku": nil}, 400, "invalid_request", "lines[0]"},
		{map[string]any{"from_location": nil}, 400, "invalid_request", "lines[0].from_location"},
		{map[string]any{"to_location": nil}, 400, "invalid_request", "lines[0].to_location"},
		{map[string]any{"to_location": "NOWHERE"}, 404, "not_found", "lines[0].to_location"},
		{map[string]any{"to_location": "SHIPPING"}, 409, "wrong_location", "lines[0].to_location_id"},
		{map[string]any{"lot_code": "L9"}, 404, "not_found", "lines[0].lot_code"},
		{map[string]any{"quantity": 6}, 409, "insufficient_stock", "lines[0].quantity"},
		{map[string]any{"packaging_unit": "case"}, 404, "not_found", "lines[0].packaging_unit"},
	} {
		problem := staff.refused(c.status, c.code, "POST", "/moves", line(c.change), key()...)
		require.Equal(t, c.field, problem["field"], c)
	}
	require.Equal(t, before, r.Fingerprint(t))
	staff.command(http.StatusCreated, "/moves", line(map[string]any{"quantity": 5}))
	require.Zero(t, r.ID(t, "SELECT count(*) FROM process_notices n JOIN operations o ON o.id = n.operation_id WHERE o.kind = 'move'"))
	r.Verify(t)
}

// A lot's way is told to admins as a whole, and to others as far as it led
// through their warehouses; it reconciles either way.
func TestTracingALot(t *testing.T) {
	r := setup(t)
	tea := r.LotProduct(t, "TEA")
	north, south := r.At(r.North), r.At(r.South)
	receipt := north.Create(t, inventory.CreateReceipt, inventory.Body{
		Partner: "=Tea Traders", Reference: "PO-7", DocumentDate: "2025-03-01", Lines: []inventory.DocumentLine{{ProductID: tea, Quantity: 20}},
	})
	north.Do(t, inventory.ReceiveReceipt, receipt, inventory.Body{Receipts: []inventory.ReceivedLine{
		{LineNo: 1, Quantity: 18, LotCode: "L1", ExpiresOn: "2099-01-01", Condition: inventory.Good},
		{LineNo: 1, Quantity: 2, LotCode: "L1", Condition: inventory.Damaged},
	}})
	transfer := north.Send(t, r.South, tea, 9)
	south.Do(t, inventory.ReceiveTransfer, transfer, inventory.Body{Receipts: []inventory.ReceivedLine{{LineNo: 1, Quantity: 6, Condition: inventory.Good}}})
	shipment := south.Create(t, inventory.CreateShipment, inventory.Body{
		Partner: "Café Central", Reference: "SO-1", Lines: []inventory.DocumentLine{{ProductID: tea, Quantity: 4}},
	})
	for _, kind := range []inventory.CommandKind{inventory.PickShipment, inventory.PackShipment, inventory.DispatchShip} {
		south.Do(t, kind, shipment, inventory.Body{})
	}
	trace := fmt.Sprintf("/lots/%d/trace", r.ID(t, "SELECT id FROM lots"))

	admin := r.as(t, r.Admin)
	whole := admin.get(trace)
	require.Equal(t, true, whole["complete"])
	totals := whole["totals"].(map[string]any)
	for name, n := range map[string]float64{"received": 20, "shipped": 4, "sent": 9, "arrived": 6, "in_transit": 3, "on_hand": 13, "scrapped": 0, "lost_on_road": 0} {
		require.Equal(t, n, totals[name], name)
	}
	events := func(trace map[string]any) (list []string) {
		for _, item := range trace["items"].([]any) {
			e := item.(map[string]any)
			list = append(list, fmt.Sprint(e["event"], " ", e["quantity"], " ", e["partner"], " ", e["reference"], " ", e["warehouse"].(map[string]any)["code"]))
		}
		return list
	}
	require.Equal(t, []string{
		"received 18 =Tea Traders PO-7 NORTH", "received 2 =Tea Traders PO-7 NORTH", "sent 9 <nil> <nil> NORTH", "arrived 6 <nil> <nil> SOUTH",
		"shipped 4 Café Central SO-1 SOUTH",
	}, events(whole), "what was picked and put away is no part of it")
	require.Equal(t, "2025-03-01", whole["items"].([]any)[0].(map[string]any)["document_date"])
	require.Len(t, admin.get(trace + "?direction=backward")["items"], 3)
	require.Equal(t, []string{"sent 9 <nil> <nil> NORTH", "shipped 4 Café Central SO-1 SOUTH"}, events(admin.get(trace+"?direction=forward")))
	first := admin.get(trace + "?limit=3")
	require.Equal(t, events(whole)[3:], events(admin.get(trace+"?limit=3&cursor="+first["next_cursor"].(string))))

	southern := r.as(t, r.AddManager(t, r.South))
	part := southern.get(trace)
	require.Equal(t, false, part["complete"])
	require.Equal(t, events(whole)[3:], events(part))
	require.Len(t, part["warehouses"], 1)
	require.EqualValues(t, 0, part["totals"].(map[string]any)["received"])
	require.EqualValues(t, 2, part["totals"].(map[string]any)["on_hand"])

	csv := string(admin.want(http.StatusOK, "GET", trace+"/export?format=csv", nil).body)
	require.Contains(t, csv, "TEA,L1,")
	require.Contains(t, csv, "'=Tea Traders", "a formula is made harmless")
	require.Equal(t, 6, strings.Count(csv, "\n"))
	require.Equal(t, 3, strings.Count(string(southern.want(http.StatusOK, "GET", trace+"/export?format=csv", nil).body), "\n"))
	require.Equal(t, "PK", string(admin.want(http.StatusOK, "GET", trace+"/export?format=xlsx", nil).body[:2]))
	r.Verify(t)
}

func TestWhereToPutGoodsAway(t *testing.T) {
	r := setup(t)
	staff := r.as(t, r.Staff)
	tea, other := r.LotProduct(t, "TEA"), r.Product(t, "CUP")
	north := r.At(r.North)
	bins := map[string]int64{}
	for _, code := range []string{"A-1", "A-2", "A-3", "A-4"} {
		bins[code] = r.AddBin(t, r.North, code, inventory.StorageBin)
	}
	receiving := r.North.Bins[inventory.ReceivingBin]
	move := func(product, quantity int64, to int64) {
		north.Do(t, inventory.CreateMove, "", inventory.Body{Moves: []inventory.Move{{
			ProductID: product, Quantity: quantity, FromLocationID: receiving, ToLocationID: to}}})
	}
	north.ReceiveLot(t, tea, 5, "L1", "2099-01-01")
	move(tea, 5, bins["A-2"])
	north.ReceiveLot(t, tea, 9, "L2", "2099-02-01")
	move(tea, 8, bins["A-3"])
	north.Receive(t, other, 20)
	move(other, 3, bins["A-4"])
	path := fmt.Sprintf("/warehouses/%d/put-away-suggestions?product_id=%d", r.North.ID, tea)
	suggested := func(path string) (list []string) {
		for _, item := range staff.get(path)["items"].([]any) {
			s := item.(map[string]any)
			list = append(list, fmt.Sprint(s["location"].(map[string]any)["code"], " ", s["reason"], " ", s["on_hand"]))
		}
		return list
	}
	require.Equal(t, []string{"A-3 same_product 8", "A-2 same_product 5", "A-1 empty 0", "STORAGE empty 0"}, suggested(path))
	lot := fmt.Sprintf("&lot_id=%d", r.ID(t, "SELECT id FROM lots WHERE code = 'L1'"))
	require.Equal(t, []string{"A-2 same_lot 5", "A-3 same_product 8"}, suggested(path+lot+"&limit=2"))
	move(other, 9, bins["A-1"])
	move(other, 2, r.North.Bins[inventory.StorageBin])
	require.Equal(t, []string{"A-3 same_product 8", "A-2 same_product 5", "STORAGE emptiest 2", "A-4 emptiest 3", "A-1 emptiest 9"}, suggested(path))
	staff.refused(http.StatusNotFound, "not_found", "GET", strings.Replace(path, fmt.Sprint("product_id=", tea), "product_id=9999", 1), nil)
}

func TestTimeZonesAreThoseOfIANA(t *testing.T) {
	r := setup(t)
	admin := r.as(t, r.Admin)
	path := fmt.Sprintf("/warehouses/%d", r.North.ID)
	for _, zone := range []string{"Europe/Copenhagen", "America/Argentina/Buenos_Aires", "UTC"} {
		require.Equal(t, zone, admin.want(http.StatusOK, "PATCH", path, map[string]any{"time_zone": zone}).object(t)["time_zone"])
	}
	for _, zone := range []string{"Local", "UTC+3", "Moon/Tycho", "../../etc/passwd", "<+03>-3", "europe"} {
		problem := admin.refused(http.StatusBadRequest, "invalid_request", "PATCH", path, map[string]any{"time_zone": zone})
		require.Equal(t, "time_zone", problem["field"], zone)
	}
}

// Goods that have never been in a warehouse show among its stock from the
// moment in which they are on their way to it, and its ledger is its own.
func TestStockOnItsWayToAWarehouse(t *testing.T) {
	r := setup(t)
	product := r.Product(t, "P")
	north := r.At(r.North)
	north.Receive(t, product, 10)
	transfer := north.Send(t, r.South, product, 4)
	southern := r.as(t, r.AddManager(t, r.South))
	level := func(site int64) any {
		items := r.as(t, r.Admin).get(fmt.Sprintf("/stock?warehouse_id=%d", site))["items"].([]any)
		if len(items) == 0 {
			return nil
		}
		return items[0].(map[string]any)["in_transit"]
	}
	require.Equal(t, 4.0, level(r.South.ID))
	require.Equal(t, 0.0, level(r.North.ID))
	require.Empty(t, southern.get("/movements")["items"])
	north.Do(t, inventory.CancelTransfer, transfer, inventory.Body{})
	require.Nil(t, level(r.South.ID), "it has turned round")
	require.Equal(t, 4.0, level(r.North.ID))
	north.Do(t, inventory.CloseTransfer, transfer, inventory.Body{})
	north.Do(t, inventory.SettleTransfer, transfer, inventory.Body{Settlements: []inventory.Settlement{{LineNo: 1, Quantity: 4, Resolution: inventory.LostGoods}}})
	ledger := r.as(t, r.Staff).get(fmt.Sprintf("/movements?warehouse_id=%d&limit=2", r.North.ID))
	require.Len(t, ledger["items"], 2)
	require.Equal(t, "lost", ledger["items"].([]any)[0].(map[string]any)["kind"], "it is lost to the warehouse that it was going to")
	require.Len(t, r.as(t, r.Staff).get(fmt.Sprintf("/movements?warehouse_id=%d&cursor=%s", r.North.ID, ledger["next_cursor"]))["items"], 1)
	r.Verify(t)
}
