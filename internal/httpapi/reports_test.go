package httpapi_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"stockflow/internal/inventory"
)

// tomorrow is its first hour in UTC, the time zone of the tests' warehouses:
// today is a whole day, and the last.
func tomorrow() time.Time { return time.Now().UTC().Truncate(24 * time.Hour).Add(25 * time.Hour) }

// rolledUp runs the daily roll-up to its end.
func (r *rig) rolledUp(t *testing.T, at time.Time) {
	t.Helper()
	for _, job := range []func(cursor string) (string, int, error){
		func(cursor string) (string, int, error) { return r.Store.DailyRollup(t.Context(), at, cursor) },
		func(cursor string) (string, int, error) { return r.Store.ClassifyProducts(t.Context(), at, cursor) },
	} {
		for cursor := ""; ; {
			next, _, err := job(cursor)
			require.NoError(t, err)
			if cursor = next; cursor == "" {
				break
			}
		}
	}
}

// shipped sends goods to a customer.
func (r *rig) shipped(t *testing.T, product, quantity int64) {
	t.Helper()
	north := r.At(r.North)
	id := north.Ship(t, product, quantity)
	for _, step := range []inventory.CommandKind{inventory.PickShipment, inventory.PackShipment, inventory.DispatchShip} {
		north.Do(t, step, id, inventory.Body{})
	}
}

func TestReportsOverHTTP(t *testing.T) {
	r := setup(t)
	manager := r.as(t, r.Manager)
	list := manager.get("/reports")["items"].([]any)
	require.Len(t, list, len(r.spec.Components.Parameters["ReportName"].Value.Schema.Value.Enum), "every report is in the contract")
	// An installation in which nothing has been rolled up answers as well.
	for _, def := range list {
		require.NotNil(t, manager.get("/reports/" + def.(map[string]any)["name"].(string))["items"])
	}

	tea, cup := r.Product(t, "=TEA"), r.Product(t, "CUP")
	r.At(r.North).Receive(t, tea, 100)
	r.At(r.South).Receive(t, cup, 40)
	r.shipped(t, tea, 30)
	r.rolledUp(t, tomorrow())

	movers := manager.get("/reports/movers?days=30&compare=previous")
	require.Len(t, movers["items"], 1)
	require.Subset(t, movers["items"].([]any)[0], map[string]any{
		"sku": "=TEA", "warehouse": "NORTH", "shipped": 30.0, "on_hand": 70.0, "abc_class": "A", "shipped_before": 0.0, "turnover": 12.8571,
	})
	require.NotEmpty(t, movers["as_of"])
	require.Equal(t, "primary", movers["source"])
	today := time.Now().UTC().Format(time.DateOnly)
	activity := manager.get("/reports/activity?to=" + today + "&product_id=" + fmt.Sprint(tea))
	days := activity["items"].([]any)
	require.Len(t, days, 30)
	require.Subset(t, days[29], map[string]any{"day": today, "received": 100.0, "shipped": 30.0, "change": 70.0})
	require.Len(t, manager.get("/reports/stock-as-of?on=" + today)["items"], 2)

	// In each of them the reader sees the own warehouses only.
	southern := r.as(t, r.AddManager(t, r.South))
	require.Empty(t, southern.get("/reports/movers")["items"])
	for _, item := range southern.get("/reports/stock-as-of?on=" + today)["items"].([]any) {
		require.Equal(t, "SOUTH", item.(map[string]any)["warehouse"])
	}
	last := southern.get("/reports/stock-history?to=" + today)["items"].([]any)[29]
	require.Subset(t, last, map[string]any{"closing": 40.0, "received": 40.0, "shipped": 0.0})
	r.as(t, r.Staff).refused(http.StatusForbidden, "forbidden", "GET", "/reports/movers", nil)
}

func TestReportRequestsThatMakeNoSense(t *testing.T) {
	r := setup(t)
	manager := r.as(t, r.Manager)
	for path, field := range map[string]string{
		"/reports/movers?days=31":                                     "days",
		"/reports/movers?from=2026-01-01":                             "from",
		"/reports/movers?class=A":                                     "class",
		"/reports/abc?compare=previous":                               "compare",
		"/reports/movers?group_by=day":                                "group_by",
		"/reports/activity?group_by=product":                          "group_by",
		"/reports/activity?from=2026-02-01&to=2026-01-01":             "from",
		"/reports/activity?from=2026-02-30":                           "from",
		"/reports/activity?from=1990-01-01&to=2026-01-01":             "from",
		"/reports/activity?from=2020-01-01&to=2026-01-01":             "group_by",
		"/reports/turnover?cursor=AAAA":                               "cursor",
		"/reports/turnover?cursor=WyJ4IiwiMSIsIjEiXQ":                 "cursor",
		"/reports/turnover?group_by=warehouse&cursor=WyJ4Il0":         "cursor",
		"/reports/expiry?cursor=WyIxMjMiLCIxIiwiMSJd":                 "cursor",
		"/reports/lead-times?cursor=WyIyMDI2LTAxLTAxIiwiLTEtIiwiMSJd": "cursor",
		"/reports/lead-times?product_id=1":                            "product_id",
		"/reports/movers?group_by=category&product_id=1":              "group_by",
		"/reports/activity?group_by=category&product_id=1":            "group_by",
		"/reports/activity?category_id=1&product_id=1":                "category_id",
		"/reports/movers/export?format=pdf":                           "format",
		"/reports/movers/export?format=csv&group_by=month":            "group_by",
	} {
		require.Equal(t, field, manager.refused(http.StatusBadRequest, "invalid_request", "GET", path, nil)["field"], path)
	}
	manager.refused(http.StatusBadRequest, "invalid_request", "GET", "/reports/nonsense", nil)
	manager.refused(http.StatusNotFound, "not_found", "GET", "/reports/activity?category_id=999", nil)
}

// A report as a file has all its pages, and its formulas do nothing.
func TestReportsAsFiles(t *testing.T) {
	r := setup(t)
	for i := range 30 {
		r.At(r.North).Receive(t, r.Product(t, fmt.Sprintf("=1+%d", i)), int64(i+1))
	}
	r.rolledUp(t, tomorrow())
	manager := r.as(t, r.Manager)
	path := "/reports/stock-as-of/export?on=" + time.Now().UTC().Format(time.DateOnly) + "&format="

	file := manager.want(http.StatusOK, "GET", path+"csv", nil)
	require.Contains(t, file.Header.Get("Content-Disposition"), ".csv")
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file.body, []byte("\ufeff")))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 31)
	require.Equal(t, []string{"Warehouse id", "Warehouse", "Product id", "SKU", "Product", "Category id", "Category", "On hand", "Last changed"}, rows[0])
	require.Equal(t, []string{"NORTH", "'=1+29", "30"}, []string{rows[30][1], rows[30][3], rows[30][7]})

	book, err := excelize.OpenReader(bytes.NewReader(manager.want(http.StatusOK, "GET", path+"xlsx", nil).body))
	require.NoError(t, err)
	defer book.Close()
	sheet, err := book.GetRows("Sheet1")
	require.NoError(t, err)
	require.Len(t, sheet, 31)
	require.Equal(t, strings.Join(rows[30], "|"), strings.Join(sheet[30], "|"))
}

func TestProductHistory(t *testing.T) {
	r := setup(t)
	tea := r.Product(t, "TEA")
	r.At(r.North).Receive(t, tea, 100)
	r.At(r.South).Receive(t, tea, 10)
	r.shipped(t, tea, 30)
	r.Exec(t, "INSERT INTO thresholds (product_id, warehouse_id, minimum, maximum, updated_by) VALUES ($1, $2, 20, 200, 1), ($1, $3, 5, 50, 1)",
		tea, r.North.ID, r.South.ID)
	r.rolledUp(t, tomorrow())
	today := time.Now().UTC()
	path := fmt.Sprintf("/products/%d/history?to=%s", tea, today.Format(time.DateOnly))

	staff := r.as(t, r.Staff)
	history := staff.get(path)
	points := history["points"].([]any)
	require.Len(t, points, 30)
	require.Subset(t, points[28], map[string]any{"on_hand": 0.0, "received": 0.0})
	require.Subset(t, points[29], map[string]any{"date": today.Format(time.DateOnly), "on_hand": 80.0, "change": 80.0, "received": 110.0, "shipped": 30.0})
	require.Subset(t, history, map[string]any{"minimum": 25.0, "maximum": 250.0, "step": "day"})
	north := staff.get(path + fmt.Sprintf("&step=month&from=%s&warehouse_id=%d", today.AddDate(0, -6, 0).Format(time.DateOnly), r.North.ID))
	require.Subset(t, north["points"].([]any)[6], map[string]any{"on_hand": 70.0, "date": today.Format("2006-01") + "-01"})
	require.Equal(t, []any{map[string]any{"warehouse_id": float64(r.North.ID), "minimum": 20.0, "maximum": 200.0}}, north["thresholds"])

	southern := r.as(t, r.AddManager(t, r.South)).get(path)
	require.Subset(t, southern["points"].([]any)[29], map[string]any{"on_hand": 10.0})
	require.EqualValues(t, 50, southern["maximum"])
	staff.refused(http.StatusNotFound, "not_found", "GET", "/products/999/history", nil)
	staff.refused(http.StatusBadRequest, "invalid_request", "GET", path+"&from=2020-01-01", nil)
}

func TestReportSnapshots(t *testing.T) {
	r := setup(t)
	r.At(r.North).Receive(t, r.Product(t, "TEA"), 100)
	r.rolledUp(t, tomorrow())
	at := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	for cursor := ""; ; {
		next, _, err := r.Store.TrendReport(t.Context(), at, cursor)
		require.NoError(t, err)
		if cursor = next; cursor == "" {
			break
		}
	}
	manager := r.as(t, r.Manager)
	whole, _ := manager.walk("/reports/snapshots", 200)
	parts, _ := manager.walk("/reports/snapshots", 5)
	require.Len(t, whole, 18, "nine reports of two warehouses")
	require.Equal(t, whole, parts)
	aged, _ := manager.walk(fmt.Sprintf("/reports/snapshots?report=ageing&warehouse_id=%d", r.North.ID), 5)
	require.Len(t, aged, 1)
	snapshot := manager.get(fmt.Sprintf("/reports/snapshots/%.0f", aged[0]["id"]))
	require.Equal(t, "2026-11-23T03:00:00Z", snapshot["scheduled_at"])
	require.Subset(t, snapshot["page"].(map[string]any)["items"].([]any)[0], map[string]any{"sku": "TEA", "on_hand": 100.0, "aged_30": 100.0})
	r.as(t, r.Staff).refused(http.StatusForbidden, "forbidden", "GET", "/reports/snapshots", nil)
}
