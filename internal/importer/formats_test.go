package importer

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// problems puts the problems of a file into lines of text.
func problems(list []Problem) []string {
	lines := []string{}
	for _, p := range list {
		lines = append(lines, p.String())
	}
	return lines
}

func TestReadShipmentsReportsEveryBadRow(t *testing.T) {
	const header = "document,date,warehouse,customer,sku,quantity,dispatched\n"
	for name, c := range map[string]struct {
		rows string
		want []string
		good []string
	}{
		"good":     {"A,2024-05-01,MAIN,ACME,S1,2,yes\nA,,,,S2,3,\n", []string{}, []string{"A"}},
		"zero":     {"A,,MAIN,,S1,0,\nB,,MAIN,,S1,1,\n", []string{"line 2, quantity (document A): 0 is less than 1"}, []string{"B"}},
		"negative": {"A,,MAIN,,S1,-3,\n", []string{"line 2, quantity (document A): -3 is less than 1"}, nil},
		"decimal":  {"A,,MAIN,,S1,1.5,\n", []string{"line 2, quantity (document A): 1.5 is not a whole number"}, nil},
		"exponent": {"A,,MAIN,,S1,1e3,\n", []string{"line 2, quantity (document A): 1e3 is not a whole number"}, nil},
		"huge":     {"A,,MAIN,,S1,1000000000001,\n", []string{"line 2, quantity (document A): 1000000000001 is more than 1000000000000"}, nil},
		"beyond 64 bits": {"A,,MAIN,,S1,99999999999999999999,\n",
			[]string{"line 2, quantity (document A): 99999999999999999999 is more than 1000000000000"}, nil},
		"not a number": {"A,,MAIN,,S1,NaN,\n", []string{`line 2, quantity (document A): "NaN" is not a number`}, nil},
		"empty":        {"A,,MAIN,,,,\n", []string{"line 2, sku (document A): this is empty", "line 2, quantity (document A): this is empty"}, nil},
		"no warehouse": {"A,,,,S1,1,\n", []string{"line 2, warehouse (document A): this is empty in all rows of the document"}, nil},
		"date":         {"A,1.5.2024,MAIN,,S1,1,\n", []string{`line 2, date (document A): "1.5.2024" is not a date; dates are written YYYY-MM-DD`}, nil},
		"no such day":  {"A,2024-02-30,MAIN,,S1,1,\n", []string{`line 2, date (document A): "2024-02-30" is not a date; dates are written YYYY-MM-DD`}, nil},
		"answer":       {"A,,MAIN,,S1,1,maybe\n", []string{`line 2, dispatched (document A): "maybe" is neither yes nor no`}, nil},
		"heads differ": {"A,,MAIN,X,S1,1,\nA,,MAIN,Y,S1,1,\n", []string{`line 3, customer (document A): "Y" differs from "X" in an earlier row of the document`}, nil},
		"dispatched differs": {"A,,MAIN,,S1,1,yes\nA,,MAIN,,S1,1,no\n",
			[]string{"line 3, dispatched (document A): this differs from an earlier row of the document"}, nil},
		"NUL":     {"A,,MAIN,,S\x001,1,\n", []string{"line 2, sku (document A): the text contains a NUL character"}, nil},
		"latin 1": {"A,,MAIN,M\xfcller,S1,1,\n", []string{"line 2, customer (document A): this is not UTF-8 text"}, nil},
		"line break in a code": {"A,,MAIN,,\"S\n1\",1,\nB,,MAIN,,S1,1,\n",
			[]string{`line 2, sku (document A): "S\n1" contains a line break or another control character`}, []string{"B"}},
		"too many cells":                   {"A,,MAIN,,S1,1,yes,x\n", []string{"line 2 (document A): the row has 8 cells, the header has 7"}, nil},
		"trailing empty cells are nothing": {"A,,MAIN,,S1,1,yes,,,\n", []string{}, []string{"A"}},
		"missing cells":                    {"A,,MAIN\n", []string{"line 2, sku (document A): this is empty", "line 2, quantity (document A): this is empty"}, nil},
		"bad quote behind the document": {"A,,MAIN,5\" pipe,S1,1,\nB,,MAIN,,S1,1,\n",
			[]string{`line 2 (document A): the row can't be read: bare " in non-quoted-field; a cell with quotes is quoted, and its quotes are doubled`},
			[]string{"B"}},
		"no document: the neighbours may lack the row": {"A,,MAIN,,S1,1,\n,,MAIN,,S1,1,\nB,,MAIN,,S1,1,\nC,,MAIN,,S1,1,\n",
			[]string{"line 3, document: this is empty"}, []string{"C"}},
		"no document, and rows stand apart": {"A,,MAIN,,S1,1,\nB,,MAIN,,S1,1,\n,,MAIN,,S1,1,\nC,,MAIN,,S1,1,\nA,,MAIN,,S2,1,\n",
			[]string{
				"line 4, document: this is empty",
				"line 4, document: the row may belong to any document, since rows of documents stand apart in this file: nothing is entered",
			}, nil},
		"quote that swallows the rest": {"A,,MAIN,,S1,1,\n\"B,,MAIN,,S1,1,\nC,,MAIN,,S1,1,\n",
			[]string{`line 3: the row can't be read: extraneous or missing " in quoted-field; a cell with quotes is quoted, and its quotes are doubled`}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := ReadShipments(strings.NewReader(header + c.rows))
			require.NoError(t, err)
			assert.Equal(t, c.want, problems(f.Problems()))
			var good []string
			for _, d := range f.Documents {
				good = append(good, d.Number)
			}
			assert.Equal(t, c.good, good)
		})
	}
}

func TestReadShipmentsTakesRealFiles(t *testing.T) {
	const plain = "document,date,warehouse,customer,sku,quantity,dispatched\n" +
		"A,2024-05-01,MAIN,\"Ana \"\"Trujillo\"\"\nEmparedados\",Caf\u00e9-1,2,yes\n" +
		"B,2024-05-02,MAIN,\"Zażółć; gęślą\",S2,3,no\n"
	encoded := func(s string) string {
		var b bytes.Buffer
		b.WriteString("\xff\xfe")
		for _, u := range utf16.Encode([]rune(s)) {
			b.WriteByte(byte(u))
			b.WriteByte(byte(u >> 8))
		}
		return b.String()
	}
	for name, text := range map[string]string{
		"plain":                    plain,
		"byte order mark":          "\ufeff" + plain,
		"CRLF":                     strings.ReplaceAll(plain, "\n", "\r\n"),
		"UTF-16":                   encoded(plain),
		"decomposed":               strings.ReplaceAll(plain, "\u00e9", "e\u0301"),
		"semicolons":               strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(plain, "; ", "\x01"), ",", ";"), "\x01", "; "),
		"tabs":                     strings.ReplaceAll(plain, ",", "\t"),
		"blank lines":              strings.ReplaceAll(plain, "\nB", "\n\n,,,,,,\nB") + "\n\n \n,,,,,,\n",
		"no line end":              strings.TrimSuffix(plain, "\n"),
		"headers as people write":  strings.Replace(plain, "document,date", "Document , DATE", 1),
		"columns in another order": "sku,quantity,document,dispatched,date,customer,warehouse\nCafé-1,2,A,Y,2024-05-01,\"Ana \"\"Trujillo\"\"\nEmparedados\",MAIN\nS2,3,B,0,2024-05-02,Zażółć; gęślą,MAIN\n",
		"spaces around":            strings.ReplaceAll(plain, ",MAIN,", ",  MAIN\u00a0,"),
		"a column nobody knows":    "colour," + strings.NewReplacer("\nA,", "\nred,A,", "\nB,", "\n,B,").Replace(plain),
	} {
		t.Run(name, func(t *testing.T) {
			f, err := ReadShipments(strings.NewReader(text))
			require.NoError(t, err)
			require.Empty(t, problems(f.Problems()))
			require.Len(t, f.Documents, 2)
			a, b := f.Documents[0], f.Documents[1]
			assert.Equal(t, "Ana \"Trujillo\"\nEmparedados", a.Partner)
			assert.Equal(t, "Zażółć; gęślą", b.Partner)
			assert.Equal(t, "MAIN", a.Warehouse)
			assert.Equal(t, "2024-05-01", a.Date)
			assert.Equal(t, "Café-1", a.Lines[0].SKU)
			assert.Equal(t, int64(2), a.Lines[0].Quantity)
			assert.True(t, a.left())
			assert.False(t, b.left())
		})
	}
}

func TestHeaders(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty file":  {"", "it is empty"},
		"only blanks": {"\n\n", "it is empty"},
		"missing":     {"document,sku\n", "its header lacks warehouse, quantity"},
		"twice":       {"document,warehouse,sku,quantity,SKU\n", `column "sku" stands twice in its header`},
		"unreadable":  {"document,war\"ehouse\n", "its header can't be read"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadShipments(strings.NewReader(c.text))
			require.ErrorIs(t, err, ErrFile)
			assert.ErrorContains(t, err, c.want)
		})
	}
	_, err := ReadShipments(failing{})
	assert.ErrorIs(t, err, errDisk)
}

var errDisk = errors.New("the disk is gone")

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errDisk }

func TestReadTransfers(t *testing.T) {
	f, err := ReadTransfers(strings.NewReader("document,date,from,to,sku,quantity,dispatched,received,damaged\n" +
		"T1,2024-05-01,A,B,S1,5,,3,1\n" +
		"T2,2024-05-01,A,A,S1,5,,,\n" +
		"T3,2024-05-01,A,B,S1,5,no,2,\n" +
		"T4,2024-05-01,A,B,S1,5,,4,2\n" +
		"T5,2024-05-01,A,,S1,5,,,\n" +
		"T6,2024-05-01,A,B,S1,5,yes,,\nT6,,,,S2,4,,0,\n"))
	require.NoError(t, err)
	assert.Equal(t, []string{
		"line 3, to (document T2): a transfer leads to another warehouse",
		"line 4, dispatched (document T3): what was not dispatched can't have been received",
		"line 5, received (document T4): 6 arrived of 5 that were sent",
		"line 6, to (document T5): this is empty in all rows of the document",
	}, problems(f.Problems()))
	require.Len(t, f.Documents, 2)
	assert.True(t, f.Documents[0].left(), "what was received has left")
	some, all := f.Documents[1].counted()
	assert.True(t, some)
	assert.False(t, all)
}

func TestReadOpeningStockMakesReceipts(t *testing.T) {
	var text strings.Builder
	text.WriteString("sku,warehouse,location,lot,expires_on,quantity\n")
	for i := range 2_500 {
		fmt.Fprintf(&text, "S%d,MAIN,STORAGE,L1,2030-01-01,%d\nS%d,WEST,,,,1\n", i, i+1, i)
	}
	f, err := ReadOpeningStock(strings.NewReader(text.String()+"S1,EAST,,,,1\nS2,EAST,,,,x\n"), "OPENING", "2024-01-01")
	require.NoError(t, err)
	assert.Equal(t, []string{`line 5003, quantity: "x" is not a number`}, problems(f.Problems()))
	var numbers []string
	for _, d := range f.Documents {
		numbers = append(numbers, d.Number)
	}
	assert.Equal(t, []string{"OPENING-MAIN-1", "OPENING-WEST-1", "OPENING-MAIN-2", "OPENING-WEST-2", "OPENING-MAIN-3", "OPENING-WEST-3"}, numbers)
	assert.Same(t, f.Documents[0], f.Documents[2].After, "the receipts of a warehouse follow one another")
	assert.Equal(t, int64(2_500), *f.Documents[4].Lines[499].Good)

	f, err = ReadOpeningStock(strings.NewReader("sku,warehouse,quantity\nS1,MAIN,1\nS1,,1\n"), "OPENING", "")
	require.NoError(t, err)
	assert.Empty(t, f.Documents, "a row of an unknown warehouse holds all of them up")
}

func TestReadProducts(t *testing.T) {
	c, err := ReadProducts(strings.NewReader("sku,name,category,base_unit,packaging,barcodes,reorder_level,tracks_lots,tracks_expiry,status\n" +
		"S1,\"Tea, \"\"green\"\"\",Drinks,each,case=12|pallet = 480,4006381333931|case=14006381333938|a=b,10,,yes,\n" +
		"S2,Coffee,,,,,,no,yes,\n" +
		"S1,Again,,,case=0|box,4006381333931,-1,,,gone\n" +
		"S3,,,,,,,,,retired\n"))
	require.NoError(t, err)
	assert.Equal(t, []string{
		"line 3, tracks_expiry: only what is tracked by lot can be tracked by expiry date",
		"line 4, reorder_level: -1 is less than 0",
		`line 4, status: "gone" is neither active nor retired`,
		`line 4, packaging: "case=0" is not written as case=12, with a whole number from 1 to 1000000`,
		`line 4, packaging: "box" is not written as case=12`,
		`line 4, sku: "S1" stands in line 2 as well`,
		`line 4, barcodes: "4006381333931" stands in line 2 as well`,
		"line 5, name: this is empty",
	}, problems(c.Problems()))
	require.Len(t, c.Products, 1)
	p := c.Products[0]
	assert.Equal(t, `Tea, "green"`, p.Name)
	assert.Equal(t, []Packaging{{"case", 12}, {"pallet", 480}}, p.Packaging)
	assert.Equal(t, []Barcode{{"4006381333931", ""}, {"14006381333938", "case"}, {"a=b", ""}}, p.Barcodes)
	assert.True(t, *p.TracksLots, "what is tracked by expiry date is tracked by lot")
	assert.Nil(t, p.Description, "the file has no such column")
}

func TestReportAsCSVAndText(t *testing.T) {
	r := Report{Rows: 9, Documents: 4, Entered: 2, Repeated: 1, Waiting: 1, Unused: []string{"Colour"}, Problems: []Problem{
		{Line: 3, Column: "sku", Document: `A"1`, Reason: "there is no product \"x\",\nnowhere"},
		{Line: 4, Reason: "bad"},
	}}
	var b strings.Builder
	require.NoError(t, r.WriteCSV(&b))
	assert.Equal(t, "line,column,document,reason\n3,sku,\"A\"\"1\",\"there is no product \"\"x\"\",\nnowhere\"\n4,,,bad\n", b.String())
	b.Reset()
	require.NoError(t, r.WriteText(&b, 1))
	assert.Contains(t, b.String(), "4 documents: 2 entered, 1 entered before, 1 refused")
	assert.Contains(t, b.String(), "… and 1 more")
}
