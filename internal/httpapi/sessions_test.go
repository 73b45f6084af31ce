package httpapi_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSessionsAreListedAndEnded(t *testing.T) {
	r := setup(t)
	here, other := r.as(t, r.Staff), r.as(t, r.Manager)
	there := r.browser(t)
	there.want(http.StatusOK, "POST", "/session", credentials(r.email(t, r.Staff), password), "User-Agent", "Scanner/7")

	items, _ := here.walk("/sessions", 1)
	require.Len(t, items, 2)
	require.Equal(t, "Scanner/7", items[0]["user_agent"])
	require.Equal(t, "127.0.0.1", items[0]["remote_address"])
	require.Equal(t, false, items[0]["current"])
	require.Equal(t, true, items[1]["current"])
	path := fmt.Sprintf("/sessions/%v", items[0]["id"])
	// Nobody ends another's.
	other.refused(http.StatusNotFound, "not_found", "DELETE", path, nil)
	there.get("/session")
	here.want(http.StatusNoContent, "DELETE", path, nil)
	there.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil)
	here.get("/session")

	// The last use is kept to the minute.
	r.Exec(t, "UPDATE sessions SET last_used_at = now() - interval '1 hour'")
	here.get("/session")
	require.Zero(t, r.ID(t, "SELECT count(*) FROM sessions WHERE user_id = $1 AND last_used_at < now() - interval '1 minute'", r.Staff))
}

func TestSignOutEverywhere(t *testing.T) {
	r := setup(t)
	here, there, other := r.as(t, r.Staff), r.as(t, r.Staff), r.as(t, r.Manager)
	stream := there.watch("")
	next(t, stream, "live")
	cookie := here.cookie()
	here.want(http.StatusNoContent, "DELETE", "/sessions", nil)
	ends(t, stream)
	there.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil)
	here.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil)
	here.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil, "Cookie", cookie.String())
	other.get("/session")
}

func TestAdminsEndSessionsOfOthers(t *testing.T) {
	r := setup(t)
	admin, one, two := r.as(t, r.Admin), r.as(t, r.Staff), r.as(t, r.Staff)
	base := fmt.Sprintf("/users/%d/sessions", r.Staff)
	items, _ := admin.walk(base, 1)
	require.Len(t, items, 2)
	admin.want(http.StatusNoContent, "DELETE", fmt.Sprintf("%s/%v", base, items[0]["id"]), nil)
	two.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil)
	one.get("/session")
	// A session is found under its own user only.
	admin.refused(http.StatusNotFound, "not_found", "DELETE", fmt.Sprintf("/users/%d/sessions/%v", r.Manager, items[1]["id"]), nil)
	admin.want(http.StatusNoContent, "DELETE", base, nil)
	one.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil)
	admin.refused(http.StatusNotFound, "not_found", "GET", "/users/999999/sessions", nil)
	admin.refused(http.StatusNotFound, "not_found", "DELETE", "/users/999999/sessions", nil)
	require.EqualValues(t, 2, r.ID(t, "SELECT count(*) FROM audit_records WHERE action = 'end_sessions' AND user_id = $1", r.Admin))
}

// Deactivation ends what is open, not only what comes next.
func TestDeactivationEndsStreams(t *testing.T) {
	r := setup(t)
	admin, staff := r.as(t, r.Admin), r.as(t, r.Staff)
	stream := staff.watch("")
	next(t, stream, "live")
	path := fmt.Sprintf("/users/%d", r.Staff)
	admin.want(http.StatusOK, "PATCH", path, map[string]any{"status": "inactive"})
	ends(t, stream)
	// The session is gone for good.
	admin.want(http.StatusOK, "PATCH", path, map[string]any{"status": "active"})
	staff.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil)
}

// Whoever loses a warehouse hears no more of it, on a stream that stays open.
func TestStreamsFollowTheWarehouses(t *testing.T) {
	r := setup(t)
	product := r.Product(t, "LOST")
	admin, staff := r.as(t, r.Admin), r.as(t, r.Staff)
	stream := staff.watch("")
	next(t, stream, "live")
	admin.want(http.StatusOK, "PATCH", fmt.Sprintf("/users/%d", r.Staff), map[string]any{"warehouse_ids": []any{r.South.ID}})
	next(t, stream, "account")
	admin.command(http.StatusCreated, "/receipts", r.receipt(product))
	south := r.receipt(product)
	south["warehouse_id"] = r.South.ID
	receipt := admin.command(http.StatusCreated, "/receipts", south)
	require.Equal(t, receipt["operation_id"], next(t, stream, "operation").object(t)["operation_id"])
}
