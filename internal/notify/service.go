// Package notify brings notifications to people: by mail, to their browsers,
// and through the services that an admin has set up. What is sent to whom and
// when was decided before; see choice, and store.PlanDeliveries.
package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"stockflow/internal/notify/choice"
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
}

// Service sends deliveries. It is safe for concurrent use.
type Service struct {
	opts Options
	mail mailer // nil: there is none
	gate *gate
}

// New makes a service.
func New(o Options) (*Service, error) {
	s := &Service{opts: o, gate: newGate()}
	switch {
	case o.SMTPURL != "":
		m, err := newSMTP(o.SMTPURL, o.SMTPFrom, o.AllowPrivate)
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
	err = failure(to.send(ctx, compose(d, s.opts.PublicURL)))
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
		return route{"mail", func(ctx context.Context, m message) error { return s.mail.send(ctx, d.Email, d.UserName, m) }}, nil
	}
	return route{}, fmt.Errorf("there is no way by %s", d.Channel)
}
