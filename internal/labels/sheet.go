package labels

// Sheet is a kind of paper; lengths are in millimetres.
type Sheet struct {
	Name string
	// Page is the paper, Label one label on it.
	PageWidth, PageHeight   float64
	LabelWidth, LabelHeight float64
	// Left and Top are where the first label begins, GapX and GapY what lies
	// between two.
	Left, Top, GapX, GapY float64
	Columns, Rows         int
}

// sheets are the papers that offices have: A4 and Letter as the large makers
// cut them, and rolls with one label a page.
var sheets = []Sheet{
	{Name: "a4-21", PageWidth: 210, PageHeight: 297, LabelWidth: 63.5, LabelHeight: 38.1, Left: 7.25, Top: 15.15, GapX: 2.5, Columns: 3, Rows: 7},
	{Name: "a4-24", PageWidth: 210, PageHeight: 297, LabelWidth: 70, LabelHeight: 37, Top: 0.5, Columns: 3, Rows: 8},
	{Name: "a4-65", PageWidth: 210, PageHeight: 297, LabelWidth: 38.1, LabelHeight: 21.2, Left: 4.75, Top: 10.7, GapX: 2.5, Columns: 5, Rows: 13},
	{Name: "letter-30", PageWidth: 215.9, PageHeight: 279.4, LabelWidth: 66.7, LabelHeight: 25.4, Left: 4.8, Top: 12.7, GapX: 3.1, Columns: 3, Rows: 10},
	{Name: "roll-100x50", PageWidth: 100, PageHeight: 50, LabelWidth: 100, LabelHeight: 50, Columns: 1, Rows: 1},
	{Name: "roll-62x29", PageWidth: 62, PageHeight: 29, LabelWidth: 62, LabelHeight: 29, Columns: 1, Rows: 1},
}

// Find gives the sheet of a name.
func Find(name string) (Sheet, bool) {
	for _, s := range sheets {
		if s.Name == name {
			return s, true
		}
	}
	return Sheet{}, false
}

// Names are the names of all sheets.
func Names() []string {
	names := make([]string, len(sheets))
	for i, s := range sheets {
		names[i] = s.Name
	}
	return names
}

// perPage is how many labels a page has.
func (s Sheet) perPage() int { return s.Columns * s.Rows }

// place is where the n-th label of a page lies.
func (s Sheet) place(n int) (left, top float64) {
	column, row := n%s.Columns, n/s.Columns
	return s.Left + float64(column)*(s.LabelWidth+s.GapX), s.Top + float64(row)*(s.LabelHeight+s.GapY)
}
