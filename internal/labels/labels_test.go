package labels_test

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/draw"
	"regexp"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/gs1"
	"stockflow/internal/labels"
)

const gtin = "04006381333931"

func write(t *testing.T, sheet string, s labels.Symbology, skip int, list ...labels.Label) string {
	t.Helper()
	paper, ok := labels.Find(sheet)
	require.True(t, ok, sheet)
	var b bytes.Buffer
	require.NoError(t, labels.Write(&b, paper, s, skip, list))
	return b.String()
}

var (
	drawing = regexp.MustCompile(`viewBox="0 0 (\d+) (\d+)"[^>]*><path d="([^"]*)"`)
	run     = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-\d+z`)
)

// scans draws every barcode of a page as a browser would, and reads it with
// another library than the one that made it.
func scans(t *testing.T, page string) (texts []string) {
	t.Helper()
	for _, found := range drawing.FindAllStringSubmatch(page, -1) {
		var width, height int
		_, err := fmt.Sscan(found[1], &width)
		require.NoError(t, err)
		_, err = fmt.Sscan(found[2], &height)
		require.NoError(t, err)
		scaleX, scaleY := 4, 4
		if height == 1 {
			scaleY = 80
		}
		picture := image.NewGray(image.Rect(0, 0, width*scaleX, height*scaleY))
		draw.Draw(picture, picture.Bounds(), image.White, image.Point{}, draw.Src)
		for _, r := range run.FindAllStringSubmatch(found[3], -1) {
			var x, y, n int
			_, err := fmt.Sscan(r[1], &x)
			require.NoError(t, err)
			_, err = fmt.Sscan(r[2], &y)
			require.NoError(t, err)
			_, err = fmt.Sscan(r[3], &n)
			require.NoError(t, err)
			draw.Draw(picture, image.Rect(x*scaleX, y*scaleY, (x+n)*scaleX, (y+1)*scaleY), image.NewUniform(color.Black), image.Point{}, draw.Src)
		}
		bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
		require.NoError(t, err)
		reader := qrcode.NewQRCodeReader()
		if height == 1 {
			reader = oned.NewCode128Reader()
		}
		result, err := reader.Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_ASSUME_GS1: true})
		require.NoError(t, err)
		texts = append(texts, result.GetText())
	}
	return texts
}

func message(t *testing.T, pairs ...string) gs1.Message {
	t.Helper()
	m, err := gs1.Elements(pairs...)
	require.NoError(t, err)
	return m
}

// What is printed is read again as what was meant.
func TestPrintedCodesAreRead(t *testing.T) {
	full := message(t, "01", gtin, "17", "270131", "10", "L-26/05", "21", "S1")
	for name, c := range map[string]struct {
		code  labels.Code
		s     labels.Symbology
		sheet string
		want  string
	}{
		"plain":               {labels.Code{Text: "LOC:NORTH:A-01-2"}, labels.Code128, "a4-24", "LOC:NORTH:A-01-2"},
		"digits":              {labels.Code{Text: "123456"}, labels.Code128, "a4-65", "123456"},
		"GS1-128":             {labels.Code{GS1: full[:3]}, labels.Code128, "roll-100x50", "]C101" + gtin + "1727013110L-26/05"},
		"with a separator":    {labels.Code{GS1: full}, labels.Code128, "roll-100x50", "]C101" + gtin + "1727013110L-26/05\x1d21S1"},
		"QR":                  {labels.Code{Text: "SH-000042"}, labels.QR, "a4-65", "SH-000042"},
		"QR, other letters":   {labels.Code{Text: "Größe 茶"}, labels.QR, "a4-24", "Größe 茶"},
		"Digital Link":        {labels.Code{GS1: full}, labels.QR, "a4-24", "https://id.gs1.org/01/" + gtin + "/10/L-26%2F05/21/S1?17=270131"},
		"bars where they fit": {labels.Code{GS1: full[:1]}, labels.Auto, "a4-24", "]C101" + gtin},
		"else a QR code":      {labels.Code{GS1: full}, labels.Auto, "a4-65", "https://id.gs1.org/01/" + gtin + "/10/L-26%2F05/21/S1?17=270131"},
		"and for letters":     {labels.Code{Text: "Größe"}, labels.Auto, "a4-24", "Größe"},
	} {
		t.Run(name, func(t *testing.T) {
			page := write(t, c.sheet, c.s, 0, labels.Label{Title: "x", Code: c.code})
			require.Equal(t, []string{c.want}, scans(t, page))
			// What our own scan makes of it.
			read, err := gs1.Read(c.want)
			require.NoError(t, err)
			assert.ElementsMatch(t, c.code.GS1, read.Message)
		})
	}
}

func TestWhatCannotBePrintedIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		sheet string
		code  labels.Code
	}{
		"too wide": {"a4-65", labels.Code{Text: strings.Repeat("X", 40)}}, "letters": {"roll-100x50", labels.Code{Text: "茶"}},
		"too long": {"roll-100x50", labels.Code{Text: strings.Repeat("1", 90)}},
	} {
		paper, _ := labels.Find(c.sheet)
		var b bytes.Buffer
		err := labels.Write(&b, paper, labels.Code128, 0, []labels.Label{{Code: labels.Code{Text: "1"}}, {Code: c.code}})
		var wrong *labels.LabelError
		require.True(t, errors.As(err, &wrong), name)
		assert.Equal(t, 1, wrong.Index)
		assert.Zero(t, b.Len(), "a sheet is whole, or there is none")
	}
	paper, _ := labels.Find("a4-65")
	require.Error(t, labels.Write(&bytes.Buffer{}, paper, labels.Auto, 0, []labels.Label{{Code: labels.Code{Text: strings.Repeat("茶", 100)}}}), "too fine to be read")
	_, ok := labels.Find("a3")
	require.False(t, ok)
}

// No label lies outside its page or over another one.
func TestSheetsFitTheirPaper(t *testing.T) {
	for _, name := range labels.Names() {
		s, _ := labels.Find(name)
		assert.LessOrEqual(t, s.Left+float64(s.Columns)*s.LabelWidth+float64(s.Columns-1)*s.GapX, s.PageWidth+0.05, name)
		assert.LessOrEqual(t, s.Top+float64(s.Rows)*s.LabelHeight+float64(s.Rows-1)*s.GapY, s.PageHeight+0.05, name)
		assert.GreaterOrEqual(t, s.GapX, 0.0)
	}
}

func TestLabelsAreLaidOut(t *testing.T) {
	var list []labels.Label
	for i := range 25 {
		list = append(list, labels.Label{Title: `<script>"` + fmt.Sprint(i), Lines: []string{"a & b"}, Code: labels.Code{Text: fmt.Sprint("N", i)}})
	}
	page := write(t, "a4-24", labels.Auto, 23, list...)
	assert.Equal(t, 2, strings.Count(page, `<div class="page">`), "23 places are used up: one label, and 24 on the next page")
	assert.Contains(t, page, "@page { size: 210mm 297mm; margin: 0; }")
	assert.NotContains(t, page, "<script")
	assert.Contains(t, page, html.EscapeString(`<script>"0`))
	assert.Contains(t, page, `style="left:140mm;top:259.5mm;width:70mm;height:37mm"`, "the first one lies in the last place")
	assert.Len(t, scans(t, page), 25)
}
