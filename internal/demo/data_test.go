package demo

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/importer"
)

func TestTheDataIsRight(t *testing.T) {
	today := time.Now()
	file, err := open("products.csv", today)
	require.NoError(t, err)
	products, err := importer.ReadProducts(file)
	require.NoError(t, err)
	assert.Empty(t, products.Problems())
	assert.GreaterOrEqual(t, len(products.Products), 40)
	for _, p := range products.Products {
		assert.NotEmpty(t, p.Barcodes, p.SKU)
		for _, b := range p.Barcodes {
			assert.True(t, validGTIN(b.Code), "%s: the check digit of %s", p.SKU, b.Code)
		}
	}
	for _, name := range []string{"receipts.csv", "expected.csv"} {
		file, err := open(name, today)
		require.NoError(t, err)
		f, err := importer.ReadReceipts(file)
		require.NoError(t, err)
		assert.Empty(t, f.Problems(), name)
	}
	file, err = open("expected.csv", today)
	require.NoError(t, err)
	f, err := importer.ReadReceipts(file)
	require.NoError(t, err)
	assert.Equal(t, lastDocument, f.Documents[len(f.Documents)-1].Number)
	assert.Equal(t, today.AddDate(0, 0, 1).Format(time.DateOnly), f.Documents[1].Date)
}

// validGTIN checks the check digit (GS1 General Specifications, section 7.9).
func validGTIN(code string) bool {
	sum := 0
	for i := range code {
		digit := int(code[len(code)-1-i] - '0')
		if digit < 0 || digit > 9 {
			return false
		}
		if i%2 == 1 {
			digit *= 3
		}
		sum += digit
	}
	return sum%10 == 0 && (len(code) == 13 || len(code) == 14)
}

func TestPasswordIsKept(t *testing.T) {
	path := fmt.Sprintf("%s/state/demo.json", t.TempDir())
	first, err := loadPassword("", path)
	require.NoError(t, err)
	require.NoError(t, keepPassword(first, path))
	again, err := loadPassword("", path)
	require.NoError(t, err)
	assert.Equal(t, first, again)
	wanted, err := loadPassword("a wish of mine", path)
	require.NoError(t, err)
	assert.Equal(t, "a wish of mine", wanted)
}
