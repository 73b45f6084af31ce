package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDashboardFiles(t *testing.T) {
	r := setup(t)
	b := r.browser(t)
	for _, path := range []string{"//", "//index.html", "//operations/5f1d", "//login?next=%2F"} {
		res := b.want(http.StatusOK, "GET", path, nil)
		require.Contains(t, string(res.body), "<title>Stockflow", path)
		require.Equal(t, "no-cache", res.Header.Get("Cache-Control"))
		require.Contains(t, res.Header.Get("Content-Security-Policy"), "default-src 'self'")
	}
	require.Contains(t, b.want(http.StatusOK, "GET", "//assets/app-1a.js", nil).Header.Get("Cache-Control"), "immutable")
	require.Equal(t, "no-cache", b.want(http.StatusOK, "GET", "//favicon.svg", nil).Header.Get("Cache-Control"))
	// A file of a former build isn't a page.
	require.Equal(t, "not_found", b.want(http.StatusNotFound, "GET", "//assets/app-0.js", nil).object(t)["code"])
	require.Equal(t, http.StatusMethodNotAllowed, b.send("POST", "//operations", nil).StatusCode)
	for _, path := range []string{"//../../etc/passwd", "//..%2f..%2fetc%2fpasswd", "//assets/../../go.mod"} {
		require.NotContains(t, string(b.send("GET", path, nil).body), "root:", path)
	}
}

func TestDocumentationIsServedFromHere(t *testing.T) {
	r := setup(t)
	b := r.browser(t)
	page := string(b.want(http.StatusOK, "GET", "/api/docs/", nil).body)
	require.NotRegexp(t, `(src|href)="(https?:)?//`, page, "nothing is loaded from elsewhere")
	for part := range strings.SplitSeq(page, `"`) {
		if strings.HasPrefix(part, "/api/docs/") && strings.Contains(part, ".") {
			b.want(http.StatusOK, "GET", part, nil)
		}
	}
	require.Contains(t, string(b.want(http.StatusOK, "GET", "/api/openapi.yaml", nil).body), "openapi: 3.0.3")
}

func TestHealthAndMetrics(t *testing.T) {
	r := setup(t)
	b := r.browser(t)
	b.want(http.StatusOK, "GET", "//healthz", nil)
	require.Equal(t, map[string]any{"status": "ok", "database": "ok", "redis": "ok", "temporal": "ok", "replica": "none"},
		b.want(http.StatusOK, "GET", "//readyz", nil).object(t))
	b.send("GET", "/session", nil)
	metrics := string(b.want(http.StatusOK, "GET", "//metrics", nil).body)
	require.Contains(t, metrics, `stockflow_http_request_duration_seconds_count{method="GET",route="/api/v1/session",status="401"} 1`)
}

// The Temporal UI lies behind the same sign-in, and only admins get in.
func TestTemporalUI(t *testing.T) {
	var got *http.Request
	ui := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		_, _ = w.Write([]byte("the UI"))
	}))
	defer ui.Close()
	r := setup(t, withUI(ui.URL+"/temporal"))

	res := r.browser(t).want(http.StatusSeeOther, "GET", "//temporal/namespaces", nil, "Accept", "text/html")
	require.Equal(t, "/login?next=%2Ftemporal%2Fnamespaces", res.Header.Get("Location"))
	r.browser(t).want(http.StatusUnauthorized, "GET", "//temporal/api/v1/namespaces", nil)
	for _, user := range []int64{r.Staff, r.Manager} {
		b := r.as(t, user)
		b.want(http.StatusForbidden, "GET", "//temporal/namespaces", nil, "Accept", "text/html")
		b.want(http.StatusForbidden, "POST", "//temporal/api/v1/namespaces/stockflow/workflows/x/terminate", nil)
		b.want(http.StatusForbidden, "GET", "//temporal", nil)
	}
	require.Nil(t, got, "nobody else's request reaches the UI")

	admin := r.as(t, r.Admin)
	require.Equal(t, "the UI", string(admin.want(http.StatusOK, "GET", "//temporal/namespaces/stockflow/workflows?query=a%20b", nil,
		"Authorization", "Bearer x").body))
	require.Equal(t, "/temporal/namespaces/stockflow/workflows", got.URL.Path)
	require.Equal(t, "query=a%20b", got.URL.RawQuery)
	require.Empty(t, got.Header.Get("Authorization"))
	require.NotContains(t, got.Header.Get("Cookie"), "stockflow_session", "the session stays here")
	ui.Close()
	require.Equal(t, http.StatusServiceUnavailable, admin.send("GET", "//temporal/", nil).StatusCode)
}
