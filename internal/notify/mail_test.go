package notify_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/notify"
	"stockflow/internal/notify/choice"
	"stockflow/internal/smtptest"
	"stockflow/internal/store"
)

// certificate is one for loopback, and who trusts it.
func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return &tls.Config{Certificates: s.TLS.Certificates}, &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}

func letter() store.Delivery {
	return store.Delivery{
		ID: 7, Channel: choice.Email, Email: "kim@test.example", UserName: "Kim", Timing: choice.Immediate, Zone: "UTC",
		Items: []store.DeliveryItem{{Kind: "low_stock", Severity: store.Warning, Subject: "Tea is low"}},
	}
}

// A password is given only to the mail server, only over TLS; and the server
// may be in a private network only where the operator says so.
func TestMailServers(t *testing.T) {
	serverTLS, clientTLS := certificate(t)
	address := func(o smtptest.Options) (s *smtptest.Server, host string) {
		s = smtptest.Start(t, o)
		return s, strings.TrimPrefix(s.URL, "smtp://")
	}
	for name, c := range map[string]struct {
		server    smtptest.Options
		url       string
		untrusted bool
		public    bool
		sent      bool
		asked     int
		reason    string
		permanent bool
	}{
		"STARTTLS and a password":      {server: smtptest.Options{TLS: serverTLS, Password: "pass"}, url: "smtp://user:pass@HOST", sent: true, asked: 1},
		"TLS from the start":           {server: smtptest.Options{TLS: serverTLS, Implicit: true, Password: "pass"}, url: "smtps://user:pass@HOST", sent: true, asked: 1},
		"TLS where it is offered":      {server: smtptest.Options{TLS: serverTLS}, url: "smtp://HOST", sent: true},
		"a relay without TLS":          {url: "smtp://HOST", sent: true},
		"a wrong password":             {server: smtptest.Options{TLS: serverTLS, Password: "pass"}, url: "smtp://user:wrong@HOST", asked: 1, reason: "SMTP AUTH"},
		"no TLS for a password":        {server: smtptest.Options{Password: "pass"}, url: "smtp://user:pass@HOST", reason: "STARTTLS"},
		"a stranger's certificate":     {server: smtptest.Options{TLS: serverTLS, Password: "pass"}, url: "smtp://user:pass@HOST", untrusted: true, reason: "certificate"},
		"a stranger's, from the start": {server: smtptest.Options{TLS: serverTLS, Implicit: true}, url: "smtps://user:pass@HOST", untrusted: true, reason: "certificate"},
		"a private address":            {url: "smtp://HOST", public: true, reason: "NOTIFY_ALLOW_PRIVATE", permanent: true},
	} {
		t.Run(name, func(t *testing.T) {
			server, host := address(c.server)
			o := notify.Options{SMTPURL: strings.Replace(c.url, "HOST", host, 1), SMTPFrom: "Stock <stock@test.example>", AllowPrivate: !c.public}
			if !c.untrusted {
				o.Test.TLS = clientTLS
			}
			s, err := notify.New(o)
			require.NoError(t, err)
			err = s.Send(t.Context(), letter())
			assert.Equal(t, c.asked, server.Asked())
			if c.sent {
				require.NoError(t, err)
				require.Len(t, server.Mails(), 1)
				assert.Equal(t, "<delivery-7@test.example>", server.Mails()[0].Header.Get("Message-Id"))
				return
			}
			var f *notify.Failure
			require.ErrorAs(t, err, &f)
			assert.Contains(t, f.Reason, c.reason)
			assert.Equal(t, c.permanent, f.Permanent)
			assert.NotContains(t, f.Reason, "pass@")
			assert.Empty(t, server.Mails())
		})
	}
}

// A server that never answers holds nobody longer than an attempt may take.
func TestAMailServerThatNeverAnswers(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	s, err := notify.New(notify.Options{SMTPURL: "smtp://" + listener.Addr().String(), SMTPFrom: "stock@test.example", AllowPrivate: true})
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	begin := time.Now()
	var f *notify.Failure
	require.ErrorAs(t, s.Send(ctx, letter()), &f)
	assert.Equal(t, notify.Failure{Reason: "it gave no answer in time"}, *f)
	assert.Less(t, time.Since(begin), 5*time.Second)
}

func TestMailSettingsAreChecked(t *testing.T) {
	for name, o := range map[string]notify.Options{
		"no address":    {SMTPURL: "mail.example:secret", SMTPFrom: "stock@test.example"},
		"another way":   {SMTPURL: "http://user:secret@mail.example", SMTPFrom: "stock@test.example"},
		"no port":       {SMTPURL: "smtp://user:secret@mail.example:x", SMTPFrom: "stock@test.example"},
		"unknown TLS":   {SMTPURL: "smtp://user:secret@mail.example?tls=maybe", SMTPFrom: "stock@test.example"},
		"no sender":     {SMTPURL: "smtp://user:secret@mail.example", SMTPFrom: "nobody"},
		"half of a key": {PushPublicKey: "BA"},
	} {
		_, err := notify.New(o)
		require.Error(t, err, name)
		assert.NotContains(t, err.Error(), "secret", name)
	}
}
