package httpapi_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"stockflow/internal/store"
)

// actions are the actions of audit records, newest first.
func (b *browser) actions(path string) []string {
	b.t.Helper()
	items, _ := b.walk(path, 3)
	actions := []string{}
	for _, a := range items {
		actions = append(actions, a["action"].(string))
	}
	return actions
}

// Records are found by who, what, when and where.
func TestAuditFilters(t *testing.T) {
	r := setup(t)
	admin := r.as(t, r.Admin)
	product := r.Product(t, "P")
	receipt := r.At(r.North).Receive(t, product, 5)
	r.At(r.South).Receive(t, product, 7)
	between := time.Now().UTC()
	admin.want(http.StatusOK, "PATCH", fmt.Sprintf("/products/%d", product), object{"name": "Tea"})
	admin.want(http.StatusOK, "PATCH", "/schedules/clean_up", object{"paused": true})
	require.NoError(t, r.Store.RecordRefusals(t.Context(), []store.AuditEntry{
		{Actor: store.Actor{UserID: r.Staff, RemoteAddress: "192.0.2.7"}, Stream: store.RefusalStream(r.South.ID), Action: "pick_shipment"},
	}))
	at := url.QueryEscape(between.Format(time.RFC3339Nano))
	for query, want := range map[string][]string{
		"user_id=" + fmt.Sprint(r.Admin):                              {"update_schedule", "update_product"},
		"user_id=" + fmt.Sprint(r.Admin) + "&action=update_product":   {"update_product"},
		"action=update_schedule":                                      {"update_schedule"},
		"subject_kind=schedule&subject_id=clean_up":                   {"update_schedule"},
		"subject_kind=receipt&subject_id=" + receipt:                  {"receive_receipt", "create_receipt"},
		fmt.Sprintf("warehouse_id=%d", r.South.ID):                    {"pick_shipment", "receive_receipt", "create_receipt"},
		fmt.Sprintf("warehouse_id=%d&refused=false", r.South.ID):      {"receive_receipt", "create_receipt"},
		fmt.Sprintf("stream=warehouse:%d", r.North.ID):                {"receive_receipt", "create_receipt"},
		"stream=settings":                                             {"update_schedule"},
		"refused=true":                                                {"pick_shipment"},
		"remote_address=192.0.2.7":                                    {"pick_shipment"},
		"remote_address=192.0.2.8":                                    {},
		"from=" + at:                                                  {"pick_shipment", "update_schedule", "update_product"},
		"action=receive_receipt&to=" + at:                             {"receive_receipt", "receive_receipt"},
		"action=receive_receipt&from=" + at:                           {},
		fmt.Sprintf("warehouse_id=%d&stream=settings", r.South.ID):    {},
		fmt.Sprintf("user_id=%d&refused=true", r.Admin):               {},
		"subject_kind=product&action=update_product&stream=catalogue": {"update_product"},
	} {
		assert.Equal(t, want, admin.actions("/audit?"+query), query)
	}
	southern := r.as(t, r.AddManager(t, r.South))
	assert.Equal(t, []string{"pick_shipment", "receive_receipt", "create_receipt"}, southern.actions("/audit?from=2020-01-01T00:00:00Z"))
	assert.Equal(t, []string{"pick_shipment"}, southern.actions(fmt.Sprintf("/audit?stream=refusals:%d", r.South.ID)))
}

// A file has what the list has, and no formula in it.
func TestAuditExport(t *testing.T) {
	r := setup(t)
	admin := r.as(t, r.Admin)
	names := []string{"=1+1", "+1", "-1", "@SUM(A1)", "\tcmd"}
	for i, name := range names {
		r.Exec(t, "UPDATE users SET name = $1 WHERE id = $2", name, r.Admin)
		admin.want(http.StatusCreated, "POST", "/products", object{"sku": fmt.Sprintf("=S%d", i), "name": "Tea"})
		require.NoError(t, r.Store.RecordRefusals(t.Context(), []store.AuditEntry{{
			Actor: store.Actor{UserID: r.Admin, RemoteAddress: name, RequestID: name}, Stream: store.RefusalStream(0), Action: name, SubjectKind: name, SubjectID: name,
		}}))
	}
	list, _ := admin.walk(fmt.Sprintf("/audit?user_id=%d", r.Admin), 200)
	require.Len(t, list, 10)
	path := fmt.Sprintf("/audit/export?user_id=%d&format=", r.Admin)
	res := admin.want(http.StatusOK, "GET", path+"csv", nil)
	assert.Contains(t, res.Header.Get("Content-Disposition"), ".csv")
	table, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(res.body, []byte("\ufeff")))).ReadAll()
	require.NoError(t, err)
	book, err := excelize.OpenReader(bytes.NewReader(admin.want(http.StatusOK, "GET", path+"xlsx", nil).body))
	require.NoError(t, err)
	sheet, err := book.GetRows("Sheet1")
	require.NoError(t, err)
	for _, rows := range [][][]string{table, sheet} {
		require.Len(t, rows, 11)
		assert.Equal(t, "When", rows[0][0])
		for i, row := range rows[1:] {
			assert.Equal(t, list[i]["stream"], row[1])
			assert.Equal(t, fmt.Sprint(list[i]["seq"]), row[2])
			for _, cell := range row {
				assert.False(t, strings.IndexAny(cell, "=+-@\t\r") == 0, "%q would be run as a formula", cell)
			}
		}
	}
	assert.Len(t, strings.Split(strings.TrimSpace(string(admin.want(http.StatusOK, "GET", path+"csv&action=create_product", nil).body)), "\n"), 6)
	r.as(t, r.Staff).refused(http.StatusForbidden, "forbidden", "GET", path+"csv", nil)
}
