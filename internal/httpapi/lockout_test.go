package httpapi_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"stockflow/internal/auth"
	"stockflow/internal/httpapi"
)

// guess signs in with a wrong password until something else is answered than
// that it is wrong, and tells how often it was tried.
func (b *browser) guess(email string, most int) (last response, tries int) {
	b.t.Helper()
	for tries = 1; tries <= most; tries++ {
		if last = b.send("POST", "/session", credentials(email, "wrong")); last.StatusCode != http.StatusUnauthorized {
			break
		}
	}
	return last, tries
}

// wait moves what was counted into the past.
func (r *rig) wait(t *testing.T, d time.Duration) {
	t.Helper()
	r.Exec(t, "UPDATE attempts SET since = since - $1::interval, locked_until = locked_until - $1::interval", d)
}

// An account is locked alike whether anybody has it, with Redis and without.
func TestGuessingLocksTheAccount(t *testing.T) {
	r := setup(t)
	b := r.browser(t)
	r.Line.Cut()
	email := r.email(t, r.Outsider)
	known, tries := b.guess(email, 20)
	require.Equal(t, 11, tries)
	require.Equal(t, http.StatusTooManyRequests, known.StatusCode)
	require.Equal(t, "locked", known.object(t)["code"])
	unknown, tries := b.guess("nobody@test.example", 20)
	require.Equal(t, 11, tries)
	require.Equal(t, known.object(t)["detail"], unknown.object(t)["detail"])
	require.Equal(t, known.Header.Get("Retry-After"), unknown.Header.Get("Retry-After"))
	require.Equal(t, "900", known.Header.Get("Retry-After"))
	// Not even the right password opens it, but other accounts aren't touched.
	b.refused(http.StatusTooManyRequests, "locked", "POST", "/session", credentials(email, password))
	admin := r.as(t, r.Admin)

	require.EqualValues(t, 1, r.ID(t, "SELECT count(*) FROM notifications WHERE user_id = $1 AND account AND subject LIKE '%locked%'", r.Outsider))
	require.EqualValues(t, 10, r.ID(t, "SELECT count(*) FROM audit_records WHERE action = 'sign_in_failed' AND subject_id = $1", fmt.Sprint(r.Outsider)))
	require.EqualValues(t, 2, r.ID(t, "SELECT count(*) FROM audit_records WHERE stream = 'people' AND action = 'account_locked'"))
	r.Verify(t)

	// An admin sees the lock, and lifts it.
	locked := func() (ids []any) {
		for _, item := range admin.get("/users?limit=200")["items"].([]any) {
			if u := item.(map[string]any); u["locked_until"] != nil {
				ids = append(ids, u["id"])
			}
		}
		return ids
	}
	require.Equal(t, []any{float64(r.Outsider)}, locked())
	admin.want(http.StatusNoContent, "POST", fmt.Sprintf("/users/%d/unlock", r.Outsider), nil)
	require.Empty(t, locked())
	r.as(t, r.Outsider)
	require.EqualValues(t, 1, r.ID(t, "SELECT count(*) FROM audit_records WHERE action = 'unlock_account' AND user_id = $1", r.Admin))
}

func TestLocksGrowAndAreForgotten(t *testing.T) {
	r := setup(t)
	b := r.browser(t)
	email := r.email(t, r.Outsider)
	for i, want := range []string{"900", "1800", "3600"} {
		last, tries := b.guess(email, 20)
		require.Equal(t, 11, tries, i)
		require.Equal(t, want, last.Header.Get("Retry-After"), i)
		r.wait(t, 2*time.Hour)
	}
	_, tries := b.guess(email, 9)
	require.Equal(t, 10, tries)
	r.as(t, r.Outsider)
	// The right password has made all that forgotten.
	_, tries = b.guess(email, 9)
	require.Equal(t, 10, tries)
	r.wait(t, 25*time.Hour)
	last, tries := b.guess(email, 20)
	require.Equal(t, 11, tries, "what is a day old no longer counts")
	require.Equal(t, "900", last.Header.Get("Retry-After"))
}

// Guesses that come together don't slip past the lock.
func TestGuessingAtOnce(t *testing.T) {
	r := setup(t)
	email := r.email(t, r.Outsider)
	var all sync.WaitGroup
	var mu sync.Mutex
	wrong := 0
	for range 40 {
		b := r.browser(t)
		all.Go(func() {
			if res := b.send("POST", "/session", credentials(email, "wrong")); res.StatusCode == http.StatusUnauthorized {
				mu.Lock()
				wrong++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	require.GreaterOrEqual(t, wrong, 10)
	require.LessOrEqual(t, wrong, 11, "two passwords are checked at a time, so one more may be under way")
}

func TestGuessingManyAccountsLocksTheAddress(t *testing.T) {
	r := setup(t, func(d *httpapi.Deps) { d.TrustProxy = true })
	b := r.browser(t)
	r.Exec(t, "INSERT INTO attempts (key, failures) VALUES ('address:2001:db8:1:2::/64', 99)")
	from := []string{"X-Forwarded-For", "2001:db8:1:2::7"}
	b.refused(http.StatusUnauthorized, "bad_credentials", "POST", "/session", credentials("a@test.example", "wrong"), from...)
	for _, address := range []string{"2001:db8:1:2::7", "2001:db8:1:2:ffff::8"} {
		b.refused(http.StatusTooManyRequests, "locked", "POST", "/session", credentials(r.email(t, r.Staff), password), "X-Forwarded-For", address)
	}
	b.want(http.StatusOK, "POST", "/session", credentials(r.email(t, r.Staff), password), "X-Forwarded-For", "2001:db8:1:3::7")
	require.EqualValues(t, 1, r.ID(t, "SELECT count(*) FROM audit_records WHERE action = 'address_locked' AND subject_id = '2001:db8:1:2::7'"))
}

// Whoever found a session open can't find out the password with it.
func TestGuessingTheOwnPasswordLocksToo(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Staff)
	change := map[string]any{"current_password": "wrong", "new_password": "another good password"}
	for range 10 {
		b.refused(http.StatusUnauthorized, "bad_credentials", "PUT", "/session/password", change)
	}
	b.refused(http.StatusTooManyRequests, "locked", "PUT", "/session/password", change)
	r.browser(t).refused(http.StatusTooManyRequests, "locked", "POST", "/session", credentials(r.email(t, r.Staff), password))
	require.Equal(t, auth.AccountKey(r.email(t, r.Staff)), r.Text(t, "SELECT key FROM attempts"))
}
