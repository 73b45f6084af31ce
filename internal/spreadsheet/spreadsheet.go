// Package spreadsheet writes and reads tables as CSV and XLSX. What it writes
// is for people who open it in a spreadsheet, so text that the spreadsheet
// would run as a formula is made harmless.
package spreadsheet

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Format is a file format.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// MediaType is what the format is called in HTTP (RFC 7111, and the IANA
// registry for Office Open XML).
func (f Format) MediaType() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8; header=present"
}

// Writer writes a table row by row, without keeping it in memory. Close ends
// the table; without it the file isn't whole.
type Writer interface {
	// Row writes cells: strings, whole and floating-point numbers, booleans,
	// times and nil.
	Row(cells ...any) error
	Close() error
}

// NewWriter begins a table with the titles of its columns.
func NewWriter(w io.Writer, f Format, titles ...string) (Writer, error) {
	var out Writer
	switch f {
	case CSV:
		buffered := bufio.NewWriter(w)
		// The mark makes spreadsheets read the text as UTF-8.
		if _, err := buffered.WriteString("\ufeff"); err != nil {
			return nil, fmt.Errorf("begin a CSV file: %w", err)
		}
		out = &csvWriter{buffer: buffered, csv: csv.NewWriter(buffered)}
	case XLSX:
		file := excelize.NewFile()
		stream, err := file.NewStreamWriter("Sheet1")
		if err != nil {
			return nil, fmt.Errorf("begin a workbook: %w", err)
		}
		out = &xlsxWriter{target: w, file: file, stream: stream}
	default:
		return nil, fmt.Errorf("there is no format %q", f)
	}
	cells := make([]any, len(titles))
	for i, t := range titles {
		cells[i] = t
	}
	return out, out.Row(cells...)
}

// harmless keeps a spreadsheet from running text as a formula: a leading
// apostrophe makes it text (OWASP, "CSV Injection").
func harmless(s string) string {
	if runs(s) {
		return "'" + s
	}
	return s
}

// Plain is the text that a Writer made harmless. Plain(harmless(s)) is s.
func Plain(s string) string {
	if rest, quoted := strings.CutPrefix(s, "'"); quoted && runs(rest) {
		return rest
	}
	return s
}

// runs tells whether a spreadsheet could run a text. Apostrophes before it
// count as well, so that one more can be told from those that were there.
func runs(s string) bool {
	first, size := utf8.DecodeRuneInString(strings.TrimLeft(s, "'"))
	return size > 0 && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first)
}

type csvWriter struct {
	buffer *bufio.Writer
	csv    *csv.Writer
}

// Row implements Writer.
func (w *csvWriter) Row(cells ...any) error {
	record := make([]string, len(cells))
	for i, c := range cells {
		record[i] = text(c)
	}
	if err := w.csv.Write(record); err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	return nil
}

// Close implements Writer.
func (w *csvWriter) Close() error {
	w.csv.Flush()
	if err := w.csv.Error(); err != nil {
		return fmt.Errorf("end a CSV file: %w", err)
	}
	if err := w.buffer.Flush(); err != nil {
		return fmt.Errorf("end a CSV file: %w", err)
	}
	return nil
}

func text(cell any) string {
	switch v := cell.(type) {
	case nil:
		return ""
	case string:
		return harmless(v)
	case time.Time:
		return v.UTC().Format(time.RFC3339)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	default:
		return fmt.Sprint(v)
	}
}

type xlsxWriter struct {
	target io.Writer
	file   *excelize.File
	stream *excelize.StreamWriter
	row    int
}

// Row implements Writer. Text is written as text, never as a formula; it gets
// the apostrophe all the same, for those who save the workbook as CSV.
func (w *xlsxWriter) Row(cells ...any) error {
	w.row++
	if w.row > excelize.TotalRows {
		return fmt.Errorf("a workbook has at most %d rows; take CSV", excelize.TotalRows)
	}
	values := make([]any, len(cells))
	for i, c := range cells {
		switch v := c.(type) {
		case string:
			values[i] = harmless(v)
		case time.Time:
			values[i] = v.UTC().Format(time.RFC3339)
		default:
			values[i] = v
		}
	}
	cell, err := excelize.CoordinatesToCellName(1, w.row)
	if err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	if err := w.stream.SetRow(cell, values); err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	return nil
}

// Close implements Writer.
func (w *xlsxWriter) Close() error {
	if err := w.stream.Flush(); err != nil {
		return fmt.Errorf("end a workbook: %w", err)
	}
	if _, err := w.file.WriteTo(w.target); err != nil {
		return fmt.Errorf("end a workbook: %w", err)
	}
	if err := w.file.Close(); err != nil {
		return fmt.Errorf("end a workbook: %w", err)
	}
	return nil
}
