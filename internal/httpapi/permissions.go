package httpapi

import (
	"context"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
)

// ListPermissions implements oas.StrictServerInterface.
func (h *handlers) ListPermissions(context.Context, oas.ListPermissionsRequestObject) (oas.ListPermissionsResponseObject, error) {
	table := inventory.Grants()
	items := make([]oas.Permission, len(table))
	for i, g := range table {
		items[i] = oas.Permission{Permission: string(g.Permission), Role: oas.AssignableRole(g.Role), Description: g.Permission.Description()}
	}
	return oas.ListPermissions200JSONResponse{Items: items}, nil
}
