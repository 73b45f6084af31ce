package spreadsheet_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"stockflow/internal/spreadsheet"
)

var dangerous = []string{"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝cmd|' /C calc'!A0"}

func write(t *testing.T, f spreadsheet.Format, rows ...[]any) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := spreadsheet.NewWriter(&b, f, "Name", "Number")
	require.NoError(t, err)
	for _, r := range rows {
		require.NoError(t, w.Row(r...))
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func TestFormulasAreMadeHarmless(t *testing.T) {
	for _, text := range dangerous {
		records, err := csv.NewReader(strings.NewReader(string(write(t, spreadsheet.CSV, []any{text, 1})))).ReadAll()
		require.NoError(t, err)
		assert.Equal(t, "'"+strings.ReplaceAll(text, "\r\n", "\n"), records[1][0])

		book, err := excelize.OpenReader(bytes.NewReader(write(t, spreadsheet.XLSX, []any{text, 1})))
		require.NoError(t, err)
		formula, err := book.GetCellFormula("Sheet1", "A2")
		require.NoError(t, err)
		assert.Empty(t, formula)
		cell, err := book.GetCellValue("Sheet1", "A2")
		require.NoError(t, err)
		assert.True(t, strings.HasPrefix(cell, "'"), "%q", cell)
	}
}

func TestNumbersStayNumbers(t *testing.T) {
	at := time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
	records, err := csv.NewReader(bytes.NewReader(write(t, spreadsheet.CSV, []any{at, -5}, []any{nil, 0.25}))).ReadAll()
	require.NoError(t, err)
	assert.Equal(t, [][]string{{"\ufeffName", "Number"}, {"2026-02-03T04:05:06Z", "-5"}, {"", "0.25"}}, records)

	book, err := excelize.OpenReader(bytes.NewReader(write(t, spreadsheet.XLSX, []any{"x", -5})))
	require.NoError(t, err)
	kind, err := book.GetCellType("Sheet1", "B2")
	require.NoError(t, err)
	assert.Equal(t, excelize.CellTypeUnset, kind, "a cell without a type is a number")
	v, err := book.GetCellValue("Sheet1", "B2")
	require.NoError(t, err)
	assert.Equal(t, "-5", v)
}

func TestUnknownFormatIsRefused(t *testing.T) {
	_, err := spreadsheet.NewWriter(&bytes.Buffer{}, "pdf", "A")
	require.Error(t, err)
}
