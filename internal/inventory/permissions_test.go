package inventory

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write docs/permissions.md anew")

func TestEveryPermissionIsDescribed(t *testing.T) {
	table := Grants()
	for _, g := range table {
		text := g.Permission.Description()
		require.NotEmpty(t, text, "%s takes a line in descriptions (permissions_text.go)", g.Permission)
		require.LessOrEqual(t, len(text), 200, g.Permission)
		require.NotContains(t, text, "|", g.Permission)
		require.Equal(t, g.Role, RoleFor(g.Permission))
	}
	require.Len(t, descriptions, len(table), "a description of no permission")
}

func TestUnknownPermissionIsNobodys(t *testing.T) {
	for _, p := range []Permission{"", "no_such_permission", Permission(ExpireReservation)} {
		for _, r := range []Role{"", "nobody", Staff, Manager, Admin} {
			require.False(t, r.Grants(p), "%s %q", r, p)
		}
	}
}

// go test ./internal/inventory -run TestPermissionsPage -update
func TestPermissionsPage(t *testing.T) {
	const page = "../../docs/permissions.md"
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(PermissionsPage()), 0o644)) //nolint:gosec // a page for everybody
	}
	written, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Equal(t, PermissionsPage(), string(written), "docs/permissions.md is out of date: run scripts/generate.sh")
}
