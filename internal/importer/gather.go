package importer

import (
	"io"

	"stockflow/internal/inventory"
)

// format says how a kind of document is written down.
type format struct {
	kind    inventory.Kind
	columns []column
	// place and partner name the columns of Document.Warehouse and Partner.
	place, partner string
	// fill reads the cells of a row into the document's head and a line.
	fill func(*row, *Document) Line
}

// gatherer collects the rows of a file into documents. Rows of a document need
// not stand together.
type gatherer struct {
	format
	table     *table
	documents []*Document
	byNumber  map[string]*Document
	bad       map[*Document]bool
	last      *Document
	// orphan is the last row that could not be assigned; orphaned: it is the
	// one before, so that the document that follows may lack it.
	orphan   int
	orphaned bool
	// scattered: rows of a document stand apart.
	scattered bool
}

// gather reads a file of documents.
func gather(r io.Reader, f format) (*File, error) {
	t, err := openTable(r, f.columns)
	if err != nil {
		return nil, err
	}
	g := &gatherer{format: f, table: t, byNumber: map[string]*Document{}, bad: map[*Document]bool{}}
	if err := t.each(g.add); err != nil {
		return nil, err
	}
	return g.file(), nil
}

func (g *gatherer) add(r *row) {
	number := r.need("document", longestNumber)
	if number == "" {
		// Whose row it is can't be known: its neighbours may lack it.
		if g.last != nil {
			g.bad[g.last] = true
		}
		g.orphan, g.orphaned = r.line, true
		return
	}
	r.document = number
	if r.bad {
		// What made the row bad was found before its document was known.
		g.table.problems[len(g.table.problems)-1].Document = number
	}
	head := Document{Kind: g.kind, Number: number, Row: r.line}
	var line Line
	if !r.damaged {
		line = g.fill(r, &head)
		line.Row = r.line
	}
	d := g.byNumber[number]
	if d == nil {
		d = &head
		g.byNumber[number] = d
		g.documents = append(g.documents, d)
	} else {
		g.scattered = g.scattered || d != g.last
		if !r.damaged {
			g.agree(r, d, &head)
		}
	}
	if g.orphaned || r.bad {
		g.bad[d] = true
	}
	g.orphaned, g.last = false, d
	d.Lines = append(d.Lines, line)
}

// agree holds the head of a row against the document's: what is filled in must
// be the same in all rows.
func (g *gatherer) agree(r *row, d, head *Document) {
	same := func(column string, had *string, has string) {
		switch {
		case has == "" || has == *had:
		case *had == "":
			*had = has
		default:
			r.fail(column, "%q differs from %q in an earlier row of the document", short(has), short(*had))
		}
	}
	same(g.place, &d.Warehouse, head.Warehouse)
	same("to", &d.Destination, head.Destination)
	same("date", &d.Date, head.Date)
	same("required_on", &d.RequiredOn, head.RequiredOn)
	same(g.partner, &d.Partner, head.Partner)
	switch {
	case head.Dispatched == nil:
	case d.Dispatched == nil:
		d.Dispatched = head.Dispatched
	case *d.Dispatched != *head.Dispatched:
		r.fail("dispatched", "this differs from an earlier row of the document")
	}
	d.Backorder = d.Backorder || head.Backorder
}

// file ends the gathering: documents that are whole and right are kept.
func (g *gatherer) file() *File {
	f := &File{Kind: g.kind}
	lost := g.orphan > 0 && g.scattered
	if lost {
		g.table.problems = append(g.table.problems, Problem{
			Line: g.orphan, Column: "document",
			Reason: "the row may belong to any document, since rows of documents stand apart in this file: nothing is entered",
		})
	}
	for _, d := range g.documents {
		if !g.bad[d] {
			g.check(d)
		}
		if !g.bad[d] && !lost {
			f.Documents = append(f.Documents, d)
		}
	}
	f.report = Report{Rows: g.table.rows, Documents: len(g.documents), Unused: g.table.unused, Problems: g.table.problems}
	f.report.sort()
	return f
}

// check looks at what only shows in the whole document.
func (g *gatherer) check(d *Document) {
	fail := func(column, reason string) {
		g.bad[d] = true
		g.table.problems = append(g.table.problems, Problem{Line: d.Row, Column: column, Document: d.Number, Reason: reason})
	}
	arrived, _ := d.counted()
	if d.Warehouse == "" {
		fail(g.place, "this is empty in all rows of the document")
	}
	if g.kind == inventory.Transfer && d.Destination == "" {
		fail("to", "this is empty in all rows of the document")
	}
	if d.Destination != "" && d.Destination == d.Warehouse {
		fail("to", "a transfer leads to another warehouse")
	}
	if g.kind == inventory.Transfer && arrived && d.Dispatched != nil && !*d.Dispatched {
		fail("dispatched", "what was not dispatched can't have been received")
	}
	if len(d.Lines) > maxLines {
		fail("", "the document has more than 20,000 rows")
	}
}
