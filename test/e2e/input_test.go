package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/apiclient"
	"stockflow/internal/inventory"
	"stockflow/test/system"
)

// trespass is a company with documents at every stage that bad requests are
// aimed at, and a user who may act in one of its two warehouses.
type trespass struct {
	*system.System
	mine, theirs *system.Site
	me           *system.User
	// plain and lots are products; foreignLot is a lot of another product.
	plain, lots, foreignLot int64
	// The ids of documents: at home, ready for the step that they are named after.
	receive, pick, arrive, settle string
	// foreign are documents of the other warehouse.
	foreignReceipt, foreignShipment, foreignApproval string
}

func newTrespass(t *testing.T) *trespass {
	t.Helper()
	w := &trespass{System: system.New(t, system.Options{ClockStopped: true})}
	w.mine, w.theirs = w.Site(t, "MINE", nil), w.Site(t, "THEIRS", nil)
	third := w.Site(t, "THIRD", nil)
	w.me = w.User(t, inventory.Manager, w.mine)
	w.plain, w.lots = w.Product(t, nil), w.LotProduct(t)
	other := w.LotProduct(t)
	w.Stock(t, w.mine, system.Arrival{Product: w.plain, Quantity: 1000}, system.Arrival{Product: w.lots, Quantity: 100, Lot: "L", Expires: "2044-01-01"})
	w.Stock(t, w.theirs, system.Arrival{Product: w.plain, Quantity: 1000}, system.Arrival{Product: other, Quantity: 100, Lot: "M", Expires: "2044-01-01"})
	w.foreignLot = system.Get[apiclient.LotPage](t, w.Admin, fmt.Sprintf("/products/%d/lots", other)).Items[0].ID

	create := func(path string, body m) string { return w.Admin.Do(t, path, body).OperationID }
	w.receive = create("/receipts", m{"warehouse_id": w.mine.ID, "lines": system.Lines(w.plain, 10, w.lots, 10)})
	w.Admin.Do(t, "/receipts/"+w.receive+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 5}}})
	w.pick = create("/shipments", m{"warehouse_id": w.mine.ID, "lines": system.Lines(w.plain, 10, w.lots, 10)})
	w.arrive = create("/transfers", m{"from_warehouse_id": w.theirs.ID, "to_warehouse_id": w.mine.ID, "lines": system.Lines(w.plain, 10)})
	w.Admin.Do(t, "/transfers/"+w.arrive+"/dispatch", nil)
	w.settle = create("/transfers", m{"from_warehouse_id": w.theirs.ID, "to_warehouse_id": w.mine.ID, "lines": system.Lines(w.plain, 10)})
	w.Admin.Do(t, "/transfers/"+w.settle+"/dispatch", nil)
	w.Admin.Do(t, "/transfers/"+w.settle+"/close", nil)

	w.foreignShipment = create("/shipments", m{"warehouse_id": w.theirs.ID, "lines": system.Lines(w.plain, 10)})
	w.foreignReceipt = create("/receipts", m{"warehouse_id": third.ID, "lines": system.Lines(w.plain, 10)})
	over := w.Admin.Do(t, "/receipts/"+w.foreignReceipt+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 11}}})
	w.foreignApproval = (*over.ApprovalIds)[0]
	w.Settled(t)
	return w
}

// bad is a request that has to be refused.
type bad struct {
	name   string
	path   string
	body   any
	status int    // 0: any from 400 to 499
	code   string // "": any
	header http.Header
	key    string // "": a fresh one; "-": none
	method string // "": POST
	user   *system.User
}

// TestBadInput sends what nobody should send. Each request is refused with a
// code, never a failure of the server, and leaves nothing behind.
func TestBadInput(t *testing.T) {
	w := newTrespass(t)
	groups := map[string][]bad{
		"quantities": w.quantities(), "bodies": w.bodies(), "headers": w.headers(),
		"ids": w.ids(), "dates": w.dates(), "nested ids": w.nested(), "queries": w.queries(), "people and catalogue": w.catalogue(),
	}
	for name, cases := range groups {
		t.Run(name, func(t *testing.T) {
			before := w.Fingerprint(t)
			for _, c := range cases {
				w.refused(t, c)
			}
			assert.Equal(t, before, w.Fingerprint(t), "something was left behind")
		})
	}
	w.Verify(t)
}

func (w *trespass) refused(t *testing.T, c bad) {
	t.Helper()
	user := c.user
	if user == nil {
		user = w.me
	}
	r := system.Request{Method: c.method, Path: c.path, Body: c.body, Header: c.header, Key: c.key}
	if r.Method == "" {
		r.Method = http.MethodPost
	}
	switch {
	case r.Key == "-":
		r.Key = ""
	case r.Key == "" && r.Method == http.MethodPost:
		r.Key = uuid.NewString()
	}
	a := user.Send(t, r)
	if !assert.True(t, a.Status >= 400 && a.Status < 500, "%s: %s", c.name, a) {
		return
	}
	p := a.Problem(t)
	if c.status != 0 {
		assert.Equal(t, c.status, a.Status, "%s: %s", c.name, a)
	}
	if c.code != "" {
		assert.Equal(t, c.code, p.Code, "%s: %s", c.name, a)
	}
	assert.NotEmpty(t, p.Detail, c.name)
	assert.NotEmpty(t, p.RequestID, c.name)
}

// wrongNumbers are quantities that are none, as JSON.
var wrongNumbers = []string{
	"0", "-1", "-0", "1.5", "1e18", "1000000000001", "9223372036854775808", "1e400", "1e-7", "NaN", "Infinity", `"12"`, `""`, "null", "true", "[1]", "{}", "0x10", "012",
}

func (w *trespass) quantities() (cases []bad) {
	for _, n := range wrongNumbers {
		for _, c := range []struct{ path, body string }{
			{"/shipments", `{"warehouse_id":%[2]d,"lines":[{"product_id":%[3]d,"quantity":%[1]s}]}`},
			{"/receipts", `{"warehouse_id":%[2]d,"lines":[{"product_id":%[3]d,"quantity":1},{"product_id":%[3]d,"quantity":%[1]s}]}`},
			{"/transfers", `{"from_warehouse_id":%[2]d,"to_warehouse_id":2,"lines":[{"product_id":%[3]d,"quantity":%[1]s}]}`},
			{"/receipts/" + w.receive + "/receive", `{"lines":[{"line_no":1,"quantity":%[1]s}]}`},
			{"/receipts/" + w.receive + "/receive", `{"lines":[{"line_no":%[1]s,"quantity":1}]}`},
			{"/receipts/" + w.receive + "/put-away", `{"moves":[{"line_no":1,"quantity":%[1]s,"from_location":"RECEIVING","to_location":"STORAGE"}]}`},
			{"/shipments/" + w.pick + "/pick", `{"lines":[{"line_no":1,"quantity":%[1]s}]}`},
			{"/transfers/" + w.arrive + "/receive", `{"lines":[{"line_no":1,"quantity":%[1]s}]}`},
			{"/transfers/" + w.settle + "/settle", `{"lines":[{"line_no":1,"quantity":%[1]s,"resolution":"lost"}]}`},
		} {
			cases = append(cases, bad{name: c.path + " with " + n, path: c.path, body: fill(c.body, n, w.mine.ID, w.plain)})
		}
	}
	return append(cases,
		bad{name: "more than is left", path: "/shipments", body: m{"warehouse_id": w.mine.ID, "lines": system.Lines(w.plain, 1_000_000_000_000)}, status: 409, code: "insufficient_stock"},
		bad{name: "the sum is more than is left", path: "/shipments", body: m{"warehouse_id": w.mine.ID, "lines": system.Lines(w.plain, 600, w.plain, 600)}, status: 409, code: "insufficient_stock"},
		bad{name: "the same line twice, more than is reserved", path: "/shipments/" + w.pick + "/pick", body: m{"lines": l{m{"line_no": 1, "quantity": 6}, m{"line_no": 1, "quantity": 6}}}, status: 409, code: "exceeds_reserved"},
		bad{name: "the same line twice, more than is on the road", path: "/transfers/" + w.arrive + "/receive", body: m{"lines": l{m{"line_no": 1, "quantity": 6}, m{"line_no": 1, "quantity": 6}}}, status: 409, code: "exceeds_dispatched"},
	)
}

// fill writes values into a template, of which each takes what it needs.
func fill(template string, values ...any) string {
	for i, v := range values {
		for _, verb := range []string{"s", "d"} {
			template = strings.ReplaceAll(template, fmt.Sprintf("%%[%d]%s", i+1, verb), fmt.Sprint(v))
		}
	}
	return template
}

func (w *trespass) bodies() []bad {
	good := fmt.Sprintf(`{"warehouse_id":%d,"lines":[{"product_id":%d,"quantity":1}]}`, w.mine.ID, w.plain)
	tooMany := `{"warehouse_id":%d,"lines":[` + strings.Repeat(fmt.Sprintf(`{"product_id":%d,"quantity":1},`, w.plain), 20_000) + `{"product_id":%d,"quantity":1}]}`
	return []bad{
		{name: "no body", path: "/shipments", status: 400, code: "invalid_request"},
		{name: "an empty body", path: "/shipments", body: "", status: 400},
		{name: "half a body", path: "/shipments", body: good[:len(good)-4], status: 400},
		{name: "two bodies", path: "/shipments", body: good + good, status: 400},
		{name: "a list", path: "/shipments", body: "[]", status: 400},
		{name: "null", path: "/shipments", body: "null", status: 400},
		{name: "a text", path: "/shipments", body: `"shipment"`, status: 400},
		{name: "no JSON", path: "/shipments", body: "<shipment/>", status: 400},
		{name: "deeply nested", path: "/shipments", body: strings.Repeat("[", 200_000), status: 400},
		{name: "deeply nested and closed", path: "/shipments", body: `{"lines":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}", status: 400},
		{name: "no lines", path: "/shipments", body: m{"warehouse_id": w.mine.ID, "lines": l{}}, status: 400},
		{name: "lines are null", path: "/shipments", body: m{"warehouse_id": w.mine.ID, "lines": nil}, status: 400},
		{name: "20,001 lines", path: "/shipments", body: fmt.Sprintf(tooMany, w.mine.ID, w.plain), status: 400},
		{name: "10 MB", path: "/shipments", body: `{"note":"` + strings.Repeat("x", 10<<20) + `"}`, status: 413, code: "payload_too_large"},
		{name: "an unknown field", path: "/shipments", body: strings.Replace(good, "{", `{"colour":"red",`, 1), status: 400, code: "invalid_request"},
		{name: "an unknown nested field", path: "/shipments", body: strings.Replace(good, `{"product_id"`, `{"price":1,"product_id"`, 1), status: 400, code: "invalid_request"},
		{name: "a field of another kind", path: "/receipts", body: strings.Replace(good, "{", `{"customer":"A",`, 1), status: 400},
		{name: "NUL as an escape", path: "/shipments", body: strings.Replace(good, "{", `{"note":"a\u0000b",`, 1), status: 400},
		{name: "NUL as a byte", path: "/shipments", body: strings.Replace(good, "{", "{\"note\":\"a\x00b\",", 1), status: 400},
		{name: "invalid UTF-8", path: "/shipments", body: strings.Replace(good, "{", "{\"note\":\"a\xff\xfeb\",", 1), status: 400},
		{name: "a note that is too long", path: "/shipments", body: m{"warehouse_id": w.mine.ID, "lines": system.Lines(w.plain, 1), "note": strings.Repeat("ä", 2001)}, status: 400},
		{name: "an unknown policy", path: "/shipments", body: m{"warehouse_id": w.mine.ID, "lines": system.Lines(w.plain, 1), "policy": "whatever"}, status: 400},
		{name: "product by id and by SKU", path: "/shipments", body: m{"warehouse_id": w.mine.ID, "lines": l{m{"product_id": w.plain, "sku": "A", "quantity": 1}}}, status: 400},
		{name: "no product", path: "/shipments", body: m{"warehouse_id": w.mine.ID, "lines": l{m{"quantity": 1}}}, status: 400},
		{name: "an unknown condition", path: "/receipts/" + w.receive + "/receive", body: m{"lines": l{m{"line_no": 1, "quantity": 1, "condition": "fine"}}}, status: 400},
		{name: "an unknown resolution", path: "/transfers/" + w.settle + "/settle", body: m{"lines": l{m{"line_no": 1, "quantity": 1, "resolution": "stolen"}}}, status: 400},
		{name: "a transfer to where it comes from", path: "/transfers", body: m{"from_warehouse_id": w.mine.ID, "to_warehouse_id": w.mine.ID, "lines": system.Lines(w.plain, 1)}, code: "invalid_request"},
		{name: "a body where there is none", path: "/operations", method: http.MethodGet, body: "{}"},
	}
}

func (w *trespass) headers() []bad {
	good := m{"warehouse_id": w.mine.ID, "lines": system.Lines(w.plain, 1)}
	text := func(value string) http.Header { return http.Header{"Content-Type": {value}} }
	return []bad{
		{name: "no key", path: "/shipments", body: good, key: "-", status: 400, code: "invalid_request"},
		{name: "a key of 201 characters", path: "/shipments", body: good, key: strings.Repeat("k", 201), status: 400},
		{name: "an empty key", path: "/shipments", body: good, key: "-", header: http.Header{"Idempotency-Key": {""}}, status: 400},
		{name: "a key that isn't printable", path: "/shipments", body: good, key: "schlüssel", status: 400},
		{name: "a key with a tab", path: "/shipments", body: good, key: "a\tb", status: 400},
		{name: "two keys", path: "/shipments", body: good, key: "-", header: http.Header{"Idempotency-Key": {"one", "two"}}, status: 400},
		{name: "plain text", path: "/shipments", body: good, header: text("text/plain"), status: 415},
		{name: "a form", path: "/shipments", body: good, header: text("application/x-www-form-urlencoded"), status: 415},
		{name: "no media type at all", path: "/shipments", body: good, header: text("@"), status: 415},
		{name: "from another site", path: "/shipments", body: good, header: http.Header{"Sec-Fetch-Site": {"cross-site"}}, status: 403, code: "forbidden"},
		{name: "from another origin", path: "/shipments", body: good, header: http.Header{"Origin": {"https://evil.example"}}, status: 403},
		{name: "nobody", path: "/shipments", body: good, user: w.Nobody(), status: 401},
		{name: "a made-up session", path: "/shipments", body: good, user: w.Nobody(), header: http.Header{"Cookie": {"stockflow_session=" + strings.Repeat("A", 43)}}, status: 401},
		{name: "a wrong method", path: "/shipments", method: http.MethodDelete, status: 405},
		{name: "a wrong path", path: "/shipment", body: good, status: 404, code: "not_found"},
	}
}

func (w *trespass) ids() (cases []bad) {
	unknown := uuid.NewString()
	for _, id := range []string{"1", "x", "%00", "..%2f..", strings.Repeat("a", 36), strings.ToUpper(w.pick), w.pick + "0", "{" + w.pick + "}", strings.ReplaceAll(w.pick, "-", ""), "%ff"} {
		for _, path := range []string{"/shipments/%s/pick", "/receipts/%s/receive", "/transfers/%s/settle", "/approvals/%s/approve"} {
			cases = append(cases, bad{name: path + " of " + id, path: fmt.Sprintf(path, id)})
		}
		cases = append(cases,
			bad{name: "reading " + id, path: "/operations/" + id, method: http.MethodGet},
			bad{name: "reading command " + id, path: "/commands/" + id, method: http.MethodGet},
			bad{name: "movements of " + id, path: "/movements?operation_id=" + id, method: http.MethodGet})
	}
	steps := []string{
		"/receipts/%s/receive", "/receipts/%s/put-away", "/receipts/%s/close", "/receipts/%s/cancel", "/receipts/%s/undo",
		"/shipments/%s/reserve", "/shipments/%s/pick", "/shipments/%s/pack", "/shipments/%s/dispatch", "/shipments/%s/cancel",
		"/transfers/%s/dispatch", "/transfers/%s/receive", "/transfers/%s/close", "/transfers/%s/settle", "/transfers/%s/cancel", "/transfers/%s/receive-return",
		"/approvals/%s/approve", "/approvals/%s/refuse",
	}
	bodies := map[string]any{
		"/receipts/%s/receive":  m{"lines": l{m{"line_no": 1, "quantity": 1}}},
		"/receipts/%s/put-away": m{"moves": l{m{"line_no": 1, "quantity": 1, "from_location_id": w.theirs.Bins["STORAGE"], "to_location_id": w.theirs.Bins["PICKING"]}}},
		"/transfers/%s/settle":  m{"lines": l{m{"line_no": 1, "quantity": 1, "resolution": "lost"}}},
	}
	for _, path := range steps {
		for _, id := range []string{unknown, w.foreignShipment, w.foreignReceipt, w.foreignApproval} {
			cases = append(cases, bad{name: path + " of what isn't mine", path: fmt.Sprintf(path, id), body: bodies[path], status: 404, code: "not_found"})
		}
	}
	for _, path := range []string{"/shipments/" + w.receive + "/pick", "/receipts/" + w.pick + "/close", "/transfers/" + w.pick + "/cancel"} {
		cases = append(cases, bad{name: path + " of another kind", path: path, status: 404, code: "not_found"})
	}
	for _, path := range []string{"/operations/" + w.foreignShipment, "/operations/" + w.foreignShipment + "/live", "/operations/" + unknown, "/commands/" + w.foreignShipment} {
		cases = append(cases, bad{name: "reading what isn't mine", path: path, method: http.MethodGet, status: 404, code: "not_found"})
	}
	return cases
}

func (w *trespass) dates() (cases []bad) {
	for _, date := range []string{"2026-02-30", "2026-13-01", "2026-00-10", "2026-2-3", "20260203", "yesterday", "", "2026-02-03T00:00:00Z", "+026-01-01", "２０２６-01-01"} {
		for _, field := range []string{"document_date", "required_on"} {
			for _, path := range []string{"/receipts", "/shipments"} {
				cases = append(cases, bad{name: path + " " + field + " " + date, path: path, status: 400, code: "invalid_request",
					body: m{"warehouse_id": w.mine.ID, "lines": system.Lines(w.plain, 1), field: date}})
			}
		}
		cases = append(cases, bad{name: "expires_on " + date, path: "/receipts/" + w.receive + "/receive", status: 400, code: "invalid_request",
			body: m{"lines": l{m{"line_no": 2, "quantity": 1, "lot_code": "NEW", "expires_on": date}}}})
	}
	for _, moment := range []string{"2026-02-30T00:00:00Z", "2026-01-01", "2026-01-01T25:00:00Z", "2026-01-01T00:00:00", "now", ""} {
		cases = append(cases,
			bad{name: "reserve_until " + moment, path: "/shipments", status: 400, body: m{"warehouse_id": w.mine.ID, "lines": system.Lines(w.plain, 1), "reserve_until": moment}},
			bad{name: "eta " + moment, path: "/transfers", status: 400, body: m{"from_warehouse_id": w.mine.ID, "to_warehouse_id": w.theirs.ID, "lines": system.Lines(w.plain, 1), "eta": moment}})
	}
	return cases
}

// nested puts ids of another warehouse, of another product and of nothing at
// all wherever a request has a place for one.
func (w *trespass) nested() (cases []bad) {
	receive, putAway := "/receipts/"+w.receive+"/receive", "/receipts/"+w.receive+"/put-away"
	pick, arrive, settle := "/shipments/"+w.pick+"/pick", "/transfers/"+w.arrive+"/receive", "/transfers/"+w.settle+"/settle"
	foreignBin, unknown := w.theirs.Bins["STORAGE"], int64(9_007_199_254_740_991)
	add := func(name, path string, body any) {
		cases = append(cases, bad{name: name, path: path, body: body})
	}
	for _, site := range []int64{w.theirs.ID, unknown} {
		for _, path := range []string{"/receipts", "/shipments"} {
			cases = append(cases, bad{name: path + " in a warehouse that isn't mine", path: path, status: 404, code: "not_found",
				body: m{"warehouse_id": site, "lines": system.Lines(w.plain, 1)}})
		}
		cases = append(cases, bad{name: "a transfer from a warehouse that isn't mine", path: "/transfers", status: 404, code: "not_found",
			body: m{"from_warehouse_id": site, "to_warehouse_id": w.mine.ID, "lines": system.Lines(w.plain, 1)}})
	}
	add("a transfer to nowhere", "/transfers", m{"from_warehouse_id": w.mine.ID, "to_warehouse_id": unknown, "lines": system.Lines(w.plain, 1)})
	for _, path := range []string{"/receipts", "/shipments"} {
		add(path+" of no product", path, m{"warehouse_id": w.mine.ID, "lines": system.Lines(unknown, 1)})
		add(path+" of a product without SKU", path, m{"warehouse_id": w.mine.ID, "lines": l{m{"sku": "no such", "quantity": 1}}})
		add(path+" of a second, unknown product", path, m{"warehouse_id": w.mine.ID, "lines": system.Lines(w.plain, 1, unknown, 1)})
	}
	for _, bin := range []int64{foreignBin, unknown} {
		add("receiving into a bin that isn't here", receive, m{"lines": l{m{"line_no": 1, "quantity": 1, "location_id": bin}}})
		add("the second line into a bin that isn't here", receive, m{"lines": l{m{"line_no": 1, "quantity": 1}, m{"line_no": 1, "quantity": 1, "location_id": bin}}})
		add("putting away from elsewhere", putAway, m{"moves": l{m{"line_no": 1, "quantity": 1, "from_location_id": bin, "to_location": "STORAGE"}}})
		add("putting away to elsewhere", putAway, m{"moves": l{m{"line_no": 1, "quantity": 1, "from_location": "RECEIVING", "to_location_id": bin}}})
		add("picking elsewhere", pick, m{"lines": l{m{"line_no": 1, "quantity": 1, "location_id": bin}}})
		add("arriving elsewhere", arrive, m{"lines": l{m{"line_no": 1, "quantity": 1, "location_id": bin}}})
		add("found elsewhere", settle, m{"lines": l{m{"line_no": 1, "quantity": 1, "resolution": "found", "location_id": bin}}})
	}
	for _, lot := range []int64{w.foreignLot, unknown} {
		add("putting away a foreign lot", putAway, m{"moves": l{m{"line_no": 1, "quantity": 1, "lot_id": lot, "from_location": "RECEIVING", "to_location": "STORAGE"}}})
		add("picking a foreign lot", pick, m{"lines": l{m{"line_no": 2, "quantity": 1, "lot_id": lot}}})
		add("a foreign lot arrives", arrive, m{"lines": l{m{"line_no": 1, "quantity": 1, "lot_id": lot}}})
		add("a foreign lot is found", settle, m{"lines": l{m{"line_no": 1, "quantity": 1, "resolution": "found", "lot_id": lot}}})
	}
	for _, code := range []string{"NOWHERE", "' OR 1=1 --", "storage", "STORAGE ", strings.Repeat("x", 41)} {
		add("receiving into "+code, receive, m{"lines": l{m{"line_no": 1, "quantity": 1, "location": code}}})
		add("picking from "+code, pick, m{"lines": l{m{"line_no": 1, "quantity": 1, "location": code}}})
		add("the lot "+code, pick, m{"lines": l{m{"line_no": 2, "quantity": 1, "lot_code": code}}})
	}
	for _, line := range []int{3, 20_000} {
		add("no such line received", receive, m{"lines": l{m{"line_no": line, "quantity": 1}}})
		add("no such line put away", putAway, m{"moves": l{m{"line_no": line, "quantity": 1, "from_location": "RECEIVING", "to_location": "STORAGE"}}})
		add("no such line picked", pick, m{"lines": l{m{"line_no": line, "quantity": 1}}})
		add("no such line arrives", arrive, m{"lines": l{m{"line_no": line, "quantity": 1}}})
		add("no such line settled", settle, m{"lines": l{m{"line_no": line, "quantity": 1, "resolution": "lost"}}})
	}
	add("good goods into quarantine", receive, m{"lines": l{m{"line_no": 1, "quantity": 1, "location": "QUARANTINE"}}})
	add("damaged goods into storage", receive, m{"lines": l{m{"line_no": 1, "quantity": 1, "location": "STORAGE", "condition": "damaged"}}})
	add("received goods into the shipping bin", receive, m{"lines": l{m{"line_no": 1, "quantity": 1, "location": "SHIPPING"}}})
	return cases
}

func (w *trespass) queries() (cases []bad) {
	for _, query := range []string{
		"/stock?limit=0", "/stock?limit=201", "/stock?limit=x", "/stock?limit=1&limit=2", "/stock?cursor=x", "/stock?cursor=%00", "/stock?cursor=" + strings.Repeat("A", 1001),
		"/stock?search=%00", "/stock?search=%ff", "/stock?search=" + strings.Repeat("x", 101), "/stock?colour=red", "/stock?warehouse_id=x", "/stock?warehouse_id=-1",
		"/stock?warehouse_id=1e3", "/stock?product_id=99999999999999999999", "/stock?limit=%zz", fmt.Sprintf("/stock?warehouse_id=%d", w.theirs.ID),
		"/operations?kind=gift", "/operations?status=lost", "/operations?open=perhaps", "/operations?cursor=" + "eyJrIjpbXX0", fmt.Sprintf("/operations?warehouse_id=%d", w.theirs.ID),
		"/movements?cursor=AAAA", "/products?status=gone", "/products/0", "/products/-1", "/products/x", "/products/99999999999999999999", "/products/9007199254740991",
		fmt.Sprintf("/warehouses/%d/locations", w.theirs.ID), "/approvals?status=maybe", "/audit?from=yesterday", "/audit?user_id=0", "/commands/" + w.foreignShipment, "/nothing", "/users",
	} {
		cases = append(cases, bad{name: query, path: query, method: http.MethodGet})
	}
	return cases
}

func (w *trespass) catalogue() (cases []bad) {
	add := func(name, path string, body any, user *system.User) {
		cases = append(cases, bad{name: name, path: path, body: body, user: user, key: "-"})
	}
	for _, sku := range []any{"", " ", " a", "a ", strings.Repeat("x", 65), 7, nil, "a\nb\x00"} {
		add(fmt.Sprintf("SKU %q", sku), "/products", m{"sku": sku, "name": "n"}, nil)
	}
	add("no name", "/products", m{"sku": "A"}, nil)
	add("expiry without lots", "/products", m{"sku": "A", "name": "n", "tracks_expiry": true}, nil)
	for _, factor := range []any{0, -1, 1.5, 1e18, "12", nil} {
		add("a factor", "/products", m{"sku": "A", "name": "n", "packaging_units": l{m{"name": "case", "factor": factor}}}, nil)
	}
	add("a unit twice", "/products", m{"sku": "A", "name": "n", "packaging_units": l{m{"name": "case", "factor": 2}, m{"name": "case", "factor": 3}}}, nil)
	add("a barcode twice", "/products", m{"sku": "A", "name": "n", "barcodes": l{m{"barcode": "1"}, m{"barcode": "1"}}}, nil)
	add("a barcode of no unit", "/products", m{"sku": "A", "name": "n", "barcodes": l{m{"barcode": "1", "packaging_unit": "crate"}}}, nil)
	add("a warehouse by a manager", "/warehouses", m{"code": "NEW", "name": "n"}, nil)
	add("a warehouse's code twice", "/warehouses", m{"code": "MINE", "name": "n"}, w.Admin)
	add("a code in small letters", "/warehouses", m{"code": "new", "name": "n"}, w.Admin)
	add("a time zone that is none", "/warehouses", m{"code": "NEW", "name": "n", "time_zone": "Mars/Olympus"}, w.Admin)
	add("a tolerance of 101 percent", "/warehouses", m{"code": "NEW", "name": "n", "over_receipt_tolerance_percent": 101}, w.Admin)
	add("a bin in a foreign warehouse", fmt.Sprintf("/warehouses/%d/locations", w.theirs.ID), m{"code": "B", "kind": "storage"}, nil)
	add("a bin twice", fmt.Sprintf("/warehouses/%d/locations", w.mine.ID), m{"code": "STORAGE", "kind": "storage"}, nil)
	add("a bin of no kind", fmt.Sprintf("/warehouses/%d/locations", w.mine.ID), m{"code": "B", "kind": "roof"}, nil)
	user := func(change m) m {
		body := m{"email": "new@test.example", "name": "n", "role": "staff", "password": "correct horse", "warehouse_ids": l{w.mine.ID}}
		for k, v := range change {
			body[k] = v
		}
		return body
	}
	add("a user by a manager", "/users", user(nil), nil)
	for name, change := range map[string]m{
		"a short password": {"password": "short"}, "no e-mail address": {"email": "nobody"}, "the system's role": {"role": "system"},
		"a warehouse that isn't there": {"warehouse_ids": l{9_007_199_254_740_991}}, "a warehouse twice": {"warehouse_ids": l{w.mine.ID, w.mine.ID}},
		"an address that is taken": {"email": strings.ToUpper(w.me.Email)}, "an unknown field": {"admin": true}, "NUL in a name": {"name": "a\x00"},
	} {
		add(name, "/users", user(change), w.Admin)
	}
	return append(cases,
		bad{name: "the last admin steps down", method: http.MethodPatch, path: fmt.Sprintf("/users/%d", w.Admin.ID), body: m{"role": "staff"}, user: w.Admin, status: 409},
		bad{name: "the system user is changed", method: http.MethodPatch, path: "/users/1", body: m{"password": "correct horse"}, user: w.Admin})
}

// TestOddButLegal sends what is unusual and has to be taken.
func TestOddButLegal(t *testing.T) {
	w := &world{System: system.New(t, system.Options{ClockStopped: true})}
	w.north, w.south = w.Site(t, "NORTH", nil), w.Site(t, "SOUTH", nil)
	w.staff = w.User(t, inventory.Staff, w.north, w.south)
	product := w.Product(t, nil)
	w.Stock(t, w.north, system.Arrival{Product: product, Quantity: 1_000_000_000_000})
	long := strings.Repeat("k", 200)
	text := "O'Brien \"quoted\" \\ %s ; DROP TABLE -- 𝔘𝔫𝔦 \u202e \t\n 中文 e\u0301 \\u0000"
	a := w.staff.Send(t, command("/shipments", long, m{
		"warehouse_id": w.north.ID, "customer": text, "reference": text, "note": text, "document_date": "2024-02-29", "required_on": "9999-12-31", "lines": system.Lines(product, 999_999_999_999),
	}))
	out := a.Outcome(t)
	op := w.Operation(t, out.OperationID)
	require.NotNil(t, op.Partner)
	assert.Equal(t, text, *op.Partner)
	assert.Equal(t, "2024-02-29", op.DocumentDate)
	w.level(t, w.north, product, 1_000_000_000_000, 999_999_999_999, 1)

	for _, extreme := range []m{
		{"document_date": "0001-01-01"}, {"document_date": "9999-12-31"}, {"document_date": "0000-01-01"}, {"reserve_until": "9999-12-31T23:59:59Z"},
		{"reserve_until": "0001-01-01T00:00:00Z"}, {"reserve_until": "0000-01-01T00:00:00Z"}, {"reserve_until": "2020-01-01T00:00:00+14:00"},
	} {
		body := m{"warehouse_id": w.north.ID, "policy": "backorder", "lines": system.Lines(product, 2)}
		for k, v := range extreme {
			body[k] = v
		}
		a := w.staff.Post(t, "/shipments", body)
		assert.Less(t, a.Status, 500, "%v: %s", extreme, a)
	}
	for _, prefer := range []string{"wait", "wait=x", "wait=-1", "wait=99999999999", "respond-async, wait=5", ""} {
		a := w.staff.Send(t, system.Request{
			Method: http.MethodPost, Path: "/receipts", Key: uuid.NewString(), Prefer: prefer, Body: m{"warehouse_id": w.north.ID, "lines": system.Lines(product, 1)},
		})
		assert.Equal(t, http.StatusCreated, a.Status, "%q: %s", prefer, a)
	}

	// The largest document there may be.
	products := w.Products(t, 20_000)
	lines := make(l, len(products))
	for i, p := range products {
		lines[i] = m{"product_id": p, "quantity": i + 1}
	}
	large := step(t, w.staff, "/receipts", m{"warehouse_id": w.north.ID, "lines": lines}, "expected")
	got := w.Operation(t, large.OperationID)
	require.Len(t, got.Lines, 20_000)
	assert.EqualValues(t, 20_000*20_001/2, got.Totals.Quantity)
	w.Settled(t)
	w.Verify(t)
}
