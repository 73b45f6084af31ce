package httpapi_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"stockflow/internal/auth"
	"stockflow/internal/httpapi"
	"stockflow/internal/store"
)

// Without the database nothing can be answered, and nothing is given away.
func TestWithoutTheDatabase(t *testing.T) {
	nobody, err := store.Open(t.Context(), "postgres://app:secret@127.0.0.1:1/stockflow?connect_timeout=1")
	require.NoError(t, err)
	defer nobody.Close()
	r := setup(t, func(d *httpapi.Deps) {
		d.Store = nobody
		d.Sessions = auth.NewSessions(nobody, nobody, nil, time.Hour)
		d.SignIns = auth.NewSignIns(nobody, 1)
	})
	b := r.browser(t)
	res := b.want(http.StatusServiceUnavailable, "GET", "/operations", nil, "Cookie", auth.CookieName+"=some-token")
	require.Equal(t, "unavailable", res.object(t)["code"])
	require.NotEmpty(t, res.Header.Get("Retry-After"))
	require.NotContains(t, string(res.body), "127.0.0.1")
	b.refused(http.StatusServiceUnavailable, "unavailable", "POST", "/session", credentials("a@b.example", "x"))
	b.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/operations", nil)
	require.Equal(t, "unreachable", b.want(http.StatusServiceUnavailable, "GET", "//readyz", nil).object(t)["database"])
	b.want(http.StatusOK, "GET", "//healthz", nil)
}
