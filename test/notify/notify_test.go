// Package notify tests what people are told, through the programs themselves
// and real receivers on loopback.
package notify

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/inventory"
	"stockflow/internal/smtptest"
	"stockflow/internal/store"
	"stockflow/test/system"
)

// post is a system whose mails go to a server of the test's.
type post struct {
	*system.System
	office *smtptest.Server
	north  *system.Site
	kim    *system.User
}

func newPost(t *testing.T, o system.Options) *post {
	t.Helper()
	office := smtptest.New(t)
	o.Env = append([]string{
		"SMTP_URL=" + office.URL + "?tls=off", "SMTP_FROM=Stockflow <stock@test.example>", "NOTIFY_ALLOW_PRIVATE=true",
		"PUBLIC_URL=https://stock.test.example/",
	}, o.Env...)
	s := system.New(t, o)
	p := &post{System: s, office: office, north: s.Site(t, "NORTH", nil)}
	p.kim = s.User(t, inventory.Manager, p.north)
	return p
}

func (p *post) tell(t *testing.T, news ...store.Notification) {
	t.Helper()
	require.NoError(t, p.Company.Store.Notify(context.Background(), news))
}

// mails waits until so many mails have come to an address.
func (p *post) mails(t *testing.T, to string, n int) []smtptest.Mail {
	t.Helper()
	system.Until(t, 90*time.Second, fmt.Sprintf("%d mails come to %s", n, to), func() (any, bool) {
		got := len(p.office.To(to))
		return got, got >= n
	})
	return p.office.To(to)
}

func (p *post) states(t *testing.T) string {
	t.Helper()
	return p.Company.Text(t, `SELECT COALESCE(string_agg(state || ' ' || n, ', ' ORDER BY state), '')
		FROM (SELECT state, count(*) n FROM notification_deliveries GROUP BY 1) s`)
}

// Without any choice a warning is mailed, and what is less isn't; names that
// people chose are text in it and nothing else.
func TestMailsByDefault(t *testing.T) {
	p := newPost(t, system.Options{})
	p.tell(t,
		store.Notification{
			UserID: p.kim.ID, Kind: "low_stock", Severity: store.Warning, Subject: "Low stock of <b>Bolt</b>\r\nBcc: all@test.example",
			Body: "3 of <script>alert(1)</script> are left", Link: "/alerts/7", DedupKey: "alert:7",
		},
		store.Notification{UserID: p.kim.ID, Kind: "low_stock", Severity: store.Warning, Subject: "again", DedupKey: "alert:7"},
		store.Notification{UserID: p.kim.ID, Kind: "low_stock", Severity: store.Info, Subject: "by the way"},
	)
	m := p.mails(t, p.kim.Email, 1)[0]
	p.Settled(t)
	assert.Len(t, p.office.Mails(), 1)
	assert.Equal(t, "Low stock of <b>Bolt</b> Bcc: all@test.example", m.Subject)
	assert.Empty(t, m.Header.Get("Bcc"))
	assert.Contains(t, m.Text, "3 of <script>alert(1)</script> are left")
	assert.Contains(t, m.Text, "https://stock.test.example/alerts/7")
	assert.Contains(t, m.HTML, "Low stock of &lt;b&gt;Bolt&lt;/b&gt;")
	assert.Contains(t, m.HTML, "3 of &lt;script&gt;alert(1)&lt;/script&gt; are left")
	assert.Contains(t, m.HTML, `href="https://stock.test.example/alerts/7"`)
	id := p.Count(t, "SELECT id FROM notification_deliveries")
	assert.Equal(t, fmt.Sprintf("<delivery-%d@test.example>", id), m.Header.Get("Message-Id"))
	assert.Equal(t, "sent 1", p.states(t))
}

// What is about the account itself is mailed whatever the user prefers, is
// never listed, and forgotten once it was sent.
func TestAccountMails(t *testing.T) {
	p := newPost(t, system.Options{})
	p.Company.Exec(t, `INSERT INTO notification_rules VALUES ($1, 'email', '*', 'info', 'off')`, p.kim.ID)
	p.Company.Exec(t, `INSERT INTO notification_settings (user_id, quiet_from, quiet_to) VALUES ($1, 0, 1439)`, p.kim.ID)
	p.Company.Exec(t, `UPDATE users SET status = 'inactive' WHERE id = $1`, p.kim.ID)
	p.tell(t,
		store.Notification{UserID: p.kim.ID, Kind: "account", Severity: store.Info, Subject: "Reset your password", Body: "https://x/reset#secret", Account: true},
		store.Notification{UserID: p.kim.ID, Kind: "low_stock", Severity: store.Critical, Subject: "not this"},
	)
	m := p.mails(t, p.kim.Email, 1)[0]
	assert.Contains(t, m.Text, "https://x/reset#secret")
	p.Settled(t)
	assert.Len(t, p.office.Mails(), 1)
	assert.Zero(t, p.Count(t, "SELECT count(*) FROM notifications WHERE account AND body <> ''"))
	for _, w := range p.Workers {
		assert.NotContains(t, w.Log(10_000), "secret")
	}
}

// A mail server that refuses for now is tried again; an address that it
// refuses for good is parked at once.
func TestMailsAreTriedAgainOrParked(t *testing.T) {
	p := newPost(t, system.Options{})
	tries := 0
	p.office.Refuse(func(to string) error {
		switch {
		case to == p.Admin.Email:
			return &smtp.SMTPError{Code: 550, Message: "no such mailbox"}
		case tries < 2:
			tries++
			return &smtp.SMTPError{Code: 451, Message: "come again"}
		}
		return nil
	})
	p.tell(t,
		store.Notification{UserID: p.kim.ID, Kind: "low_stock", Severity: store.Warning, Subject: "patience"},
		store.Notification{UserID: p.Admin.ID, Kind: "low_stock", Severity: store.Warning, Subject: "nobody"},
	)
	p.mails(t, p.kim.Email, 1)
	p.Settled(t)
	assert.Equal(t, "parked 1, sent 1", p.states(t))
	assert.EqualValues(t, 3, p.Count(t, "SELECT attempts FROM notification_deliveries WHERE state = 'sent'"))
	assert.Contains(t, p.Company.Text(t, "SELECT reason FROM notification_deliveries WHERE state = 'parked'"), "550")
}

// Without a mail server an account mail waits where an admin sees it, and
// other mails aren't written at all.
func TestNoMailServer(t *testing.T) {
	p := newPost(t, system.Options{Env: []string{"SMTP_URL="}})
	p.tell(t,
		store.Notification{UserID: p.kim.ID, Kind: "account", Severity: store.Info, Subject: "Welcome", Body: "https://x/#secret", Account: true},
		store.Notification{UserID: p.kim.ID, Kind: "low_stock", Severity: store.Critical, Subject: "in the inbox only"},
	)
	p.Settled(t)
	assert.Equal(t, "parked 1", p.states(t))
	assert.Contains(t, p.Company.Text(t, "SELECT reason FROM notification_deliveries"), "SMTP_URL")
	assert.Contains(t, p.Company.Text(t, "SELECT body FROM notifications WHERE account"), "secret", "it can still be sent")

	p.Company.Exec(t, "UPDATE notifications SET created_at = now() - interval '25 hours' WHERE account")
	require.NoError(t, p.Company.Store.TidyDeliveries(context.Background()))
	assert.Equal(t, "discarded 1", p.states(t))
	assert.Empty(t, p.Company.Text(t, "SELECT body FROM notifications WHERE account"))
}

// A worker that dies between the server's answer and its keeping repeats the
// mail, under the same Message-ID, and loses none.
func TestWorkerKilledMidDelivery(t *testing.T) {
	p := newPost(t, system.Options{NoWorkers: true})
	p.Workers[0].Start(t, "STOCKFLOW_CRASH_AT=after:deliver#3")
	var news []store.Notification
	for n := range 10 {
		news = append(news, store.Notification{UserID: p.kim.ID, Kind: "low_stock", Severity: store.Warning, Subject: fmt.Sprint("news ", n)})
	}
	p.tell(t, news...)
	p.Workers[0].AwaitKilled(t)
	p.Workers[0].Start(t)
	system.Until(t, 120*time.Second, "all are sent", func() (any, bool) {
		return p.states(t), p.states(t) == "sent 10"
	})
	ids, subjects := map[string]string{}, map[string]bool{}
	for _, m := range p.office.Mails() {
		id := m.Header.Get("Message-Id")
		if before, known := ids[id]; known {
			assert.Equal(t, before, m.Subject)
		}
		ids[id], subjects[m.Subject] = m.Subject, true
	}
	assert.Len(t, ids, 10)
	assert.Len(t, subjects, 10)
	assert.LessOrEqual(t, len(p.office.Mails()), 10+8, "no more is repeated than was under way")
}
