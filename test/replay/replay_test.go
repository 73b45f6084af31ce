// Package replay tests the replay of a real company's history, from its files
// to the figures that have to come out.
package replay

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/test/stockctl"
	"stockflow/test/system"
)

// history is the folder of the Northwind files.
func history(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("NORTHWIND")
	if dir == "" {
		root, err := system.Root()
		require.NoError(t, err)
		dir = filepath.Join(root, "..", "shared", "data", "northwind")
	}
	if _, err := os.Stat(filepath.Join(dir, "orders.csv")); err != nil {
		t.Skipf("there is no history to replay: set NORTHWIND to the folder of the Northwind files (%v)", err)
	}
	return dir
}

func TestNorthwind(t *testing.T) {
	dir := history(t)
	s := system.New(t, system.Options{})
	tool := stockctl.New(t, s)
	out := tool.Run(t, 0, "replay", "--dir", dir)
	t.Log("\n" + out)
	for _, figure := range []string{
		`(?m)^available +3119 +as it should be$`,
		`(?m)^reserved +1198 +as it should be$`,
		`(?m)^dispatched +50119 +as it should be$`,
		`(?m)^live products at or under their reorder level +17 +as it should be$`,
		`on hand less reserved is units_in_stock for 77 of 77 products`,
		`830 documents: 830 entered, 0 entered before, 0 refused`,
	} {
		assert.Regexp(t, figure, out)
	}
	tool.Run(t, 0, "verify")

	// Once more: everything is there already.
	out = tool.Run(t, 0, "replay", "--dir", dir)
	assert.Contains(t, out, "830 documents: 0 entered, 830 entered before, 0 refused")
	s.Verify(t)
}
