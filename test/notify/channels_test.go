package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/apiclient"
	"stockflow/internal/inventory"
	"stockflow/internal/sealed"
	"stockflow/internal/store"
	"stockflow/test/system"
)

func secrets() string { return "SECRETS_KEY=" + sealed.Random() }

// stuck accepts connections and never answers.
func stuck(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { conn.Close() })
		}
	}()
	return "http://" + listener.Addr().String()
}

func (p *post) ships(t *testing.T, product int64, n int) (median time.Duration) {
	t.Helper()
	var took []time.Duration
	for range n {
		begin := time.Now()
		p.Admin.Do(t, "/shipments", system.M{"warehouse_id": p.north.ID, "lines": system.Lines(product, 1)})
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	return took[n/2]
}

// While a provider doesn't answer, its messages wait, every mail arrives, and
// every shipment is answered. How long these take is for `make bench` to say:
// here they only have to be done before the provider's calls are given up.
func TestAStuckProviderDelaysNothing(t *testing.T) {
	const notifications, shipments = 200, 40
	p := newPost(t, system.Options{Env: []string{secrets()}})
	product := p.Product(t, nil)
	p.Stock(t, p.north, system.Arrival{Product: product, Quantity: 1000})
	p.Admin.Do(t, "/shipments", system.M{"warehouse_id": p.north.ID, "lines": system.Lines(product, 1)})
	before := p.ships(t, product, shipments)
	system.Add[apiclient.Channel](t, p.Admin, "/channels", system.M{
		"name": "Stuck", "kind": "room", "url": stuck(t), "allow_private": true, "min_severity": "info",
	})
	var news []store.Notification
	for n := range notifications {
		news = append(news, store.Notification{UserID: p.kim.ID, Kind: "low_stock", Severity: store.Warning, Subject: fmt.Sprint("news ", n)})
	}
	begin := time.Now()
	p.tell(t, news...)
	system.Until(t, 30*time.Second, "the stuck provider is called", func() (any, bool) {
		n := p.Count(t, "SELECT count(*) FROM notification_deliveries WHERE channel = 'room' AND state = 'sending'")
		return n, n > 0
	})
	during := p.ships(t, product, shipments)
	p.mails(t, p.kim.Email, notifications)
	mailed := time.Since(begin)
	assert.Zero(t, p.Count(t, "SELECT count(*) FROM notification_deliveries WHERE channel = 'room' AND state = 'sent'"))
	assert.EqualValues(t, notifications, p.Count(t, "SELECT count(*) FROM notification_deliveries WHERE channel = 'room' AND state IN ('waiting', 'sending')"))
	after := p.ships(t, product, shipments)
	t.Logf("a shipment takes %s, %s while %d mails go out and a provider is stuck, and %s while it is stuck; the mails took %s",
		before, during, notifications, after, mailed)
	p.Verify(t)
}

// hook is a webhook that remembers what it was told.
type hook struct {
	URL string
	mu  sync.Mutex
	got []string
}

func newHook(t *testing.T) *hook {
	h := &hook{}
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var m struct{ Subject string }
		body, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(body, &m) // an empty subject shows in the test
		h.mu.Lock()
		defer h.mu.Unlock()
		h.got = append(h.got, m.Subject)
	}))
	t.Cleanup(server.Close)
	h.URL = server.URL
	return h
}

func (h *hook) subjects() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Sorted(slices.Values(h.got))
}

// A room hears once of what several people are told, and only of what it is
// meant for.
func TestRoomsHearOnce(t *testing.T) {
	p := newPost(t, system.Options{Env: []string{secrets()}})
	south := p.Site(t, "SOUTH", nil)
	north, all, off := newHook(t), newHook(t), newHook(t)
	add := func(name, url string, more system.M) {
		body := system.M{"name": name, "kind": "room", "url": url, "allow_private": true}
		for k, v := range more {
			body[k] = v
		}
		system.Add[apiclient.Channel](t, p.Admin, "/channels", body)
	}
	add("North's stock", north.URL, system.M{"warehouse_ids": []any{p.north.ID}, "kinds": []any{"low_stock"}})
	add("All that is critical", all.URL, system.M{"min_severity": "critical"})
	add("Off", off.URL, system.M{"enabled": false, "min_severity": "info"})
	lee := p.User(t, inventory.Manager, p.north)
	for _, n := range []store.Notification{
		{Kind: "low_stock", Severity: store.Warning, Subject: "north is low", WarehouseID: p.north.ID, DedupKey: "alert/1"},
		{Kind: "low_stock", Severity: store.Info, Subject: "north is a bit low", WarehouseID: p.north.ID},
		{Kind: "low_stock", Severity: store.Critical, Subject: "north is empty", WarehouseID: p.north.ID},
		{Kind: "expiry", Severity: store.Warning, Subject: "north expires", WarehouseID: p.north.ID},
		{Kind: "low_stock", Severity: store.Critical, Subject: "south is empty", WarehouseID: south.ID},
		{Kind: "reconciliation", Severity: store.Critical, Subject: "the books differ"},
		{Kind: "account", Severity: store.Critical, Subject: "a secret", Account: true},
	} {
		kims, lees := n, n
		kims.UserID, lees.UserID = p.kim.ID, lee.ID
		p.tell(t, kims, lees)
	}
	p.Settled(t)
	assert.Equal(t, []string{"Critical: north is empty", "north is low"}, north.subjects())
	assert.Equal(t, []string{"Critical: north is empty", "Critical: south is empty", "Critical: the books differ"}, all.subjects())
	assert.Empty(t, off.subjects())
}

// Digests gather what came up; quiet hours let only pass what may.
func TestDigestsAndQuietHours(t *testing.T) {
	p := newPost(t, system.Options{})
	now := time.Now().UTC()
	clock := func(d time.Duration) string { return now.Add(d).Format("15:04") }
	prefer := func(u *system.User, more system.M) {
		body := system.M{
			"phone": "", "topic": "", "time_zone": "UTC", "quiet_from": "00:00", "quiet_to": "00:00", "quiet_critical": true, "daily_at": "08:00",
			"rules": []any{},
		}
		for k, v := range more {
			body[k] = v
		}
		a := u.Send(t, system.Request{Method: http.MethodPut, Path: "/me/notification-preferences", Body: body})
		require.Equal(t, http.StatusOK, a.Status, a)
	}
	rule := func(severity, timing string) system.M {
		return system.M{"channel": "email", "kind": "*", "min_severity": severity, "timing": timing}
	}
	prefer(p.kim, system.M{"rules": []any{rule("info", "daily"), rule("critical", "immediate")}})
	lee := p.User(t, inventory.Staff, p.north)
	prefer(lee, system.M{"quiet_from": clock(-2 * time.Hour), "quiet_to": clock(2 * time.Hour)})
	for _, u := range []int64{p.kim.ID, lee.ID} {
		p.tell(t,
			store.Notification{UserID: u, Kind: "low_stock", Severity: store.Warning, Subject: "tea is low", Link: "/alerts/1"},
			store.Notification{UserID: u, Kind: "expiry", Severity: store.Warning, Subject: "milk <expires>", Link: "/alerts/2"},
			store.Notification{UserID: u, Kind: "overdue", Severity: store.Critical, Subject: "T-1 is overdue"},
		)
	}
	p.mails(t, p.kim.Email, 1)
	p.mails(t, lee.Email, 1)
	system.Until(t, 10*time.Second, "all is planned", func() (any, bool) {
		n := p.Count(t, "SELECT count(*) FROM notifications WHERE NOT planned")
		return n, n == 0
	})
	assert.Equal(t, "collecting 2, sent 2, waiting 2", p.states(t))
	for _, to := range []string{p.kim.Email, lee.Email} {
		require.Len(t, p.office.To(to), 1)
		assert.Equal(t, "Critical: T-1 is overdue", p.office.To(to)[0].Subject)
	}
	assert.EqualValues(t, 2, p.Count(t, `SELECT count(*) FROM notification_deliveries WHERE user_id = $1 AND state = 'waiting'
		AND to_char(due_at AT TIME ZONE 'UTC', 'HH24:MI') = $2`, lee.ID, clock(2*time.Hour)))

	digest := func(at time.Time) int {
		done := 0
		for cursor := ""; ; {
			next, n, err := p.Company.Store.NotificationDigest(context.Background(), at, cursor)
			require.NoError(t, err)
			done += n
			if cursor = next; cursor == "" {
				return done
			}
		}
	}
	assert.Zero(t, digest(now), "it is not yet time")
	tomorrow := now.Add(25 * time.Hour)
	assert.Equal(t, 1, digest(tomorrow))
	assert.Zero(t, digest(tomorrow), "there is one digest for each time")
	p.Company.Exec(t, "UPDATE notification_deliveries SET due_at = now() WHERE state = 'waiting'")
	p.mails(t, lee.Email, 3)
	m := p.mails(t, p.kim.Email, 2)[1]
	assert.Equal(t, "2 notifications from Stockflow", m.Subject)
	for _, part := range []string{"tea is low", "milk <expires>", "https://stock.test.example/alerts/1", "https://stock.test.example/settings/notifications"} {
		assert.Contains(t, m.Text, part)
	}
	assert.Contains(t, m.HTML, "milk &lt;expires&gt;")
	p.Settled(t)
	assert.Equal(t, "collected 2, sent 5", p.states(t))
}
