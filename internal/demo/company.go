package demo

import (
	"context"
	"errors"
	"fmt"

	"stockflow/internal/apiclient"
)

// site is a warehouse of the company, with the bins that it has beyond those
// that every warehouse has.
type site struct {
	code, name, address, zone string
	approvalQuantity          int64
	bins                      []string
}

var aisles = []string{
	"A-01", "A-02", "A-03", "B-01", "B-02", "B-03", "C-01", "C-02", "C-03",
	"D-01", "D-02", "D-03", "E-01", "E-02", "E-03", "F-01", "F-02", "F-03",
}

var sites = []site{
	{"CPH", "Copenhagen", "Sluseholmen 14, 2450 København SV, Denmark", "Europe/Copenhagen", 500, aisles},
	{"LIS", "Lisbon", "Rua da Cintura 22, 1950-021 Lisboa, Portugal", "Europe/Lisbon", 500, aisles},
	{"DEN", "Denver", "4800 Brighton Blvd, Denver, CO 80216, USA", "America/Denver", 0, aisles},
}

// What the warehouses allow: how much more may arrive, or how far a count may
// be off; what staff correct by themselves; from where on a second person decides.
const (
	tolerancePercent     = 5
	adjustedByStaff      = 20
	adjustedWithApproval = 200
)

// person is somebody who can sign in.
type person struct {
	role        apiclient.AssignableRole
	email, name string
	sites       []string
}

// Domain is the mail domain of the demo's users.
const Domain = "demo.stockflow.example"

var people = []person{
	{apiclient.AssignableRoleAdmin, "admin@" + Domain, "Asta Admin", nil},
	{apiclient.AssignableRoleManager, "manager@" + Domain, "Mads Manager", []string{"CPH", "LIS", "DEN"}},
	{apiclient.AssignableRoleStaff, "staff@" + Domain, "Sofia Staff", []string{"CPH", "LIS", "DEN"}},
}

// ensureSites adds the warehouses and their bins, and gives their ids.
func ensureSites(ctx context.Context, s *apiclient.Session) (map[string]int64, error) {
	for _, w := range sites {
		tolerance, byStaff, bySomebodyElse := int32(tolerancePercent), int64(adjustedByStaff), int64(adjustedWithApproval)
		_, err := apiclient.Answer[apiclient.Warehouse](s.CreateWarehouseWithResponse(ctx, apiclient.NewWarehouse{
			Code: w.code, Name: w.name, Address: &w.address, TimeZone: &w.zone,
			OverReceiptTolerancePercent: &tolerance, TransferApprovalQuantity: &w.approvalQuantity,
			AdjustmentStaffQuantity: &byStaff, AdjustmentApprovalQuantity: &bySomebodyElse, CountTolerancePercent: &tolerance,
		}))
		if err := unlessThere(err); err != nil {
			return nil, fmt.Errorf("add warehouse %s: %w", w.code, err)
		}
	}
	limit := pageSize
	ids := map[string]int64{}
	for w, err := range apiclient.Pages(func(cursor *string) ([]apiclient.Warehouse, *string, error) {
		page, err := apiclient.Answer[apiclient.WarehousePage](s.ListWarehousesWithResponse(ctx, &apiclient.ListWarehousesParams{Cursor: cursor, Limit: &limit}))
		return page.Items, page.NextCursor, err
	}) {
		if err != nil {
			return nil, fmt.Errorf("list the warehouses: %w", err)
		}
		ids[w.Code] = w.ID
	}
	for _, w := range sites {
		for _, bin := range w.bins {
			_, err := apiclient.Answer[apiclient.Location](s.CreateLocationWithResponse(ctx, ids[w.code],
				apiclient.NewLocation{Code: bin, Kind: apiclient.LocationKindStorage}))
			if err := unlessThere(err); err != nil {
				return nil, fmt.Errorf("add bin %s of %s: %w", bin, w.code, err)
			}
		}
	}
	return ids, nil
}

// unlessThere forgives that something is there from an earlier try.
func unlessThere(err error) error {
	var refusal *apiclient.Refusal
	if errors.As(err, &refusal) && refusal.Status == 409 {
		return nil
	}
	return err
}

// ensurePeople adds the users but the admin, who is there already, and gives
// all of them the password.
func ensurePeople(ctx context.Context, s *apiclient.Session, warehouses map[string]int64, password string) error {
	known := map[string]apiclient.User{}
	limit := pageSize
	for u, err := range apiclient.Pages(func(cursor *string) ([]apiclient.User, *string, error) {
		page, err := apiclient.Answer[apiclient.UserPage](s.ListUsersWithResponse(ctx, &apiclient.ListUsersParams{Cursor: cursor, Limit: &limit}))
		return page.Items, page.NextCursor, err
	}) {
		if err != nil {
			return fmt.Errorf("list the users: %w", err)
		}
		known[u.Email] = u
	}
	for _, p := range people[1:] {
		var err error
		if u, ok := known[p.email]; ok {
			_, err = apiclient.Answer[apiclient.User](s.UpdateUserWithResponse(ctx, u.ID, apiclient.UserChange{Password: &password}))
		} else {
			var ids []apiclient.ID
			for _, code := range p.sites {
				ids = append(ids, warehouses[code])
			}
			_, err = apiclient.Answer[apiclient.User](s.CreateUserWithResponse(ctx, apiclient.NewUser{
				Email: p.email, Name: p.name, Role: p.role, Password: password, WarehouseIds: &ids,
			}))
		}
		if err != nil {
			return fmt.Errorf("add user %s: %w", p.email, err)
		}
	}
	return nil
}
