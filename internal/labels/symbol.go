package labels

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/qr"

	"stockflow/internal/gs1"
)

// Symbology is a kind of barcode.
type Symbology string

// The symbologies. Auto is Code 128, or a QR code where that is too wide for
// the label or can't carry the text.
const (
	Auto    Symbology = "auto"
	Code128 Symbology = "code128"
	QR      Symbology = "qr"
)

// Code is what a label's barcode says.
type Code struct {
	// Text is the content of a code without rules; GS1 goes before it.
	Text string
	// GS1 makes a GS1-128 of Code 128, and a Digital Link of a QR code.
	GS1 gs1.Message
}

// shown is the code as people read it.
func (c Code) shown() string {
	if c.GS1 != nil {
		return c.GS1.Readable()
	}
	return c.Text
}

// Lengths in millimetres: how wide a module of Code 128 is at best and at
// least, so that hand scanners read it (General Specifications, 5.12).
const (
	moduleBest  = 0.33
	moduleLeast = 0.25
)

// The quiet zones, in modules.
const (
	barsQuiet = 10
	qrQuiet   = 4
)

// symbol is a barcode that has been drawn.
type symbol struct {
	svg string
	// width is in millimetres; height is 0 for bars, which may be as high as
	// there is room.
	width, height float64
	qr            bool
}

// draw draws the code within a width and a height; it fails when the
// symbology can't carry it, or the label is too small for it.
func (c Code) draw(s Symbology, width, height float64) (symbol, error) {
	if s != QR {
		bars, err := c.bars(width)
		if err == nil || s == Code128 {
			return bars, err
		}
	}
	return c.square(min(width, height))
}

// bars draws Code 128. FNC1 in front makes it GS1-128, and separates values.
func (c Code) bars(width float64) (symbol, error) {
	content := c.Text
	if c.GS1 != nil {
		content = string(code128.FNC1) + strings.ReplaceAll(c.GS1.String(), gs1.Separator, string(code128.FNC1))
	} else if strings.ContainsFunc(content, func(r rune) bool { return r > '~' || r < ' ' }) {
		return symbol{}, fmt.Errorf("code 128 can't carry %q", c.Text)
	}
	code, err := code128.Encode(content)
	if err != nil {
		return symbol{}, fmt.Errorf("encode Code 128: %w", err)
	}
	modules := code.Bounds().Dx() + 2*barsQuiet
	module := min(moduleBest, width/float64(modules))
	if module < moduleLeast {
		return symbol{}, fmt.Errorf("the code needs %.0f mm, and the label has %.0f", float64(modules)*moduleLeast, width)
	}
	return symbol{svg: draw(code, barsQuiet, 1), width: float64(modules) * module}, nil
}

// square draws a QR code.
func (c Code) square(side float64) (symbol, error) {
	content := c.Text
	if c.GS1 != nil {
		content = c.GS1.Link()
	}
	code, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return symbol{}, fmt.Errorf("encode a QR code: %w", err)
	}
	if least := float64(code.Bounds().Dx()+2*qrQuiet) * moduleLeast; least > side {
		return symbol{}, fmt.Errorf("the code needs %.0f mm, and the label has %.0f", least, side)
	}
	return symbol{svg: draw(code, qrQuiet, code.Bounds().Dy()), width: side, height: side, qr: true}, nil
}

// draw draws the dark modules of the first rows of a code: a rectangle for
// each run of them.
func draw(code barcode.Barcode, quiet, rows int) string {
	var path strings.Builder
	columns := code.Bounds().Dx()
	for y := range rows {
		for x := 0; x < columns; x++ {
			run := x
			for run < columns && dark(code, run, y) {
				run++
			}
			if run > x {
				above := 0
				if rows > 1 {
					above = quiet
				}
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x+quiet, y+above, run-x, run-x)
				x = run
			}
		}
	}
	height := rows
	if rows > 1 {
		height += 2 * quiet
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" preserveAspectRatio="none" shape-rendering="crispEdges">`+
		`<path d=%q/></svg>`, columns+2*quiet, height, path.String())
}

func dark(code barcode.Barcode, x, y int) bool {
	return color.GrayModel.Convert(code.At(x, y)).(color.Gray).Y < 128
}
