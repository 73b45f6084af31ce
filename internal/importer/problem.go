package importer

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// Problem is one thing that is wrong with a file, at the row that has to be
// mended.
type Problem struct {
	// Line is the line of the file on which the row begins; 0: the whole file.
	Line int
	// Column is the header of the offending cell; empty: the whole row.
	Column string
	// Document is the document that was refused because of it.
	Document string
	Reason   string
}

// String puts the problem into one line of text.
func (p Problem) String() string {
	s := "file"
	if p.Line > 0 {
		s = "line " + strconv.Itoa(p.Line)
	}
	if p.Column != "" {
		s += ", " + p.Column
	}
	if p.Document != "" {
		s += fmt.Sprintf(" (document %s)", p.Document)
	}
	return s + ": " + p.Reason
}

// Report is what became of a file.
type Report struct {
	// Rows counts the rows with content, Documents what they make up: products
	// in a file of products.
	Rows, Documents int
	// Entered documents are new, Changed ones (products only) were brought up
	// to the file, Repeated ones had been entered before; of these, Waiting
	// ones stand still until a manager decides on them.
	Entered, Changed, Repeated, Waiting int
	// Unused are the columns of the file that no format knows.
	Unused   []string
	Problems []Problem
}

// Refused counts the documents that were left out.
func (r *Report) Refused() int { return r.Documents - r.Entered - r.Changed - r.Repeated }

// sort brings the problems into the order of the file.
func (r *Report) sort() {
	slices.SortStableFunc(r.Problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
}

// WriteCSV writes the problems as CSV, for a spreadsheet.
func (r *Report) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"line", "column", "document", "reason"}}
	for _, p := range r.Problems {
		rows = append(rows, []string{strconv.Itoa(p.Line), p.Column, p.Document, p.Reason})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// WriteText writes the report for people: the figures, and at most limit
// problems (0: all).
func (r *Report) WriteText(w io.Writer, limit int) error {
	text := fmt.Sprintf("%d rows, %d documents: %d entered, ", r.Rows, r.Documents, r.Entered)
	if r.Changed > 0 {
		text += fmt.Sprintf("%d changed, ", r.Changed)
	}
	text += fmt.Sprintf("%d entered before, %d refused\n", r.Repeated, r.Refused())
	if r.Waiting > 0 {
		text += fmt.Sprintf("%d of them wait for a manager's approval\n", r.Waiting)
	}
	if len(r.Unused) > 0 {
		text += fmt.Sprintf("columns that were not used: %q\n", r.Unused)
	}
	if len(r.Problems) > 0 {
		text += fmt.Sprintf("%d problems:\n", len(r.Problems))
	}
	for i, p := range r.Problems {
		if limit > 0 && i == limit {
			text += fmt.Sprintf("  … and %d more\n", len(r.Problems)-limit)
			break
		}
		text += "  " + p.String() + "\n"
	}
	if _, err := io.WriteString(w, text); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}
