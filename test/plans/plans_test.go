package plans

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/api"
	"stockflow/internal/store"
)

// reads says how each reading operation of the contract is asked: the query
// strings that make a difference to its plan. A nil list is not asked, for the
// reason beside it.
var reads = map[string][]string{
	"getSession":         {""},
	"listWarehouses":     {"", "all=true"},
	"listLocations":      {"", "search=A-", "kind=storage"},
	"listProducts":       {"", "search=SKU-0000123", "search=copper", "search=zzzz", "search=2000000000015", "search=a", "category_id=3"},
	"searchProducts":     {"q=SKU-0000123", "q=copper", "q=coper", "q=zzzz", "q=qxqx%20vvv", "q=a", "q=2000000000015"},
	"scanCode":           {"code=2000000000015", "code=SKU-0000123", "code=A-01-1", "code=SH-0000123", "code=zzzz"},
	"listCategories":     {"", "search=o"},
	"getCategory":        {""},
	"listPermissions":    {""},
	"getProduct":         {""},
	"listProductLots":    {"", "search=L"},
	"getProductStock":    {""},
	"listStock":          {"", "search=copper", "warehouse_id={warehouse}", "warehouse_id={warehouse}&search=zzzz", "product_id={product}"},
	"listMovements":      {"", "product_id={product}", "operation_id={operation}", "warehouse_id={warehouse}"},
	"exportProducts":     nil, // it reads all that it gives
	"listImports":        {""},
	"getImport":          {""},
	"listImportErrors":   {""},
	"exportImportErrors": nil, // it reads all that it gives
	"listLots":           {"", "search=L", "search=zzzz", "product_id={product}", "status=on_hold", "expires_before=2026-01-01", "warehouse_id={warehouse}"},
	"getLot":             {""},
	"listCountLines":     {""},
	"listThresholds":     {"", "warehouse_id={warehouse}", "product_id={product}", "search=copper", "search=zzzz"},
	"exportThresholds":   nil, // it reads all that it gives
	"listSuggestions":    {"", "from_warehouse_id={warehouse}", "to_warehouse_id={warehouse}", "product_id={product}"},
	"listRecalls":        {"", "status=open"},
	"getRecall":          {""},
	"traceLot":           {"", "direction=forward"},
	"exportLotTrace":     {"format=csv"},
	"suggestPutAway":     {"product_id={product}"},
	"listOperations": {
		"", "open=true", "kind=transfer", "kind=shipment&status=reserved", "status=cancelled", "warehouse_id={warehouse}", "search=SH-0000",
		"search=zzzz", "search=SO-1", "warehouse_id={warehouse}&kind=receipt&open=true", "status=discrepancy",
	},
	"getOperation":     {""},
	"getOperationLive": nil, // it asks Temporal
	"listApprovals":    {"", "status=pending"},
	"getCommand":       {""},
	"listAlerts": {
		"", "status=resolved", "type=expiry", "severity=critical", "warehouse_id={warehouse}&type=low_stock", "product_id={product}", "search=copper",
		"search=zzzz", "search=a", "assigned_to=me", "type=discrepancy", "status=resolved&product_id={product}", "status=resolved&search=copper",
		"status=escalated", "status=snoozed&type=expiry", "severity=info", "status=resolved&type=discrepancy", "status=resolved&severity=info",
		"status=resolved&assigned_to=me",
	},
	"getAlertSummary":            {""},
	"getAlert":                   {""},
	"listProviders":              nil, // it asks no database
	"listUsers":                  {"", "status=invited"},
	"listUserSessions":           {""},
	"listUserTokens":             {""},
	"listSessions":               {""},
	"listTokens":                 {""},
	"listAccessRequests":         {"", "status=refused"},
	"listReports":                {""},
	"getReport":                  nil, // see reportsToRead
	"exportReport":               nil, // it reads all that it gives
	"listNotifications":          {"", "unread=true"},
	"getNotificationPreferences": {""},
	"listPushSubscriptions":      {""},
	"getPushKey":                 nil, // without a key to keep secrets with it reads nothing
	"listChannels":               {""},
	"getNotificationHealth":      {""},
	"listParkedDeliveries":       {""},
	"listSchedules":              {""},
	"getSchedule":                {""},
	"listScheduleRuns":           {""},
	"listAuditRecords": {
		"", "user_id=5", "action=update_user", "action=nothing", "subject_kind=product&subject_id=17",
		"subject_kind=shipment&subject_id={operation}", "warehouse_id={warehouse}", "warehouse_id={warehouse}&user_id=5", "refused=true", "refused=false",
		"stream=people", "stream=catalogue&action=update_product", "remote_address=192.0.2.7", "remote_address=10.0.0.1",
		"from=2026-01-01T00:00:00Z", "to=2026-01-01T00:00:00Z", "from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z",
	},
	"exportAuditRecords":    nil, // it reads all that it gives, as the list does
	"streamEvents":          nil, // it has no end
	"listAdjustmentReasons": {""},
	"listReportSnapshots":   {"", "report=abc", "warehouse_id={warehouse}"},
	"getReportSnapshot":     {""},
	"getProductHistory":     {"", "warehouse_id={warehouse}&step=month"},
}

// Nothing that the API reads grows with the company: no query reads a large
// table whole, or looks at more of its rows than a page needs.
func TestNoRequestReadsALargeTable(t *testing.T) {
	c := newCompany(t)
	large := c.large(t)
	for _, name := range []string{"inventory", "movements", "operations", "operation_lines", "operation_steps", "audit_records", "products"} {
		require.True(t, large[name], "%s is large in the company", name)
	}
	const recall = "6cf423bb-6c01-5cff-9159-c373c35ece38"
	require.NoError(t, c.store.StartRecall(t.Context(), store.Actor{UserID: 1}, store.Scope{Everywhere: true},
		store.NewRecall{ID: recall, RequestHash: "x", LotIDs: []int64{1}, Reason: "it leaks"}))
	names := strings.NewReplacer(
		"{recall_id}", recall,
		"{product}", "17", "{product_id}", "17", "{warehouse}", "2", "{warehouse_id}", "2", "{user}", "5", "{user_id}", "5", "{category_id}", "3",
		"{operation}", c.text(t, "SELECT id FROM operations WHERE kind = 'shipment' ORDER BY created_at LIMIT 1"),
		"{operation_id}", c.text(t, "SELECT id FROM operations WHERE kind = 'shipment' ORDER BY created_at LIMIT 1"),
		"{command_id}", "00000000-0000-5000-8000-000000000000", "{lot_id}", "1", "{import_id}", "00000000-0000-5000-8000-000000000000", "{snapshot_id}", "1",
		"{alert_id}", c.text(t, "SELECT min(id) FROM alerts WHERE active AND type = 'low_stock'"),
		"{schedule_id}", "reconciliation",
	)
	callers := map[string][]*http.Cookie{"admin": c.signIn(t, 0), "manager": c.signIn(t, 1), "staff": c.signIn(t, 2)}
	c.seen.take()

	spec, err := api.Spec()
	require.NoError(t, err)
	asked := map[string]bool{}
	for _, path := range spec.Paths.InMatchingOrder() {
		operation := spec.Paths.Value(path).Get
		if operation == nil {
			continue
		}
		asked[operation.OperationID] = true
		queries, known := reads[operation.OperationID]
		if !assert.True(t, known, "say in this test how %s is asked", operation.OperationID) {
			continue
		}
		for _, q := range queries {
			url := names.Replace(path + "?" + q)
			require.NotContains(t, url, "{", "a place without a name")
			for caller, cookies := range callers {
				t.Run(fmt.Sprintf("%s/%s/%s", operation.OperationID, q, caller), func(t *testing.T) {
					c.check(t, url, cookies, large)
				})
			}
		}
	}
	for _, url := range reportsToRead(names) {
		for caller, cookies := range callers {
			t.Run(fmt.Sprintf("getReport/%s/%s", url, caller), func(t *testing.T) {
				c.check(t, url, cookies, large)
			})
		}
	}
	t.Run("deliveries", func(t *testing.T) { c.checkDeliveries(t, large) })
	c.checkScans(t, large)
	for name := range reads {
		assert.True(t, asked[name], "the contract has no %s any more", name)
	}
}

// check asks for a page, and reads the plans of what the database was asked.
func (c *company) check(t *testing.T, url string, cookies []*http.Cookie, large map[string]bool) {
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.url+"/api/v1"+url, http.NoBody)
	require.NoError(t, err)
	for _, cookie := range cookies {
		request.AddCookie(cookie)
	}
	begin := time.Now()
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	took := time.Since(begin)
	require.Less(t, response.StatusCode, 500, string(body))
	require.Contains(t, []int{200, 403, 404}, response.StatusCode, string(body))
	for _, q := range c.seen.take() {
		if verb(q.sql) == "" {
			continue
		}
		plan := c.explain(t, q)
		if wrong := complaints(plan, large); len(wrong) > 0 {
			slices.Sort(wrong)
			assert.Fail(t, strings.Join(wrong, "; "), "%s\n%s\n%v", url, q.sql, q.args)
		}
	}
	if os.Getenv("PLANS_TIMES") != "" {
		t.Logf("%s: %s", url, took)
	}
}
