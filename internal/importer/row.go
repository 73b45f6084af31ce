package importer

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"stockflow/internal/spreadsheet"
)

// maxQuantity is the largest quantity that a line may have.
const maxQuantity = 1_000_000_000_000

// row is a row of a table. Its readers note what is wrong with a cell and go
// on, so that one reading finds everything that is wrong.
type row struct {
	table    *table
	line     int
	cells    []string
	document string
	bad      bool
	// damaged: the row ends where it could not be read any further.
	damaged bool
}

func (r *row) fail(column, format string, args ...any) {
	r.bad = true
	r.table.problems = append(r.table.problems, Problem{
		Line: r.line, Column: column, Document: r.document, Reason: fmt.Sprintf(format, args...),
	})
}

func (r *row) cell(column string) string {
	i, ok := r.table.index[column]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return strings.TrimSpace(spreadsheet.Plain(r.cells[i]))
}

// text reads a text that may have several lines.
func (r *row) text(column string, longest int) string {
	s := r.cell(column)
	switch {
	case !utf8.ValidString(s):
		r.fail(column, "this is not UTF-8 text")
	case strings.ContainsRune(s, 0):
		r.fail(column, "the text contains a NUL character")
	case utf8.RuneCountInString(s) > longest:
		r.fail(column, "the text is longer than %d characters", longest)
	default:
		return s
	}
	return ""
}

// code reads a text of one line, such as a number or a code.
func (r *row) code(column string, longest int) string {
	s := r.text(column, longest)
	if strings.ContainsFunc(s, unicode.IsControl) {
		r.fail(column, "%q contains a line break or another control character", s)
		return ""
	}
	return s
}

// need reads a code that must not be empty.
func (r *row) need(column string, longest int) string {
	return r.filled(column, r.code, longest)
}

// needText reads a text that must not be empty.
func (r *row) needText(column string, longest int) string {
	return r.filled(column, r.text, longest)
}

func (r *row) filled(column string, read func(string, int) string, longest int) string {
	known := len(r.table.problems)
	s := read(column, longest)
	if s == "" && len(r.table.problems) == known && !r.damaged {
		r.fail(column, "this is empty")
	}
	return s
}

// some reads a text; nil where the cell is empty.
func (r *row) some(column string, longest int) *string {
	s := r.text(column, longest)
	if s == "" {
		return nil
	}
	return &s
}

// number reads a whole number from least to most; nil where the cell is empty.
func (r *row) number(column string, least, most int64) *int64 {
	s := r.cell(column)
	if s == "" {
		return nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil && isDecimal(s):
		r.fail(column, "%s is not a whole number", short(s))
	case err != nil && isWhole(s), err == nil && n > most:
		r.fail(column, "%s is more than %d", short(s), most)
	case err != nil:
		r.fail(column, "%q is not a number", short(s))
	case n < least:
		r.fail(column, "%s is less than %d", short(s), least)
	default:
		return &n
	}
	return nil
}

// quantity reads a quantity of at least 1.
func (r *row) quantity(column string) int64 {
	known := len(r.table.problems)
	n := r.number(column, 1, maxQuantity)
	if n != nil {
		return *n
	}
	if len(r.table.problems) == known && !r.damaged {
		r.fail(column, "this is empty")
	}
	return 0
}

// date reads a date as YYYY-MM-DD.
func (r *row) date(column string) string {
	s := r.cell(column)
	if s == "" {
		return ""
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		r.fail(column, "%q is not a date; dates are written YYYY-MM-DD", short(s))
		return ""
	}
	return s
}

// yes reads yes or no; nil where the cell is empty.
func (r *row) yes(column string) *bool {
	var answer bool
	switch s := strings.ToLower(r.cell(column)); s {
	case "":
		return nil
	case "yes", "y", "true", "1":
		answer = true
	case "no", "n", "false", "0":
	default:
		r.fail(column, "%q is neither yes nor no", short(s))
		return nil
	}
	return &answer
}

// isWhole tells whether s is digits behind an optional sign.
func isWhole(s string) bool {
	s = strings.TrimLeft(s, "+-")
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// isDecimal tells whether s is a number with a fraction or an exponent.
func isDecimal(s string) bool {
	if _, err := strconv.ParseFloat(s, 64); err != nil {
		return false
	}
	return strings.ContainsAny(s, ".eE")
}

// short keeps a message readable whatever the cell contains.
func short(s string) string {
	const most = 40
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
