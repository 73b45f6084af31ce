package httpapi_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"stockflow/internal/httpapi"
)

const newcomer = "new.comer@test.example"

// mails are the bodies of what was mailed to an address about its account, the
// newest first.
func (r *rig) mails(t *testing.T, email string) (bodies []string) {
	t.Helper()
	rows, err := r.Super.Query(t.Context(), `SELECT n.body FROM notifications n JOIN users u ON u.id = n.user_id
		WHERE u.email = $1 AND n.account ORDER BY n.id DESC`, email)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var body string
		require.NoError(t, rows.Scan(&body))
		bodies = append(bodies, body)
	}
	return bodies
}

var linked = regexp.MustCompile(`https://stock\.test(/[a-z-]+)\?token=([A-Za-z0-9_-]+)`)

// secret is that of the link in the newest mail to an address.
func (r *rig) secret(t *testing.T, email, page string) string {
	t.Helper()
	mails := r.mails(t, email)
	require.NotEmpty(t, mails)
	found := linked.FindStringSubmatch(mails[0])
	require.NotNil(t, found, mails[0])
	require.Equal(t, page, found[1])
	require.Zero(t, r.ID(t, "SELECT count(*) FROM account_links l WHERE l::text LIKE '%' || $1 || '%'", found[2]), "the link must not be readable in the database")
	return found[2]
}

func (r *rig) status(t *testing.T, email string) string {
	t.Helper()
	return r.Text(t, "SELECT COALESCE((SELECT status FROM users WHERE email = $1), 'unknown')", email)
}

func linkAndPassword(secret, word string) map[string]any {
	return map[string]any{"token": secret, "password": word}
}

func TestAccessIsAskedForConfirmedAndGranted(t *testing.T) {
	r := setup(t)
	b, admin := r.browser(t), r.as(t, r.Admin)
	application := map[string]any{"name": "New Comer", "email": newcomer, "warehouses": []any{"NORTH", "NOWHERE"}, "note": "from Monday on"}
	b.want(http.StatusAccepted, "POST", "/access-requests", application)
	require.Equal(t, "requested", r.status(t, newcomer))
	require.Empty(t, admin.get("/access-requests")["items"], "nobody has proved the address yet")
	token := map[string]any{"token": r.secret(t, newcomer, "/confirm-email")}
	b.want(http.StatusNoContent, "POST", "/access-requests/confirm", token)
	b.refused(http.StatusGone, "link_invalid", "POST", "/access-requests/confirm", token)

	request := admin.get("/access-requests")["items"].([]any)[0].(map[string]any)
	require.Equal(t, []any{"NORTH", "NOWHERE"}, request["warehouses"])
	require.Equal(t, "from Monday on", request["note"])
	require.EqualValues(t, 1, r.ID(t, "SELECT count(*) FROM notifications WHERE user_id = $1 AND kind = 'access_request' AND NOT account", r.Admin))
	for _, u := range admin.get("/users?limit=200")["items"].([]any) {
		require.NotEqual(t, newcomer, u.(map[string]any)["email"], "who asks is not among the people")
	}
	require.Len(t, admin.get("/users?status=requested")["items"], 1)
	user := fmt.Sprintf("/users/%d", r.ID(t, "SELECT id FROM users WHERE email = $1", newcomer))
	admin.refused(http.StatusConflict, "conflict", "PATCH", user, map[string]any{"status": "active"})
	b.refused(http.StatusUnauthorized, "bad_credentials", "POST", "/session", credentials(newcomer, password))

	approve := fmt.Sprintf("/access-requests/%v/approve", request["id"])
	admission := map[string]any{"role": "manager", "warehouse_ids": []any{r.North.ID}}
	invited := admin.want(http.StatusOK, "POST", approve, admission).object(t)
	require.Equal(t, "invited", invited["status"])
	admin.refused(http.StatusConflict, "conflict", "POST", approve, admission)
	admin.refused(http.StatusConflict, "conflict", "PATCH", user, map[string]any{"status": "active"})
	secret := r.secret(t, newcomer, "/invitation")
	b.refused(http.StatusUnprocessableEntity, "weak_password", "POST", "/invitations/accept", linkAndPassword(secret, "newcomer2026"))
	b.want(http.StatusNoContent, "POST", "/invitations/accept", linkAndPassword(secret, "seven green pallets"))
	b.refused(http.StatusGone, "link_invalid", "POST", "/invitations/accept", linkAndPassword(secret, "seven blue pallets"))
	in := b.want(http.StatusOK, "POST", "/session", credentials(newcomer, "seven green pallets")).object(t)
	require.Equal(t, "manager", in["role"])
	require.Len(t, in["warehouses"], 1)

	require.Equal(t, "request_access confirm_access_request approve_access accept_invitation", r.Text(t,
		"SELECT string_agg(action, ' ' ORDER BY seq) FROM audit_records WHERE stream = 'people' AND subject_id = $1", strings.TrimPrefix(user, "/users/")))
	r.Verify(t)
}

func TestAccessIsRefusedWithAReason(t *testing.T) {
	r := setup(t)
	b, admin := r.browser(t), r.as(t, r.Admin)
	b.want(http.StatusAccepted, "POST", "/access-requests", map[string]any{"name": "New Comer", "email": newcomer})
	id := r.ID(t, "SELECT id FROM access_requests")
	refuse := fmt.Sprintf("/access-requests/%d/refuse", id)
	reason := map[string]any{"reason": "We have no opening in Oslo"}
	admin.refused(http.StatusConflict, "conflict", "POST", refuse, reason)
	b.want(http.StatusNoContent, "POST", "/access-requests/confirm", map[string]any{"token": r.secret(t, newcomer, "/confirm-email")})
	admin.want(http.StatusNoContent, "POST", refuse, reason)
	require.Contains(t, r.mails(t, newcomer)[0], "We have no opening in Oslo")
	require.Equal(t, "inactive", r.status(t, newcomer))
	refused := admin.get("/access-requests?status=refused")["items"].([]any)[0].(map[string]any)
	require.Equal(t, "We have no opening in Oslo", refused["reason"])
	admin.refused(http.StatusNotFound, "not_found", "POST", "/access-requests/999999/refuse", reason)
}

// Whatever is known of an address, who asks gets the same answer, and only the
// mailbox's owner learns more.
func TestAskingTellsNothingOfAnAddress(t *testing.T) {
	r := setup(t)
	b := r.browser(t)
	r.Exec(t, "UPDATE users SET email = 'in.active@test.example', status = 'inactive' WHERE id = $1", r.Outsider)
	active := r.email(t, r.Staff)
	var answers []string
	for _, c := range []struct{ email, mail, reset string }{
		{active, "You have access already", "/reset-password"},
		{strings.ToUpper(active), "You have access already", "/reset-password"},
		{"in.active@test.example", "not active", ""},
		{newcomer, "/confirm-email", ""},
		{newcomer, "/confirm-email", ""},
		{"system@stockflow.invalid", "", ""},
	} {
		known := strings.ToLower(c.email)
		for path, body := range map[string]map[string]any{
			"/access-requests": {"name": "Some Body", "email": c.email}, "/password-resets": {"email": c.email},
		} {
			before, start := len(r.mails(t, known)), time.Now()
			res := b.want(http.StatusAccepted, "POST", path, body)
			require.GreaterOrEqual(t, time.Since(start), 100*time.Millisecond)
			answers = append(answers, fmt.Sprint(res.StatusCode, string(res.body), res.Header.Get("Content-Type"), len(res.Header)))
			want := c.mail
			if path == "/password-resets" {
				want = c.reset
			}
			mails := r.mails(t, known)
			if want == "" {
				require.Len(t, mails, before, "%s %s", path, c.email)
				continue
			}
			require.Len(t, mails, before+1, "%s %s", path, c.email)
			require.Contains(t, mails[0], want)
		}
	}
	for _, a := range answers {
		require.Equal(t, answers[0], a)
	}
	require.Equal(t, "active", r.status(t, active))
	require.EqualValues(t, 1, r.ID(t, "SELECT count(*) FROM access_requests"))
	b.refused(http.StatusBadRequest, "invalid_request", "POST", "/password-resets", map[string]any{"email": "Kim <kim@test.example>"})
}

// Nobody's mailbox is flooded, and no address asks for mails without end.
func TestMailsAreBounded(t *testing.T) {
	r := setup(t, func(d *httpapi.Deps) { d.TrustProxy = true })
	b := r.browser(t)
	email := r.email(t, r.Staff)
	ask := func(email, from string) response {
		return b.send("POST", "/password-resets", map[string]any{"email": email}, "X-Forwarded-For", from)
	}
	for i := range 8 {
		require.Equal(t, http.StatusAccepted, ask(email, fmt.Sprintf("10.0.0.%d", i)).StatusCode)
	}
	require.Len(t, r.mails(t, email), 5)
	r.Exec(t, "INSERT INTO attempts (key, failures) VALUES ('mails-from:10.1.1.1', 28)")
	for i := range 3 {
		res := ask(fmt.Sprintf("somebody%d@test.example", i), "10.1.1.1")
		require.Equal(t, i < 2, res.StatusCode == http.StatusAccepted, i)
		if i == 2 {
			require.Equal(t, "rate_limited", res.object(t)["code"])
			require.NotEmpty(t, res.Header.Get("Retry-After"))
		}
	}
}

func TestPasswordReset(t *testing.T) {
	r := setup(t)
	b, before := r.browser(t), r.as(t, r.Staff)
	stream := before.watch("")
	next(t, stream, "live")
	email := r.email(t, r.Staff)
	b.guess(email, 11)
	ask := func() string {
		b.want(http.StatusAccepted, "POST", "/password-resets", map[string]any{"email": email})
		return r.secret(t, email, "/reset-password")
	}
	replaced := ask()
	secret := ask()
	require.EqualValues(t, 1, r.ID(t, "SELECT count(*) FROM account_links"))
	complete := "/password-resets/complete"
	b.refused(http.StatusGone, "link_invalid", "POST", complete, linkAndPassword(replaced, "seven green pallets"))
	b.refused(http.StatusBadRequest, "invalid_request", "POST", complete, linkAndPassword(secret, "short"))
	b.refused(http.StatusUnprocessableEntity, "weak_password", "POST", complete, linkAndPassword(secret, "passwordpassword"))
	// A link is good for its own purpose only.
	b.refused(http.StatusGone, "link_invalid", "POST", "/invitations/accept", linkAndPassword(secret, "seven green pallets"))
	b.want(http.StatusNoContent, "POST", complete, linkAndPassword(secret, "seven green pallets"))
	b.refused(http.StatusGone, "link_invalid", "POST", complete, linkAndPassword(secret, "seven blue pallets"))

	// The sessions end, the lock is lifted, and the person hears of it.
	ends(t, stream)
	before.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil)
	b.refused(http.StatusUnauthorized, "bad_credentials", "POST", "/session", credentials(email, password))
	b.want(http.StatusOK, "POST", "/session", credentials(email, "seven green pallets"))
	require.Contains(t, r.mails(t, email)[0], "was just reset")
	require.EqualValues(t, 1, r.ID(t, "SELECT count(*) FROM audit_records WHERE action = 'reset_password' AND user_id = $1", r.Staff))

	// An old link is worth nothing, nor is that of somebody who was deactivated.
	late := ask()
	r.Exec(t, "UPDATE account_links SET expires_at = now()")
	b.refused(http.StatusGone, "link_invalid", "POST", complete, linkAndPassword(late, "seven blue pallets"))
	late = ask()
	r.as(t, r.Admin).want(http.StatusOK, "PATCH", fmt.Sprintf("/users/%d", r.Staff), map[string]any{"status": "inactive"})
	b.refused(http.StatusGone, "link_invalid", "POST", complete, linkAndPassword(late, "seven blue pallets"))
	require.Equal(t, "inactive", r.status(t, email))
}

// Of many who use a link at once, one does.
func TestLinksAreGoodOnce(t *testing.T) {
	r := setup(t)
	email := r.email(t, r.Staff)
	r.browser(t).want(http.StatusAccepted, "POST", "/password-resets", map[string]any{"email": email})
	secret := r.secret(t, email, "/reset-password")
	var all sync.WaitGroup
	codes := make([]int, 8)
	for i := range codes {
		b := r.browser(t)
		all.Go(func() {
			codes[i] = b.send("POST", "/password-resets/complete", linkAndPassword(secret, fmt.Sprintf("seven green pallets %d", i))).StatusCode
		})
	}
	all.Wait()
	done := 0
	for _, code := range codes {
		if code == http.StatusNoContent {
			done++
		} else {
			require.Equal(t, http.StatusGone, code)
		}
	}
	require.Equal(t, 1, done)
}

func TestInvitations(t *testing.T) {
	r := setup(t)
	b, admin := r.browser(t), r.as(t, r.Admin)
	invitation := map[string]any{"email": newcomer, "name": "New Comer", "role": "staff", "warehouse_ids": []any{r.South.ID}}
	user := admin.want(http.StatusCreated, "POST", "/invitations", invitation).object(t)
	require.Equal(t, "invited", user["status"])
	admin.refused(http.StatusConflict, "conflict", "POST", "/invitations", invitation)
	require.Len(t, admin.get("/users?status=invited")["items"], 1)
	first := r.secret(t, newcomer, "/invitation")

	path := fmt.Sprintf("/users/%v/invitation", user["id"])
	admin.want(http.StatusNoContent, "POST", path, nil)
	second := r.secret(t, newcomer, "/invitation")
	b.refused(http.StatusGone, "link_invalid", "POST", "/invitations/accept", linkAndPassword(first, "seven green pallets"))
	admin.want(http.StatusNoContent, "DELETE", path, nil)
	b.refused(http.StatusGone, "link_invalid", "POST", "/invitations/accept", linkAndPassword(second, "seven green pallets"))
	require.Equal(t, "inactive", r.status(t, newcomer))
	for _, method := range []string{"POST", "DELETE"} {
		admin.refused(http.StatusConflict, "conflict", method, path, nil)
		admin.refused(http.StatusNotFound, "not_found", method, "/users/999999/invitation", nil)
	}
	// Taken on again without a password, the person gets one by a reset.
	admin.want(http.StatusOK, "PATCH", fmt.Sprintf("/users/%v", user["id"]), map[string]any{"status": "active"})
	b.want(http.StatusAccepted, "POST", "/password-resets", map[string]any{"email": newcomer})
	b.want(http.StatusNoContent, "POST", "/password-resets/complete", linkAndPassword(r.secret(t, newcomer, "/reset-password"), "seven green pallets"))
	b.want(http.StatusOK, "POST", "/session", credentials(newcomer, "seven green pallets"))
	admin.refused(http.StatusNotFound, "not_found", "POST", "/invitations",
		map[string]any{"email": "other@test.example", "name": "X", "role": "staff", "warehouse_ids": []any{999999}})
	require.Equal(t, "unknown", r.status(t, "other@test.example"), "what is refused leaves nothing behind")
}

func TestWeakPasswordsAreRefused(t *testing.T) {
	r := setup(t)
	b, admin := r.as(t, r.Staff), r.as(t, r.Admin)
	change := map[string]any{"current_password": password, "new_password": "qwertyuiopasdf"}
	require.Equal(t, "new_password", b.refused(http.StatusUnprocessableEntity, "weak_password", "PUT", "/session/password", change)["field"])
	path := fmt.Sprintf("/users/%d", r.Staff)
	admin.refused(http.StatusUnprocessableEntity, "weak_password", "PATCH", path, map[string]any{"password": "staffstaffstaff"})
	admin.refused(http.StatusUnprocessableEntity, "weak_password", "POST", "/users",
		map[string]any{"email": newcomer, "name": "New Comer", "role": "staff", "password": "new.comer.2026"})
	b.get("/session")
}
