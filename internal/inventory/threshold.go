package inventory

// Threshold says how much should be there of a product in a warehouse. A
// minimum of 0 is none; nil is none.
type Threshold struct {
	Minimum int64  `json:"minimum"`
	Maximum *int64 `json:"maximum,omitempty"`
	// Target is what replenishment fills up to, ReorderQuantity the least that is
	// worth ordering.
	Target          *int64 `json:"target,omitempty"`
	ReorderQuantity *int64 `json:"reorder_quantity,omitempty"`
}

// Check refuses what contradicts itself; the field is that of the threshold.
func (t Threshold) Check() *Error {
	for field, v := range map[string]*int64{"minimum": &t.Minimum, "maximum": t.Maximum, "target": t.Target, "reorder_quantity": t.ReorderQuantity} {
		if v != nil && (*v < 0 || *v > maxQuantity || *v == 0 && field != "minimum") {
			return Refusef(CodeInvalid, "%s is a whole number up to %d", field, int64(maxQuantity)).At("%s", field)
		}
	}
	if t.Maximum != nil && *t.Maximum <= t.Minimum {
		return Refusef(CodeInvalid, "the maximum of %d isn't above the minimum of %d", *t.Maximum, t.Minimum).At("maximum")
	}
	if t.Target != nil && (*t.Target < t.Minimum || t.Maximum != nil && *t.Target > *t.Maximum) {
		return Refusef(CodeInvalid, "the target of %d isn't between the minimum and the maximum", *t.Target).At("target")
	}
	return nil
}
