package importer

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"stockflow/internal/spreadsheet"
)

// column is a column that a format knows.
type column struct {
	name     string
	required bool
}

// table streams the rows of a file and gathers what is wrong with them.
type table struct {
	// read gives the next row and the line on which it begins, io.EOF after the
	// last. A *csv.ParseError is a row that can't be split into cells.
	read     func() (cells []string, line int, err error)
	index    map[string]int
	width    int
	rows     int
	unused   []string
	problems []Problem
}

// ErrFile is a file that can't be read as a table at all: nothing of it is
// imported.
var ErrFile = errors.New("this file can't be imported")

// openTable reads the header. The text may be UTF-8 or, with a byte order
// mark, UTF-16; it is brought to the composed form (NFC), so that what looks
// alike is alike. Fields are separated by commas, semicolons or tabs.
func openTable(r io.Reader, columns []column) (*table, error) {
	decoded := transform.NewReader(r, unicode.BOMOverride(encoding.Nop.NewDecoder()))
	buffered := bufio.NewReaderSize(norm.NFC.Reader(decoded), 64<<10)
	reader := csv.NewReader(buffered)
	start, err := buffered.Peek(32 << 10)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	reader.Comma = separator(start)
	reader.FieldsPerRecord = -1
	reader.ReuseRecord = true
	return startTable(columns, func() ([]string, int, error) {
		record, err := reader.Read()
		line := 0
		if len(record) > 0 {
			line, _ = reader.FieldPos(0)
		}
		return record, line, err //nolint:wrapcheck // the table words it
	})
}

// openWorkbook reads the header of a workbook's first sheet.
func openWorkbook(rows *spreadsheet.Rows, columns []column) (*table, error) {
	return startTable(columns, func() ([]string, int, error) {
		cells, line, err := rows.Next()
		for i, c := range cells {
			cells[i] = norm.NFC.String(c)
		}
		if errors.Is(err, spreadsheet.ErrWorkbook) {
			err = fmt.Errorf("%w: %w", ErrFile, err)
		}
		return cells, line, err
	})
}

func startTable(columns []column, read func() ([]string, int, error)) (*table, error) {
	t := &table{read: read, index: map[string]int{}}
	header, _, err := read()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: it is empty", ErrFile)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: its header can't be read: %w", ErrFile, err)
	}
	if err := t.readHeader(header, columns); err != nil {
		return nil, err
	}
	return t, nil
}

func (t *table) readHeader(header []string, columns []column) error {
	t.width = len(header)
	for i, cell := range header {
		name := headerName(cell)
		if name == "" {
			continue
		}
		if _, twice := t.index[name]; twice {
			return fmt.Errorf("%w: column %q stands twice in its header", ErrFile, name)
		}
		t.index[name] = i
		if !slices.ContainsFunc(columns, func(c column) bool { return c.name == name }) {
			t.unused = append(t.unused, strings.TrimSpace(cell))
		}
	}
	var missing []string
	for _, c := range columns {
		if _, ok := t.index[c.name]; c.required && !ok {
			missing = append(missing, c.name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("%w: its header lacks %s", ErrFile, strings.Join(missing, ", "))
	}
	return nil
}

// headerName brings a header into the form of the formats: Expires On is
// expires_on.
func headerName(cell string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(cell), func(r rune) bool {
		return r == ' ' || r == '_' || r == '-' || r == '\u00a0' || r == '\n' || r == '\t'
	}), "_")
}

// separator guesses what separates the fields, by the first line.
func separator(start []byte) rune {
	line, _, _ := bytes.Cut(start, []byte("\n"))
	best, most := ',', 0
	for _, candidate := range []rune{',', ';', '\t'} {
		if n := bytes.Count(line, []byte(string(candidate))); n > most {
			best, most = candidate, n
		}
	}
	return best
}

// next gives the next row with content, nil at the end of the file. A row that
// can't be split into cells is given with those before the damage.
func (t *table) next() (*row, error) {
	for {
		record, line, err := t.read()
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		var syntax *csv.ParseError
		if err != nil && !errors.As(err, &syntax) {
			return nil, fmt.Errorf("read the file: %w", err)
		}
		if syntax == nil && blank(record) {
			continue
		}
		t.rows++
		r := &row{table: t, cells: slices.Clone(record)}
		if syntax != nil {
			r.line, r.damaged = syntax.StartLine, true
			r.fail("", "the row can't be read: %s; a cell with quotes is quoted, and its quotes are doubled", syntax.Err)
			return r, nil
		}
		r.line = line
		if len(record) > t.width && !blank(record[t.width:]) {
			r.fail("", "the row has %d cells, the header has %d", len(record), t.width)
		}
		return r, nil
	}
}

func blank(record []string) bool {
	return !slices.ContainsFunc(record, func(cell string) bool { return strings.TrimSpace(cell) != "" })
}

// each hands every row of the file on, in its order.
func (t *table) each(add func(*row)) error {
	for {
		r, err := t.next()
		if err != nil || r == nil {
			return err
		}
		add(r)
	}
}
