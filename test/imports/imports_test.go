// Package imports tests the imports and the demo from end to end: files, the
// command line tool, the API, the workflows and the database.
package imports

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/apiclient"
	"stockflow/test/stockctl"
	"stockflow/test/system"
)

// company is a system with two warehouses and some products.
type company struct {
	*system.System
	tool         *stockctl.Tool
	north, south *system.Site
}

const productsFile = "\ufeffsku;name;packaging;barcodes;reorder_level;tracks_expiry\r\n" +
	"PLAIN;\"Plate, \"\"plain\"\"\r\n24 cm\";case=6;4006381333931|case=14006381333938;10;\r\n" +
	"CAFÉ-1;Käse & Café;;;;yes\r\n" +
	"OTHER;Övrigt;;;;\r\n\r\n;;;;;\r\n"

func newCompany(t *testing.T) *company {
	t.Helper()
	s := system.New(t, system.Options{})
	c := &company{System: s, tool: stockctl.New(t, s), north: s.Site(t, "NORTH", nil), south: s.Site(t, "SOUTH", nil)}
	c.tool.Run(t, 0, "import", "products", stockctl.File(t, "products.csv", productsFile))
	return c
}

// product finds a product by its SKU.
func (c *company) product(t *testing.T, sku string) apiclient.Product {
	t.Helper()
	page := system.Get[apiclient.ProductPage](t, c.Admin, "/products?limit=200")
	for _, p := range page.Items {
		if p.Sku == sku {
			return p
		}
	}
	require.FailNow(t, "there is no product "+sku)
	return apiclient.Product{}
}

// operations counts the operations by kind and status.
func (c *company) operations(t *testing.T) map[string]int {
	t.Helper()
	counts := map[string]int{}
	path := "/operations?limit=200"
	for cursor := ""; ; {
		page := system.Get[apiclient.OperationPage](t, c.Admin, path+cursor)
		for _, o := range page.Items {
			counts[string(o.Kind)+" "+string(o.Status)]++
		}
		if page.NextCursor == nil || *page.NextCursor == "" {
			return counts
		}
		cursor = "&cursor=" + *page.NextCursor
	}
}

func TestAHistoryIsEnteredOnce(t *testing.T) {
	c := newCompany(t)
	files := []struct{ kind, text string }{
		{"products", productsFile},
		{"opening-stock", "sku,warehouse,location,lot,expires_on,quantity\n" +
			"PLAIN,NORTH,STORAGE,,,100\nPLAIN,NORTH,PICKING,,,20\nCafe\u0301-1,NORTH,,L1,2099-01-31,30\nOTHER,SOUTH,,,,5\n"},
		{"receipts", "document,date,warehouse,supplier,sku,expected,good,damaged,lot,expires_on\n" +
			"R1,2026-01-05,NORTH,\"Ole \"\"the plate\"\" Ltd\",PLAIN,50,45,5,,\nR1,,,,CAFÉ-1,10,10,,L2,2099-03-31\n" + // closed
			"R2,2026-01-06,NORTH,,PLAIN,50,20,,,\n" + // closed short
			"R3,2026-01-07,NORTH,,PLAIN,50,,,,\n" + // expected
			"R4,2026-01-07,NORTH,,PLAIN,50,10,,,\nR4,2026-01-07,NORTH,,OTHER,50,,,,\n" + // receiving
			"R5,2026-01-08,SOUTH,,PLAIN,5,9,,,\n"}, // more than expected: waits
		{"shipments", "document,date,warehouse,customer,sku,quantity,dispatched,backorder\n" +
			"S2,2026-02-02,NORTH,Beta,PLAIN,10,no,\n" +
			"S1,2026-02-01,NORTH,Alpha,PLAIN,25,yes,\nS1,2026-02-01,NORTH,Alpha,CAFÉ-1,5,yes,\n" +
			"S3,2026-02-03,SOUTH,Gamma,OTHER,9,no,yes\n"},
		{"transfers", "document,date,from,to,sku,quantity,dispatched,received,damaged\n" +
			"T1,2026-03-01,NORTH,SOUTH,PLAIN,12,,11,1\n" + // closed
			"T2,2026-03-02,NORTH,SOUTH,PLAIN,12,,10,\n" + // a discrepancy
			"T3,2026-03-03,NORTH,SOUTH,PLAIN,6,yes,,\n" + // on its way
			"T4,2026-03-04,NORTH,SOUTH,PLAIN,3,,,\nT4,2026-03-04,NORTH,SOUTH,CAFÉ-1,2,,,\n"}, // reserved
	}
	files[1].text = strings.ReplaceAll(files[1].text, "Cafe\u0301-1", "CAFE\u0301-1")
	want := map[string]int{
		"receipt closed": 3, "receipt closed_short": 1, "receipt expected": 1, "receipt receiving": 2,
		"shipment dispatched": 1, "shipment reserved": 1, "shipment backordered": 1,
		"transfer closed": 1, "transfer discrepancy": 1, "transfer in_transit": 1, "transfer reserved": 1,
	}
	for round := range 2 {
		for _, f := range files {
			out := c.tool.Run(t, 0, "import", f.kind, stockctl.File(t, f.kind+".csv", f.text))
			if round > 0 {
				assert.Contains(t, out, ": 0 entered", f.kind)
			}
			if f.kind == "receipts" {
				assert.Contains(t, out, "1 of them wait for a manager's approval")
			}
		}
		assert.Equal(t, want, c.operations(t), "round %d", round)
		plain := c.product(t, "PLAIN").ID
		// 120 + 45 + 5 damaged + 20 + 10 came in, 25 left, 30 went south.
		assert.Equal(t, system.Level{OnHand: 145, Reserved: 13, Available: 127, InTransit: 0}, c.Level(t, c.north, plain))
		assert.Equal(t, system.Level{OnHand: 22, Reserved: 0, Available: 21, InTransit: 8}, c.Level(t, c.south, plain))
	}
	assert.Contains(t, c.product(t, "PLAIN").Name, "Plate, \"plain\"\n24 cm")
	// What waited goes on once a manager has decided; the warehouse's code may
	// be written anyhow.
	approval := system.Get[apiclient.ApprovalPage](t, c.Admin, "/approvals?status=pending").Items[0]
	c.Admin.Do(t, "/approvals/"+approval.ID+"/approve", nil)
	receipts := strings.ReplaceAll(files[2].text, "SOUTH", "south")
	assert.Contains(t, c.tool.Run(t, 0, "import", "receipts", stockctl.File(t, "r.csv", receipts)), "1 entered, 4 entered before")
	assert.Equal(t, 4, c.operations(t)["receipt closed"])
	assert.Equal(t, int64(31), c.Level(t, c.south, c.product(t, "PLAIN").ID).OnHand)
	c.tool.Run(t, 0, "verify")
	c.Verify(t)
}

func TestProductsAreImportedByTheServer(t *testing.T) {
	c := newCompany(t)
	file := stockctl.File(t, "new.csv", "sku,name,barcodes,expiry_warning_days\n"+
		"PLAIN,Plate,,\n"+ // changed
		"OTHER,Övrigt,,\n"+ // as it is
		"NEW-1,Cup,,\n"+
		"NEW-2,Mug,4006381333931,\n"+ // PLAIN's barcode
		"NEW-3,Jug,,soon\n")
	report := filepath.Join(t.TempDir(), "report.csv")
	out := c.tool.Run(t, 1, "import", "products", "--report", report, file)
	assert.Contains(t, out, "5 rows, 5 documents: 1 entered, 1 changed, 1 entered before, 2 refused")
	text, err := os.ReadFile(report)
	require.NoError(t, err)
	assert.Equal(t, "line,column,document,reason\n"+
		"5,barcodes,NEW-2,\"one of the barcodes is another product's, or is given twice\"\n"+
		"6,expiry_warning_days,,\"\"\"soon\"\" is not a number\"\n", string(text))
	assert.Contains(t, c.tool.Run(t, 1, "import", "products", file), "0 entered, 3 entered before, 2 refused")
	listed := system.Get[apiclient.ImportPage](t, c.Admin, "/imports").Items
	require.Len(t, listed, 3, "with the company's own")
	assert.Equal(t, "new.csv", *listed[0].FileName)

	assert.Contains(t, c.tool.Run(t, 2, "import", "products", stockctl.File(t, "bad.csv", "name\nCup\n")), "sku")
}

func TestBadRowsComeInOneReport(t *testing.T) {
	c := newCompany(t)
	c.tool.Run(t, 0, "import", "opening-stock", stockctl.File(t, "o.csv", "sku,warehouse,quantity\nPLAIN,NORTH,10\n"))
	report := filepath.Join(t.TempDir(), "report.csv")
	out := c.tool.Run(t, 1, "import", "shipments", "--report", report, stockctl.File(t, "s.csv",
		"document,warehouse,sku,quantity\n"+
			"S1,NORTH,PLAIN,4\n"+
			"S2,NORTH,PLAIN,1.5\n"+
			"S2,NORTH,NOWHERE,1\n"+
			"S3,NORTH,NOWHERE,1\n"+
			"S4,WEST,PLAIN,1\n"+
			"S5,NORTH,PLAIN,7\n"+
			"S6,NORTH,PLAIN,6\n"))
	assert.Contains(t, out, "7 rows, 6 documents: 2 entered, 0 entered before, 4 refused")
	text, err := os.ReadFile(report)
	require.NoError(t, err)
	assert.Equal(t, "line,column,document,reason\n"+
		"3,quantity,S2,1.5 is not a whole number\n"+
		"5,sku,S3,\"there is no product \"\"NOWHERE\"\"\"\n"+
		"6,warehouse,S4,\"there is no warehouse \"\"WEST\"\" in which this user may act\"\n"+
		"7,quantity,S5,\"7 of PLAIN are wanted, 6 are available\"\n", string(text))
	assert.Equal(t, 2, c.operations(t)["shipment reserved"])

	// A receipt whose goods are refused leaves nothing open, and can be mended.
	c.tool.Run(t, 0, "import", "receipts", stockctl.File(t, "r.csv",
		"document,warehouse,sku,expected,good,lot,expires_on\nR1,NORTH,CAFÉ-1,5,5,L1,2099-01-01\n"))
	const head = "document,warehouse,sku,expected,good,lot,expires_on\nR2,NORTH,PLAIN,5,5,,\n"
	out = c.tool.Run(t, 1, "import", "receipts", stockctl.File(t, "r.csv", head+"R2,NORTH,CAFÉ-1,5,5,L1,2099-02-01\n"))
	assert.Contains(t, out, "line 3, expires_on (document R2):")
	assert.Equal(t, 1, c.operations(t)["receipt cancelled"])
	for range 2 {
		c.tool.Run(t, 0, "import", "receipts", stockctl.File(t, "r.csv", head+"R2,NORTH,CAFÉ-1,6,5,L1,2099-01-01\n"))
	}
	out = c.tool.Run(t, 1, "import", "receipts", stockctl.File(t, "r.csv", head+"R2,NORTH,CAFÉ-1,9,5,L1,2099-01-01\n"))
	assert.Contains(t, out, "this document was entered before, with other content")
	assert.Equal(t, 1, c.operations(t)["receipt closed_short"])
	c.Verify(t)
}

// shipments is a file of n shipments of one piece, every third dispatched.
func shipments(n int) string {
	var text strings.Builder
	text.WriteString("document,warehouse,sku,quantity,dispatched\n")
	for i := range n {
		dispatched := "no"
		if i%3 == 0 {
			dispatched = "yes"
		}
		fmt.Fprintf(&text, "K%d,NORTH,%s,1,%s\n", i, []string{"PLAIN", "OTHER"}[i%2], dispatched)
	}
	return text.String()
}

func TestAKilledImportGoesOn(t *testing.T) {
	const n = 150
	c := newCompany(t)
	c.tool.Run(t, 0, "import", "opening-stock", stockctl.File(t, "o.csv", "sku,warehouse,quantity\nPLAIN,NORTH,500\nOTHER,NORTH,500\n"))
	file := stockctl.File(t, "s.csv", shipments(n))
	total := func() int {
		sum := 0
		for status, count := range c.operations(t) {
			if strings.HasPrefix(status, "shipment") {
				sum += count
			}
		}
		return sum
	}
	begin := func(signal syscall.Signal, at int) *exec.Cmd {
		cmd := c.tool.Command(t.Context(), "import", "shipments", file)
		require.NoError(t, cmd.Start())
		system.Until(t, time.Minute, "a part is entered", func() (any, bool) {
			seen := total()
			return seen, seen >= at
		})
		require.NoError(t, cmd.Process.Signal(signal))
		_ = cmd.Wait() // Ended by the signal.
		return cmd
	}
	begin(syscall.SIGKILL, 10)
	assert.Less(t, total(), n)
	interrupted := begin(syscall.SIGINT, 40)
	assert.Equal(t, 2, interrupted.ProcessState.ExitCode())
	assert.Less(t, total(), n)

	c.tool.Run(t, 0, "import", "shipments", file)
	for range 2 {
		assert.Equal(t, 50, c.operations(t)["shipment dispatched"])
		assert.Equal(t, 100, c.operations(t)["shipment reserved"])
		plain, other := c.Level(t, c.north, c.product(t, "PLAIN").ID), c.Level(t, c.north, c.product(t, "OTHER").ID)
		assert.Equal(t, system.Level{OnHand: 475, Reserved: 50, Available: 425}, plain)
		assert.Equal(t, system.Level{OnHand: 475, Reserved: 50, Available: 425}, other)
		assert.Contains(t, c.tool.Run(t, 0, "import", "shipments", file), "0 entered, 150 entered before, 0 refused")
	}

	// Another user's repetition would not be recognised by its keys.
	c.tool.Run(t, 0, "create-admin", "--email", "other@test.example", "--name", "Other")
	out := c.tool.Run(t, 2, "import", "shipments", "--email", "other@test.example", file)
	assert.Contains(t, out, "this file was imported by somebody else: Importer entered shipment K0")
	assert.Equal(t, n, total())
	c.Verify(t)
}

func TestAnImportOutlivesTheServersRestart(t *testing.T) {
	const n = 60
	c := newCompany(t)
	c.tool.Run(t, 0, "import", "opening-stock", stockctl.File(t, "o.csv", "sku,warehouse,quantity\nPLAIN,NORTH,500\nOTHER,NORTH,500\n"))
	cmd := c.tool.Command(t.Context(), "import", "shipments", stockctl.File(t, "s.csv", shipments(n)))
	require.NoError(t, cmd.Start())
	system.Until(t, time.Minute, "a part is entered", func() (any, bool) {
		seen := c.operations(t)["shipment reserved"]
		return seen, seen >= 5
	})
	c.Workers[0].Kill(t)
	c.Workers[0].Start(t)
	require.NoError(t, cmd.Wait())
	assert.Equal(t, 20, c.operations(t)["shipment dispatched"])
	assert.Equal(t, 40, c.operations(t)["shipment reserved"])
	c.Verify(t)
}

func TestThousandsOfRowsInADocument(t *testing.T) {
	c := newCompany(t)
	var products, receipt strings.Builder
	products.WriteString("sku,name\n")
	receipt.WriteString("document,warehouse,sku,expected,good\n")
	const n = 4_000
	for i := range n {
		fmt.Fprintf(&products, "N-%05d,\"Number \"\"%d\"\"\"\n", i, i)
		fmt.Fprintf(&receipt, "BIG,NORTH,N-%05d,%d,%d\n", i, i+1, i+1)
	}
	c.tool.Run(t, 0, "import", "products", stockctl.File(t, "p.csv", products.String()))
	file := stockctl.File(t, "r.csv", receipt.String())
	c.tool.Run(t, 0, "import", "receipts", file)
	assert.Contains(t, c.tool.Run(t, 0, "import", "receipts", file), "0 entered, 1 entered before")
	assert.Equal(t, map[string]int{"receipt closed": 1}, c.operations(t))
	assert.Equal(t, int64(n), c.Company.ID(t, "SELECT max(on_hand) FROM inventory"))
	c.Verify(t)
}
