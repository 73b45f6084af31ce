// Package notify brings notifications to people: by mail, to their browsers,
// and through the services that an admin has set up. What is sent to whom and
// when was decided before; see choice, and store.PlanDeliveries.
package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	netmail "net/mail"
	"net/url"
	"strconv"
	"sync"
	"time"

	"stockflow/internal/notify/choice"
	"stockflow/internal/sealed"
	"stockflow/internal/store"
)

// sendTimeout bounds one attempt, from the first look-up to the last byte.
const sendTimeout = 15 * time.Second

// Options say how people are reached.
type Options struct {
	// SMTPURL and SMTPFrom are the company's mail server and the sender.
	SMTPURL, SMTPFrom string
	// MailFile is where mails are written instead of being sent, for
	// development; SMTPURL takes precedence.
	MailFile string
	// AllowPrivate lets SMTPURL lead to a private address.
	AllowPrivate bool
	// PublicURL is the dashboard's address, for links.
	PublicURL string
	// Secrets opens the addresses of channels; without a key there are none.
	Secrets sealed.Box
	// PushPublicKey and PushPrivateKey are the installation's push (VAPID)
	// keys; without them, Keys keeps some.
	PushPublicKey, PushPrivateKey string
	Keys                          KeyStore
	// Test is for tests, whose receivers are on loopback.
	Test Test
}

// Test opens to tests what is closed to everybody else.
type Test struct {
	// PrivatePush lets push services have private addresses.
	PrivatePush bool
	// TLS is how servers show who they are; nil: as everywhere.
	TLS *tls.Config
	// Transport calls in place of the network; nil: it doesn't.
	Transport http.RoundTripper
}

// ErrNotConfigured says that something has to be set before this can be used.
var ErrNotConfigured = errors.New("SECRETS_KEY is not set")

// Service sends deliveries. It is safe for concurrent use.
type Service struct {
	opts Options
	from *netmail.Address
	mail mailer // nil: there is none
	gate *gate
	// guarded, open and pushing call providers: public ones, any, and those of
	// browsers.
	guarded, open, pushing http.RoundTripper

	mu              sync.Mutex
	public, private string
}

// New makes a service.
func New(o Options) (*Service, error) {
	config := o.Test.TLS
	if config == nil {
		config = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	s := &Service{
		opts: o, gate: newGate(), guarded: transport(false, config), open: transport(true, config),
		pushing: transport(o.Test.PrivatePush, config),
	}
	if o.Test.Transport != nil {
		s.guarded, s.open = o.Test.Transport, o.Test.Transport
	}
	if from, err := netmail.ParseAddress(o.SMTPFrom); err == nil {
		s.from = from
	}
	if (o.PushPublicKey == "") != (o.PushPrivateKey == "") {
		return nil, errors.New("of VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY only one is set")
	}
	switch {
	case o.SMTPURL != "":
		m, err := newSMTP(o.SMTPURL, o.SMTPFrom, o.AllowPrivate, config)
		if err != nil {
			return nil, err
		}
		s.mail = m
	case o.MailFile != "":
		s.mail = &fileMailer{path: o.MailFile}
	}
	return s, nil
}

// CanMail tells whether mails have a way out.
func (s *Service) CanMail() bool { return s.mail != nil }

// errNoMail is why mails are parked where nothing is configured.
var errNoMail = errors.New("no mail server is configured: set SMTP_URL and SMTP_FROM")

// Send makes one attempt to deliver. Its error is a *Failure.
func (s *Service) Send(ctx context.Context, d store.Delivery) error {
	to, err := s.route(d)
	if err != nil {
		return failure(permanent(err))
	}
	leave, err := s.gate.enter(to.provider)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	err = to.send(ctx, compose(d, s.opts.PublicURL))
	if err != nil && ctx.Err() != nil {
		err = ctx.Err() // whatever broke off for that
	}
	err = failure(err)
	leave(err)
	return err
}

// route is where a delivery goes.
type route struct {
	// provider is what stands and falls together: a server.
	provider string
	send     func(ctx context.Context, m message) error
}

// route finds the way of a delivery; an error is one that no repetition mends.
func (s *Service) route(d store.Delivery) (route, error) {
	switch {
	case len(d.Items) == 0:
		return route{}, errors.New("it has nothing to tell")
	case d.Disabled:
		return route{}, errors.New("its channel was switched off")
	case d.Channel == choice.Email && s.mail == nil:
		return route{}, errNoMail
	case d.Channel == choice.Email && d.Email == "":
		return route{}, errors.New("its user has no mail address")
	case d.Channel == choice.Email:
		lane := "mail"
		if d.Account {
			lane = "account mail" // which waits behind no others
		}
		return route{lane, func(ctx context.Context, m message) error { return s.mail.send(ctx, d.Email, d.UserName, m) }}, nil
	}
	if d.Channel == choice.Browser {
		u, err := url.Parse(d.Endpoint)
		if err != nil || u.Scheme != "https" {
			return route{}, errors.New("its push service has no address")
		}
		return route{"push:" + u.Host, func(ctx context.Context, m message) error { return s.push(ctx, d, m) }}, nil
	}
	address, err := s.opts.Secrets.Open(d.SealedURL, channelPurpose)
	if err != nil {
		return route{}, fmt.Errorf("the channel's address can't be opened: %w", err)
	}
	send, err := openProvider(address, d.Phone, d.Topic)
	if err != nil {
		return route{}, err
	}
	return route{"channel:" + strconv.FormatInt(d.ChannelID, 10), func(ctx context.Context, m message) error {
		c := &call{ctx: ctx, next: s.guarded, id: m.ID}
		if d.AllowPrivate {
			c.next = s.open
		}
		return c.result(send(c, m))
	}}, nil
}

// channelPurpose is what the addresses of channels are sealed for.
const channelPurpose = "notification channel"

// SealAddress encrypts the address of a channel.
func (s *Service) SealAddress(address string) ([]byte, error) {
	if !s.opts.Secrets.Ready() {
		return nil, ErrNotConfigured
	}
	return s.opts.Secrets.Seal(address, channelPurpose)
}

// MailState says how mails go out: smtp, file or none.
func (s *Service) MailState() string {
	switch s.mail.(type) {
	case *smtpMailer:
		return "smtp"
	case *fileMailer:
		return "file"
	}
	return "none"
}

// KeepsSecrets tells whether there is a key to encrypt secrets with.
func (s *Service) KeepsSecrets() bool { return s.opts.Secrets.Ready() }
