package inventory

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestThresholdsMakeSense(t *testing.T) {
	n := func(v int64) *int64 { return &v }
	for _, c := range []struct {
		name  string
		t     Threshold
		field string
	}{
		{"none", Threshold{}, ""},
		{"a minimum", Threshold{Minimum: 5}, ""},
		{"all of it", Threshold{Minimum: 5, Maximum: n(20), Target: n(15), ReorderQuantity: n(10)}, ""},
		{"a maximum alone", Threshold{Maximum: n(1)}, ""},
		{"negative", Threshold{Minimum: -1}, "minimum"},
		{"no maximum is no zero", Threshold{Maximum: n(0)}, "maximum"},
		{"too large", Threshold{Minimum: maxQuantity + 1}, "minimum"},
		{"minimum and maximum alike", Threshold{Minimum: 5, Maximum: n(5)}, "maximum"},
		{"a target below the minimum", Threshold{Minimum: 5, Target: n(4)}, "target"},
		{"a target above the maximum", Threshold{Minimum: 5, Maximum: n(9), Target: n(10)}, "target"},
		{"an order of nothing", Threshold{Minimum: 5, ReorderQuantity: n(0)}, "reorder_quantity"},
	} {
		err := c.t.Check()
		if c.field == "" {
			assert.Nil(t, err, c.name)
		} else if assert.NotNil(t, err, c.name) {
			assert.Equal(t, c.field, err.Field, c.name)
		}
	}
}
