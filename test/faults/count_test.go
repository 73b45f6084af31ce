package faults

import (
	"testing"

	"stockflow/internal/inventory"
)

// countTrip counts a bin in which something is missing, corrects and returns
// goods, and calls off what may be called off.
func countTrip(t *testing.T, s *site) {
	product := s.stocked(t)
	scope := m{"warehouse_id": s.north.ID, "product_ids": l{product}}
	count := s.do(t, s.manager, inventory.CreateCount, "/counts", scope, "counting").OperationID
	s.do(t, s.staff, inventory.EnterCount, "/counts/"+count+"/enter", m{"lines": l{m{"line_no": 1, "quantity": 25}}}, "counting")
	s.do(t, s.staff, inventory.SubmitCount, "/counts/"+count+"/submit", nil, "closed")
	s.stock(t, product, atRest(25), atRest(0))

	count = s.do(t, s.manager, inventory.CreateCount, "/counts", scope, "counting").OperationID
	s.do(t, s.manager, inventory.CancelCount, "/counts/"+count+"/cancel", nil, "cancelled")
	adjustment := func(reason string, change int) m {
		return m{"warehouse_id": s.north.ID, "reason": reason, "lines": l{m{"product_id": product, "location": "STORAGE", "change": change}}}
	}
	s.do(t, s.manager, inventory.CreateAdjustment, "/adjustments", adjustment("found", 3), "closed")
	waiting := s.do(t, s.staff, inventory.CreateAdjustment, "/adjustments", adjustment("lost", -3), "awaiting_approval").OperationID
	s.do(t, s.staff, inventory.CancelAdjustment, "/adjustments/"+waiting+"/cancel", nil, "cancelled")
	s.do(t, s.staff, inventory.CreateReturn, "/returns", m{"warehouse_id": s.north.ID, "direction": "from_customer", "lines": l{
		m{"product_id": product, "quantity": 2}}}, "closed")
	s.stock(t, product, atRest(30), atRest(0))
}
