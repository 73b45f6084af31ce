package labels

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
)

// Label is one label: a barcode, and what stands beside it.
type Label struct {
	Title string
	// Lines are what else is said, the most important first.
	Lines []string
	Code  Code
}

// padding is what stays empty at the edge of a label, in millimetres.
const padding = 2

// shareOfQR is how much of a label's width a QR code takes at most.
const shareOfQR = 0.45

// cell is a label at its place.
type cell struct {
	Left, Top, Width, Height float64
	Title                    string
	Lines                    []string
	Shown                    string
	Symbol                   template.HTML
	SymbolWidth, SymbolHigh  float64
	QR                       bool
}

type page struct{ Cells []cell }

// Write draws labels onto pages of a sheet, as one HTML document. The first
// skip places of the first page stay empty: somebody has used them. It fails
// with a LabelError, and writes nothing, when one of the codes can't be drawn.
func Write(w io.Writer, sheet Sheet, symbology Symbology, skip int, list []Label) error {
	var pages []page
	for i, l := range list {
		n := i + skip
		if len(pages) == 0 || n%sheet.perPage() == 0 {
			pages = append(pages, page{})
		}
		c, err := sheet.cell(l, symbology, n%sheet.perPage())
		if err != nil {
			return &LabelError{Index: i, Err: err}
		}
		last := &pages[len(pages)-1]
		last.Cells = append(last.Cells, c)
	}
	var out bytes.Buffer
	font := 8.0
	if sheet.LabelHeight < 25 {
		font = 6
	}
	if err := document.Execute(&out, map[string]any{"Sheet": sheet, "Pages": pages, "Padding": padding, "Font": font}); err != nil {
		return fmt.Errorf("draw labels: %w", err)
	}
	if _, err := out.WriteTo(w); err != nil {
		return fmt.Errorf("write labels: %w", err)
	}
	return nil
}

// LabelError is a label that can't be drawn.
type LabelError struct {
	// Index is its place in the list.
	Index int
	Err   error
}

// Error says why.
func (e *LabelError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *LabelError) Unwrap() error { return e.Err }

func (s Sheet) cell(l Label, symbology Symbology, n int) (cell, error) {
	c := cell{Width: s.LabelWidth, Height: s.LabelHeight, Title: l.Title, Lines: l.Lines, Shown: l.Code.shown()}
	c.Left, c.Top = s.place(n)
	room := s.LabelHeight - 2*padding
	drawn, err := l.Code.draw(symbology, s.LabelWidth-2*padding, min(room, s.LabelWidth*shareOfQR))
	if err != nil {
		return c, err
	}
	c.Symbol, c.SymbolWidth, c.SymbolHigh, c.QR = template.HTML(drawn.svg), drawn.width, drawn.height, drawn.qr //nolint:gosec // it has numbers only
	if !drawn.qr {
		c.SymbolHigh = room * 0.4
	}
	return c, nil
}

// document prints at the size of its pages, without the browser's margins.
var document = template.Must(template.New("labels").Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Labels</title>
<style>
@page { size: {{.Sheet.PageWidth}}mm {{.Sheet.PageHeight}}mm; margin: 0; }
* { box-sizing: border-box; }
body { margin: 0; color: #000; background: #fff; font: {{.Font}}pt/1.2 Arial, Helvetica, sans-serif; }
.page { position: relative; width: {{.Sheet.PageWidth}}mm; height: {{.Sheet.PageHeight}}mm; overflow: hidden; break-after: page; }
.page:last-child { break-after: auto; }
.label { position: absolute; padding: {{.Padding}}mm; overflow: hidden; display: flex; flex-direction: column; }
.label.qr { flex-direction: row-reverse; justify-content: flex-end; gap: 2mm; }
.text { flex: 1; min-height: 0; min-width: 0; overflow: hidden; overflow-wrap: anywhere; }
.title { font-weight: bold; max-height: 1.2em; overflow: hidden; }
.qr .title { max-height: 2.4em; }
.text span { display: inline-block; margin-right: 2mm; }
.symbol svg { display: block; width: 100%; height: 100%; }
.shown { font: 0.8em/1.2 "Courier New", monospace; overflow-wrap: anywhere; }
@media screen { body { background: #ddd; } .page { background: #fff; margin: 4mm auto; } .label { outline: 1px dotted #bbb; } }
</style>
</head>
<body>
{{range .Pages}}<div class="page">
{{range .Cells}}<div class="label{{if .QR}} qr{{end}}" style="left:{{.Left}}mm;top:{{.Top}}mm;width:{{.Width}}mm;height:{{.Height}}mm">
<div class="text"><div class="title">{{.Title}}</div>{{range .Lines}}<span>{{.}}</span>{{end}}{{if .QR}}<div class="shown">{{.Shown}}</div>{{end}}</div>
<div class="symbol" style="width:{{.SymbolWidth}}mm;height:{{.SymbolHigh}}mm">{{.Symbol}}</div>
{{if not .QR}}<div class="shown">{{.Shown}}</div>{{end}}
</div>
{{end}}</div>
{{end}}</body>
</html>
`))
