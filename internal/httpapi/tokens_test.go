package httpapi_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"stockflow/internal/inventory"
)

// token makes an API token, and gives it as the header of a request.
func (b *browser) token(scopes ...string) (header []string, made map[string]any) {
	b.t.Helper()
	made = b.want(http.StatusCreated, "POST", "/tokens", map[string]any{"name": "scanner", "scopes": scopes}).object(b.t)
	return []string{"Authorization", "Bearer " + made["token"].(string)}, made
}

func TestTokensActForTheirOwner(t *testing.T) {
	r := setup(t)
	product := r.Product(t, "TOKEN")
	owner := r.as(t, r.Staff)
	header, made := owner.token("read", "create_receipt")
	require.Regexp(t, `^sf_[A-Za-z0-9_-]{43}$`, made["token"])
	require.Equal(t, made["token"].(string)[:9], made["prefix"])

	// It takes no cookie, and may come from anywhere.
	scanner := r.browser(t)
	elsewhere := append(header, "Origin", "https://elsewhere.example", "Sec-Fetch-Site", "cross-site")
	session := scanner.want(http.StatusOK, "GET", "/session", nil, header...).object(t)
	require.EqualValues(t, r.Staff, session["id"])
	require.Equal(t, []any{"create_receipt", "read"}, session["permissions"])
	scanner.want(http.StatusCreated, "POST", "/receipts", r.receipt(product), append(elsewhere, key()...)...)
	scanner.refused(http.StatusForbidden, "forbidden", "POST", "/shipments", r.receipt(product), append(header, key()...)...)

	// It is kept as a hash, and seen again only by its beginning.
	listed := owner.get("/tokens")["items"].([]any)[0].(map[string]any)
	require.NotContains(t, listed, "token")
	require.NotEmpty(t, listed["last_used_at"])
	require.Equal(t, "127.0.0.1", listed["last_used_address"])
	require.Zero(t, r.ID(t, "SELECT count(*) FROM api_tokens t WHERE t::text LIKE '%' || $1 || '%'", made["token"].(string)[9:]))
	require.Zero(t, r.ID(t, "SELECT count(*) FROM audit_records a WHERE a::text LIKE '%' || $1 || '%'", made["token"].(string)[9:]))

	// A session beside the token doesn't count: it is the token that asks.
	owner.refused(http.StatusForbidden, "forbidden", "GET", "/sessions", nil, header...)
	owner.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil, "Authorization", "Bearer sf_wrong")
	// A bearer that isn't Stockflow's opens and closes nothing.
	owner.want(http.StatusOK, "GET", "/session", nil, "Authorization", "Bearer eyJhbGciOi")
	owner.refused(http.StatusForbidden, "forbidden", "POST", "/products", map[string]any{"sku": "X", "name": "X"},
		"Authorization", "Bearer eyJhbGciOi", "Sec-Fetch-Site", "cross-site")
}

// No token reaches further than its owner: not at its making, and not when the
// owner loses something afterwards.
func TestTokensNeverExceedTheirOwner(t *testing.T) {
	r := setup(t)
	admin, owner := r.as(t, r.Admin), r.as(t, r.Manager)
	for _, scope := range []string{"manage_users", "self", "no_such_thing", "expire_reservation"} {
		owner.refused(http.StatusBadRequest, "invalid_request", "POST", "/tokens", map[string]any{"name": "x", "scopes": []any{"read", scope}})
	}
	header, _ := owner.token("read", "manage_products", "view_audit")
	b := r.browser(t)
	b.want(http.StatusOK, "GET", "/audit", nil, header...)
	path := fmt.Sprintf("/warehouses/%d/locations", r.South.ID)
	b.want(http.StatusOK, "GET", path, nil, header...)

	user := fmt.Sprintf("/users/%d", r.Manager)
	admin.want(http.StatusOK, "PATCH", user, map[string]any{"warehouse_ids": []any{r.North.ID}})
	b.refused(http.StatusNotFound, "not_found", "GET", path, nil, header...)
	admin.want(http.StatusOK, "PATCH", user, map[string]any{"role": "staff"})
	b.refused(http.StatusForbidden, "forbidden", "GET", "/audit", nil, header...)
	b.refused(http.StatusForbidden, "forbidden", "POST", "/products", map[string]any{"sku": "X", "name": "X"}, header...)
	require.Equal(t, []any{"read"}, b.want(http.StatusOK, "GET", "/session", nil, header...).object(t)["permissions"])

	// Deactivated and taken back, the owner makes new ones.
	admin.want(http.StatusOK, "PATCH", user, map[string]any{"status": "inactive"})
	b.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil, header...)
	admin.want(http.StatusOK, "PATCH", user, map[string]any{"status": "active"})
	b.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil, header...)
}

func TestTokensEnd(t *testing.T) {
	r := setup(t)
	owner, other, admin := r.as(t, r.Staff), r.as(t, r.Manager), r.as(t, r.Admin)
	b := r.browser(t)
	first, made := owner.token("read")
	path := fmt.Sprintf("/tokens/%v", made["id"])
	other.refused(http.StatusNotFound, "not_found", "DELETE", path, nil)
	owner.want(http.StatusNoContent, "DELETE", path, nil)
	owner.refused(http.StatusNotFound, "not_found", "DELETE", path, nil)
	b.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil, first...)

	second, made := owner.token("read")
	require.Len(t, admin.get(fmt.Sprintf("/users/%d/tokens", r.Staff))["items"], 2)
	admin.want(http.StatusNoContent, "DELETE", fmt.Sprintf("/users/%d/tokens/%v", r.Staff, made["id"]), nil)
	b.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil, second...)

	third, made := owner.token("read")
	expires, err := time.Parse(time.RFC3339, made["expires_at"].(string))
	require.NoError(t, err)
	require.WithinDuration(t, time.Now().Add(90*24*time.Hour), expires, time.Minute)
	b.want(http.StatusOK, "GET", "/session", nil, third...)
	r.Exec(t, "UPDATE api_tokens SET expires_at = now() WHERE id = $1", int64(made["id"].(float64)))
	b.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil, third...)
	require.EqualValues(t, 2, r.ID(t, "SELECT count(*) FROM audit_records WHERE action = 'revoke_token'"))
	owner.walk("/tokens", 2)
}

// No operation is open to a token without its scope, and none of one's own
// account to any token.
func TestTokensKeepToTheirScopes(t *testing.T) {
	r := setup(t)
	f := r.foreign(t)
	admin := r.as(t, r.Admin)
	var every []string
	for _, g := range inventory.Grants() {
		every = append(every, string(g.Permission))
	}
	all, _ := admin.token(every...)
	b := r.browser(t)
	before := r.kept(t)
	for _, o := range r.operations(t) {
		if o.public {
			continue
		}
		header := all
		if o.permission != "self" {
			var others []string
			for _, p := range every {
				if p != string(o.permission) {
					others = append(others, p)
				}
			}
			r.Exec(t, "UPDATE api_tokens SET scopes = $1, last_used_at = NULL", others)
		} else {
			r.Exec(t, "UPDATE api_tokens SET scopes = $1, last_used_at = NULL", every)
		}
		try := o.own()
		b.refused(http.StatusForbidden, "forbidden", o.method, f.fill(try.path), try.content(f), append(header, key()...)...)
	}
	after := r.kept(t)
	delete(before, "api_tokens")
	delete(after, "api_tokens")
	require.Equal(t, before, after)
}

func TestTokenStreamsEndWithTheToken(t *testing.T) {
	r := setup(t)
	owner := r.as(t, r.Staff)
	header, made := owner.token("read")
	stream := r.browser(t).watch("", header...)
	next(t, stream, "live")
	owner.want(http.StatusNoContent, "DELETE", fmt.Sprintf("/tokens/%v", made["id"]), nil)
	ends(t, stream)
}

// ends waits for the end of a stream of events.
func ends(t *testing.T, stream <-chan heard) {
	t.Helper()
	require.Eventually(t, func() bool {
		select {
		case _, ok := <-stream:
			return !ok
		default:
			return false
		}
	}, eventually, tick)
}
