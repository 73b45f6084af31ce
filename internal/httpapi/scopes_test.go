package httpapi_test

import (
	"encoding/json"
	"strings"
)

// Adding an operation to api/openapi.yaml takes two lines for its safety:
//
//  1. `x-permission` beside its operationId: a permission of
//     internal/inventory/permissions.go, `read` for what everybody may see of
//     the own warehouses, or `self` for what people do to their own account.
//     Only operations with `security: []` have none. The API refuses whoever
//     lacks it, and tokens without that scope; `need` in the handler stays.
//  2. A row in the table below, beside its neighbours, that says what somebody
//     sees who has nothing to do with the warehouse North:
//     hides(…)   addresses (and bodies) that name something of North: 404;
//     empty(…)   addresses of lists that give only things of North: no items;
//     shared(…)  why nothing in it belongs to a warehouse.
//     The three can be joined: hides(…).and(empty(…)).
//
// Placeholders are filled in by rig.foreign (scope_test.go); add to it what
// your operation needs to exist in North. A placeholder may stand in a body,
// as a text of its own: "{product}" becomes a number.
//
// TestNobodyGetsInWithoutASession, TestRoles, TestForeignThingsDoNotExist and
// TestTokensKeepToTheirScopes walk every operation of the contract, and fail
// for one that is missing here.
var scopes = map[string]scope{
	"POST /session":          shared("public: signing in"),
	"GET /session":           shared("oneself"),
	"DELETE /session":        shared("public: signing out"),
	"GET /session/providers": shared("public: where else one may sign in"),
	"PUT /session/password":  shared("oneself"),

	"GET /sessions":                 shared("oneself"),
	"DELETE /sessions":              shared("oneself"),
	"DELETE /sessions/{session_id}": shared("oneself"),
	"GET /tokens":                   shared("oneself"),
	"POST /tokens":                  shared("oneself"),
	"DELETE /tokens/{token_id}":     shared("oneself"),

	"POST /password-resets":                      shared("public: nothing of a warehouse is asked or told"),
	"POST /password-resets/complete":             shared("public: nothing of a warehouse is asked or told"),
	"POST /access-requests":                      shared("public: nothing of a warehouse is asked or told"),
	"POST /access-requests/confirm":              shared("public: nothing of a warehouse is asked or told"),
	"POST /invitations/accept":                   shared("public: nothing of a warehouse is asked or told"),
	"GET /access-requests":                       shared("admins belong to all warehouses"),
	"POST /access-requests/{request_id}/approve": shared("admins belong to all warehouses"),
	"POST /access-requests/{request_id}/refuse":  shared("admins belong to all warehouses"),
	"POST /invitations":                          shared("admins belong to all warehouses"),

	"GET /warehouses":                                          shared("one's own warehouses: see TestForeignThingsDoNotExist"),
	"POST /warehouses":                                         shared("makes a warehouse"),
	"PATCH /warehouses/{warehouse_id}":                         hides("/warehouses/{warehouse}", object{"name": "Mine"}),
	"GET /warehouses/{warehouse_id}/locations":                 hides("/warehouses/{warehouse}/locations"),
	"GET /warehouses/{warehouse_id}/put-away-suggestions":      hides("/warehouses/{warehouse}/put-away-suggestions?product_id={product}"),
	"POST /warehouses/{warehouse_id}/locations":                hides("/warehouses/{warehouse}/locations", object{"code": "X", "kind": "storage"}),
	"PATCH /warehouses/{warehouse_id}/locations/{location_id}": hides("/warehouses/{warehouse}/locations/{location}", object{"status": "retired"}).and(hides("/warehouses/{south}/locations/{location}", object{"status": "retired"})),
	"GET /products":                                            shared("the catalogue is the company's"),
	"POST /products":                                           shared("the catalogue is the company's"),
	"GET /products/{product_id}":                               shared("the catalogue is the company's"),
	"GET /products/export":                                     shared("the catalogue is the company's"),
	"GET /imports":                                             shared("the catalogue is the company's"),
	"POST /imports":                                            shared("the catalogue is the company's"),
	"GET /imports/{import_id}":                                 shared("the catalogue is the company's"),
	"POST /imports/{import_id}/cancel":                         shared("the catalogue is the company's"),
	"GET /imports/{import_id}/errors":                          shared("the catalogue is the company's"),
	"GET /imports/{import_id}/errors/export":                   shared("the catalogue is the company's"),
	"PATCH /products/{product_id}":                             shared("the catalogue is the company's"),
	"DELETE /products/{product_id}":                            shared("the catalogue is the company's"),
	"GET /products/search":                                     shared("the catalogue is the company's"),
	"POST /labels": hides("/labels", object{"sheet": "a4-24", "items": []any{object{"location_id": "{location}"}}}).
		and(hides("/labels", object{"sheet": "a4-24", "items": []any{object{"operation_id": "{receipt}"}}})),
	"GET /scan":                        hides("/scan?code=X&warehouse_id={warehouse}"),
	"GET /categories":                  shared("the catalogue is the company's"),
	"POST /categories":                 shared("the catalogue is the company's"),
	"GET /categories/{category_id}":    shared("the catalogue is the company's"),
	"PATCH /categories/{category_id}":  shared("the catalogue is the company's"),
	"GET /products/{product_id}/lots":  shared("the catalogue is the company's"),
	"GET /products/{product_id}/stock": shared("a product with the balances of one's warehouses: see TestForeignThingsDoNotExist"),
	"GET /lots":                        hides("/lots?warehouse_id={warehouse}").and(empty("/lots", "/lots?search=SCOPE", "/lots?status=on_hold")),
	"GET /lots/{lot_id}":               hides("/lots/{lot}"),
	"GET /lots/{lot_id}/trace":         hides("/lots/{lot}/trace"),
	"GET /lots/{lot_id}/trace/export":  hides("/lots/{lot}/trace/export?format=csv"),
	"POST /lots/{lot_id}/hold":         hides("/lots/{lot}/hold", object{"reason": "mine?"}),
	"GET /recalls":                     empty("/recalls", "/recalls?status=open"),
	"POST /recalls":                    hides("/recalls", object{"lot_ids": []any{"{lot}"}, "reason": "mine?"}),
	"GET /recalls/{recall_id}":         hides("/recalls/{recall}"),
	"POST /recalls/{recall_id}/sites/{warehouse_id}/confirm": hides("/recalls/{recall}/sites/{warehouse}/confirm", object{"found": 1, "quarantined": 1}).and(hides("/recalls/{recall}/sites/{south}/confirm", object{"found": 1, "quarantined": 1})),
	"POST /recalls/{recall_id}/lift":                         shared("admins belong to all warehouses"),
	"POST /lots/{lot_id}/release":                            hides("/lots/{lot}/release", object{"reason": "mine?"}),
	"GET /stock":                                             hides("/stock?warehouse_id={warehouse}"),
	"GET /movements":                                         hides("/movements?warehouse_id={warehouse}").and(empty("/movements", "/movements?product_id={product}", "/movements?operation_id={receipt}")),

	"POST /receipts":                        hides("/receipts", object{"warehouse_id": "{warehouse}", "lines": oneLine}),
	"POST /receipts/{operation_id}/receive": hides("/receipts/{receipt}/receive", arrival),
	"POST /receipts/{operation_id}/put-away": hides("/receipts/{receipt}/put-away", object{"moves": []any{
		object{"line_no": 1, "quantity": 1, "from_location": "RECEIVING", "to_location": "STORAGE"}}}),
	"POST /receipts/{operation_id}/close":  hides("/receipts/{receipt}/close"),
	"POST /receipts/{operation_id}/cancel": hides("/receipts/{receipt}/cancel"),
	"POST /receipts/{operation_id}/undo":   hides("/receipts/{receipt}/undo"),

	"POST /shipments":                         hides("/shipments", object{"warehouse_id": "{warehouse}", "lines": oneLine}),
	"POST /shipments/{operation_id}/swap":     hides("/shipments/{shipment}/swap"),
	"POST /shipments/{operation_id}/reserve":  hides("/shipments/{shipment}/reserve"),
	"POST /shipments/{operation_id}/pick":     hides("/shipments/{shipment}/pick").and(hides("/shipments/{receipt}/pick")),
	"POST /shipments/{operation_id}/pack":     hides("/shipments/{shipment}/pack"),
	"POST /shipments/{operation_id}/dispatch": hides("/shipments/{shipment}/dispatch"),
	"POST /shipments/{operation_id}/cancel":   hides("/shipments/{shipment}/cancel"),

	"POST /transfers":                         hides("/transfers", object{"from_warehouse_id": "{warehouse}", "to_warehouse_id": "{south}", "lines": oneLine}),
	"POST /transfers/{operation_id}/swap":     hides("/transfers/{transfer}/swap"),
	"POST /transfers/{operation_id}/dispatch": hides("/transfers/{transfer}/dispatch"),
	"POST /transfers/{operation_id}/receive":  hides("/transfers/{transfer}/receive"),
	"POST /transfers/{operation_id}/close":    hides("/transfers/{transfer}/close"),
	"POST /transfers/{operation_id}/settle": hides("/transfers/{transfer}/settle", object{"lines": []any{
		object{"line_no": 1, "quantity": 1, "resolution": "found"}}}),
	"POST /transfers/{operation_id}/cancel":         hides("/transfers/{transfer}/cancel"),
	"POST /transfers/{operation_id}/receive-return": hides("/transfers/{transfer}/receive-return"),

	"POST /counts":                        hides("/counts", object{"warehouse_id": "{warehouse}", "locations": []any{"STORAGE"}}),
	"GET /counts/{operation_id}/lines":    hides("/counts/{count}/lines"),
	"POST /counts/{operation_id}/enter":   hides("/counts/{count}/enter", object{"lines": []any{object{"line_no": 1, "quantity": 1}}}),
	"POST /counts/{operation_id}/submit":  hides("/counts/{count}/submit"),
	"POST /counts/{operation_id}/recount": hides("/counts/{count}/recount"),
	"POST /counts/{operation_id}/cancel":  hides("/counts/{count}/cancel"),
	"POST /returns": hides("/returns", object{"warehouse_id": "{warehouse}", "direction": "from_customer", "lines": []any{
		object{"product_id": "{product}", "quantity": 1}}}).and(hides("/returns", object{"warehouse_id": "{south}", "direction": "from_customer",
		"origin_id": "{shipment}", "lines": []any{object{"product_id": "{product}", "quantity": 1, "origin_line_no": 1}}})),
	"POST /adjustments": hides("/adjustments", object{"warehouse_id": "{warehouse}", "reason": "lost", "lines": []any{
		object{"product_id": "{product}", "location": "STORAGE", "change": -1}}}),
	"POST /adjustments/{operation_id}/cancel": hides("/adjustments/{adjustment}/cancel"),
	"GET /adjustment-reasons":                 shared("the reasons are the company's"),
	"POST /adjustment-reasons":                shared("the reasons are the company's"),
	"PATCH /adjustment-reasons/{code}":        shared("the reasons are the company's"),
	"POST /moves": hides("/moves", object{"warehouse_id": "{warehouse}", "lines": []any{
		object{"product_id": "{product}", "quantity": 1, "from_location": "RECEIVING", "to_location": "STORAGE"}}}),

	"GET /operations":                       hides("/operations?warehouse_id={warehouse}").and(empty("/operations", "/operations?open=true", "/operations?search=R-")),
	"GET /operations/{operation_id}":        hides("/operations/{receipt}").and(hides("/operations/{shipment}")).and(hides("/operations/{transfer}")),
	"GET /operations/{operation_id}/live":   hides("/operations/{transfer}/live"),
	"GET /approvals":                        empty("/approvals"),
	"POST /approvals/{approval_id}/approve": hides("/approvals/{approval}/approve"),
	"POST /approvals/{approval_id}/refuse":  hides("/approvals/{approval}/refuse"),

	"GET /alerts":                                             hides("/alerts?warehouse_id={warehouse}").and(empty("/alerts", "/alerts?type=low_stock", "/alerts?search=SCOPE", "/alerts?status=resolved", "/alerts?product_id={product}")),
	"GET /alerts/summary":                                     shared("numbers of one's own warehouses: see TestForeignAlertsDoNotExist"),
	"GET /alerts/{alert_id}":                                  hides("/alerts/{alert}"),
	"POST /alerts/{alert_id}/acknowledge":                     hides("/alerts/{alert}/acknowledge", object{}),
	"POST /alerts/{alert_id}/snooze":                          hides("/alerts/{alert}/snooze", object{"until": "2099-01-01T00:00:00Z"}),
	"POST /alerts/{alert_id}/assign":                          hides("/alerts/{alert}/assign", object{"user_id": 1}),
	"POST /alerts/{alert_id}/resolve":                         hides("/alerts/{alert}/resolve", object{"note": "no"}),
	"POST /alerts/{alert_id}/reopen":                          hides("/alerts/{alert}/reopen", object{}),
	"GET /thresholds":                                         hides("/thresholds?warehouse_id={warehouse}").and(empty("/thresholds", "/thresholds?product_id={product}", "/thresholds?search=SCOPE")),
	"PUT /thresholds":                                         hides("/thresholds", object{"items": []any{object{"product_id": "{product}", "warehouse_id": "{warehouse}", "minimum": 1}}}),
	"GET /thresholds/export":                                  hides("/thresholds/export?format=csv&warehouse_id={warehouse}"),
	"PUT /products/{product_id}/thresholds/{warehouse_id}":    hides("/products/{product}/thresholds/{warehouse}", object{"minimum": 1}),
	"DELETE /products/{product_id}/thresholds/{warehouse_id}": hides("/products/{product}/thresholds/{warehouse}"),
	"GET /transfer-suggestions":                               hides("/transfer-suggestions?from_warehouse_id={warehouse}").and(empty("/transfer-suggestions", "/transfer-suggestions?to_warehouse_id={warehouse}")),
	"POST /transfer-suggestions/{suggestion_key}/start":       hides("/transfer-suggestions/{alert}-{warehouse}/start"),

	"GET /commands/{command_id}": hides("/commands/{command}"),

	"GET /permissions":                              shared("a table in the code"),
	"GET /users":                                    shared("admins belong to all warehouses"),
	"POST /users":                                   shared("admins belong to all warehouses"),
	"PATCH /users/{user_id}":                        shared("admins belong to all warehouses"),
	"POST /users/{user_id}/invitation":              shared("admins belong to all warehouses"),
	"DELETE /users/{user_id}/invitation":            shared("admins belong to all warehouses"),
	"POST /users/{user_id}/unlock":                  shared("admins belong to all warehouses"),
	"GET /users/{user_id}/sessions":                 shared("admins belong to all warehouses"),
	"DELETE /users/{user_id}/sessions":              shared("admins belong to all warehouses"),
	"DELETE /users/{user_id}/sessions/{session_id}": shared("admins belong to all warehouses"),
	"GET /users/{user_id}/tokens":                   shared("admins belong to all warehouses"),
	"DELETE /users/{user_id}/tokens/{token_id}":     shared("admins belong to all warehouses"),

	"GET /me/notifications":                            shared("oneself"),
	"POST /me/notifications/read":                      shared("oneself"),
	"GET /me/notification-preferences":                 shared("oneself"),
	"PUT /me/notification-preferences":                 shared("oneself"),
	"GET /me/push-subscriptions":                       shared("oneself"),
	"POST /me/push-subscriptions":                      shared("oneself"),
	"DELETE /me/push-subscriptions/{subscription_id}":  shared("oneself: see TestPushSubscriptionsAreOnesOwn"),
	"GET /push/key":                                    shared("the installation's public key"),
	"GET /channels":                                    shared("channels are the company's"),
	"POST /channels":                                   shared("channels are the company's"),
	"PATCH /channels/{channel_id}":                     shared("channels are the company's"),
	"DELETE /channels/{channel_id}":                    shared("channels are the company's"),
	"POST /channels/{channel_id}/test":                 shared("channels are the company's"),
	"GET /notifications/health":                        shared("numbers of the whole company, for admins"),
	"GET /notifications/parked":                        shared("admins belong to all warehouses"),
	"POST /notifications/parked/{delivery_id}/retry":   shared("admins belong to all warehouses"),
	"POST /notifications/parked/{delivery_id}/discard": shared("admins belong to all warehouses"),

	"GET /schedules":                        shared("schedules are the company's"),
	"POST /schedules/preview":               shared("schedules are the company's"),
	"GET /schedules/{schedule_id}":          shared("schedules are the company's"),
	"PATCH /schedules/{schedule_id}":        shared("schedules are the company's"),
	"POST /schedules/{schedule_id}/trigger": shared("schedules are the company's"),
	"GET /schedules/{schedule_id}/runs":     shared("schedules are the company's"),
	"GET /reports":                          shared("a table in the code"),
	"GET /reports/{report}":                 hides("/reports/activity?warehouse_id={warehouse}").and(empty("/reports/stock-as-of?on=2099-01-01", "/reports/lead-times?to=2099-01-01", "/reports/movers")),
	"GET /reports/snapshots":                hides("/reports/snapshots?warehouse_id={warehouse}").and(empty("/reports/snapshots")),
	"GET /reports/snapshots/{snapshot_id}":  hides("/reports/snapshots/{snapshot}"),
	"GET /products/{product_id}/history":    hides("/products/{product}/history?warehouse_id={warehouse}"),
	"GET /reports/{report}/export":          hides("/reports/activity/export?format=csv&warehouse_id={warehouse}"),

	"GET /audit":        hides("/audit?warehouse_id={warehouse}").and(hides("/audit?stream=warehouse:{warehouse}")).and(hides("/audit?stream=people")).and(empty("/audit")),
	"GET /audit/export": hides("/audit/export?format=csv&warehouse_id={warehouse}").and(hides("/audit/export?format=csv&stream=refusals:{warehouse}")),
	"GET /events":       shared("each event has its audience: see TestEventsReachThoseWhomTheyConcern"),
}

// scope is what somebody of another warehouse sees of an operation.
type scope struct {
	hidden []try
	empty  []string
	shared string
}

// try is a request that names something of North.
type try struct {
	path string
	body any
}

type object = map[string]any

var (
	oneLine = []any{object{"product_id": "{product}", "quantity": 1}}
	arrival = object{"lines": []any{object{"line_no": 1, "quantity": 1}}}
)

func hides(path string, body ...any) scope {
	t := try{path: path}
	if len(body) > 0 {
		t.body = body[0]
	}
	return scope{hidden: []try{t}}
}

func empty(paths ...string) scope { return scope{empty: paths} }

func shared(why string) scope { return scope{shared: why} }

func (s scope) and(other scope) scope {
	return scope{append(s.hidden, other.hidden...), append(s.empty, other.empty...), s.shared + other.shared}
}

// content is the body with its placeholders filled in.
func (t try) content(f foreign) any {
	if t.body == nil {
		return nil
	}
	b, err := json.Marshal(t.body)
	if err != nil {
		panic(err) // the table is at fault
	}
	text := string(b)
	for name, v := range f {
		quoted := v
		if strings.Trim(v, "0123456789") != "" {
			quoted = `"` + v + `"`
		}
		text = strings.ReplaceAll(text, `"{`+name+`}"`, quoted)
	}
	return text
}
