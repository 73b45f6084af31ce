package httpapi_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/events"
	"stockflow/internal/httpapi"
	"stockflow/internal/notify"
	"stockflow/internal/sealed"
	"stockflow/internal/store"
)

// withSecrets gives the API a key to keep secrets with.
func withSecrets(t *testing.T) func(*httpapi.Deps) {
	box, err := sealed.New(sealed.Random())
	require.NoError(t, err)
	return func(d *httpapi.Deps) {
		d.Notify, err = notify.New(notify.Options{Secrets: box, Keys: d.Store, PublicURL: "https://stock.test.example"})
		require.NoError(t, err)
	}
}

func (r *rig) tell(t *testing.T, news ...store.Notification) {
	t.Helper()
	require.NoError(t, r.Store.Notify(t.Context(), news))
}

// A notification shows at once, on the screens of those whom it is for.
func TestNotificationsAreLive(t *testing.T) {
	r := setup(t)
	r.Store.SetAnnouncer(events.NewPublisher(r.Redis, slog.New(slog.DiscardHandler)).Announce)
	staff := r.as(t, r.Staff)
	own, another := staff.watch(""), r.as(t, r.Manager).watch("")
	next(t, own, "live")
	next(t, another, "live")
	r.tell(t, store.Notification{UserID: r.Staff, Kind: "account", Severity: store.Info, Subject: "Reset", Account: true})
	r.tell(t, store.Notification{UserID: r.Staff, Kind: "low_stock", Severity: store.Warning, Subject: "news"})
	require.JSONEq(t, "{}", next(t, own, "notification").data, "what it says is not for the stream")

	// Read on one screen, it is read on the others.
	id := staff.get("/me/notifications")["items"].([]any)[0].(map[string]any)["id"]
	staff.want(http.StatusOK, "POST", "/me/notifications/read", map[string]any{"ids": []any{id}})
	next(t, own, "notification")

	// A mail for the account shows nowhere, and nobody hears of another's news.
	staff.command(http.StatusCreated, "/receipts", r.receipt(r.Product(t, "MARK")))
	for _, stream := range []<-chan heard{own, another} {
		for h := <-stream; h.event != "operation"; h = <-stream {
			require.NotEqual(t, "notification", h.event)
		}
	}
}

func TestInbox(t *testing.T) {
	r := setup(t)
	for n := range 5 {
		r.tell(t, store.Notification{UserID: r.Staff, Kind: "low_stock", Severity: store.Warning, Subject: fmt.Sprint("news ", n), Link: "/alerts/7"})
	}
	r.tell(t,
		store.Notification{UserID: r.Staff, Kind: "account", Severity: store.Info, Subject: "Reset", Body: "secret", Account: true},
		store.Notification{UserID: r.Manager, Kind: "low_stock", Severity: store.Info, Subject: "another's"},
	)
	b := r.as(t, r.Staff)
	first := b.get("/me/notifications?limit=3")
	require.EqualValues(t, 5, first["unread"])
	rest := b.get("/me/notifications?limit=3&cursor=" + first["next_cursor"].(string))
	var subjects []any
	for _, i := range append(first["items"].([]any), rest["items"].([]any)...) {
		subjects = append(subjects, i.(map[string]any)["subject"])
	}
	require.Equal(t, []any{"news 4", "news 3", "news 2", "news 1", "news 0"}, subjects)
	require.NotContains(t, rest, "next_cursor")

	id := func(page map[string]any, n int) any { return page["items"].([]any)[n].(map[string]any)["id"] }
	anothers := r.ID(t, "SELECT id FROM notifications WHERE user_id = $1", r.Manager)
	left := b.want(http.StatusOK, "POST", "/me/notifications/read", map[string]any{"ids": []any{id(first, 0), anothers}}).object(t)
	require.EqualValues(t, 4, left["unread"])
	require.Zero(t, r.ID(t, "SELECT count(*) FROM notifications WHERE user_id = $1 AND read_at IS NOT NULL", r.Manager))
	require.Len(t, b.get("/me/notifications?unread=true")["items"], 4)
	left = b.want(http.StatusOK, "POST", "/me/notifications/read", map[string]any{"up_to": id(first, 2)}).object(t)
	require.EqualValues(t, 1, left["unread"])
	b.refused(http.StatusBadRequest, "invalid_request", "POST", "/me/notifications/read", map[string]any{})
}

func TestPreferences(t *testing.T) {
	r := setup(t, withSecrets(t))
	b := r.as(t, r.Staff)
	before := b.get("/me/notification-preferences")
	require.Empty(t, before["rules"])
	require.Equal(t, []any{map[string]any{"channel": "email", "kind": "*", "min_severity": "warning", "timing": "immediate"}}, before["defaults"])
	require.Equal(t, []any{"browser"}, before["available"])

	want := map[string]any{
		"phone": "+4915112345678", "topic": "kim-1", "time_zone": "Europe/Berlin", "quiet_from": "22:00", "quiet_to": "06:30",
		"quiet_critical": true, "daily_at": "07:15", "rules": []any{
			map[string]any{"channel": "email", "kind": "*", "min_severity": "warning", "timing": "daily"},
			map[string]any{"channel": "email", "kind": "expiry", "min_severity": "info", "timing": "off"},
		},
	}
	b.want(http.StatusOK, "PUT", "/me/notification-preferences", want)
	state := b.get("/me/notification-preferences")
	for field, v := range want {
		require.Equal(t, v, state[field], field)
	}
	require.Empty(t, r.as(t, r.Manager).get("/me/notification-preferences")["rules"], "they are one's own")
	require.EqualValues(t, 1, r.ID(t, "SELECT count(*) FROM audit_records WHERE action = 'change_notification_preferences' AND user_id = $1", r.Staff))

	digest := r.Fingerprint(t)
	for name, c := range map[string]struct {
		field  string
		value  any
		status int
	}{
		"phone":    {"phone", "0151 123", 400},
		"topic":    {"topic", "a/../b", 400},
		"zone":     {"time_zone", "Mars/Olympus", 400},
		"local":    {"time_zone", "Local", 400},
		"time":     {"quiet_from", "24:00", 400},
		"way":      {"rules", []any{map[string]any{"channel": "room", "kind": "*", "min_severity": "info", "timing": "daily"}}, 400},
		"twice":    {"rules", []any{want["rules"].([]any)[0], want["rules"].([]any)[0]}, 400},
		"no field": {"rulez", []any{}, 400},
	} {
		body := map[string]any{}
		for k, v := range want {
			body[k] = v
		}
		body[c.field] = c.value
		b.refused(c.status, "invalid_request", "PUT", "/me/notification-preferences", body)
		require.Equal(t, digest, r.Fingerprint(t), name)
	}
}

// The keys of a browser, from the example of RFC 8291.
func subscription(endpoint string) map[string]any {
	return map[string]any{"endpoint": endpoint, "keys": map[string]any{
		"p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "auth": "BTBZMqHH6r4Tts7J_aSIgg",
	}}
}

func TestPushSubscriptionsAreOnesOwn(t *testing.T) {
	r := setup(t, withSecrets(t))
	kim, lee := r.as(t, r.Staff), r.as(t, r.Manager)
	key := kim.get("/push/key")["public_key"]
	require.Len(t, key, 87)
	require.Equal(t, key, lee.get("/push/key")["public_key"], "it is made once")
	require.NotContains(t, r.Text(t, "SELECT encode(sealed_private, 'escape') FROM push_keys"), key)

	made := kim.want(http.StatusCreated, "POST", "/me/push-subscriptions", subscription("https://push.example/1"), "User-Agent", "Firefox").object(t)
	require.Equal(t, "Firefox", made["user_agent"])
	again := kim.want(http.StatusCreated, "POST", "/me/push-subscriptions", subscription("https://push.example/1")).object(t)
	require.Equal(t, made["id"], again["id"])
	require.Empty(t, lee.get("/me/push-subscriptions")["items"])
	path := fmt.Sprintf("/me/push-subscriptions/%.0f", made["id"])
	lee.refused(http.StatusNotFound, "not_found", "DELETE", path, nil)
	// Whoever signs in on the same browser takes it over.
	lee.want(http.StatusCreated, "POST", "/me/push-subscriptions", subscription("https://push.example/1"))
	require.Empty(t, kim.get("/me/push-subscriptions")["items"])
	lee.want(http.StatusNoContent, "DELETE", path, nil)
	for n := range 12 {
		lee.want(http.StatusCreated, "POST", "/me/push-subscriptions", subscription(fmt.Sprint("https://push.example/n/", n)))
	}
	require.Len(t, lee.get("/me/push-subscriptions")["items"], 10)

	for name, change := range map[string]func(map[string]any){
		"no TLS":      func(s map[string]any) { s["endpoint"] = "http://push.example/1" },
		"no point":    func(s map[string]any) { s["keys"].(map[string]any)["p256dh"] = string(make87()) },
		"long secret": func(s map[string]any) { s["keys"].(map[string]any)["auth"] = "BTBZMqHH6r4Tts7J_aSIggAA" },
	} {
		s := subscription("https://push.example/2")
		change(s)
		problem := lee.refused(http.StatusBadRequest, "invalid_request", "POST", "/me/push-subscriptions", s)
		require.NotEmpty(t, problem["field"], name)
	}
}

func make87() []byte {
	b := make([]byte, 87)
	for i := range b {
		b[i] = 'A'
	}
	return b
}

// receiver is a webhook that keeps what it gets.
type receiver struct {
	URL  string
	mu   sync.Mutex
	got  []string
	keys []string
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{}
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got, r.keys = append(r.got, string(body)), append(r.keys, q.Header.Get("Idempotency-Key"))
	}))
	t.Cleanup(server.Close)
	r.URL = server.URL
	return r
}

func TestChannels(t *testing.T) {
	r := setup(t, withSecrets(t))
	admin := r.as(t, r.Admin)
	hook := newReceiver(t)
	body := map[string]any{"name": "Hook", "kind": "room", "url": hook.URL + "/secret-token", "warehouse_ids": []any{r.North.ID}, "kinds": []any{"low_stock"}}
	made := admin.want(http.StatusCreated, "POST", "/channels", body).object(t)
	require.Equal(t, "http", made["provider"])
	require.Equal(t, false, made["allow_private"])
	path := fmt.Sprintf("/channels/%.0f", made["id"])

	// Its address is on loopback: an admin has to allow that.
	result := admin.want(http.StatusOK, "POST", path+"/test", map[string]any{}).object(t)
	require.Equal(t, false, result["sent"])
	require.Contains(t, result["detail"], "private address")
	require.Empty(t, hook.got)
	admin.want(http.StatusOK, "PATCH", path, map[string]any{"allow_private": true, "min_severity": "info"})
	result = admin.want(http.StatusOK, "POST", path+"/test", map[string]any{}).object(t)
	require.Equal(t, true, result["sent"], result)
	require.Len(t, hook.got, 1)
	require.Contains(t, hook.got[0], "to try this channel out")

	// What holds secrets is neither shown nor readable in the database.
	list := admin.want(http.StatusOK, "GET", "/channels", nil)
	assert.NotContains(t, string(list.body), "secret-token")
	assert.NotContains(t, string(list.body), "127.0.0.1")
	assert.NotContains(t, r.Text(t, "SELECT encode(sealed_url, 'escape') FROM notification_channels"), "secret-token")
	assert.Zero(t, r.ID(t, "SELECT count(*) FROM audit_records WHERE after::text LIKE '%secret-token%' OR before::text LIKE '%secret-token%'"))
	assert.EqualValues(t, 2, r.ID(t, "SELECT count(*) FROM audit_records WHERE stream = 'settings' AND subject_kind = 'channel'"))

	admin.refused(http.StatusConflict, "conflict", "POST", "/channels", body)
	digest := r.Fingerprint(t)
	for name, change := range map[string]map[string]any{
		"a file":              {"url": "file:///etc/passwd"},
		"a logger":            {"url": "logger://"},
		"its own client":      {"url": "telegram://123456789:AAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@telegram?chats=@x"},
		"no token":            {"url": "slack://nothing"},
		"a phone for a room":  {"url": "https://hook.example/?to={phone}"},
		"no phone":            {"kind": "sms", "url": "https://hook.example/"},
		"no topic":            {"kind": "push", "url": "ntfy://ntfy.sh/all"},
		"a room's provider":   {"kind": "sms", "url": "slack://hook:T00000000-B00000000-XXXXXXXXXXXXXXXXXXXXXXXX@webhook"},
		"a kind of its own":   {"kind": "letter"},
		"kinds that are text": {"kinds": []any{"Low Stock"}},
	} {
		try := map[string]any{"name": "Other", "kind": "room", "url": hook.URL}
		for k, v := range change {
			try[k] = v
		}
		problem := admin.refused(http.StatusBadRequest, "invalid_request", "POST", "/channels", try)
		require.NotContains(t, problem["detail"], "passwd", name)
	}
	admin.refused(http.StatusNotFound, "not_found", "POST", "/channels", map[string]any{"name": "Other", "kind": "room", "url": hook.URL, "warehouse_ids": []any{999}})
	require.Equal(t, digest, r.Fingerprint(t))

	sms := map[string]any{"name": "SMS", "kind": "sms", "url": "twilio://AC1:token@api.twilio.com?from=%2B15005550006"}
	first := admin.want(http.StatusCreated, "POST", "/channels", sms).object(t)
	sms["name"] = "Another"
	admin.refused(http.StatusConflict, "conflict", "POST", "/channels", sms)
	admin.refused(http.StatusBadRequest, "invalid_request", "POST", fmt.Sprintf("/channels/%.0f/test", first["id"]), map[string]any{})
	admin.want(http.StatusNoContent, "DELETE", path, nil)
	admin.refused(http.StatusNotFound, "not_found", "PATCH", path, map[string]any{"enabled": false})
}

func TestNoChannelsWithoutAKey(t *testing.T) {
	r := setup(t)
	admin := r.as(t, r.Admin)
	admin.refused(http.StatusConflict, "not_configured", "POST", "/channels", map[string]any{"name": "Hook", "kind": "room", "url": "https://hook.example/"})
	admin.refused(http.StatusConflict, "not_configured", "GET", "/push/key", nil)
	health := admin.get("/notifications/health")
	require.Equal(t, "none", health["mail"])
	require.Equal(t, false, health["secrets"])
}

func TestParkedDeliveries(t *testing.T) {
	r := setup(t)
	admin := r.as(t, r.Admin)
	r.tell(t, store.Notification{UserID: r.Staff, Kind: "account", Severity: store.Info, Subject: "Reset", Body: "https://x/#secret", Account: true})
	_, err := r.Store.PlanDeliveries(t.Context(), 10, false)
	require.NoError(t, err)
	id := r.ID(t, "SELECT id FROM notification_deliveries")
	require.NoError(t, r.Store.DeliveryFailed(t.Context(), id, store.Parked, true, "no mail server"))

	res := admin.want(http.StatusOK, "GET", "/notifications/parked", nil)
	require.NotContains(t, string(res.body), "secret")
	item := res.object(t)["items"].([]any)[0].(map[string]any)
	require.Equal(t, "no mail server", item["reason"])
	require.EqualValues(t, 1, item["attempts"])
	require.EqualValues(t, r.Staff, item["user"].(map[string]any)["id"])
	counts := admin.get("/notifications/health")["deliveries"].([]any)
	require.EqualValues(t, 1, counts[3].(map[string]any)["count"])

	path := fmt.Sprintf("/notifications/parked/%d", id)
	admin.want(http.StatusNoContent, "POST", path+"/retry", nil)
	admin.refused(http.StatusConflict, "conflict", "POST", path+"/retry", nil)
	due, err := r.Store.DueDeliveries(t.Context(), 10)
	require.NoError(t, err)
	require.Equal(t, []store.DueDelivery{{ID: id, Round: 1}}, due)

	require.NoError(t, r.Store.DeliveryFailed(t.Context(), id, store.Parked, true, "still none"))
	admin.want(http.StatusNoContent, "POST", path+"/discard", nil)
	require.Empty(t, admin.get("/notifications/parked")["items"])
	require.Empty(t, r.Text(t, "SELECT body FROM notifications"))
	admin.refused(http.StatusNotFound, "not_found", "POST", "/notifications/parked/999/discard", nil)
	require.EqualValues(t, 2, r.ID(t, "SELECT count(*) FROM audit_records WHERE stream = 'settings' AND subject_kind = 'delivery'"))
}
