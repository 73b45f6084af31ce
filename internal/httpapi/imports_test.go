package httpapi_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"stockflow/internal/spreadsheet"
)

// imported uploads a file and applies it, as the worker would, in batches of three rows.
func (b *browser) imported(path string, file any) map[string]any {
	b.t.Helper()
	res := b.want(http.StatusAccepted, "POST", path, file, "Content-Type", "application/octet-stream")
	made := res.object(b.t)
	id := made["id"].(string)
	assert.Equal(b.t, "/api/v1/imports/"+id, res.Header.Get("Location"))
	assert.Equal(b.t, "queued", made["status"])
	for ended := false; !ended; {
		var err error
		ended, err = b.rig.Store.ApplyImport(b.t.Context(), id, 3)
		require.NoError(b.t, err)
	}
	return b.get("/imports/" + id)
}

func figures(i map[string]any) string {
	return strings.TrimSpace(fmt.Sprintln(i["status"], i["rows"], i["readable"], i["done"], i["created"], i["changed"], i["unchanged"], i["errors"]))
}

func TestAnImportAddsAndChangesAndReportsAllErrors(t *testing.T) {
	r := setup(t)
	manager := r.as(t, r.Manager)
	manager.want(http.StatusCreated, "POST", "/products", map[string]any{
		"sku": "OLD", "name": "Old", "category": "Food", "barcodes": []any{map[string]any{"barcode": "TAKEN"}},
	})
	file := "sku;name;category;packaging;barcodes;reorder_level;colour\n" +
		"NEW-1;New one;Food > Tea;case=12;case=14006381333938;20;green\n" +
		"OLD;Old, renamed;;;;;\n" +
		";no sku;;;;;\n" +
		"NEW-2;Taken;;;TAKEN;;\n" +
		"NEW-3;Bad level;;;;-1;\n" +
		"NEW-1;Twice;;;;;\n" +
		"NEW-4;=1+1;;;;;\n"
	trial := manager.imported("/imports?dry_run=true&file_name=spring.csv", file)
	assert.Equal(t, "done 7 4 4 2 1 0 4", figures(trial))
	require.Empty(t, manager.get("/products?search=NEW-1")["items"], "a trial changes nothing")

	done := manager.imported("/imports?file_name=spring.csv", file)
	assert.Equal(t, "done 7 4 4 2 1 0 4", figures(done))
	assert.Equal(t, []any{"colour"}, done["unused_columns"])
	errors := manager.get("/imports/" + done["id"].(string) + "/errors")["items"].([]any)
	var lines []string
	for _, e := range errors {
		e := e.(map[string]any)
		lines = append(lines, fmt.Sprint(e["line"], " ", e["column"], " ", e["code"]))
	}
	assert.Equal(t, []string{"4 sku invalid_request", "5 barcodes conflict", "6 reorder_level invalid_request", "7 sku invalid_request"}, lines)
	report := string(manager.want(http.StatusOK, "GET", "/imports/"+done["id"].(string)+"/errors/export?format=csv", nil).body)
	assert.Contains(t, report, "5,barcodes,NEW-2,conflict,")
	assert.Equal(t, 5, strings.Count(report, "\n"))

	assert.Equal(t, "done 7 4 4 0 0 3 4", figures(manager.imported("/imports", file)), "a second time everything is there")
	found := manager.get("/products?search=NEW-4")["items"].([]any)
	assert.Equal(t, "=1+1", found[0].(map[string]any)["name"])
	assert.EqualValues(t, 1, r.ID(t, `SELECT count(*) FROM audit_records WHERE action = 'create_product' AND after->>'sku' = 'NEW-1'`))
	assert.EqualValues(t, 1, r.ID(t, `SELECT count(*) FROM audit_records WHERE action = 'update_product' AND after->>'sku' = 'OLD'`),
		"what does not change is not recorded")
	list := manager.get("/imports")["items"].([]any)
	require.Len(t, list, 3)
	assert.Zero(t, r.ID(t, "SELECT count(*) FROM import_rows"), "rows of what has ended are forgotten")
	found2, err := r.Store.Verify(t.Context())
	require.NoError(t, err)
	require.Empty(t, found2)
}

func TestAnImportIsCancelledBetweenBatches(t *testing.T) {
	r := setup(t)
	manager := r.as(t, r.Manager)
	file := "sku,name\n"
	for i := range 10 {
		file += fmt.Sprintf("C-%d,c\n", i)
	}
	id := manager.want(http.StatusAccepted, "POST", "/imports", file, "Content-Type", "application/octet-stream").object(t)["id"].(string)
	ended, err := r.Store.ApplyImport(t.Context(), id, 4)
	require.NoError(t, err)
	require.False(t, ended)
	assert.Equal(t, "cancelling", manager.want(http.StatusOK, "POST", "/imports/"+id+"/cancel", nil).object(t)["status"])
	ended, err = r.Store.ApplyImport(t.Context(), id, 4)
	require.NoError(t, err)
	require.True(t, ended)
	assert.Equal(t, "cancelled 10 10 4 4 0 0 0", figures(manager.get("/imports/"+id)))
	manager.refused(http.StatusConflict, "wrong_stage", "POST", "/imports/"+id+"/cancel", nil)
	assert.EqualValues(t, 4, r.ID(t, "SELECT count(*) FROM products WHERE sku LIKE 'C-%'"))
}

// An export can be imported again, and changes nothing.
func TestAnExportIsImportedUnchanged(t *testing.T) {
	r := setup(t)
	manager := r.as(t, r.Manager)
	for i, name := range []string{"=1+1", "'=quoted", "''-twice", "@sum", "+5", "plain", "with \"quotes\", commas; and\nlines", "Ünïcode 茶"} {
		manager.want(http.StatusCreated, "POST", "/products", map[string]any{
			"sku": fmt.Sprintf("X-%d", i), "name": name, "description": name, "category": "Food > Tea", "reorder_level": i, "tracks_lots": true,
			"tracks_expiry": true, "expiry_warning_days": 30, "packaging_units": []any{map[string]any{"name": "case", "factor": 12}},
			"barcodes": []any{map[string]any{"barcode": fmt.Sprintf("CODE%d", i)}, map[string]any{"barcode": fmt.Sprintf("000%d", i), "packaging_unit": "case"}},
		})
	}
	manager.want(http.StatusOK, "PATCH", fmt.Sprintf("/products/%d", r.ID(t, "SELECT id FROM products WHERE sku = 'X-5'")), map[string]any{"status": "retired"})
	before := r.Text(t, "SELECT string_agg(p::text || b::text, '|' ORDER BY p.id, b.barcode) FROM products p JOIN product_barcodes b ON b.product_id = p.id")
	for _, format := range []string{"csv", "xlsx"} {
		res := manager.want(http.StatusOK, "GET", "/products/export?format="+format, nil)
		assert.Equal(t, spreadsheet.Format(format).MediaType(), res.Header.Get("Content-Type"))
		assert.Equal(t, "done 8 8 8 0 0 8 0", figures(manager.imported("/imports", res.body)), format)
	}
	after := r.Text(t, "SELECT string_agg(p::text || b::text, '|' ORDER BY p.id, b.barcode) FROM products p JOIN product_barcodes b ON b.product_id = p.id")
	assert.Equal(t, withoutTimes(before), withoutTimes(after))
}

// withoutTimes drops when a row was last written.
var instant = regexp.MustCompile(`"\d{4}-\d\d-\d\d [^"]+"`)

func withoutTimes(s string) string { return instant.ReplaceAllString(s, "") }

func TestFilesThatAreNoTablesAreRefused(t *testing.T) {
	r := setup(t)
	manager := r.as(t, r.Manager)
	headers := []string{"Content-Type", "application/octet-stream"}
	for name, file := range map[string][]byte{
		"no header":                    []byte("\n\n"),
		"a header that lacks a column": []byte("name\nx\n"),
		"a column twice":               []byte("sku,name,SKU\nx,y,z\n"),
		"an archive":                   archive(t, map[string]string{"a.txt": "hello"}),
		"half a workbook":              workbook(t, "sku", "name")[:200],
		"a bomb":                       archive(t, map[string]string{"[Content_Types].xml": strings.Repeat("\x00", 300<<20)}),
		"a workbook without a name":    workbook(t, "sku"),
	} {
		t.Run(name, func(t *testing.T) {
			manager.refused(http.StatusUnprocessableEntity, "unreadable_file", "POST", "/imports", file, headers...)
		})
	}
	manager.refused(http.StatusUnsupportedMediaType, "unsupported_media_type", "POST", "/imports", []byte("sku,name\n"), "Content-Type", "text/plain")
	manager.refused(http.StatusRequestEntityTooLarge, "payload_too_large", "POST", "/imports", make([]byte, 25<<20), headers...)
	manager.refused(http.StatusBadRequest, "invalid_request", "POST", "/imports", nil, headers...)
	r.as(t, r.Staff).refused(http.StatusForbidden, "forbidden", "POST", "/imports", []byte("sku,name\n"), headers...)
	assert.Zero(t, r.ID(t, "SELECT count(*) FROM imports"))

	damaged := manager.imported("/imports", "sku,name\nA,\xff\xfe\nB,b\x00b\nC,\"open\n")
	assert.Equal(t, "done 3 0 0 0 0 0 3", figures(damaged), "each bad row is reported")
}

func workbook(t *testing.T, titles ...string) []byte {
	t.Helper()
	book := excelize.NewFile()
	for i, title := range titles {
		cell, err := excelize.CoordinatesToCellName(i+1, 1)
		require.NoError(t, err)
		require.NoError(t, book.SetCellValue("Sheet1", cell, title))
	}
	var b bytes.Buffer
	require.NoError(t, book.Write(&b))
	return b.Bytes()
}

func archive(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range files {
		f, err := w.Create(name)
		require.NoError(t, err)
		_, err = f.Write([]byte(content))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}
