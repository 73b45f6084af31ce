package spreadsheet

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// maxUnpacked is what a workbook may unpack to. What is larger than maxInMemory
// is unpacked to disk.
const (
	maxUnpacked = 256 << 20
	maxInMemory = 16 << 20
)

// ErrWorkbook is a file that is no workbook, or one that is not taken.
var ErrWorkbook = errors.New("this workbook can't be read")

// Rows reads the first sheet of a workbook, row by row.
type Rows struct {
	file *excelize.File
	rows *excelize.Rows
	line int
}

// OpenWorkbook opens an XLSX file. One that unpacks to more than a table can
// be is refused (ErrWorkbook).
func OpenWorkbook(r io.Reader) (*Rows, error) {
	file, err := excelize.OpenReader(r, excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxInMemory})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrWorkbook, err)
	}
	sheets := file.GetSheetList()
	if len(sheets) == 0 {
		return nil, errors.Join(fmt.Errorf("%w: it has no sheet", ErrWorkbook), file.Close())
	}
	rows, err := file.Rows(sheets[0])
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %w", ErrWorkbook, err), file.Close())
	}
	return &Rows{file: file, rows: rows}, nil
}

// Next gives the cells of the next row as they are shown, and its number from
// 1; io.EOF after the last. A formula counts as the value that it had.
func (r *Rows) Next() (cells []string, line int, err error) {
	if !r.rows.Next() {
		if err := r.rows.Error(); err != nil {
			return nil, 0, fmt.Errorf("%w: %w", ErrWorkbook, err)
		}
		return nil, 0, io.EOF
	}
	r.line++
	// As they were typed: a barcode must not come as 5.9E+12.
	cells, err = r.rows.Columns(excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, 0, fmt.Errorf("%w: row %d: %w", ErrWorkbook, r.line, err)
	}
	return cells, r.line, nil
}

// Close lets go of the file.
func (r *Rows) Close() error {
	if err := errors.Join(r.rows.Close(), r.file.Close()); err != nil {
		return fmt.Errorf("close a workbook: %w", err)
	}
	return nil
}
