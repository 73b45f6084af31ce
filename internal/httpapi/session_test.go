package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"stockflow/internal/auth"
)

func credentials(email, word string) map[string]any {
	return map[string]any{"email": email, "password": word}
}

func TestSignInAndOut(t *testing.T) {
	r := setup(t)
	b := r.browser(t)
	b.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil)

	// An e-mail address is the same in capitals.
	res := b.want(http.StatusOK, "POST", "/session", credentials(strings.ToUpper(r.email(t, r.Staff)), password))
	user := res.object(t)
	require.Equal(t, "staff", user["role"])
	require.Len(t, user["warehouses"], 2)
	require.Contains(t, user["permissions"], "pick_shipment")
	require.NotContains(t, user["permissions"], "approve")
	require.NotContains(t, user["permissions"], "manage_users")
	cookie := res.Cookies()[0]
	require.True(t, cookie.HttpOnly)
	require.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
	require.False(t, cookie.Secure)
	require.Equal(t, user, b.get("/session"))
	stored := r.ID(t, "SELECT count(*) FROM sessions WHERE token = $1", cookie.Value)
	require.Zero(t, stored, "the cookie's token must not be readable in the database")

	secure := r.browser(t).want(http.StatusOK, "POST", "/session", credentials(r.email(t, r.Staff), password), "X-Forwarded-Proto", "https")
	require.True(t, secure.Cookies()[0].Secure)

	b.want(http.StatusNoContent, "DELETE", "/session", nil)
	b.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil)
	// Whoever kept the cookie has nothing of it, whatever Redis has kept.
	b.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil, "Cookie", cookie.Name+"="+cookie.Value)
}

func TestWrongCredentialsTellNothing(t *testing.T) {
	r := setup(t)
	b := r.browser(t)
	known := b.refused(http.StatusUnauthorized, "bad_credentials", "POST", "/session", credentials(r.email(t, r.Staff), "wrong"))
	unknown := b.refused(http.StatusUnauthorized, "bad_credentials", "POST", "/session", credentials("nobody@test.example", "wrong"))
	require.Equal(t, known["detail"], unknown["detail"])
	// The system's user has no password, and nobody signs in as it.
	b.refused(http.StatusUnauthorized, "bad_credentials", "POST", "/session", credentials("system@stockflow.invalid", ""+"x"))
}

func TestDeactivationBitesAtTheNextRequest(t *testing.T) {
	r := setup(t)
	admin, staff := r.as(t, r.Admin), r.as(t, r.Staff)
	staff.get("/session")
	admin.want(http.StatusOK, "PATCH", fmt.Sprintf("/users/%d", r.Staff), map[string]any{"status": "inactive"})
	staff.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil)
	r.browser(t).refused(http.StatusUnauthorized, "bad_credentials", "POST", "/session", credentials(r.email(t, r.Staff), password))
}

func TestLostWarehouseBitesAtTheNextRequest(t *testing.T) {
	r := setup(t)
	admin, staff := r.as(t, r.Admin), r.as(t, r.Staff)
	path := fmt.Sprintf("/warehouses/%d/locations", r.South.ID)
	staff.get(path)
	admin.want(http.StatusOK, "PATCH", fmt.Sprintf("/users/%d", r.Staff), map[string]any{"warehouse_ids": []any{r.North.ID}})
	staff.refused(http.StatusNotFound, "not_found", "GET", path, nil)
}

func TestNewPasswordEndsTheOtherSessions(t *testing.T) {
	r := setup(t)
	here, there := r.as(t, r.Staff), r.as(t, r.Staff)
	change := map[string]any{"current_password": "wrong", "new_password": "another good password"}
	here.refused(http.StatusUnauthorized, "bad_credentials", "PUT", "/session/password", change)
	change["current_password"] = password
	here.want(http.StatusNoContent, "PUT", "/session/password", change)
	here.get("/session")
	there.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil)
	r.browser(t).refused(http.StatusUnauthorized, "bad_credentials", "POST", "/session", credentials(r.email(t, r.Staff), password))
	r.browser(t).want(http.StatusOK, "POST", "/session", credentials(r.email(t, r.Staff), "another good password"))
}

func TestOtherSitesCannotAct(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Admin)
	for _, headers := range [][]string{
		{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"},
	} {
		b.refused(http.StatusForbidden, "forbidden", "POST", "/warehouses", map[string]any{"code": "EVIL", "name": "x"}, headers...)
	}
	b.want(http.StatusCreated, "POST", "/warehouses", map[string]any{"code": "OWN", "name": "x"}, "Sec-Fetch-Site", "same-origin")
}

func TestSessionsWithoutRedis(t *testing.T) {
	r := setup(t)
	before := r.as(t, r.Staff)
	r.Line.Cut()
	before.get("/session")
	during := r.as(t, r.Manager)
	during.get("/session")
	require.Equal(t, "degraded", r.browser(t).want(http.StatusOK, "GET", "//readyz", nil).object(t)["status"])
	// Signed out while Redis is away: its copy, once back, opens no door.
	cookie := before.cookie()
	before.want(http.StatusNoContent, "DELETE", "/session", nil)
	r.Line.Mend()
	require.Eventually(t, func() bool { return r.Redis.Ping(t.Context()).Err() == nil }, eventually, tick)
	before.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil, "Cookie", cookie.String())
	during.get("/session")
}

func (b *browser) cookie() *http.Cookie {
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.rig.URL, nil)
	require.NoError(b.t, err)
	for _, c := range b.http.Jar.Cookies(req.URL) {
		if c.Name == auth.CookieName {
			return c
		}
	}
	b.t.Fatal("there is no session's cookie")
	return nil
}
